import fc from 'fast-check';
import type { Matrix } from 'ml-matrix';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseFeatures, toMatrix } from '../../src/data/dense.js';
import type { AnyEstimator } from '../../src/estimator.js';
import {
  BaggingClassifier,
  CalibratedClassifierCV,
  type CrossValidation,
  clone,
  crossValidate,
  crossValPredict,
  deserialize,
  Estimator,
  GridSearchCV,
  KFold,
  type Label,
  LinearSVC,
  LogisticRegression,
  type MatrixLike,
  Pipeline,
  RFECV,
  SelectKBest,
  ShuffleSplit,
  StackingClassifier,
  StandardScaler,
  StratifiedKFold,
  serialize,
  setWarningHandler,
  TunedThresholdClassifierCV,
  VotingClassifier,
} from '../../src/index.js';
import * as schema from '../../src/serialization/schema.js';

/*
 * Estimators around estimators around estimators.
 */

/** A classifier as these tests ask it. */
interface Classifying extends AnyEstimator {
  fit(X: MatrixLike, y: ArrayLike<Label>): unknown;
  fitAsync(
    X: MatrixLike,
    y: ArrayLike<Label>,
    options?: { signal?: AbortSignal; onProgress?: () => void },
  ): Promise<unknown>;
  predict(X: MatrixLike): Label[];
  predictProba(X: MatrixLike): Matrix;
}

/** What each transformer has learned from and was asked about, by the numbers in the first column. */
let log: { readonly learned: ReadonlySet<number>; readonly asked: number[] }[] = [];

/** Passes features on, and remembers which rows it has seen. */
class Remembering extends Estimator<object, { entry: number }> {
  static readonly info = {
    type: 'Remembering',
    hyperparameters: {},
    state: schema.object<{ entry: number }>({ entry: schema.number() }),
  };

  constructor() {
    super(Remembering.info, {});
  }

  fit(X: MatrixLike): this {
    log.push({ learned: new Set(idsOf(X)), asked: [] });
    this.state = { entry: log.length - 1 };
    return this;
  }

  transform(X: MatrixLike): Matrix {
    log[this.fitted('transform').entry].asked.push(...idsOf(X));
    return featuresOf(X);
  }

  fitTransform(X: MatrixLike): Matrix {
    this.fit(X);
    return featuresOf(X);
  }

  getFeatureNamesOut(): string[] {
    return ['a', 'b', 'c'];
  }
}

function idsOf(X: MatrixLike): number[] {
  const { data, rows, columns } = parseFeatures(X, 'test');
  return Array.from({ length: rows }, (_, i) => data[i * columns]);
}

function featuresOf(X: MatrixLike): Matrix {
  const { data, rows, columns } = parseFeatures(X, 'test');
  const features = Float64Array.from({ length: rows * (columns - 1) }, (_, at) => {
    const i = Math.floor(at / (columns - 1));
    return data[i * columns + 1 + (at % (columns - 1))];
  });
  return toMatrix(features, rows, columns - 1);
}

const X = Array.from({ length: 80 }, (_, i) => [i, (i * 7) % 11, (i * i) % 13, (i * 5) % 17]);
const y = X.map(([i, a, b]) => ((a + b + (i % 5)) % 2 === 0 ? 'yes' : 'no'));

/** A pipeline around a step that makes features. */
const leaf = (first: AnyEstimator) =>
  new Pipeline({
    steps: [
      ['first', first],
      ['model', new LogisticRegression()],
    ],
  });

/** A grid of one candidate, which changes nothing. */
function asItIs(estimator: AnyEstimator): Record<string, unknown[]> {
  const plain = Object.entries(estimator.getParams()).filter(
    ([, value]) => typeof value === 'number' || typeof value === 'boolean',
  );
  return { [plain[0][0]]: [plain[0][1]] };
}

/** Each puts a classifier of two labels, which knows probabilities, into another such one. */
const WRAPPERS: Readonly<Record<string, (estimator: AnyEstimator) => AnyEstimator>> = {
  voting: (estimator) =>
    new VotingClassifier({
      estimators: [
        ['own', estimator],
        ['again', clone(estimator)],
      ],
      voting: 'soft',
    }),
  stacking: (estimator) => new StackingClassifier({ estimators: [['own', estimator]], cv: 2 }),
  // Without bootstrap: what is drawn twice is cut apart by the folds of an estimator inside, as in scikit-learn.
  bagging: (estimator) =>
    new BaggingClassifier({
      estimator,
      nEstimators: 2,
      bootstrap: false,
      maxSamples: 0.9,
      randomState: 3,
    }),
  calibrated: (estimator) => new CalibratedClassifierCV({ estimator, cv: 2 }),
  'calibrated once': (estimator) =>
    new CalibratedClassifierCV({ estimator, cv: 2, ensemble: false, method: 'isotonic' }),
  tuned: (estimator) => new TunedThresholdClassifierCV({ estimator, cv: 2 }),
  'a search': (estimator) =>
    new GridSearchCV({ estimator, paramGrid: asItIs(estimator), cv: 2, scoring: 'neg_log_loss' }),
  'a pipeline': (estimator) => new Pipeline({ steps: [['only', estimator]] }),
};

