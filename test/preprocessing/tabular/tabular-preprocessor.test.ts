import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { type Cell, Table } from '../../../src/data/table.js';
import { ModelFormatError } from '../../../src/errors.js';
import { Pipeline } from '../../../src/preprocessing/composition/pipeline.js';
import { OneHotEncoder } from '../../../src/preprocessing/encoders/one-hot-encoder.js';
import { TargetEncoder } from '../../../src/preprocessing/encoders/target-encoder.js';
import { TabularPreprocessor } from '../../../src/preprocessing/tabular/tabular-preprocessor.js';
import { deserializeAs, serialize } from '../../../src/serialization/bytes.js';
import { setWarningHandler } from '../../../src/warnings.js';
import { dataFile } from '../../reference/reference.js';
import { Slope } from '../small-models.js';

/** A data set, its numbers as numbers and its empty fields missing. */
function load(name: string): Table {
  const text = readFileSync(dataFile(name), 'utf8');
  const { data } = Papa.parse<Record<string, Cell>>(text, {
    header: true,
    dynamicTyping: true,
    skipEmptyLines: true,
  });
  return Table.fromRecords(data);
}

const without = (table: Table, target: string) =>
  table.select(table.columnNames.filter((name) => name !== target));

const shop = Table.fromRecords([
  { size: 3, colour: 'red', open: true, here: 1 },
  { size: null, colour: 'blue', open: null, here: 1 },
  { size: 5, colour: null, open: false, here: 1 },
  { size: 10, colour: 'red', open: true, here: 1 },
]);

describe('on penguins and cars', () => {
  const penguins = without(load('penguins.csv'), 'species');
  const cars = without(load('auto_mpg.csv'), 'miles_per_gallon');

  it('codes text in ascending order, fills what is missing, and counts it', () => {
    const model = new TabularPreprocessor().fit(penguins);
    const { X, filled, unknownCategories } = model.transformWithReport(penguins);
    expect(model.getFeatureNamesOut()).toEqual(penguins.columnNames);
    expect([X.rows, X.columns]).toEqual([344, 6]);
    expect(filled).toEqual({
      bill_length_mm: 2,
      bill_depth_mm: 2,
      flipper_length_mm: 2,
      body_mass_g: 2,
      sex: 10,
    });
    expect(unknownCategories).toEqual({});
    const islands = ['Biscoe', 'Dream', 'Torgersen'];
    expect(model.columnPlans[0].categories).toEqual(islands);
    expect(model.columnPlans[5]).toMatchObject({
      categories: ['.', 'FEMALE', 'MALE'],
      fill: 'MALE',
    });
    expect(penguins.values('island').map((value) => islands.indexOf(String(value)))).toEqual(
      X.getColumn(0),
    );
    expect(X.get(3, 1)).toBe(44.45); // numpy.nanmedian of bill_length_mm
    expect(X.to1DArray().every(Number.isFinite)).toBe(true);
  });

  it('drops the names of the cars, and says so', () => {
    const model = new TabularPreprocessor().fit(cars);
    expect(model.getFeatureNamesOut()).not.toContain('name');
    expect(model.columnPlans[0]).toMatchObject({ name: 'name', use: false, fill: null });
    expect(model.describe()).toBe(
      [
        '8 columns in, 7 features out',
        '  name          dropped, identifier: 311 of 406 values differ, so it names rows',
        '  cylinders     numbers, none missing',
        '  displacement  numbers, none missing',
        '  horsepower    numbers, 6 missing filled with the median 95',
        '  weight_lb     numbers, none missing',
        '  acceleration  numbers, none missing',
        '  year          numbers, none missing',
        '  origin        text as 0 to 2, "Europe" to "USA", none missing',
      ].join('\n'),
    );
    const kept = new TabularPreprocessor({ keepIdentifiers: true }).fit(cars);
    expect(kept.getFeatureNamesOut()[0]).toBe('name');
    expect(kept.transform(cars).columns).toBe(8);
  });

  it('gives tables, records and rows the same numbers', () => {
    for (const table of [penguins, cars]) {
      const model = new TabularPreprocessor({ scale: true }).fit(table);
      const expected = model.transform(table).to2DArray();
      const records = table.toRecords();
      expect(model.transform(records).to2DArray()).toEqual(expected);
      expect(model.transform(records.map((record) => Object.values(record))).to2DArray()).toEqual(
        expected,
      );
      expect(model.transform([records[3]]).to2DArray()).toEqual([expected[3]]);
    }
  });

  it('serves as the first step of a pipeline', () => {
    const table = load('auto_mpg.csv'); // whose target is among the columns here, for a model that can learn it
    const rows = [...table.values('miles_per_gallon').keys()].filter(
      (i) => table.values('miles_per_gallon')[i] !== null,
    );
    const known = table.rows(rows);
    const y = known.values('miles_per_gallon').map(Number);
    const model = new Pipeline({
      steps: [
        ['table', new TabularPreprocessor({ scale: true })],
        ['model', new Slope()],
      ],
    }).fit(known, y);
    expect(model.predict(known.toRecords())).toEqual(model.predict(known));
    expect(model.getFeatureNamesOut()).toHaveLength(8);
    const loaded = deserializeAs(serialize(model), [Pipeline, TabularPreprocessor, Slope]);
    expect((loaded as typeof model).predict(known)).toEqual(model.predict(known));
  });
});

