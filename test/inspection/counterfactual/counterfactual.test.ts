import { describe, expect, it } from 'vitest';
import { type Cell, Table } from '../../../src/data/table.js';
import {
  type Counterfactual,
  type CounterfactualOptions,
  counterfactual,
  counterfactualAsync,
} from '../../../src/inspection/counterfactual/counterfactual.js';
import type { Progress } from '../../../src/progress.js';
import type { TabularModel } from '../../../src/training/tabular-model.js';
import { trainModel } from '../../../src/training/train-model.js';

/** Customers who leave when the bill is high and the contract monthly; numbers, text and booleans with gaps. */
const records = Array.from({ length: 160 }, (_, i) => {
  const bill = 20 + ((i * 37) % 29) * 3;
  const contract = ['monthly', 'yearly', 'trial'][(i * 7) % 3];
  const months = (i * 11) % 24;
  const leaves = (bill > 60 && contract === 'monthly') || (contract === 'trial' && months < 4);
  return {
    bill: i % 23 === 4 ? null : bill,
    contract: i % 31 === 6 ? null : contract,
    months,
    paperless: i % 4 === 0,
    worth: Math.round(bill * months) / 10 + (contract === 'yearly' ? 40 : 0),
    left: leaves ? 'yes' : 'no',
    kind: bill > 70 ? 'large' : bill > 45 ? 'middle' : 'small',
  };
});
type Customer = (typeof records)[number];
const table = Table.fromRecords(records);
const features = ['bill', 'contract', 'months', 'paperless'] as const;
const trained = new Map<string, TabularModel>();

function train(target: 'left' | 'kind' | 'worth', modelName: string): TabularModel {
  const key = `${target} ${modelName}`;
  const hyperparams = ['gradientBoosting', 'randomForest'].includes(modelName)
    ? { nEstimators: 20 }
    : {};
  const options = {
    target,
    features: [...features],
    modelName,
    hyperparams,
    importance: false,
    randomState: 0,
  };
  const model = trained.get(key) ?? trainModel(table, options as never).model;
  trained.set(key, model as TabularModel);
  return model as TabularModel;
}

const knownValues = (column: string): Cell[] => [
  ...new Set((table.values(column) as Cell[]).filter((value) => value !== null)),
];

/** What the distance of two rows is, written another way. */
function costOf(column: string, from: Cell, to: Cell): number {
  if (from === to) return 0;
  if (typeof from !== 'number' || typeof to !== 'number') return 1;
  const seen = knownValues(column) as number[];
  return Math.abs(from - to) / (Math.max(...seen) - Math.min(...seen));
}

/** The nearest change of a single column, all of them tried. */
function nearestSingle(model: TabularModel, row: Customer, target: Cell): number {
  let nearest = Infinity;
  for (const column of features) {
    for (const value of knownValues(column)) {
      if (model.predict([{ ...row, [column]: value }])[0] !== target) continue;
      nearest = Math.min(nearest, costOf(column, row[column], value));
    }
  }
  return nearest;
}

/** All that must hold of a row that was found. */
function expectHolds(
  model: TabularModel,
  row: Customer,
  result: Counterfactual,
  mutable: readonly string[] = features,
): void {
  if (!result.found) throw new Error(result.reason);
  expect(model.predict([result.row])).toEqual([result.counterfactual]);
  expect(model.predict([row])).toEqual([result.predicted]);
  let distance = 0;
  for (const column of features) {
    const from = row[column];
    const to = result.row[column];
    const change = result.changes.find((one) => one.column === column);
    expect(change).toEqual(from === to ? undefined : { column, from, to });
    if (from === to) continue;
    expect(mutable).toContain(column);
    expect(knownValues(column)).toContain(to);
    distance += costOf(column, from, to);
  }
  expect(result.distance).toBeCloseTo(distance, 12);
  const costs = result.changes.map(({ column, from, to }) => costOf(column, from, to));
  expect(costs).toEqual([...costs].sort((a, b) => a - b));
}

