import { afterEach, beforeEach, describe, expect, expectTypeOf, it } from 'vitest';
import { loadBreastCancer, loadDiabetes, loadIris } from '../../src/datasets.js';
import * as fitpredict from '../../src/index.js';
import {
  accuracyScore,
  crossValidate,
  crossValidateAsync,
  crossValScore,
  GroupKFold,
  getScorer,
  KFold,
  KMeans,
  LeaveOneOut,
  LinearRegression,
  LogisticRegression,
  Pipeline,
  RandomForestClassifier,
  SimpleImputer,
  StandardScaler,
  SVC,
  Table,
} from '../../src/index.js';

let warnings: string[] = [];
beforeEach(() => {
  warnings = [];
  fitpredict.setWarningHandler(({ message }) => warnings.push(message));
});
afterEach(() => {
  fitpredict.setWarningHandler(null);
});

const iris = loadIris();
const X = iris.data.to2DArray();
const y = iris.target;
const scaled = () =>
  new Pipeline({
    steps: [
      ['scale', new StandardScaler()],
      ['model', new LogisticRegression()],
    ],
  });

describe('crossValidate', () => {
  it('scores copies, each on what it has not learned from, by the estimator’s own score', () => {
    const model = new LogisticRegression();
    const { testScore, fitTime, scoreTime, errors, ...rest } = crossValidate(model, X, y);
    const folds = [...new fitpredict.StratifiedKFold().split(X, y)];
    const take = <T>(values: readonly T[], of: Int32Array) => Array.from(of, (i) => values[i]);
    const expected = folds.map(([train, test]) =>
      new LogisticRegression()
        .fit(take(X, train), take(y, train))
        .score(take(X, test), take(y, test)),
    );
    expect(testScore).toEqual(expected);
    expect(model.isFitted).toBe(false);
    expect(errors).toEqual([]);
    expect(rest).toEqual({});
    for (const times of [fitTime, scoreTime]) {
      expect(times).toHaveLength(5);
      for (const seconds of times) expect(seconds).toBeGreaterThan(0);
    }
    expect(crossValScore(model, X, y)).toEqual(expected);
    expectTypeOf(testScore).toEqualTypeOf<number[]>();
  });

  it('takes several scores at once, in both spellings, scorers and functions', () => {
    const cv = new KFold({ nSplits: 3, shuffle: true, randomState: 0 });
    const { testScore } = crossValidate(scaled(), X, y, {
      cv,
      scoring: ['accuracy', 'f1Macro', 'neg_log_loss'],
    });
    const named = crossValidate(scaled(), X, y, {
      cv,
      scoring: {
        right: 'accuracy',
        f1: getScorer('f1_macro'),
        own: (model, part, labels) => accuracyScore(labels, model.predict(part)),
      },
    });
    expect(named.testScore.right).toEqual(testScore.accuracy);
    expect(named.testScore.own).toEqual(testScore.accuracy);
    expect(named.testScore.f1).toEqual(testScore.f1Macro);
    expectTypeOf(testScore).toEqualTypeOf<{
      readonly accuracy: number[];
      readonly f1Macro: number[];
      readonly neg_log_loss: number[];
    }>();
    expectTypeOf(named.testScore.own).toEqualTypeOf<number[]>();
    expect(crossValScore(scaled(), X, y, { cv, scoring: 'neg_log_loss' })).toEqual(
      testScore.neg_log_loss,
    );
  });

  it('asks each model once, however many scores are taken', () => {
    let asked = 0;
    class Counting extends LogisticRegression {
      override predict(rows: fitpredict.MatrixLike): never[] {
        asked++;
        return super.predict(rows) as never[];
      }
    }
    const scoring = {
      a: 'accuracy',
      b: 'f1_macro',
      c: (model: Counting, part: fitpredict.MatrixLike, labels: ArrayLike<never>) =>
        accuracyScore(labels, model.predict(part)),
    };
    crossValidate(new Counting(), X, y, { scoring, cv: 3 });
    expect(asked).toBe(3);
  });

  it('gives training scores, estimators and indices where asked for', () => {
    const { trainScore, estimators, indices, testScore } = crossValidate(scaled(), X, y, {
      cv: 2,
      returnTrainScore: true,
      returnEstimator: true,
      returnIndices: true,
    });
    const [train, test] = indices?.[1] ?? [];
    const part = (of: Int32Array = new Int32Array()) =>
      [Array.from(of, (i) => X[i]), Array.from(of, (i) => y[i])] as const;
    expect(estimators?.[1]?.score(...part(train))).toBe(trainScore?.[1]);
    expect(estimators?.[1]?.score(...part(test))).toBe(testScore[1]);
  });

  it('takes tables, clusterers without y, and precomputed kernels', () => {
    const table = Table.fromColumns({
      size: X.map(([size], i) => (i % 7 === 0 ? null : size)),
      width: X.map(([, width]) => width),
    });
    const steps = new Pipeline({
      steps: [
        ['impute', new SimpleImputer()],
        ['scale', new StandardScaler()],
        ['svc', new SVC()],
      ],
    });
    expect(Math.min(...crossValScore(steps, table, y))).toBeGreaterThan(0.6);
    const clusters = crossValScore(new KMeans({ nClusters: 3, randomState: 0 }), X, undefined);
    expect(Math.max(...clusters)).toBeLessThan(0);
    const kernel = X.map((a) => X.map((b) => a.reduce((sum, v, j) => sum + v * b[j], 0)));
    expect(crossValScore(new SVC({ kernel: 'precomputed' }), kernel, y)).toEqual(
      crossValScore(new SVC({ kernel: 'linear' }), X, y),
    );
    expect(() => crossValScore(new SVC({ kernel: 'precomputed' }), X, y)).toThrow(
      'crossValScore: X is 150 × 4, but a precomputed kernel or distance has a value for each pair of samples. Pass a square matrix.',
    );
  });

  it('uses decisions of a pipeline whose last step has them, else probabilities', () => {
    const { data, target } = loadBreastCancer();
    const forest = new RandomForestClassifier({ nEstimators: 5, randomState: 0 });
    const alone = crossValScore(forest, data, target, { scoring: 'roc_auc' });
    const steps = new Pipeline({ steps: [['forest', forest]] });
    expect(crossValScore(steps, data, target, { scoring: 'rocAuc' })).toEqual(alone);
  });
});