it('fills numbers with the median or the mean, and booleans and text with the most frequent', () => {
  const rows = (numericImputer: 'median' | 'mean') =>
    new TabularPreprocessor({ numericImputer }).fitTransform(shop).to2DArray();
  expect(rows('median')).toEqual([
    [3, 1, 1],
    [5, 0, 1],
    [5, 1, 0],
    [10, 1, 1],
  ]);
  expect(rows('mean')[1][0]).toBe(6);
});

it('gives each feature mean 0 and standard deviation 1 when asked to', () => {
  const scaled = new TabularPreprocessor({ scale: true }).fitTransform(shop);
  for (let f = 0; f < scaled.columns; f++) {
    const column = scaled.getColumn(f);
    const mean = column.reduce((sum, value) => sum + value, 0) / 4;
    expect(mean).toBeCloseTo(0, 14);
    expect(column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 4).toBeCloseTo(1, 14);
  }
});

it('says which column is too large to be scaled', () => {
  expect(() => new TabularPreprocessor({ scale: true }).fit([{ a: 1e200 }, { a: 1 }])).toThrow(
    'TabularPreprocessor.fit: the values of column "a" are so large that their variance overflows.',
  );
});

it('takes unknown categories for the most frequent, and counts them', () => {
  const model = new TabularPreprocessor().fit(shop);
  const { X, unknownCategories, filled } = model.transformWithReport([
    { size: 1, colour: 'green', open: false },
    { size: 1, colour: 'Red', open: null },
    { size: Number.NaN, colour: null, open: undefined },
  ]);
  expect(X.to2DArray()).toEqual([
    [1, 1, 0],
    [1, 1, 1],
    [5, 1, 1],
  ]);
  expect(unknownCategories).toEqual({ colour: 2 });
  expect(filled).toEqual({ size: 1, colour: 1, open: 2 });
  const asTable = Table.fromRecords([{ size: 1, colour: 'green', open: false }]);
  expect(model.transformWithReport(asTable).unknownCategories).toEqual({ colour: 1 });
});

it('drops columns that are constant or wholly missing, and fails when no other is left', () => {
  const table = Table.fromRecords([
    { a: 1, b: 'x', c: null, d: true, e: 1 },
    { a: 1, b: 'x', c: null, d: true, e: 2 },
  ]);
  const model = new TabularPreprocessor().fit(table);
  expect(model.getFeatureNamesOut()).toEqual(['e']);
  expect(model.columnPlans.map(({ reason }) => reason)).toEqual([
    'constant: 1 is the only value',
    'constant: "x" is the only value',
    'all values are missing',
    'constant: true is the only value',
    'numbers, none missing',
  ]);
  expect(() => new TabularPreprocessor().fit(table.select(['b', 'c']))).toThrow(
    'TabularPreprocessor.fit: no column can be used: "b" (constant: "x" is the only value), "c" (all values are missing).',
  );
});

