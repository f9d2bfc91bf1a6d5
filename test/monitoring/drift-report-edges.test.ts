import { describe, expect, it } from 'vitest';
import { Table } from '../../src/data/table.js';
import { loadPenguins } from '../../src/datasets/load-penguins.js';
import { driftReport, driftReportAsync } from '../../src/monitoring/drift-report.js';
import { formatDriftReport } from '../../src/monitoring/format-drift.js';
import { TableProfile } from '../../src/monitoring/table-profile.js';
import { createRng } from '../../src/random/rng.js';
import { permutation, range } from '../../src/random/sampling.js';
import { trainModel } from '../../src/training/train-model.js';

const { table: penguins } = loadPenguins();
const before = penguins.filter(({ island }) => island !== 'Dream');
const after = penguins.filter(({ island }) => island === 'Dream');

const one = (values: readonly (number | string | boolean | null)[]) =>
  Table.fromColumns({ x: values });
const only = (a: Table | TableProfile, b: Table) => driftReport(a, b).columns[0];

describe('what it says in words', () => {
  const report = driftReport(before, after);

  it('names new categories, values out of range and means', () => {
    const verdicts = Object.fromEntries(report.columns.map(({ name, verdict }) => [name, verdict]));
    expect(verdicts.species).toBe(
      'It has drifted far (PSI 5.76, p < 0.001). New in 68 rows of 124: "Chinstrap".',
    );
    expect(verdicts.body_mass_g).toBe(
      'It has drifted far (PSI 1.69, p < 0.001). The mean went from 4480 to 3710. 1 value of 124 lies outside of 2850 to 6300.',
    );
    expect(report.verdict).toBe(
      '5 of 7 columns have drifted: "island", "species", "bill_depth_mm", "body_mass_g", "flipper_length_mm".',
    );
  });

  it('is a table of figures and a line for each column that has changed', () => {
    const lines = formatDriftReport(report).split('\n');
    expect(lines[0]).toMatch(/^124 rows against 220 of the reference\. 5 of 7/);
    expect(lines[2]).toMatch(/^ +column +drift +PSI +test +p +missing$/);
    expect(lines).toHaveLength(2 + 1 + 7 + 1 + 5);
  });

  it('tells of missing values, and of none at all', () => {
    const full = one(Array.from({ length: 200 }, (_, i) => i));
    const holes = one(Array.from({ length: 200 }, (_, i) => (i % 4 === 0 ? null : i)));
    expect(only(full, holes)).toMatchObject({
      drift: 'large',
      missing: { reference: 0, current: 0.25 },
      verdict: 'No drift was found (PSI 0, p 1). 25 % are missing, where it was 0 % (p < 0.001).',
    });
    const nothing = only(full, one(Array(200).fill(null)));
    expect(nothing).toMatchObject({ psi: null, test: null, range: null, mean: null });
    expect(nothing.verdict).toMatch(/^There are no values to compare\. 100 % are missing/);
  });

  it('says where rows are too few to show a small drift', () => {
    const { drift, verdict } = only(one([1, 2, 3, 4]), one([3, 4, 5]));
    expect(drift).toBe('none');
    expect(verdict).toMatch(/though so few rows would not show a small one/);
  });
});

describe('columns of any kind', () => {
  it('counts rows, not their order', () => {
    const order = permutation(after.rowCount, createRng(3));
    const counted = (rows: Table) =>
      driftReport(before, rows).columns.map(({ mean, ...column }) => column); // sums differ in last bits
    expect(counted(after.rows(order))).toEqual(counted(after));
  });

  it('gives the same by a profile that keeps all values', () => {
    const profile = new TableProfile().fit(before);
    expect(driftReport(profile, after)).toEqual(driftReport(before, after));
  });

  it('looks millions of numbers up as it sorts them, whatever their magnitudes', () => {
    const rng = createRng(5);
    const shapes: (() => number)[] = [
      () => rng.next() - 0.5,
      () => 10 ** Math.floor(rng.next() * 30 - 15) * rng.next(),
      () => 1e300 * (rng.next() - 0.5) * 3,
      () => 1e9 + rng.next(),
      () => Math.floor(rng.next() * 5) * 5e-324,
      () => (rng.next() < 0.5 ? 0 : -0),
      () => -(1e-300 ** rng.next()),
    ];
    for (const draw of shapes) {
      const a = one(Array.from({ length: 3000 }, draw));
      const b = one(Array.from({ length: 500 }, draw));
      const whole = only(new TableProfile({ maxPoints: 2 ** 20 }).fit(a), b);
      expect(only(a, b)).toEqual(whole); // looked up among 3 000 points
      const more = one([...Array.from({ length: 6000 }, draw), ...a.numbers('x')]);
      const looked = only(new TableProfile({ maxPoints: 4000 }).fit(more), b).test;
      const sorted = only(more, b).test; // more than 4 096 points are sorted
      expect(looked?.statistic).toBeLessThanOrEqual((sorted?.statistic ?? 0) + 1e-15);
      expect(looked?.statistic).toBeGreaterThan((sorted?.statistic ?? 0) - 0.001);
    }
  });

  it('counts infinite values beyond the range, but has no reference of them', () => {
    const found = only(one([1, 2, 3]), one([Infinity, 2, -Infinity, -Infinity]));
    expect(found.range).toMatchObject({ current: [-Infinity, Infinity], below: 2, above: 1 });
    expect(found.mean).toBeNull();
    expect(() => only(one([1, Infinity]), one([1]))).toThrow(
      'driftReport: row 1 of column "x" is Infinity. Drop the row, or replace it with a finite number.',
    );
  });

  it('takes a column that was never there for one of any type', () => {
    const found = only(one([null, null]), one(['a', null]));
    expect(found).toMatchObject({
      type: 'number',
      test: null,
      missing: { reference: 1, current: 0.5 },
    });
    expect(only(one(['a', 'b']), one([null, null])).missing.current).toBe(1);
  });

  it('compares booleans, numbers that overflow, and single rows', () => {
    const yes = Array<boolean>(40).fill(true);
    expect(only(one(yes), one(yes.map(() => false)))).toMatchObject({ drift: 'large' });
    expect(only(one([1e308, 1e308, -1e308]), one([1e308])).psi).toBeGreaterThan(0);
    expect(only(one([1]), one([1])).test?.pValue).toBe(1);
  });

  it('keeps long text by its first characters, and the most frequent of many', () => {
    const long = 'x'.repeat(1000);
    const [column] = new TableProfile().fit(one([long, 'y', 'y'])).columns;
    expect(column.categories).toEqual([
      { value: 'y', rows: 2 },
      { value: 'x'.repeat(128), rows: 1 },
    ]);
    const many = one(Array.from({ length: 300 }, (_, i) => (i < 200 ? `often ${i % 10}` : `${i}`)));
    const profile = new TableProfile({ maxCategories: 20 }).fit(many);
    expect(profile.columns[0].categories).toHaveLength(10);
    expect(only(profile, many)).toMatchObject({ psi: 0, newCategories: null });
  });
});