const made = (names: readonly string[], innermost: AnyEstimator): Classifying =>
  names.reduce((estimator, name) => WRAPPERS[name](estimator), innermost) as Classifying;

const nestings = fc.array(fc.constantFrom(...Object.keys(WRAPPERS)), {
  minLength: 1,
  maxLength: 3,
});

beforeEach(() => {
  log = [];
  setWarningHandler(() => {});
});
afterEach(() => {
  setWarningHandler(null);
});

describe('estimators three deep', () => {
  it('never ask about a row what has learned from it, nor learn from a test fold', () => {
    fc.assert(
      fc.property(nestings, (names) => {
        log = [];
        const cv = [...new StratifiedKFold({ nSplits: 2 }).split(X, y)].slice(0, 1);
        const held = new Set(Array.from(cv[0][1], (i) => X[i][0]));
        crossValidate(made(names, leaf(new Remembering())), X, y, { cv, errorScore: 'raise' });
        expect(log.length).toBeGreaterThan(0);
        for (const { learned, asked } of log) {
          expect(asked.filter((id) => learned.has(id))).toEqual([]);
          expect([...learned].filter((id) => held.has(id))).toEqual([]);
        }
      }),
      { numRuns: 15 },
    );
  });

  it('are judged out of bag by samples that a copy has not seen', () => {
    const model = new BaggingClassifier({
      estimator: leaf(new Remembering()),
      nEstimators: 5,
      oobScore: true,
      randomState: 3,
    });
    model.fit(X, y);
    for (const { learned, asked } of log) {
      expect(asked.length).toBeGreaterThan(0);
      expect(asked.filter((id) => learned.has(id))).toEqual([]);
    }
  });

  it('learn the same at once and in slices, and keep the old model when stopped', async () => {
    await fc.assert(
      fc.asyncProperty(nestings, fc.integer({ min: 1, max: 4 }), async (names, stopAt) => {
        const atOnce = made(names, leaf(new StandardScaler()));
        atOnce.fit(X, y);
        const said = atOnce.predictProba(X).to2DArray();
        const slow = clone(atOnce);
        await slow.fitAsync(X, y);
        expect(slow.predictProba(X).to2DArray()).toEqual(said);
        const controller = new AbortController();
        let told = 0;
        const stopped = slow.fitAsync(X.slice(5), y.slice(5), {
          signal: controller.signal,
          onProgress: () => {
            if (++told === stopAt) controller.abort(new Error('enough'));
          },
        });
        await stopped.then(
          () => expect(told).toBeLessThan(stopAt),
          (error: Error) => {
            expect(error.message).toBe('enough');
            expect(slow.predictProba(X).to2DArray()).toEqual(said);
          },
        );
      }),
      { numRuns: 8 },
    );
  });

  it('are cloned, and saved and loaded, to the same answers', () => {
    fc.assert(
      fc.property(nestings, (names) => {
        const model = made(names, leaf(new StandardScaler()));
        model.fit(X, y);
        const said = model.predictProba(X).to2DArray();
        const loaded = deserialize(serialize(model)) as Classifying;
        expect(loaded.predictProba(X).to2DArray()).toEqual(said);
        const again = clone(loaded);
        expect(again.isFitted).toBe(false);
        again.fit(X, y);
        expect(again.predictProba(X).to2DArray()).toEqual(said);
      }),
      { numRuns: 8 },
    );
  });

  it('are reached by names, and an unknown one is told with the nearest', () => {
    const votes = new VotingClassifier({
      estimators: [
        ['line', new LogisticRegression()],
        ['machine', new LinearSVC()],
      ],
    });
    const stack = new StackingClassifier({
      estimators: [
        [
          'prepared',
          new Pipeline({
            steps: [
              ['scale', new StandardScaler()],
              ['votes', votes],
            ],
          }),
        ],
      ],
    });
    stack.setParams({ prepared__votes__line__C: 7 });
    expect(stack.getParams()).toMatchObject({ prepared__votes__line__C: 7 });
    expect(clone(stack).getParams()).toMatchObject({ prepared__votes__line__C: 7 });
    expect(() => stack.setParams({ prepared__votes__line__c: 1 })).toThrow('Did you mean "C"');
    expect(() => stack.setParams({ prepared__votes__lime__C: 1 })).toThrow('Did you mean "line"');
    stack.setParams({ prepared__votes__line: 'drop' });
    expect(() => stack.setParams({ prepared__votes__machine: 'drop' })).toThrow(
      'VotingClassifier: all estimators are dropped',
    );
    expect(stack.getParams()).toMatchObject({ prepared__votes__machine: expect.any(LinearSVC) });
  });
});