it('keeps few different texts, and drops many', () => {
  const text = (n: number, distinct: number) => ({
    t: Array.from({ length: n }, (_, i) => `t${i % distinct}`),
    x: Array.from({ length: n }, (_, i) => i),
  });
  const uses = (n: number, distinct: number) =>
    new TabularPreprocessor().fit(Table.fromColumns(text(n, distinct))).columnPlans[0].use;
  expect(uses(9, 9)).toBe(true);
  expect(uses(10, 10)).toBe(false);
  expect(uses(40, 20)).toBe(true);
  expect(uses(40, 21)).toBe(false);
});

describe('refuses', () => {
  const model = new TabularPreprocessor().fit(shop);
  const row = { size: 1, colour: 'red', open: true };

  it('a missing column, naming the nearest', () => {
    expect(() => model.transform([row, { size: 1, color: 'red', open: true }])).toThrow(
      'TabularPreprocessor.transform: column "colour" is missing in row 1. Did you mean "color"? Pass null where a value is not known.',
    );
    expect(() =>
      model.transform(Table.fromRecords([{ sise: 1, colour: 'a', open: true }])),
    ).toThrow(
      'TabularPreprocessor.transform: column "size" is missing. Did you mean "sise"? Pass every column of fit.',
    );
  });

  it('another type, naming column, row and value', () => {
    const message =
      'TabularPreprocessor.transform: row 1 of column "size" is the text "3.5", but the column is of type number. Pass a finite number, Number(value) for example, or null where it is missing.';
    const bad = { ...row, size: '3.5' };
    expect(() => model.transform([row, bad])).toThrow(message);
    const table = Table.fromRecords([{ ...bad, size: null }, bad]);
    expect(() => model.transform(table)).toThrow(message);
    const wrong = (cells: object) => () => model.transform([{ ...row, ...cells }]);
    expect(wrong({ open: 1 })).toThrow(
      'row 0 of column "open" is 1, but the column is of type boolean.',
    );
    expect(wrong({ colour: 4 })).toThrow(
      'row 0 of column "colour" is 4, but the column is of type text.',
    );
    expect(wrong({ colour: new Date(0) })).toThrow(
      'row 0 of column "colour" is a Date, but the column is of type text. Pass its ISO text, date.toISOString().',
    );
    expect(wrong({ size: true })).toThrow('row 0 of column "size" is true');
    expect(wrong({ size: Infinity })).toThrow('row 0 of column "size" is Infinity');
    expect(wrong({ size: [1] })).toThrow('row 0 of column "size" is [1]');
    expect(() => model.transform(Table.fromRecords([{ ...row, size: -Infinity }]))).toThrow(
      'is -Infinity',
    );
  });

  it('what is empty or no table', () => {
    expect(() => new TabularPreprocessor().fit(new Table([]))).toThrow(
      'TabularPreprocessor.fit: X has 0 rows',
    );
    expect(() => new TabularPreprocessor().fit([])).toThrow('X has 0 rows');
    expect(() => new TabularPreprocessor().fit('a,b' as never)).toThrow('X is "a,b". Pass a Table');
    expect(() => new TabularPreprocessor().fit([{ a: Infinity }, { a: 1 }])).toThrow(
      'TabularPreprocessor.fit: row 0 of column "a" is Infinity.',
    );
    expect(() => model.transform([])).toThrow('X has 0 rows');
    expect(() => model.transform(row as never)).toThrow('for a single one, [row]');
    expect(() => model.transform([1, 2] as never)).toThrow('X[0] is 1. Pass an array of objects');
    expect(() => model.transform([[1, 'red', true]])).toThrow(
      'X[0] has 3 values, but fit was given 4 columns.',
    );
    expect(() => new TabularPreprocessor().transform([row])).toThrow('Call fit first');
  });
});

it('takes a wholly missing column for one of the type in fit', () => {
  const model = new TabularPreprocessor().fit(shop);
  const table = Table.fromRecords([{ size: null, colour: null, open: null }]);
  expect(model.transform(table).to2DArray()).toEqual([[5, 1, 1]]);
});

