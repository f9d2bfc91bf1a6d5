import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseCsv } from '../../../src/data/csv/csv.js';
import { Table } from '../../../src/data/table.js';
import { InvalidInputError, InvalidParameterError } from '../../../src/errors.js';
import { LogisticRegression } from '../../../src/estimators/linear/logistic-regression.js';
import { crossValidate } from '../../../src/model-selection/cross-validate.js';
import { StratifiedKFold } from '../../../src/model-selection/stratified-k-fold.js';
import { Pipeline } from '../../../src/preprocessing/composition/pipeline.js';
import { TabularPreprocessor } from '../../../src/preprocessing/tabular/tabular-preprocessor.js';
import type { Progress } from '../../../src/progress.js';
import { createRng } from '../../../src/random/rng.js';
import {
  compareModels,
  compareModelsAsync,
} from '../../../src/training/comparison/compare-models.js';
import type { CompareModelsOptions } from '../../../src/training/comparison/compare-options.js';
import type { ModelComparison } from '../../../src/training/comparison/comparison.js';
import { formatComparison } from '../../../src/training/comparison/format-comparison.js';
import { setWarningHandler } from '../../../src/warnings.js';
import { dataFile } from '../../reference/reference.js';

beforeAll(() => {
  setWarningHandler(() => {});
});

const csv = (name: string) => parseCsv(readFileSync(dataFile(`${name}.csv`), 'utf8'));
const penguins = csv('penguins');
const cars = csv('auto_mpg');
const quick: CompareModelsOptions = {
  target: 'species',
  models: ['logisticRegression', 'linearSvm'],
  randomState: 1,
};

/** A comparison without what a clock decides. */
const timeless = (comparison: ModelComparison) => ({
  ...comparison,
  ranking: comparison.ranking.map(({ fitTime, ...rest }) => rest),
  best: comparison.best.name,
});

describe('on penguins', () => {
  const comparison = compareModels(penguins, quick);

  it('ranks the models and the baseline by their means', () => {
    const means = comparison.ranking.map(({ mean }) => mean);
    expect(means).toEqual([...means].sort((a, b) => b - a));
    expect(comparison).toMatchObject({
      task: 'classification',
      scoring: 'accuracy',
      rows: 344,
      folds: 5,
      beatsBaseline: true,
      leadIsClear: false,
    });
    expect(comparison.ranking.at(-1)).toMatchObject({ name: 'baseline', modelName: null });
    expect(comparison.best).toBe(comparison.ranking[0]);
    expect(comparison.best.pValue).toBeNull();
  });

  it('has the scores of crossValidate, with the preparation inside', () => {
    const model = new Pipeline({
      steps: [
        [
          'columns',
          new TabularPreprocessor({ scale: true, encoding: 'oneHot', highCardinality: 'target' }),
        ],
        ['classify', new LogisticRegression()],
      ],
    });
    const X = penguins.select(penguins.columnNames.filter((name) => name !== 'species'));
    const y = penguins.values('species') as string[];
    const cv = new StratifiedKFold({ nSplits: 4, shuffle: true, randomState: 7 });
    const { testScore } = crossValidate(model, X, y, { cv, scoring: 'f1Macro' });
    const { ranking, scoring } = compareModels(penguins, {
      ...quick,
      models: ['logisticRegression'],
      cv,
      scoring: 'f1Macro',
    });
    expect(scoring).toBe('f1Macro');
    expect(ranking[0].scores).toEqual(testScore);
    const mean = testScore.reduce((sum, score) => sum + score, 0) / 4;
    const squares = testScore.reduce((sum, score) => sum + (score - mean) ** 2, 0);
    expect(ranking[0].mean).toBeCloseTo(mean, 14);
    expect(ranking[0].spread).toBeCloseTo(Math.sqrt(squares / 3), 14);
  });

  it('says whether the lead is more than noise', () => {
    const { verdict } = compareModels(penguins, { ...quick, randomState: 0 });
    expect(verdict).toMatch(
      /is ahead of \w+ by \d\.\d{4}, which is within the noise of the folds \(p = \d\.\d{3}\): \w+ may be as good\. It is better than a baseline that looks at no feature: 0\.99\d\d against 0\.44\d\d \(p < 0\.001\)\.$/,
    );
  });

  it('says that models are level', () => {
    expect(comparison.verdict).toMatch(
      /^logisticRegression and linearSvm are level: linearSvm may be as good\./,
    );
  });

  it('reads as a table', () => {
    const lines = formatComparison(comparison).split('\n');
    expect(lines[0]).toBe('Models of "species": classification, because "species" is text');
    expect(lines[2]).toBe(
      'accuracy in 5 folds of 344 rows, because classes are predicted, none of which is rare',
    );
    expect(lines[3]).toMatch(/^ {2}model +mean +spread +seconds a fit +same as first$/);
    expect(lines[6]).toMatch(/^ {2}baseline +0\.44\d\d +0\.00\d\d +\d\.\d{3} +p < 0\.001$/);
    expect(lines[8]).toBe(comparison.verdict);
  });

  it('does the same in slices, telling of each fold of each model', async () => {
    const heard: Progress[] = [];
    const sliced = await compareModelsAsync(penguins, {
      ...quick,
      onProgress: (progress) => heard.push(progress),
    });
    expect(timeless(sliced)).toEqual(timeless(comparison));
    expect(heard).toEqual(
      Array.from({ length: 15 }, (_, i) => ({ done: i + 1, total: 15, unit: 'fold' })),
    );
  });

  it('is stopped by a signal', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const stopped = compareModelsAsync(penguins, {
      ...quick,
      signal: controller.signal,
      onProgress: ({ done }) => done === 2 && controller.abort(reason),
    });
    await expect(stopped).rejects.toBe(reason);
  });
});

