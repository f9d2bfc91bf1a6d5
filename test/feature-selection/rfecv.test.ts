import type { Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { loadBreastCancer } from '../../src/datasets/load-breast-cancer.js';
import { loadDiabetes } from '../../src/datasets/load-diabetes.js';
import { loadIris } from '../../src/datasets/load-iris.js';
import { loadWine } from '../../src/datasets/load-wine.js';
import { LinearRegression } from '../../src/estimators/linear/linear-regression.js';
import { LogisticRegression } from '../../src/estimators/linear/logistic-regression.js';
import { RFECV } from '../../src/feature-selection/rfecv.js';
import { toSnakeCase } from '../../src/hyperparameters.js';
import { KFold } from '../../src/model-selection/k-fold.js';
import { StandardScaler } from '../../src/preprocessing/scalers/standard-scaler.js';
import { serialize } from '../../src/serialization/bytes.js';
import { deserialize } from '../../src/serialization/deserialize.js';
import { reference } from '../reference/reference.js';

interface CrossValidated {
  ranking: number[];
  results: Record<string, unknown[]>;
}

/** feature_selection.py makes them. */
const expected = reference<{
  classification: Record<string, { rfecv: CrossValidated }>;
  regression: Record<'rfecv' | 'rfecvOwn', CrossValidated>;
}>('feature_selection');

function expectAsThere(selector: RFECV, { ranking, results }: CrossValidated): void {
  expect(selector.ranking).toEqual(ranking);
  const { cvResults } = selector;
  const there = new Map(Object.entries(results));
  expect(Object.keys(cvResults).map(snake).sort()).toEqual([...there.keys()].sort());
  for (const [name, values] of Object.entries(cvResults)) {
    const wanted = there.get(snake(name)) ?? [];
    if (!name.endsWith('Score')) expect(values, name).toEqual(wanted);
    else {
      for (const [n, value] of wanted.entries()) {
        expect(Math.abs(values[n] - (value as number)), name).toBeLessThan(1e-9);
      }
    }
  }
}

const snake = (name: string) => toSnakeCase(name);
const logistic = () => new LogisticRegression({ tol: 1e-10 });
const linear = () => new LinearRegression();
const { data, target } = loadDiabetes();

describe('RFECV finds what scikit-learn finds, with the same scores', () => {
  it.each([
    ['iris', loadIris(), 1],
    ['wine', loadWine(), 1],
    ['breastCancer', loadBreastCancer(), 0.2],
  ] as const)('on %s', (name, bunch, step) => {
    const X = new StandardScaler().fitTransform(bunch.data);
    const selector = new RFECV({ estimator: logistic(), step }).fit(X, bunch.target);
    expectAsThere(selector, expected.classification[name].rfecv);
    expect(selector.score(X, bunch.target)).toBeGreaterThan(0.9);
  });

  it('on diabetes', () => {
    const own = new RFECV({ estimator: linear(), cv: 3 }).fit(data, target);
    expectAsThere(own, expected.regression.rfecvOwn);
    const byError = new RFECV({
      estimator: linear(),
      step: 2,
      scoring: 'negMeanAbsoluteError',
      minFeaturesToSelect: 3,
    }).fit(data, target);
    expectAsThere(byError, expected.regression.rfecv);
    expect(byError.score(data, target)).toBeLessThan(0);
  });
});

describe('RFECV', () => {
  const rows = data.to2DArray();

  it('is saved with what it found', () => {
    const selector = new RFECV({ estimator: linear(), cv: 3 }).fit(rows, target);
    const loaded = deserialize(serialize(selector)) as typeof selector;
    expect(loaded.cvResults).toEqual(selector.cvResults);
    expect(loaded.predict(rows)).toEqual(selector.predict(rows));
    const splitter = new RFECV({ estimator: linear(), cv: new KFold({ nSplits: 3 }) });
    expect(splitter.fit(rows, target).ranking).toEqual(selector.ranking);
    expect(() => serialize(splitter)).toThrow('which cannot be saved');
  });

  it('eliminates in the training part alone', () => {
    const seen: number[] = [];
    const selector = new RFECV({
      estimator: linear(),
      cv: [
        [
          [0, 1, 2, 3, 4, 5, 6, 7, 8],
          [9, 10, 11],
        ],
      ],
      scoring: (_model, X) => seen.push((X as Matrix).rows),
    });
    selector.fit(
      rows.slice(0, 12).map((row) => row.slice(0, 3)),
      target.slice(0, 12),
    );
    expect(seen).toEqual([3, 3, 3]);
    expect(selector.cvResults.nFeatures).toEqual([1, 2, 3]);
    expect(selector.nFeatures).toBe(1); // the scores are 1, 2, 3 in the order of the rounds: the last is the best
  });

  it('tells of each fold in fitAsync, weighs samples and keeps groups together', async () => {
    const told: number[] = [];
    const groups = rows.map((_, i) => i % 7);
    const sampleWeight = rows.map(() => 2);
    const selector = new RFECV({ estimator: linear(), cv: 3, step: 3 });
    await selector.fitAsync(rows, target, {
      sampleWeight,
      onProgress: ({ done, total }) => told.push(done / total),
    });
    expect(told).toEqual([0.25, 0.5, 0.75, 1]);
    const plain = new RFECV({ estimator: linear(), cv: 3, step: 3 }).fit(rows, target);
    expect(selector.ranking).toEqual(plain.ranking);
    expect(() => selector.fit(rows, target, { groups: groups.slice(1) })).toThrow(
      'groups has 441 values, but X has 442 rows.',
    );
  });

  it('refuses scores that are no numbers, and several of them', () => {
    const nan = new RFECV({ estimator: linear(), cv: 3, scoring: () => Number.NaN });
    expect(() => nan.fit(rows, target)).toThrow(
      'RFECV.fit: the score of fold 0 with 10 features is NaN, not a finite number.',
    );
    const several: object = { estimator: linear(), scoring: ['r2', 'negMeanSquaredError'] };
    expect(() => new RFECV(several as { estimator: LinearRegression }).fit(rows, target)).toThrow(
      'RFECV.fit: scoring holds several scores, but one is wanted.',
    );
  });
});