it('takes rows, whose columns have no names, and records with a column called length', () => {
  const model = new TabularPreprocessor().fit([
    [1, 'a'],
    [2, 'b'],
  ]);
  expect(model.getFeatureNamesOut()).toEqual(['x0', 'x1']);
  expect(model.transform([[1.5, 'b']]).to2DArray()).toEqual([[1.5, 1]]);
  const fish = new TabularPreprocessor().fit([{ length: 1 }, { length: 2 }]);
  expect(fish.transform([{ length: 3 }]).to2DArray()).toEqual([[3]]);
});

it('takes a key that a record lacks for missing in fit and fitTransform', () => {
  const records = [{ a: 1, b: 'x' }, { b: 'y' }, { a: 4, b: 'x' }];
  const model = new TabularPreprocessor();
  const expected = [
    [1, 0],
    [2.5, 1],
    [4, 0],
  ];
  expect(model.fitTransform(records).to2DArray()).toEqual(expected);
  expect(model.transform(Table.fromRecords(records)).to2DArray()).toEqual(expected);
  expect(() => model.transform(records)).toThrow('column "a" is missing in row 1.');
});

it('leaves its input as it is, and codes the same after saving and loading', () => {
  const cell = fc.record({
    n: fc.option(fc.double({ min: -1e150, max: 1e150 })),
    t: fc.option(fc.constantFrom('a', 'b', '.', ' b', '__proto__')),
    b: fc.option(fc.boolean()),
  });
  fc.assert(
    fc.property(fc.array(cell, { minLength: 2, maxLength: 9 }), fc.boolean(), (records, scale) => {
      const X: Record<string, Cell>[] = [
        { n: 0, t: 'x', b: true },
        { n: 1, t: 'y', b: false },
        ...records,
      ];
      const before = structuredClone(X);
      const model = new TabularPreprocessor({ scale, keepIdentifiers: true }).fit(X);
      const expected = model.transform(X).to2DArray();
      expect(X).toEqual(before);
      const fromBytes = deserializeAs(serialize(model), [TabularPreprocessor]);
      const fromJson = TabularPreprocessor.fromJSON(JSON.parse(JSON.stringify(model)));
      for (const loaded of [fromBytes as TabularPreprocessor, fromJson]) {
        expect(loaded.transform(X).to2DArray()).toEqual(expected);
        expect(loaded.describe()).toBe(model.describe());
      }
    }),
  );
});

it('refuses damaged files', () => {
  const loading = (change: (state: { columns: Record<string, unknown>[] }) => void) => () => {
    const json = JSON.parse(JSON.stringify(new TabularPreprocessor().fit(shop)));
    change(json.model.state);
    TabularPreprocessor.fromJSON(json);
  };
  expect(loading(() => {})).not.toThrow();
  const changes = [
    { fill: 'green' },
    { use: false },
    { name: 'size' },
    { type: 'number' },
    { categories: ['red', 1] },
    { categories: [] },
  ];
  for (const change of changes) {
    expect(loading(({ columns }) => Object.assign(columns[1], change))).toThrow(ModelFormatError);
  }
  expect(loading(({ columns }) => columns.pop())).not.toThrow(); // `here` was dropped anyway
  expect(loading(({ columns }) => columns.splice(0))).toThrow(ModelFormatError);
});

