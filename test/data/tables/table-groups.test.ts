import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { type Cell, Table } from '../../../src/data/table.js';
import { concatTables } from '../../../src/data/tables/concat-tables.js';
import { groupBy } from '../../../src/data/tables/group-by.js';
import { joinTables } from '../../../src/data/tables/join-tables.js';
import { valueCounts } from '../../../src/data/tables/value-counts.js';

type Plain = Record<string, Cell>;
const cells = {
  n: fc.option(fc.integer({ min: -2, max: 2 })),
  t: fc.option(fc.constantFrom('', 'a', 'b', '__proto__')),
  constructor: fc.option(fc.boolean()),
};
const someRecords = fc.array(fc.record(cells), { minLength: 1, maxLength: 20 });
const plain = (rows: object[]) => rows.map((row) => ({ ...row }) as Plain);
const keyOf = (row: Plain, names: readonly string[]) =>
  JSON.stringify(names.map((name) => [typeof row[name], row[name]]));

const houses = Table.fromRecords([
  { town: 'Delft', price: 3, garden: true },
  { town: 'Gouda', price: 1, garden: false },
  { town: 'Delft', price: null, garden: null },
  { town: null, price: 5, garden: true },
  { town: 'Delft', price: 4, garden: true },
]);

describe('concatTables', () => {
  it('has the rows of all, missing where a table lacks a column', () => {
    fc.assert(
      fc.property(someRecords, someRecords, (a, b) => {
        const left = plain(a).map(({ t, ...row }) => row as Plain);
        const right = plain(b).map(({ n, ...row }) => row as Plain);
        const all = concatTables([Table.fromRecords(left), Table.fromRecords(right)]);
        const filled = [...left, ...right].map((row) => ({ n: null, t: null, ...row }));
        expect(all.toRecords()).toEqual(filled);
      }),
    );
  });

  it('joins categories, and gives a column without values the type that it has elsewhere', () => {
    const empty = Table.fromColumns({ town: [null, null] });
    const all = concatTables<object>([empty, houses.select(['town']), houses.select(['town'])]);
    expect(all.column('town')).toMatchObject({ type: 'text', categories: ['Delft', 'Gouda'] });
    expect(all.rowCount).toBe(12);
    expect(concatTables([]).rowCount).toBe(0);
  });

  it('refuses a column of two types, and what is no table', () => {
    const other = Table.fromRecords([{ town: 3 }]);
    expect(() => concatTables<object>([houses, other])).toThrow(
      'concatTables: column "town" is of type text in one table and number in another. Give it one type, as Table.withColumn can.',
    );
    expect(() => concatTables([houses, []] as never)).toThrow('concatTables: table is []. Pass a');
    expect(() => concatTables(houses as never)).toThrow('Pass an array of tables.');
  });
});

