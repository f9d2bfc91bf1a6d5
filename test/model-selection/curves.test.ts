import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadDiabetes, loadIris } from '../../src/datasets.js';
import {
  KFold,
  LinearRegression,
  LogisticRegression,
  learningCurve,
  learningCurveAsync,
  type Progress,
  permutationTestScore,
  permutationTestScoreAsync,
  SVC,
  setWarningHandler,
  validationCurve,
  validationCurveAsync,
} from '../../src/index.js';

let warnings: string[] = [];
beforeEach(() => {
  warnings = [];
  setWarningHandler(({ message }) => warnings.push(message));
});
afterEach(() => {
  setWarningHandler(null);
});

const { data: X, target: y } = loadIris();
const diabetes = loadDiabetes();

function follow() {
  const seen: string[] = [];
  return {
    seen,
    onProgress: ({ done, total, unit }: Progress) => seen.push(`${done}/${total} ${unit}`),
  };
}

describe('learningCurve', () => {
  const cv = new KFold({ nSplits: 3, shuffle: true, randomState: 1 });

  it('takes shares, counts and one, each size once, in ascending order', () => {
    const { trainSizes, testScores, fitTimes, scoreTimes, errors } = learningCurve(
      new LinearRegression(),
      diabetes.data,
      diabetes.target,
      { cv, trainSizes: [1, 0.5, 20, { count: 20 }, { count: 1 }] },
    );
    expect(trainSizes).toEqual([1, 20, 147, 294]);
    for (const matrix of [testScores, fitTimes, scoreTimes]) {
      expect([matrix.rows, matrix.columns]).toEqual([4, 3]);
    }
    expect(errors.filter(({ point }) => point !== 0)).toEqual([]); // R² of one training sample is NaN
  });

  it('records sizes that cannot be learned from', () => {
    const options = { cv: 5, trainSizes: [0.1, 1], errorScore: 0 };
    const { testScores, errors } = learningCurve(new LogisticRegression(), X, y.slice().sort(), {
      ...options,
      cv: new KFold(),
    });
    expect(testScores.getRow(0)).toEqual([0, 0, 0, 0, 0]); // the first samples are all of one class
    expect(errors.map(({ point, fold, stage }) => [point, fold, stage])).toEqual(
      [0, 1, 2, 3, 4].map((fold) => [0, fold, 'fit']),
    );
    expect(warnings.at(-1)).toMatch(/^learningCurve: 5 of 10 fits failed: fold 0, fit: Logistic/);
  });

  it('shuffles training parts by a seed', async () => {
    const options = { cv, shuffle: true, randomState: 3, trainSizes: [0.3, 0.9] };
    const curve = () => learningCurve(new LogisticRegression(), X, y, options).testScores;
    expect(curve()).toEqual(curve());
    const { seen, onProgress } = follow();
    const slow = await learningCurveAsync(new LogisticRegression(), X, y, {
      ...options,
      onProgress,
    });
    expect(slow.testScores).toEqual(curve());
    expect(seen).toEqual([1, 2, 3, 4, 5, 6].map((done) => `${done}/6 fit`));
    const plain = learningCurve(new LogisticRegression(), X, y, {
      cv,
      trainSizes: [0.3, 0.9],
    });
    expect(plain.testScores).not.toEqual(curve());
  });

  it.each<[string, object, string]>([
    [
      'too large a size',
      { trainSizes: [121] },
      'learningCurve: trainSizes holds 121, but a training part has 120 samples. Pass smaller sizes, or shares.',
    ],
    [
      'no sizes',
      { trainSizes: [] },
      'learningCurve: trainSizes must be an array of sizes, each a share > 0 and <= 1',
    ],
    [
      'a seed without a shuffle',
      { randomState: 1 },
      'learningCurve: randomState is 1, but shuffle is false',
    ],
    [
      'several scores',
      { scoring: ['f1'] },
      'learningCurve: scoring holds several scores, but one is wanted.',
    ],
  ])('refuses %s', (_, options, message) => {
    expect(() => learningCurve(new LogisticRegression(), X, y, options)).toThrow(message);
  });
});

describe('validationCurve', () => {
  it('has a row for each value, in the order given, and leaves the estimator as it is', async () => {
    const model = new SVC({ C: 3 });
    const options = { paramName: 'C', paramRange: [100, 1e-4], cv: 2 };
    const { trainScores, testScores } = validationCurve(model, X, y, options);
    expect(Math.min(...trainScores.getRow(0))).toBeGreaterThan(Math.max(...trainScores.getRow(1)));
    expect(model.getParams().C).toBe(3);
    expect(model.isFitted).toBe(false);
    const { seen, onProgress } = follow();
    const slow = await validationCurveAsync(model, X, y, { ...options, onProgress });
    expect(slow.testScores).toEqual(testScores);
    expect(seen).toEqual(['1/4 fit', '2/4 fit', '3/4 fit', '4/4 fit']);
  });

  it.each<[string, object, string]>([
    [
      'an unknown parameter',
      { paramName: 'c', paramRange: [1] },
      'SVC: there is no hyperparameter "c". Did you mean "C"?',
    ],
    [
      'a value out of range',
      { paramName: 'C', paramRange: [1, -1] },
      'SVC: C must be a number > 0, but got -1.',
    ],
    [
      'no values',
      { paramName: 'C', paramRange: [] },
      'validationCurve: paramRange must be an array of at least one value, but got [].',
    ],
    [
      'no name',
      { paramRange: [1] },
      'validationCurve: paramName is missing. Pass which parameter to vary, and its values.',
    ],
  ])('refuses %s', (_, options, message) => {
    expect(() => validationCurve(new SVC(), X, y, options as never)).toThrow(message);
  });
});

describe('permutationTestScore', () => {
  const model = new LogisticRegression();
  const options = { nPermutations: 9, randomState: 0, cv: 3 };

  it('tells what is found from chance', async () => {
    const { score, permutationScores, pvalue } = permutationTestScore(model, X, y, options);
    expect(score).toBeGreaterThan(0.9);
    expect(permutationScores).toHaveLength(9);
    expect(Math.max(...permutationScores)).toBeLessThan(0.6);
    expect(pvalue).toBe(0.1);
    const { seen, onProgress } = follow();
    const slow = await permutationTestScoreAsync(model, X, y, { ...options, onProgress });
    expect(slow).toEqual({ score, permutationScores, pvalue });
    expect(seen.slice(-2)).toEqual(['9/10 permutation', '10/10 permutation']);
    const noise = y.map((_, i) => ((i * 7919) % 13) % 2);
    expect(permutationTestScore(model, X, noise, options).pvalue).toBeGreaterThan(0.1);
  });

  it('permutes within groups', () => {
    // Within a group all labels are the same, so that no permutation changes anything.
    const found = permutationTestScore(model, X, y, {
      ...options,
      groups: y,
      cv: [
        [
          [0, 60, 120],
          [1, 61, 121],
        ],
      ],
    });
    expect(found.permutationScores).toEqual(new Array(9).fill(found.score));
    expect(found.pvalue).toBe(1);
  });

  it('refuses missing targets, and lets errors through', () => {
    expect(() => permutationTestScore(model, X, undefined as never)).toThrow(
      'permutationTestScore: y is missing. Pass the targets that are permuted.',
    );
    const one = y.map(() => 1);
    expect(() => permutationTestScore(model, X, one)).toThrow(
      'LogisticRegression.fit: y holds only 1',
    );
  });
});