describe('with one-hot encoding', () => {
  const records = [
    { colour: 'red', size: 1 },
    { colour: 'blue', size: 2 },
    { colour: null, size: 3 },
    { colour: 'red', size: 4 },
  ];
  const model = new TabularPreprocessor({ encoding: 'oneHot' }).fit(records);

  it('makes a feature of each category, and a missing or unknown one the most frequent', () => {
    expect(model.getFeatureNamesOut()).toEqual(['colour_blue', 'colour_red', 'size']);
    const expected = [
      [0, 1, 1],
      [1, 0, 2],
      [0, 1, 3],
      [0, 1, 4],
    ];
    expect(model.transform(records).to2DArray()).toEqual(expected);
    expect(model.transform(Table.fromRecords(records)).to2DArray()).toEqual(expected);
    const { X, unknownCategories, filled } = model.transformWithReport([['green', 5]]);
    expect(X.to2DArray()).toEqual([[0, 1, 5]]);
    expect([unknownCategories, filled]).toEqual([{ colour: 1 }, {}]);
  });

  it('says so, and keeps it in a file', () => {
    expect(model.describe()).toBe(
      [
        '2 columns in, 3 features out',
        '  colour  text as 2 features of 0 and 1, "blue" to "red", 1 missing filled with the most frequent "red"',
        '  size    numbers, none missing',
      ].join('\n'),
    );
    const loaded = deserializeAs(serialize(model), [TabularPreprocessor]) as TabularPreprocessor;
    expect(loaded.transform(records).to2DArray()).toEqual(model.transform(records).to2DArray());
    expect(loaded.getFeatureNamesOut(['c', 's'])).toEqual(['c_blue', 'c_red', 's']);
  });
});

describe('of dates', () => {
  const days = ['2024-02-29', '2024-03-01T18:30', null, '2023-12-31 06:05:09Z'];
  const table = Table.fromColumns({ day: days, size: [1, 2, 3, 4] });

  it('makes features of the parts that differ, and a missing one the date in the middle', () => {
    const model = new TabularPreprocessor().fit(table);
    const parts = ['year', 'month', 'day', 'weekday', 'hour', 'minute'];
    expect(model.getFeatureNamesOut()).toEqual([...parts.map((part) => `day_${part}`), 'size']);
    const expected = [
      [2024, 2, 29, 3, 0, 0, 1],
      [2024, 3, 1, 4, 18, 30, 2],
      [2024, 2, 29, 3, 0, 0, 3],
      [2023, 12, 31, 6, 6, 5, 4],
    ];
    expect(model.transform(table).to2DArray()).toEqual(expected);
    expect(model.transform(table.toRecords()).to2DArray()).toEqual(expected);
    expect(model.columnPlans[0].reason).toBe(
      'dates as year, month, day, weekday, hour, minute, 1 missing filled with the median "2024-02-29"',
    );
    const loaded = deserializeAs(serialize(model), [TabularPreprocessor]) as TabularPreprocessor;
    expect(loaded.transform(table).to2DArray()).toEqual(expected);
  });

  it('takes text that is no date for the date in the middle, counts it and warns of it', () => {
    const model = new TabularPreprocessor().fit(table);
    const warnings: string[] = [];
    setWarningHandler(({ message }) => warnings.push(message));
    const samples = [
      { day: '2023-02-29', size: 1 },
      { day: 'soon', size: 1 },
    ];
    const { X, unknownCategories } = model.transformWithReport(samples);
    model.transform(Table.fromRecords(samples));
    setWarningHandler(null);
    const words =
      'column "day": 2 values cannot be read as dates, the first being "2023-02-29": the date in the middle of those of fit stands for them. Write dates as in fit, with the year first, or as 2024-03-09.';
    expect(warnings).toEqual([
      `TabularPreprocessor.transformWithReport: ${words}`,
      `TabularPreprocessor.transform: ${words}`,
    ]);
    expect(X.to2DArray().map((row) => row.slice(0, 3))).toEqual([
      [2024, 2, 29],
      [2024, 2, 29],
    ]);
    expect(unknownCategories).toEqual({ day: 2 });
  });

  it('reads dates that are written otherwise than in fit', () => {
    const model = new TabularPreprocessor().fit(
      Table.fromColumns({ day: ['25.06.2023', '24.05.2022'], size: [1, 2] }),
    );
    expect(model.columnPlans[0].dateOrder).toBe('dayFirst');
    const days = ['2022-05-25', '25 May 2022', '25/5/2022 9:05 AM'];
    const { X, unknownCategories } = model.transformWithReport(
      days.map((day) => ({ day, size: 1 })),
    );
    expect(X.to2DArray()).toEqual(days.map(() => [2022, 5, 25, 2, 1]));
    expect(unknownCategories).toEqual({});
  });

  it('reads and saves those that name their month', () => {
    const named = Table.fromColumns({ day: ['Jun 12 1998', '01-Jun-2022'], size: [1, 2] });
    const model = new TabularPreprocessor().fit(named);
    const loaded = deserializeAs(serialize(model), [TabularPreprocessor]) as TabularPreprocessor;
    expect(loaded.columnPlans[0].dateOrder).toBe('monthName');
    expect(loaded.transform(named).to2DArray()).toEqual([
      [1998, 12, 4, 1],
      [2022, 1, 2, 2],
    ]);
  });

  it('says so where day and month cannot be told apart', () => {
    const day = Array.from({ length: 12 }, (_, i) => `0${1 + (i % 9)}/${10 + (i % 3)}/2024`);
    const size = day.map((_, i) => i);
    const reason = (column: string[]) =>
      new TabularPreprocessor().fit(Table.fromColumns({ day: column, size })).columnPlans[0].reason;
    expect(reason(day)).toBe(
      'dates whose day and month cannot be told apart, such as "01/10/2024": write the year first, as in 2024-03-09',
    );
    expect(reason(day.map((_, i) => `0${1 + (i % 3)}/02/2024`))).toBe(
      'text as 0 to 2, "01/02/2024" to "03/02/2024", none missing; dates whose day and month cannot be told apart',
    );
  });

  it('refuses a file whose dates cannot be read', () => {
    const json = JSON.stringify(new TabularPreprocessor().fit(table).toJSON());
    for (const [from, to] of [
      ['"fill":"2024-02-29"', '"fill":"2024-02-30"'],
      ['"dateOrder":"yearFirst"', '"dateOrder":null'],
      ['"dateParts":["year","month"', '"dateParts":["year","year"'],
    ]) {
      expect(json).toContain(from);
      const hostile = JSON.parse(json.replace(from, to));
      expect(() => TabularPreprocessor.fromJSON(hostile)).toThrow(ModelFormatError);
    }
  });
});