describe('groupBy', () => {
  it('gives a row a group, its keys first', () => {
    const towns = groupBy(houses, 'town').aggregate({
      n: ['count', 'price'],
      missing: ['missing', 'price'],
      mean: ['mean', 'price'],
      sd: ['std', 'price'],
      gardens: ['sum', 'garden'],
      last: ['last', 'price'],
      kinds: ['nUnique', 'garden'],
      dear: (group) => group.filter((row) => (row.price ?? 0) > 3).rowCount > 0,
    });
    expectTypeOf(towns.values('mean')).toEqualTypeOf<(number | null)[]>();
    expectTypeOf(towns.values('town')).toEqualTypeOf<(string | null)[]>();
    expectTypeOf(towns.values('dear')).toEqualTypeOf<boolean[]>();
    expect(towns.toRecords()).toEqual([
      {
        town: 'Delft',
        n: 2,
        missing: 1,
        mean: 3.5,
        sd: Math.SQRT1_2,
        gardens: 2,
        last: 4,
        kinds: 1,
        dear: true,
      },
      {
        town: 'Gouda',
        n: 1,
        missing: 0,
        mean: 1,
        sd: null,
        gardens: 0,
        last: 1,
        kinds: 1,
        dear: false,
      },
      {
        town: null,
        n: 1,
        missing: 0,
        mean: 5,
        sd: null,
        gardens: 1,
        last: 5,
        kinds: 1,
        dear: true,
      },
    ]);
  });

  it('groups as grouping the records does', () => {
    const by = fc.subarray(['n', 't', 'constructor'], { minLength: 1 });
    fc.assert(
      fc.property(someRecords, by, (rows, names) => {
        const records = plain(rows);
        const groups = new Map<string, Plain[]>();
        for (const row of records) {
          const key = keyOf(row, names);
          groups.set(key, [...(groups.get(key) ?? []), row]);
        }
        const expected = [...groups.values()].map((group) => {
          const known = group.flatMap(({ n }) => (n === null ? [] : [n as number]));
          return {
            ...Object.fromEntries(names.map((name) => [name, group[0][name]])),
            rows: group.length,
            sum: known.reduce((sum, n) => sum + n, 0),
            least: known.length === 0 ? null : Math.min(...known),
            largest: known.length === 0 ? null : Math.max(...known),
            kinds: new Set(known).size,
          };
        });
        const made = groupBy(Table.fromRecords(records), names).aggregate({
          rows: ({ rowCount }) => rowCount,
          sum: ['sum', 'n'],
          least: ['min', 'n'],
          largest: ['max', 'n'],
          kinds: ['nUnique', 'n'],
        });
        expect(made.toRecords()).toEqual(expected);
      }),
    );
  });

  it('sums up infinite numbers, and groups none of an empty table', () => {
    const infinite = Table.fromColumns({ a: ['x', 'x'], b: [Infinity, Infinity] });
    expect(
      groupBy(infinite, 'a')
        .aggregate({ mean: ['mean', 'b'], median: ['median', 'b'], var: ['var', 'b'] })
        .toRecords(),
    ).toEqual([{ a: 'x', mean: Infinity, median: Infinity, var: null }]);
    const none = groupBy(Table.fromColumns({ a: [], b: [] }), 'a').aggregate({ m: ['max', 'b'] });
    expect([none.rowCount, none.columnNames]).toEqual([0, ['a', 'm']]);
  });

  it.each<[string, () => unknown, string]>([
    ['an unknown key', () => groupBy(houses, 'twn' as 'town'), 'no column "twn". Did you mean'],
    ['no key', () => groupBy(houses, []), 'groupBy: keys is empty.'],
    ['no table', () => groupBy([] as never, 'town' as never), 'groupBy: table is []. Pass a Table'],
    [
      'an unknown summary',
      () => groupBy(houses, 'town').aggregate({ a: ['average' as 'mean', 'price'] }),
      'TableGroups.aggregate: there is no summary "average".',
    ],
    [
      'what is no aggregation',
      () => groupBy(houses, 'town').aggregate({ a: 'mean' as never }),
      `TableGroups.aggregate: "a" is "mean". Pass a summary and a column, as in ['mean', 'price'],`,
    ],
    [
      'numbers of text',
      () => groupBy(houses, 'garden').aggregate({ a: ['mean', 'town'] }),
      'TableGroups.aggregate: column "town" is text.',
    ],
    [
      'the name of a key',
      () => groupBy(houses, 'town').aggregate({ town: ['first', 'price'] }),
      'Table: there are two columns "town". Rename one.',
    ],
  ])('refuses %s', (_, call, message) => {
    expect(call).toThrow(message);
  });
});

describe('valueCounts', () => {
  it('counts values, the most frequent first, the missing ones too', () => {
    const counts = valueCounts(houses, 'town');
    expectTypeOf(counts.values('value')).toEqualTypeOf<(string | null)[]>();
    expect(counts.toRecords()).toEqual([
      { value: 'Delft', count: 3, share: 0.6 },
      { value: 'Gouda', count: 1, share: 0.2 },
      { value: null, count: 1, share: 0.2 },
    ]);
    expect(valueCounts(Table.fromColumns({ a: [] }), 'a').rowCount).toBe(0);
  });
});