describe('on cars', () => {
  it('finds that numbers are predicted, and that one model is clearly better', () => {
    const comparison = compareModels(cars, {
      target: 'miles_per_gallon',
      models: [
        'linearRegression',
        { modelName: 'gradient_boosting', name: 'stump', hyperparams: { n_estimators: 1 } },
      ],
      randomState: 0,
    });
    expect(comparison).toMatchObject({ task: 'regression', scoring: 'r2', leadIsClear: true });
    expect(comparison.ranking.map(({ name }) => name)).toEqual([
      'linearRegression',
      'stump',
      'baseline',
    ]);
    expect(comparison.leftOutRows).toEqual({ withoutTarget: 8, notSampled: 0 });
    expect(comparison.verdict).toContain('which is more than noise (p');
    expect(formatComparison(comparison)).toContain('8 rows, because the target is missing');
  });

  it('works on a sample of a large table', () => {
    const { rows, leftOutRows } = compareModels(cars, {
      target: 'miles_per_gallon',
      models: ['linearRegression'],
      sampleSize: 100,
      randomState: 0,
    });
    expect(rows).toBe(100);
    expect(leftOutRows).toEqual({ withoutTarget: 8, notSampled: 298 });
  });
});

describe('groups', () => {
  // Each patient has a habit of its own and one outcome, a coin's: who knows the patient knows it.
  const rng = createRng(0);
  const outcomes = Array.from({ length: 60 }, () => rng.next() < 0.5);
  const patients = Table.fromRecords(
    Array.from({ length: 240 }, (_, i) => {
      const patient = i % 60;
      return { patient: `p${patient}`, habit: (patient * 37) % 61, ill: outcomes[patient] };
    }),
  );
  const options: CompareModelsOptions = {
    target: 'ill',
    models: [{ modelName: 'randomForest', hyperparams: { nEstimators: 10 } }],
    randomState: 0,
  };

  it('are kept together, and not learned from', () => {
    const apart = compareModels(patients, { ...options, features: ['habit'] });
    const together = compareModels(patients, { ...options, groups: 'patient' });
    expect(apart.best.mean).toBeGreaterThan(0.95); // recognises patients
    expect(together.best.mean).toBeLessThan(0.75);
    expect(together.beatsBaseline).toBe(false);
    expect(together.verdict).toContain('It is not clearly better than a baseline');
  });

  it('are refused where they are learned from, or missing', () => {
    const compare =
      (more: object, table: Table = patients) =>
      () =>
        compareModels(table, { ...options, ...more });
    expect(compare({ groups: 'ill' })).toThrow(
      '"ill" holds the groups, so it cannot be the target',
    );
    expect(compare({ groups: 'habit', features: ['habit'] })).toThrow('cannot be a feature too');
    expect(compare({ groups: 'patent' })).toThrow('Did you mean "patient"?');
    const records = patients
      .toRecords()
      .map((row, i) => (i === 3 ? { ...row, patient: null } : row));
    expect(compare({ groups: 'patient' }, Table.fromRecords(records))).toThrow(
      '1 row without a group in "patient"',
    );
  });
});