describe('a model', () => {
  const { model } = trainModel(penguins, {
    target: 'species',
    modelName: 'logisticRegression',
    randomState: 1,
  });

  it('has its predictions and scores compared', () => {
    const report = driftReport(before, after, {
      model,
      yTrue: after.strings('species') as string[],
      yTrueReference: before.strings('species') as string[],
    });
    expect(report.predictions).toMatchObject({ name: 'prediction', type: 'text', drift: 'large' });
    expect(report.confidences).toMatchObject({ name: 'confidence', type: 'number' });
    expect(report.verdict).toMatch(/The predictions have drifted\./);
    const right = model.score(after, after.strings('species') as string[]);
    expect(report.scores?.accuracy.current).toBe(right);
    expect(report.scores?.accuracy.difference).toBe(
      right - model.score(before, before.strings('species') as string[]),
    );
    expect(formatDriftReport(report)).toMatch(/^accuracy: /m);
  });

  it('is compared with what a profile keeps of it', () => {
    const y = before.strings('species') as string[];
    const profile = new TableProfile().fit(before, { model, yTrue: y });
    const options = { model, yTrue: after.strings('species') as string[] };
    expect(driftReport(profile, after, options)).toEqual(
      driftReport(before, after, { ...options, yTrueReference: y }),
    );
    expect(profile.scores?.accuracy).toBe(model.score(before, y));
  });
});

describe('refuses', () => {
  it.each([
    [() => driftReport([[1]] as never, after), 'reference must be a Table, but got [[1]]'],
    [() => driftReport(before, { x: 1 } as never), 'current must be a Table, but got { x }'],
    [() => driftReport(before.head(0), after), 'driftReport: reference has no rows. Pass data.'],
    [() => driftReport(before, after.head(0)), 'driftReport: current has no rows. Pass data.'],
    [() => driftReport(before, after.drop('sex')), 'column "sex" is missing'],
    [
      () => driftReport(one(['a']), one([1])),
      'column "x" is of type number, but the reference has text there. Read it as the reference was read.',
    ],
    [() => driftReport(before, after, { alpha: 2 }), 'alpha must be a number > 0 and < 1'],
    [() => driftReport(before, after, { yTrue: [] }), 'yTrue is given, but no model'],
    [() => driftReport(before, after, { model: {} as never }), 'model must have a predict'],
    [
      () => driftReport(before, after, { mdel: 1 } as never),
      'there is no option "mdel". Did you mean "model"?',
    ],
    [
      () => driftReport(new TableProfile().fit(before), after, { model: { predict: () => [] } }),
      'the profile keeps no predictions to compare with',
    ],
    [() => driftReport(new TableProfile(), after), 'the model is not fitted yet'],
  ])('what does not fit: %#', (call, words) => {
    expect(call).toThrow(words);
  });
});

describe('in time slices', () => {
  const large = before.rows(range(20_000).map((i) => i % before.rowCount));

  it('gives the same, tells of each column, and stops when asked to', async () => {
    const told: number[] = [];
    const onProgress = ({ done, total }: { done: number; total: number }) => {
      told.push(done / total);
    };
    expect(await driftReportAsync(large, after, { onProgress })).toEqual(driftReport(large, after));
    expect(told).toHaveLength(7);
    expect(told.at(-1)).toBe(1);
    const stop = new AbortController();
    const stopped = driftReportAsync(large, after, {
      signal: stop.signal,
      onProgress: () => stop.abort(new Error('enough')),
    });
    await expect(stopped).rejects.toThrow('enough');
  });

  it('makes the same profile', async () => {
    const profile = await new TableProfile().fitAsync(large);
    expect(profile.toJSON()).toEqual(new TableProfile().fit(large).toJSON());
  });
});