describe('a fold that fails', () => {
  const labels = y.map((k, i) => (i < 50 ? 0 : k)); // an early fold of KFold trains on both classes, the last on one
  const failing = () =>
    crossValidate(new LogisticRegression(), X.slice(0, 60), labels.slice(0, 60), {
      cv: [
        [
          [0, 1, 2, 55, 56],
          [3, 4],
        ],
        [
          [0, 1, 2],
          [3, 4],
        ],
      ],
      returnTrainScore: true,
      returnEstimator: true,
    });

  it('is recorded and named, and the rest goes on', () => {
    const { testScore, trainScore, errors, estimators } = failing();
    expect(testScore).toEqual([1, Number.NaN]);
    expect(trainScore).toEqual([1, Number.NaN]);
    expect(estimators?.map((model) => model?.isFitted)).toEqual([true, undefined]);
    expect(errors).toEqual([
      { fold: 1, stage: 'fit', error: expect.any(fitpredict.InvalidInputError) },
    ]);
    expect(warnings).toEqual([
      "crossValidate: 1 of 2 folds failed: fold 1, fit: LogisticRegression.fit: y holds only 0, but a classifier needs at least two classes. Check how the samples were chosen. Read them in errors, or pass errorScore: 'raise' to stop at the first.",
    ]);
  });

  it('gets the errorScore, or ends all', () => {
    const cv = [
      [[0, 1, 55], [3]],
      [[0, 1], [3]],
    ] as const;
    const model = new LogisticRegression();
    const options = { cv, errorScore: -1 };
    expect(crossValScore(model, X.slice(0, 60), labels.slice(0, 60), options)).toEqual([1, -1]);
    expect(() => crossValScore(model, X, labels, { cv, errorScore: 'raise' })).toThrow(
      'LogisticRegression.fit: y holds only 0',
    );
  });

  it('is an error with its causes where all fail', () => {
    const call = () =>
      crossValScore(
        new LogisticRegression(),
        X,
        y.map(() => 'a'),
        { cv: 3 },
      );
    expect(call).toThrow(
      'crossValScore: all 3 folds failed: fold 0, fit: LogisticRegression.fit: y holds only "a"',
    );
    try {
      call();
    } catch (error) {
      const { cause } = error as { cause: AggregateError };
      expect(cause.errors).toHaveLength(3);
    }
  });

  it('may fail in one score of several', () => {
    const { testScore, errors } = crossValidate(new SVC(), X, y, {
      cv: 2,
      scoring: {
        accuracy: 'accuracy',
        loss: 'negLogLoss',
        text: () => 'high' as never,
        nan: () => Number.NaN,
      },
      errorScore: 0,
    });
    expect(testScore.loss).toEqual([0, 0]);
    expect(testScore.text).toEqual([0, 0]);
    expect(testScore.nan).toEqual([Number.NaN, Number.NaN]);
    expect(Math.min(...testScore.accuracy)).toBeGreaterThan(0.9);
    expect(
      errors.slice(0, 3).map(({ fold, scorer, error }) => [fold, scorer, error.message]),
    ).toEqual([
      [
        0,
        'loss',
        'getScorer("neg_log_loss"): the model has no probabilities. Choose a metric of labels, such as "accuracy".',
      ],
      [
        0,
        'text',
        'crossValidate: the scorer "text" must give a number, but gave "high". Return the score itself.',
      ],
      [
        0,
        'nan',
        'crossValidate: the score "nan" of fold 0 is NaN. Choose larger folds, or a score that is defined for them.',
      ],
    ]);
  });

  it('tells of scores that are NaN', () => {
    const { data, target } = loadDiabetes();
    const few = { X: data.to2DArray().slice(0, 12), y: target.slice(0, 12) };
    const { testScore, errors } = crossValidate(new LinearRegression(), few.X, few.y, {
      cv: new LeaveOneOut(),
    });
    expect(testScore).toEqual(new Array(12).fill(Number.NaN));
    expect(errors).toHaveLength(12);
    expect(warnings.at(-1)).toMatch(/^crossValidate: 12 of 12 folds failed/);
  });
});