describe('the nearest change', () => {
  it.each(['gradientBoosting', 'logisticRegression', 'svm'])(
    'is that of a single column where one will do, as trying all finds it: %s',
    (modelName) => {
      const model = train('left', modelName);
      for (const row of records.slice(0, 10)) {
        const result = counterfactual(model, row, { background: table });
        const target = model.predict([row])[0] === 'yes' ? 'no' : 'yes';
        const nearest = nearestSingle(model, row, target);
        expectHolds(model, row, result);
        if (nearest === Infinity || !result.found) continue;
        expect(result.changes).toHaveLength(1);
        expect(result.distance).toBeCloseTo(nearest, 12);
      }
    },
  );

  it('takes two columns where one is not enough', () => {
    const model = train('left', 'gradientBoosting');
    const bills = [20, 26, 32, 38];
    const [row] = bills
      .map((bill) => ({ ...records[0], bill, contract: 'yearly', months: 15 }))
      .filter((one) => nearestSingle(model, one, 'yes') === Infinity);
    const result = counterfactual(model, row, { background: table, target: 'yes' });
    expectHolds(model, row, result);
    const changes = result.found ? result.changes : [];
    expect(changes).toHaveLength(2);
    const limited = counterfactual(model, row, { background: table, target: 'yes', maxChanges: 1 });
    expect(limited).toMatchObject({ found: false, predicted: 'no' });
  });

  it('leads to the label that was asked for, or to any other', () => {
    const model = train('kind', 'randomForest');
    for (const row of records.slice(0, 4)) {
      for (const target of ['large', 'middle', 'small']) {
        const result = counterfactual(model, row, { background: table, target });
        expectHolds(model, row, result);
        expect(result).toMatchObject({ found: true, counterfactual: target });
      }
      const other = counterfactual(model, row, { background: table });
      expectHolds(model, row, other);
      expect(other.found && other.counterfactual).not.toBe(other.predicted);
    }
  });

  it('is none where the row is predicted so as it is', () => {
    const model = train('kind', 'randomForest');
    const [target] = model.predict([records[3]]);
    const result = counterfactual(model, records[3], { background: table, target });
    expect(result).toMatchObject({ found: true, changes: [], distance: 0, asked: 1 });
    expectHolds(model, records[3], result);
  });

  it('brings numbers into a range', () => {
    for (const modelName of ['linearRegression', 'gradientBoosting', 'svm']) {
      const model = train('worth', modelName);
      for (const row of records.slice(5, 9)) {
        const [now] = model.predict([row]) as number[];
        const target = [now + 20, now + 60] as const;
        const result = counterfactual(model, row, { background: table, target });
        expectHolds(model, row, result);
        expect(result.found && (result.counterfactual as number)).toBeGreaterThanOrEqual(target[0]);
        expect(result.found && (result.counterfactual as number)).toBeLessThanOrEqual(target[1]);
      }
    }
  });

  it('makes an outlier ordinary', () => {
    const { model } = trainModel(table.select(['bill', 'months', 'contract']), {
      modelName: 'isolationForest',
      hyperparams: { contamination: 0.05 },
      randomState: 0,
    });
    const odd = { bill: 900, months: 23, contract: 'trial' };
    expect(model.predict([odd])).toEqual([-1]);
    const result = counterfactual(model, odd, { background: table });
    expect(result).toMatchObject({ found: true, predicted: -1, counterfactual: 1 });
    expect(result.found && model.predict([result.row])).toEqual([1]);
  });

  it('goes by the threshold of the model', () => {
    const model = train('left', 'logisticRegression').withThreshold(0.05);
    const row = records.find((one) => model.predict([one])[0] === 'yes') as Customer;
    const result = counterfactual(model, row, { background: table });
    expectHolds(model, row, result);
  });

  it('fills in what is missing, takes what it has not seen, and changes only what may change', () => {
    const model = train('left', 'gradientBoosting');
    const row = { ...records[0], bill: null, contract: 'never seen', months: 100, paperless: true };
    const mutable = ['bill', 'contract'];
    const result = counterfactual(model, row, { background: table, mutable, target: 'yes' });
    expectHolds(model, row, result, mutable);
    expect(result.found && result.changes.some(({ column }) => column === 'contract')).toBe(true);
  });

  it('is the same at every call, of cells by position and in slices, which can be stopped', async () => {
    const model = train('left', 'svm');
    const options = { background: table.toRecords() };
    const found = counterfactual(model, records[9], options);
    expect(counterfactual(model, records[9], options)).toEqual(found);
    const cells = features.map((name) => records[9][name]);
    expect(counterfactual(model, cells, options)).toEqual(found);
    const reports: Progress[] = [];
    const onProgress = (progress: Progress) => reports.push(progress);
    expect(await counterfactualAsync(model, records[9], { ...options, onProgress })).toEqual(found);
    expect(reports.at(-1)).toEqual({ done: found.asked, total: found.asked, unit: 'prediction' });
    const signal = AbortSignal.abort('enough');
    const stopped = counterfactualAsync(model, records[9], { ...options, signal });
    await expect(stopped).rejects.toBe('enough');
  });
});