describe('a splitter or pairs in cv', () => {
  const splitter = () => new ShuffleSplit({ nSplits: 2, testSize: 0.4, randomState: 5 });
  const estimator = new LogisticRegression();
  const made = (cv: CrossValidation) => [
    new CalibratedClassifierCV({ estimator, cv }),
    new TunedThresholdClassifierCV({ estimator, cv }),
    new RFECV({ estimator, cv }),
  ];

  it.each(made(splitter()))('is saved and loaded: $constructor.name', (model) => {
    const loaded = deserialize(serialize(model.fit(X, y))) as typeof model;
    expect(loaded.getParams()).toEqual(model.getParams());
    expect(clone(loaded).fit(X, y).score(X, y)).toBe(model.score(X, y));
  });

  it('is saved and loaded: StackingClassifier', () => {
    const cv = new KFold({ nSplits: 3, shuffle: true, randomState: 5 });
    const model = new StackingClassifier({ estimators: [['line', estimator]], cv }).fit(X, y);
    const loaded = deserialize(serialize(model)) as typeof model;
    expect(loaded.getParams()).toEqual(model.getParams());
    expect(clone(loaded).fit(X, y).predictProba(X)).toEqual(model.predictProba(X));
  });

  it.each(made([...splitter().split(X)]))('as indices, too: $constructor.name', (model) => {
    const loaded = deserialize(serialize(model.fit(X, y))) as typeof model;
    expect(clone(loaded).fit(X, y).score(X, y)).toBe(model.score(X, y));
  });
});

/** Learns from anything but a part that begins with the first row. */
class Failing extends LogisticRegression {
  override fit<M extends Label>(rows: MatrixLike, labels: ArrayLike<M>): LogisticRegression<M> {
    if (idsOf(rows)[0] !== 0) throw new TypeError('boom');
    return super.fit(rows, labels);
  }

  override async fitAsync<M extends Label>(
    rows: MatrixLike,
    labels: ArrayLike<M>,
  ): Promise<LogisticRegression<M>> {
    return this.fit(rows, labels);
  }
}

describe('an error in one fold names it', () => {
  const cv = new KFold({ nSplits: 3 });
  const failing = () => new Failing();
  const calls: Record<string, () => unknown> = {
    'crossValidate: fold 0, fit: boom': () =>
      crossValidate(failing(), X, y, { cv, errorScore: 'raise' }),
    'crossValPredict: fold 0, fit: boom': () => crossValPredict(failing(), X, y, { cv }),
    'CalibratedClassifierCV.fit: fold 0, fit: boom': () =>
      new CalibratedClassifierCV({ estimator: failing(), cv }).fit(X, y),
    'TunedThresholdClassifierCV.fit: fold 0, fit: boom': () =>
      new TunedThresholdClassifierCV({ estimator: failing(), cv }).fit(X, y),
    'StackingClassifier.fit: fold 0, fit: boom': () =>
      new StackingClassifier({ estimators: [['own', failing()]], cv }).fit(X, y),
    'RFECV.fit: fold 0, elimination: boom': () => new RFECV({ estimator: failing(), cv }).fit(X, y),
    'GridSearchCV.fit: fold 0, fit: boom': () =>
      new GridSearchCV({
        estimator: failing(),
        paramGrid: { C: [1] },
        cv,
        errorScore: 'raise',
      }).fit(X, y),
  };

  it.each(Object.entries(calls))('%s', (message, call) => {
    try {
      call();
      expect.unreachable();
    } catch (error) {
      expect((error as Error).message).toBe(message);
      expect((error as Error).cause).toEqual(new TypeError('boom'));
    }
  });

  it('in the class of its cause', () => {
    const asked = { estimator: leaf(new SelectKBest({ k: 1, scoreFunc: 'chi2' })), cv };
    const negative = X.map(([a, b]) => [a, -b]);
    expect(() => new CalibratedClassifierCV(asked).fit(negative, y)).toThrow(
      expect.objectContaining({ name: 'InvalidInputError' }),
    );
  });
});