it('misses a column that a record has from its prototype alone', () => {
  for (const name of ['constructor', 'valueOf', '__proto__', 'toString']) {
    const record = (i: number) => JSON.parse(`{ "a": ${i}, ${JSON.stringify(name)}: ${i * i} }`);
    const model = new TabularPreprocessor().fit([1, 2, 3, 4].map(record));
    expect(model.transform([record(2)]).to2DArray()).toEqual([[2, 4]]);
    expect(() => model.transform([{ a: 1 }])).toThrow(
      `TabularPreprocessor.transform: column "${name}" is missing in row 0.`,
    );
  }
});

it('drops numbers that name rows, by their values and the name of the column', () => {
  const columns = (name: string) => {
    const records = Array.from({ length: 12 }, (_, i) => ({ [name]: 7 * i, size: i % 3 }));
    return new TabularPreprocessor().fit(records).getFeatureNamesOut();
  };
  for (const name of ['id', 'ID', 'customer_id', 'orderId', 'index', 'Row Number']) {
    expect(columns(name)).toEqual(['size']);
  }
  for (const name of ['paid', 'width', 'grid', 'year'])
    expect(columns(name)).toEqual([name, 'size']);
  const kept = new TabularPreprocessor({ keepIdentifiers: true });
  const records = Array.from({ length: 12 }, (_, i) => ({ id: i, size: i % 3 }));
  expect(kept.fit(records).getFeatureNamesOut()).toEqual(['id', 'size']);
});