describe('joinTables', () => {
  const how = fc.constantFrom('inner' as const, 'left' as const, 'outer' as const);
  const keys = fc.subarray(['n', 't', 'constructor'], { minLength: 1 });

  it('has the rows that comparing all pairs of rows gives', () => {
    fc.assert(
      fc.property(someRecords, someRecords, how, keys, (a, b, kind, on) => {
        const left = plain(a).map((row, i) => ({ ...row, left: i }) as Plain);
        const right = plain(b).map(
          (row, i) =>
            ({ ...Object.fromEntries(on.map((name) => [name, row[name]])), right: i }) as Plain,
        );
        const equal = (l: Plain, r: Plain) =>
          on.every((name) => l[name] !== null && l[name] === r[name]);
        const expected: Plain[] = left.flatMap((l) => {
          const matches = right.filter((r) => equal(l, r));
          if (matches.length > 0) return matches.map((r) => ({ ...l, right: r.right }));
          return kind === 'inner' ? [] : [{ ...l, right: null }];
        });
        if (kind === 'outer') {
          const blank = { n: null, t: null, constructor: null, left: null };
          for (const r of right)
            if (!left.some((l) => equal(l, r))) expected.push({ ...blank, ...r } as Plain);
        }
        const joined = joinTables(Table.fromRecords(left), Table.fromRecords(right), {
          on,
          how: kind,
        });
        expect(joined.toRecords()).toEqual(expected);
      }),
    );
  });

  const customers = Table.fromRecords([
    { id: 'a', name: 'Ann', price: 7 },
    { id: 'c', name: 'Cis', price: 8 },
  ]);
  const orders = Table.fromRecords([
    { customer: 'b', price: 1 },
    { customer: 'a', price: 2 },
  ]);

  it('takes keys that are called otherwise, and tells clashing names apart', () => {
    const joined = joinTables(orders, customers, {
      leftOn: 'customer',
      rightOn: 'id',
      how: 'outer',
      suffix: '2',
    });
    expect(joined.columnNames).toEqual(['customer', 'price', 'name', 'price2']);
    expect(joined.toRecords()).toEqual([
      { customer: 'b', price: 1, name: null, price2: null },
      { customer: 'a', price: 2, name: 'Ann', price2: 7 },
      { customer: 'c', price: null, name: 'Cis', price2: 8 },
    ]);
  });

  it('takes tables without rows', () => {
    const none = customers.head(0);
    const on = { leftOn: 'customer', rightOn: 'id' };
    expect(joinTables(orders, none, on).rowCount).toBe(0);
    expect(joinTables(orders, none, { ...on, how: 'left' }).values('name')).toEqual([null, null]);
    expect(joinTables(none, none, { on: 'id', how: 'outer' }).rowCount).toBe(0);
  });

  it.each<[string, () => unknown, string]>([
    [
      'no keys',
      () => joinTables(orders, customers, {}),
      'there are 0 keys of the left table and 0',
    ],
    [
      'keys of one side',
      () => joinTables(orders, customers, { leftOn: 'customer' }),
      'joinTables: there are 1 keys of the left table and 0 of the right. Pass as many of each',
    ],
    [
      'keys twice',
      () => joinTables(orders, customers, { on: 'price', leftOn: 'customer' }),
      'joinTables: on stands beside leftOn or rightOn.',
    ],
    [
      'a right join',
      () => joinTables(orders, customers, { on: 'price', how: 'right' as 'left' }),
      'how must be "inner", "left" or "outer", but got "right". Swap the tables',
    ],
    [
      'keys of two types',
      () => joinTables(orders, customers, { leftOn: 'price', rightOn: 'name' }),
      'joinTables: column "price" is of type number in one table and text in another.',
    ],
    [
      'a clash that the suffix does not mend',
      () => joinTables(orders, customers, { leftOn: 'customer', rightOn: 'id', suffix: '' }),
      'Table: there are two columns "price". Rename one.',
    ],
    [
      'an unknown key',
      () => joinTables(orders, customers, { on: 'pric' }),
      'Table: there is no column "pric". Did you mean "price"?',
    ],
  ])('refuses %s', (_, call, message) => {
    expect(call).toThrow(message);
  });

  it('refuses more rows than the memory limit lets it make', () => {
    const same = Table.fromColumns({ k: new Float64Array(20_000) });
    expect(() => joinTables(same, same, { on: 'k' })).toThrow(
      'joinTables: 400000000 matches of 20000 with 20000 rows would take 3',
    );
  });
});