describe('what cannot be compared', () => {
  const compare =
    (more: object, table = penguins) =>
    () =>
      compareModels(table, { ...quick, ...more } as CompareModelsOptions);

  it.each([
    [{ models: ['logisticRegresion'] }, 'Did you mean "logisticRegression"?'],
    [{ models: [] }, 'models must be an array of at least one model, but got []'],
    [{ models: ['svm', 'SVC'] }, 'models: "svm" is named twice'],
    [{ models: [{ modelName: 'svm', name: 'baseline' }] }, '"baseline" is what the baseline'],
    [{ models: [{ modelName: 'svm', params: {} }] }, 'there is no option "params"'],
    [{ models: [{ modelName: 3 }] }, 'modelName and name must be text, but got 3'],
    [{ models: [null] }, 'options must be an object, but got null'],
    [{ models: ['linearRegression', 'logisticRegression'] }, 'have no task in common'],
    [{ models: ['kMeans'] }, 'no task in common that predicts a target: kMeans (clustering)'],
    [{ models: [{ modelName: 'svm', hyperparams: { c: 1 } }] }, 'SVC: there is no hyperparameter'],
    [{ scoring: 'acuracy' }, 'Did you mean "accuracy"'],
    [{ scoring: ['accuracy', 'f1Macro'] }, 'one is wanted'],
    [{ target: undefined }, 'compareModels: target must be text'],
    [{ cv: 1 }, 'compareModels: cv must be an integer >= 2'],
    [{ folds: 3 }, 'compareModels: there is no option "folds"'],
    [{ task: 'clustering' }, 'task must be one of'],
  ])('%j', (more, message) => {
    expect(compare(more)).toThrow(message);
    expect(compare(more)).toThrow(InvalidParameterError);
  });

  it.each([
    [
      'a missing target',
      { target: 'spices' },
      'no target column "spices". Did you mean "species"?',
    ],
    ['a task the target cannot have', { models: ['linearRegression'] }, 'predicts numbers, but'],
    ['more folds than members of every class', { cv: 200 }, 'has 68 members'],
  ])('%s', (_, more, message) => {
    expect(compare(more)).toThrow(message);
    expect(compare(more)).toThrow(InvalidInputError);
  });

  it('one row a class, and one class', () => {
    const rows = Array.from({ length: 6 }, (_, i) => ({ a: i, kind: `k${i}` }));
    expect(compare({ target: 'kind' }, Table.fromRecords(rows))).toThrow(InvalidInputError);
    const same = rows.map(({ a }) => ({ a, kind: 'k' }));
    expect(compare({ target: 'kind' }, Table.fromRecords(same))).toThrow('has only the class "k"');
    const none = rows.map(({ a }) => ({ a, kind: null }));
    expect(compare({ target: 'kind' }, Table.fromRecords(none))).toThrow('missing in every row');
  });

  it('no table', () => {
    expect(() => compareModels([] as never, quick)).toThrow('table is []. Pass a Table');
  });

  it('a score that only some models can give leaves those out, by name', () => {
    const { ranking, best, verdict } = compareModels(penguins, {
      ...quick,
      scoring: 'negLogLoss',
    });
    expect(best.name).toBe('logisticRegression');
    expect(ranking.map(({ name }) => name)).toEqual([
      'logisticRegression',
      'baseline',
      'linearSvm',
    ]);
    expect(ranking[2].mean).toBeNaN();
    expect(ranking[2].errors).toHaveLength(5);
    expect(verdict).toMatch(/linearSvm failed: .*probabilities/);
  });

  it('a score that no model can give', () => {
    expect(compare({ models: ['linearSvm'], scoring: 'negLogLoss' })).toThrow(
      'compareModels: every model failed, linearSvm with:',
    );
  });
});