describe('of what models do themselves', () => {
  const records = [
    { size: 3, colour: 'red', open: true, seen: 'once', day: '2024-02-29' },
    { size: null, colour: 'blue', open: null, seen: null, day: '2024-03-01' },
    { size: 5, colour: null, open: false, seen: null, day: null },
    { size: 9, colour: 'red', open: true, seen: null, day: '2024-04-01' },
  ];
  const none = Number.NaN;

  it('leaves missing values missing, tells which features are categories, and says so', () => {
    const model = new TabularPreprocessor({ missing: 'keep', encoding: 'categorical' });
    const expected = [
      [3, 1, 1, 0, 2, 29, 3],
      [none, 0, none, 1, 3, 1, 4],
      [5, none, 0, 1, none, none, none],
      [9, 1, 1, 1, 4, 1, 0],
    ];
    expect(model.fitTransform(records).to2DArray()).toEqual(expected);
    expect(model.transform(Table.fromRecords(records)).to2DArray()).toEqual(expected);
    expect(model.transform(records).to2DArray()).toEqual(expected);
    expect(model.categoricalFeatures).toEqual([1]);
    expect(model.describe()).toBe(
      [
        '5 columns in, 7 features out',
        '  size    numbers, 1 missing left missing, which the model learns from',
        '  colour  text as 2 categories that the model knows as such, "blue" to "red", 1 missing left missing, which the model learns from',
        '  open    booleans as 0 and 1, 1 missing left missing, which the model learns from',
        '  seen    constant: "once" is the only value; used for where it is missing, in 3 rows',
        '  day     dates as month, day, weekday, 1 missing left missing, which the model learns from',
      ].join('\n'),
    );
    const { X, filled, unknownCategories } = model.transformWithReport([
      { size: null, colour: 'green', open: null, seen: 'twice', day: 'soon' },
    ]);
    expect(X.to2DArray()).toEqual([[none, none, none, 0, none, none, none]]);
    expect([filled, unknownCategories]).toEqual([{}, { colour: 1, day: 1 }]);
    const loaded = deserializeAs(serialize(model), [TabularPreprocessor]) as TabularPreprocessor;
    expect(loaded.transform(records).to2DArray()).toEqual(expected);
    expect(loaded.describe()).toBe(model.describe());
  });

  it('flags where values are missing, also of columns that name rows', () => {
    const rows = Array.from({ length: 24 }, (_, i) => ({
      size: i % 5 === 0 ? null : i,
      cabin: i % 2 === 0 ? null : `C${i}`,
    }));
    const model = new TabularPreprocessor({ missingIndicators: true }).fit(rows);
    expect(model.getFeatureNamesOut()).toEqual([
      'size',
      'missingindicator_size',
      'missingindicator_cabin',
    ]);
    const X = model.transform(rows);
    expect(X.getColumn(1)).toEqual(rows.map(({ size }) => Number(size === null)));
    expect(X.getColumn(2)).toEqual(rows.map(({ cabin }) => Number(cabin === null)));
    expect(X.get(0, 0)).toBe(12); // the median
    expect(model.describe()).toContain('5 missing filled with the median 12 and flagged');
    expect(model.describe()).toContain(
      'so it names rows; used for where it is missing, in 12 rows',
    );
  });
});