describe('where nothing is found', () => {
  const model = train('left', 'gradientBoosting');
  const row = { ...records[0], bill: 26, contract: 'yearly', months: 15, paperless: false };

  it('it says so plainly', () => {
    const options = { background: table, mutable: ['paperless'], target: 'yes' };
    const result = counterfactual(model, row, options);
    expect(result).toEqual({
      found: false,
      predicted: 'no',
      reason:
        'No change of "paperless" to values that the background has was found for which the model predicts "yes": 2 rows were tried.',
      asked: 2,
    });
  });

  it('it has asked no more than it may', () => {
    const farther = { ...row, months: 20 };
    for (const maxPredictions of [1, 2, 5]) {
      const options = { background: table, target: 'yes', maxPredictions, maxChanges: 1 };
      const result = counterfactual(model, farther, options);
      expect(result.asked).toBeLessThanOrEqual(maxPredictions);
      expect(!result.found && result.reason).toMatch(/rows? were tried, all that maxPredictions/);
    }
  });

  it('a background of one row, of constants or of nothing is enough to tell', () => {
    const nothing = [{ bill: null, contract: null, months: null, paperless: null }];
    const [same] = [{ ...row, months: 16 }];
    for (const background of [[row], [same, same], nothing]) {
      const result = counterfactual(model, row, { background, mutable: ['months'], target: 'yes' });
      expect(result.found).toBe(false);
    }
  });
});

describe('counterfactual refuses by name', () => {
  const cases: [string, Partial<CounterfactualOptions<never>> | object, RegExp][] = [
    ['left', { background: null }, /counterfactual: background is missing/],
    ['left', { target: 'maybe' }, /target is "maybe", which is no label of the model/],
    ['left', { mutable: [] }, /mutable must be null or an array of column names/],
    ['left', { mutable: ['bil'] }, /mutable names the column "bil".*Did you mean "bill"\?/],
    ['left', { maxChanges: 0 }, /maxChanges must be an integer >= 1, or null/],
    ['left', { maxPredictions: 0 }, /maxPredictions must be an integer >= 1/],
    ['worth', {}, /target must be the lowest and the highest number that will do, but got null/],
    ['worth', { target: [3, 1] }, /target must be the lowest and the highest number/],
    ['worth', { target: [Number.NaN, 1] }, /target must be the lowest and the highest number/],
    ['worth', { target: 3 }, /target must be the lowest and the highest number/],
  ];

  it.each(cases)('of %s: %o', (target, changes, words) => {
    const model = train(target as 'left', 'gradientBoosting');
    const options = { background: table, ...changes } as never;
    expect(() => counterfactual(model, records[0], options)).toThrow(words);
  });

  it('rows that are none', () => {
    const model = train('left', 'gradientBoosting');
    for (const odd of [null, 3, [], table, { bill: 1 }]) {
      expect(() => counterfactual(model, odd as never, { background: table })).toThrow(
        /^counterfactual/,
      );
    }
  });
});