describe('in time slices', () => {
  it('gives the same, and tells of each fold', async () => {
    const seen: fitpredict.Progress[] = [];
    const options = { scoring: ['accuracy', 'rocAucOvr'], returnTrainScore: true } as const;
    const {
      fitTime: _f,
      scoreTime: _s,
      ...slow
    } = await crossValidateAsync(scaled(), X, y, {
      ...options,
      onProgress: (progress) => seen.push(progress),
    });
    const { fitTime, scoreTime, ...quick } = crossValidate(scaled(), X, y, options);
    expect(slow).toEqual(quick);
    expect(seen.map(({ done, total, unit }) => `${done}/${total} ${unit}`)).toEqual([
      '1/5 fold',
      '2/5 fold',
      '3/5 fold',
      '4/5 fold',
      '5/5 fold',
    ]);
  });

  it('stops on a signal with its reason', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const onProgress = ({ done }: fitpredict.Progress) => {
      if (done === 2) controller.abort(reason);
    };
    const { signal } = controller;
    await expect(crossValidateAsync(scaled(), X, y, { onProgress, signal })).rejects.toBe(reason);
  });

  it('asks about large test parts in blocks, with the same answers', async () => {
    const { X: many, y: classes } = fitpredict.makeBlobs({ nSamples: 9000, randomState: 0 });
    const model = new LogisticRegression();
    const options = { scoring: ['accuracy', 'negLogLoss'], cv: 2 } as const;
    const { testScore } = crossValidate(model, many, classes, options);
    const whole = crossValidate(model, many, classes, {
      cv: 2,
      scoring: {
        a: (m, part, labels) => getScorer('neg_log_loss').score(m, part, labels),
      },
    });
    expect(whole.testScore.a).toEqual(testScore.negLogLoss);
    const { testScore: slow } = await crossValidateAsync(model, many, classes, options);
    expect(slow).toEqual(testScore);
  });
});

describe('refuses', () => {
  const model = new LogisticRegression();
  it.each<[string, () => unknown, string]>([
    [
      'an unknown option',
      () => crossValidate(model, X, y, { CV: 3 } as never),
      'crossValidate: there is no option "CV". Did you mean "cv"?',
    ],
    [
      'an unknown score',
      () => crossValidate(model, X, y, { scoring: 'f2' }),
      'getScorer: there is no scorer "f2".',
    ],
    [
      'a score twice',
      () => crossValidate(model, X, y, { scoring: ['f1', 'r2', 'f1'] }),
      'crossValidate: scoring holds "f1" twice. Leave one out, or pass an object of names of your own.',
    ],
    [
      'no scores',
      () => crossValidate(model, X, y, { scoring: [] as string[] }),
      'crossValidate: scoring holds no score.',
    ],
    [
      'what is no score',
      () => crossValidate(model, X, y, { scoring: { a: 3 } as never }),
      'crossValidate: scoring["a"] must be the name of a score, a scorer or a function of model, X and y, but got 3.',
    ],
    [
      'several scores where one is wanted',
      () => crossValScore(model, X, y, { scoring: ['f1'] as never }),
      'crossValScore: scoring holds several scores, but one is wanted. Pass one, or use crossValidate.',
    ],
    [
      'no estimator',
      () => crossValidate({} as LogisticRegression, X, y),
      'crossValidate: estimator must be an estimator, but got {  }. Pass one such as new LogisticRegression().',
    ],
    [
      'an estimator without a score',
      () => crossValidate(new StandardScaler(), X, y),
      'crossValidate: a StandardScaler has no score of its own. Pass scoring, such as',
    ],
    [
      'y of another length',
      () => crossValidate(model, X, y.slice(1)),
      'crossValidate: y has 149 values, but X has 150 rows.',
    ],
    [
      'groups of another length',
      () => crossValidate(model, X, y, { groups: [1], cv: new GroupKFold() }),
      'crossValidate: groups has 1 value, but X has 150 rows.',
    ],
    [
      'weights of another length',
      () => crossValidate(model, X, y, { sampleWeight: [1] }),
      'crossValidate: sampleWeight has 1 value, but X has 150 rows.',
    ],
    [
      'more folds than members of a class',
      () => crossValidate(model, X, y, { cv: 51 }),
      'StratifiedKFold.split: nSplits is 51, but the class 0 has 50 members',
    ],
    [
      'an errorScore that is none',
      () => crossValidate(model, X, y, { errorScore: 'nan' as never }),
      'crossValidate: errorScore must be a number, or one of NaN, "raise", but got "nan".',
    ],
  ])('%s', (_, call, message) => {
    expect(call).toThrow(message);
  });
});