describe('of text with many categories', () => {
  const rows = Array.from({ length: 300 }, (_, i) => ({
    city: i % 50 === 7 ? null : `c${(i * 13) % 60}`,
    size: i,
  }));
  const worth = rows.map(({ city }) => Number(city?.slice(1) ?? 30));
  const y = worth.map((value, i) => value + ((i * 7) % 11) / 10);

  it('takes the mean target, each part of the training rows by the others', () => {
    const model = new TabularPreprocessor({ highCardinality: 'target', randomState: 1 });
    const crossed = model.fitTransform(rows, y);
    const fitted = model.transform(rows);
    expect(model.getFeatureNamesOut()).toEqual(['city', 'size']);
    expect(crossed.getColumn(1)).toEqual(fitted.getColumn(1));
    expect(crossed.getColumn(0)).not.toEqual(fitted.getColumn(0));
    for (const [i, own] of fitted.getColumn(0).entries()) {
      expect(Math.abs(own - worth[i])).toBeLessThan(1.5);
    }
    const { X, unknownCategories } = model.transformWithReport([{ city: 'Rome', size: 0 }]);
    expect(X.get(0, 0)).toBeCloseTo(y.reduce((a, b) => a + b, 0) / 300, 10);
    expect(unknownCategories).toEqual({ city: 1 });
    const loaded = deserializeAs(serialize(model), [TabularPreprocessor, TargetEncoder]);
    expect((loaded as TabularPreprocessor).transform(rows)).toEqual(fitted);
    expect(() => new TabularPreprocessor({ highCardinality: 'target' }).fit(rows)).toThrow(
      'TabularPreprocessor.fit: column "city" is to be encoded by the target, but y is missing.',
    );
    const classes = model.fit(
      rows,
      worth.map((value) => 'abc'[value % 3]),
    );
    expect(classes.getFeatureNamesOut()).toEqual(['city_a', 'city_b', 'city_c', 'size']);
  });

  it('or spreads them by their hash, which knows every text', () => {
    const model = new TabularPreprocessor({ encoding: 'hash', hashFeatures: 8 }).fit(rows);
    const { X, unknownCategories } = model.transformWithReport([
      { city: 'Rome', size: 1 },
      { city: null, size: 1 },
    ]);
    const sums = X.to2DArray().map((row) => row.slice(0, 8).reduce((a, b) => a + b, 0));
    expect(sums).toEqual([1, 0]);
    expect(unknownCategories).toEqual({});
    expect(model.getFeatureNamesOut().slice(0, 2)).toEqual(['city_0', 'city_1']);
    const loaded = deserializeAs(serialize(model), [TabularPreprocessor]) as TabularPreprocessor;
    expect(loaded.transform(rows).to2DArray()).toEqual(model.transform(rows).to2DArray());
  });

  it('but not text with few', () => {
    const options = { encoding: 'oneHot', highCardinality: 'hash', maxCategories: 60 } as const;
    expect(new TabularPreprocessor(options).fit(rows).getFeatureNamesOut()).toHaveLength(61);
    const fewer = { ...options, maxCategories: 59, hashFeatures: 4 };
    expect(new TabularPreprocessor(fewer).fit(rows).getFeatureNamesOut()).toHaveLength(5);
  });
});

it('never calls two features alike, and leaves columns their names', () => {
  const rows = [
    { a: 'b_c', a_b: 'c', a_b_c: 1, outlier: 1 },
    { a: 'x', a_b: 'y', a_b_c: 2, outlier: 3 },
    { a: 'x', a_b: 'y', a_b_c: 4, outlier: 9 },
  ];
  const options = { encoding: 'oneHot', outliers: 'iqr', outlierAction: 'flag' } as const;
  expect(new TabularPreprocessor(options).fit(rows).getFeatureNamesOut()).toEqual([
    'a_b_c_2',
    'a_x',
    'a_b_c_3',
    'a_b_y',
    'a_b_c',
    'outlier',
    'outlier_2',
  ]);
  expect(
    new OneHotEncoder().fit(Table.fromRecords(rows).select(['a', 'a_b'])).getFeatureNamesOut(),
  ).toEqual(['a_b_c', 'a_x', 'a_b_c_2', 'a_b_y']);
});

it('refuses files whose new parts do not fit together', () => {
  const rows = Array.from({ length: 60 }, (_, i) => ({ city: `c${i % 50}`, size: i }));
  const y = rows.map((_, i) => i);
  const options = { encoding: 'target', keepIdentifiers: true } as const;
  const text = JSON.stringify(new TabularPreprocessor(options).fit(rows, y).toJSON());
  const load = (json: string) => () =>
    TabularPreprocessor.fromJSON(JSON.parse(json), [TargetEncoder]);
  expect(load(text)).not.toThrow();
  for (const [from, to] of [
    ['"encoding":"target","dateOrder"', '"encoding":"hash","dateOrder"'],
    [
      '"encoding":"target","dateOrder"',
      '"encoding":"target","targetClasses":["a","b"],"dateOrder"',
    ],
    ['"encoding":"target","dateOrder"', '"encoding":"label","dateOrder"'],
    ['"encoding":"target","dateOrder"', '"encoding":"target","indicator":"alone","dateOrder"'],
    ['"encoding":"target","dateOrder"', '"encoding":"target","hashFeatures":4,"dateOrder"'],
  ]) {
    expect(text).toContain(from);
    expect(load(text.replace(from, to))).toThrow(ModelFormatError);
  }
});
