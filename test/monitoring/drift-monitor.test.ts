import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Table } from '../../src/data/table.js';
import { concatTables } from '../../src/data/tables/concat-tables.js';
import { loadPenguins } from '../../src/datasets/load-penguins.js';
import type { DriftReport } from '../../src/monitoring/conclude-drift.js';
import { DriftMonitor } from '../../src/monitoring/drift-monitor.js';
import { driftReport } from '../../src/monitoring/drift-report.js';
import { TableProfile } from '../../src/monitoring/table-profile.js';
import { createRng } from '../../src/random/rng.js';
import { range } from '../../src/random/sampling.js';
import { deserializeAs, serialize } from '../../src/serialization/bytes.js';

const { table: penguins } = loadPenguins();
const before = penguins.filter(({ island }) => island !== 'Dream');
const after = penguins.filter(({ island }) => island === 'Dream');
const profile = new TableProfile({ maxPoints: 40 }).fit(before);

/** A report without what sums in another order change in the last bits, and what is a list cut short. */
const counted = ({ columns, ...rest }: DriftReport) => ({
  ...rest,
  columns: columns.map(({ mean, ...column }) => column),
});

describe('what it counts', () => {
  it('comes to the report of all rows at once, however they were dealt out to servers', () => {
    const whole = counted(driftReport(profile, after));
    fc.assert(
      fc.property(
        fc.array(fc.nat(3), { minLength: after.rowCount, maxLength: after.rowCount }),
        (to) => {
          const servers = range(4);
          const monitors = [...servers].map((server) => {
            const rows = range(after.rowCount).filter((i) => to[i] === server);
            const [first, second] = [
              rows.subarray(0, rows.length >> 1),
              rows.subarray(rows.length >> 1),
            ];
            return new DriftMonitor()
              .fit(profile)
              .update(after.rows(first))
              .update(after.rows(second));
          });
          const [one, ...others] = monitors;
          for (const other of others) one.merge(other);
          expect(one.rows).toBe(after.rowCount);
          expect(counted(one.report())).toEqual(whole);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('is saved and goes on from there', () => {
    const [first, second] = [after.head(50), after.rows(range(after.rowCount).subarray(50))];
    const monitor = new DriftMonitor({ alpha: 0.01 }).fit(profile).update(first);
    const loaded = deserializeAs(serialize(monitor), DriftMonitor);
    expect(loaded.update(second).report()).toEqual(monitor.update(second).report());
    expect(loaded.report().alpha).toBe(0.01);
    expect(DriftMonitor.fromJSON(JSON.parse(JSON.stringify(monitor))).report()).toEqual(
      monitor.report(),
    );
  });

  it('takes as much room after a million rows as after one', () => {
    const words = Array.from({ length: 1000 }, (_, i) => `word ${i}`);
    const rng = createRng(1);
    const rows = (n: number) =>
      Table.fromColumns({
        x: Float64Array.from({ length: n }, () => rng.next()),
        text: Array.from({ length: n }, () => words[rng.nextInteger(1000)]),
      });
    const small = new TableProfile().fit(rows(2000).head(90));
    const monitor = new DriftMonitor().fit(small);
    const sizes: number[] = [];
    for (let batch = 0; batch < 10; batch++) {
      monitor.update(rows(2000));
      sizes.push(serialize(monitor).length);
    }
    expect(Math.max(...sizes)).toBeLessThan(small.byteLength + 8000);
    expect(sizes[9] / sizes[1]).toBeLessThan(1.05);
  });

  it('is empty at first, and told so', () => {
    const report = new DriftMonitor().fit(profile).report();
    expect(report).toMatchObject({
      rows: { current: 0 },
      verdict: 'There are no rows to compare.',
    });
    expect(report.columns[0]).toMatchObject({ psi: null, test: null, drift: 'none' });
  });

  it('takes a Table for its reference, and profiles it', async () => {
    const monitor = await new DriftMonitor().fitAsync(before);
    await monitor.updateAsync(after);
    expect(monitor.report()).toEqual(driftReport(new TableProfile().fit(before), after));
    expect(monitor.profile.rows).toBe(before.rowCount);
  });
});

describe('new categories', () => {
  const reference = Table.fromColumns({ x: ['known', 'known', 'other'] });

  it('are counted within the bound of Misra and Gries, in any order of merging', () => {
    const stream = fc.array(fc.nat(150), { minLength: 1, maxLength: 600 });
    fc.assert(
      fc.property(
        fc.array(stream, { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        (parts, turned) => {
          const monitors = parts.map((part) =>
            new DriftMonitor()
              .fit(reference)
              .update(
                Table.fromColumns({ x: part.map((n) => `n${Math.floor(Math.sqrt(n * n * n))}`) }),
              ),
          );
          const joined = turned
            ? monitors.reduceRight((sum, one) => one.merge(sum))
            : monitors.reduce((sum, one) => sum.merge(one));
          const true_ = new Map<string, number>();
          for (const n of parts.flat()) {
            const value = `n${Math.floor(Math.sqrt(n * n * n))}`;
            true_.set(value, (true_.get(value) ?? 0) + 1);
          }
          const found = joined.report().columns[0].newCategories;
          const { rows = 0, values = [], lost = 0 } = found ?? {};
          expect(rows).toBe(parts.flat().length);
          expect(values.length).toBeLessThanOrEqual(64);
          expect(lost).toBeLessThanOrEqual(rows / 65);
          const told = new Map(values.map(({ value, rows: n }) => [value, n]));
          for (const [value, n] of true_) {
            expect(told.get(value) ?? 0).toBeLessThanOrEqual(n);
            expect(told.get(value) ?? 0).toBeGreaterThanOrEqual(n - lost);
          }
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('predictions', () => {
  const model = {
    predict: (rows: Table) => rows.numbers('body_mass_g').map((x) => Number(x > 4000)),
  };
  const known = new TableProfile().fit(before, { model });

  it('are compared with those that the profile keeps', () => {
    const monitor = new DriftMonitor().fit(known);
    monitor.update(after, { predictions: model.predict(after) });
    monitor.update(after.head(3));
    const { predictions, rows } = monitor.report();
    expect(rows.current).toBe(after.rowCount + 3);
    const alone = driftReport(known, after, { model }).predictions;
    expect(predictions).toEqual(alone);
    expect(predictions?.drift).toBe('large');
  });
});

describe('refuses', () => {
  const monitor = new DriftMonitor().fit(profile);
  it.each([
    [() => new DriftMonitor().update(after), 'DriftMonitor.update: the model is not fitted yet'],
    [() => monitor.update([{ x: 1 }] as never), 'rows must be a Table, but got'],
    [() => monitor.update(after.drop('sex')), 'DriftMonitor.update: column "sex" is missing'],
    [() => monitor.update(after, { predictions: [1] }), 'predictions'],
    [() => monitor.merge({} as never), 'the other must be a DriftMonitor, but got {  }'],
    [
      () => monitor.merge(new DriftMonitor().fit(after)),
      'the other compares with another reference. Fit both on the profile of one model.',
    ],
    [() => monitor.merge(monitor), 'the other is this monitor, whose rows are counted already.'],
    [() => new DriftMonitor({ bins: 1 }), 'bins must be an integer >= 2'],
  ])('what does not fit, and counts nothing: %#', (call, words) => {
    expect(call).toThrow(words);
    expect(monitor.rows).toBe(0);
  });

  it('rows that a fit overtakes, and keeps to the profile of that', async () => {
    const watched = new DriftMonitor().fit(profile);
    const late = watched.updateAsync(after);
    watched.fit(before.select(['bill_length_mm']));
    await expect(late).rejects.toThrow(
      'DriftMonitor.updateAsync: the monitor was fitted anew meanwhile, so the rows are not counted.',
    );
    expect([watched.rows, watched.report().columns.length]).toEqual([0, 1]);
  });

  it('files whose parts do not fit each other', () => {
    const change = (what: (state: Record<string, unknown>) => void) => () => {
      const json = JSON.parse(JSON.stringify(monitor.toJSON()));
      what(json.model.state);
      return DriftMonitor.fromJSON(json);
    };
    expect(change(() => {})().rows).toBe(0);
    const columns = (state: Record<string, unknown>) => state.columns as Record<string, unknown>[];
    expect(change((state) => columns(state).pop())).toThrow(
      'it counts other columns than its profile.',
    );
    expect(
      change((state) => {
        columns(state)[0].missing = 3;
      }),
    ).toThrow('a column has another number of rows.');
    expect(
      change((state) => {
        columns(state)[0].counts = columns(state)[3].counts;
      }),
    ).toThrow('it counts at other places than its profile.');
  });
});

describe('two profiles added up', () => {
  it('are those of tables that were one', () => {
    const both = concatTables([after, after]);
    const twice = new DriftMonitor().fit(profile).update(after);
    twice.merge(new DriftMonitor().fit(profile).update(after));
    expect(counted(twice.report())).toEqual(counted(driftReport(profile, both)));
  });
});
