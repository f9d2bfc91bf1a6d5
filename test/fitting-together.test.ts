import { describe, expect, it, vi } from 'vitest';
import { makeClassification } from '../src/data/synthetic/make-classification.js';
import { type AnyEstimator, clone } from '../src/estimator.js';
import { GradientBoostingClassifier } from '../src/estimators/gradient-boosting/gradient-boosting-classifier.js';
import { GradientBoostingRegressor } from '../src/estimators/gradient-boosting/gradient-boosting-regressor.js';
import { LinearSVC } from '../src/estimators/linear/linear-svc.js';
import { RandomForestClassifier } from '../src/estimators/random-forest/random-forest-classifier.js';
import { RandomForestRegressor } from '../src/estimators/random-forest/random-forest-regressor.js';
import { SVC } from '../src/estimators/svm/svc.js';
import { SVR } from '../src/estimators/svm/svr.js';
import { type Fitting, fitAtOnce, fitInSlices } from '../src/fitting.js';
import {
  type CommonSamples,
  concluding,
  type FitOutcome,
  fitTogether,
} from '../src/fitting-together.js';
import { Pipeline } from '../src/preprocessing/composition/pipeline.js';
import { StandardScaler } from '../src/preprocessing/scalers/standard-scaler.js';
import { SimpleImputer } from '../src/preprocessing/simple-imputer.js';
import { VectorKernel } from '../src/solvers/svm/vector-kernel.js';

const { X, y } = makeClassification({
  nSamples: 120,
  nClasses: 3,
  nInformative: 4,
  randomState: 0,
});

/** The outcomes in their order. */
function* outcomesOf(
  models: readonly AnyEstimator[],
  samples: CommonSamples,
): Fitting<FitOutcome[]> {
  const outcomes: FitOutcome[] = [];
  yield* concluding(fitTogether(models, samples), (outcome) => {
    outcomes.push(outcome);
    return [];
  });
  return outcomes;
}

function expectSameAsAlone(models: readonly AnyEstimator[], samples: CommonSamples = { X, y }) {
  const alone = models.map(clone);
  for (const model of alone) {
    Reflect.apply(Reflect.get(model, 'fit'), model, [samples.X, samples.y, samples.options]);
  }
  const outcomes = fitAtOnce(outcomesOf(models, samples));
  expect(new Set(outcomes.map((one) => ('fitted' in one ? one.fitted : undefined)))).toEqual(
    new Set(models),
  );
  expect(models.map((model) => model.toJSON())).toEqual(alone.map((model) => model.toJSON()));
}

const sampleWeight = y.map((_, i) => 1 + (i % 3));

describe('estimators that are fitted together', () => {
  it.each([
    [
      'forests of classes',
      [3, 9, 1, 9].map((n) => new RandomForestClassifier({ nEstimators: n, randomState: 1 })),
    ],
    [
      'forests of numbers',
      [3, 9, 1].map(
        (n) => new RandomForestRegressor({ nEstimators: n, randomState: 1, bootstrap: n > 100 }),
      ),
    ],
    [
      'forests that ask what is out of bag',
      [20, 30].map(
        (n) => new RandomForestClassifier({ nEstimators: n, randomState: 1, oobScore: true }),
      ),
    ],
    [
      'boosting of classes',
      [3, 9, 1, 9].map(
        (n) => new GradientBoostingClassifier({ nEstimators: n, subsample: 0.7, randomState: 1 }),
      ),
    ],
    [
      'boosting of numbers',
      [4, 2].map((n) => new GradientBoostingRegressor({ nEstimators: n, randomState: 1 })),
    ],
    [
      'boosting that holds samples out',
      [4, 2].map(
        (n) =>
          new GradientBoostingClassifier({
            nEstimators: n,
            validationFraction: 0.2,
            earlyStoppingRounds: 1,
            randomState: 1,
          }),
      ),
    ],
    [
      'support vector classifiers',
      [0.1, 1, 10].flatMap((C) => [
        new SVC({ C }),
        new SVC({ C, kernel: 'linear' }),
        new SVC({ C, probability: true, tol: 0.1, randomState: 0 }),
      ]),
    ],
    [
      'support vector machines of many shrunk samples',
      [1, 1000].map((C) => new SVC({ C, gamma: 1, tol: 1e-6 })),
    ],
    [
      'support vector machines of little memory',
      [1, 1000].map((C) => new SVC({ C, cacheSize: 0.02 })),
    ],
    [
      'support vector regressors',
      [0.1, 1, 10].flatMap((C) => [new SVR({ C }), new SVR({ C, epsilon: 0.3 })]),
    ],
    [
      'estimators of several classes',
      [new LinearSVC(), new SVC(), new LinearSVC({ C: 2 }), new StandardScaler()],
    ],
    [
      'pipelines',
      [0.1, 10].flatMap((C) => [
        new Pipeline({
          steps: [
            ['fill', new SimpleImputer()],
            ['scale', new StandardScaler()],
            ['svc', new SVC({ C })],
          ],
        }),
        new Pipeline({
          steps: [
            ['fill', new SimpleImputer()],
            ['scale', new StandardScaler({ withMean: false })],
            ['svc', new SVC({ C })],
          ],
        }),
        new Pipeline({
          steps: [
            ['fill', new SimpleImputer()],
            ['svc', new SVC({ C })],
          ],
        }),
      ]),
    ],
  ] as [string, AnyEstimator[]][])('learn what each learns alone, to the bit: %s', (_, models) => {
    expectSameAsAlone(models);
    expectSameAsAlone(models.map(clone), { X, y, options: { sampleWeight } });
  });

  it('fit a step that pipelines have in common once', () => {
    const fitted = vi.spyOn(StandardScaler.prototype, 'fitTransformInSteps');
    const pipelines = [1, 2, 3].map(
      (C) =>
        new Pipeline({
          steps: [
            ['scale', new StandardScaler()],
            ['svc', new SVC({ C })],
          ],
        }),
    );
    expectSameAsAlone(pipelines);
    expect(fitted).toHaveBeenCalledTimes(3 + 1); // alone, and together
    fitted.mockRestore();
  });

  it('compute the rows of a kernel once for all values of C', () => {
    const kernel = VectorKernel.prototype;
    const filled = [vi.spyOn(kernel, 'fill'), vi.spyOn(kernel, 'fillGaussians')];
    const rows = () => filled.reduce((sum, { mock }) => sum + mock.calls.length, 0);
    const models = [1, 2, 3].map((C) => new SVC({ C, gamma: 0.5 }));
    for (const model of models) clone(model).fit(X, y);
    const alone = rows();
    fitAtOnce(outcomesOf(models, { X, y }));
    expect(rows() - alone).toBeLessThan(0.45 * alone);
    for (const spy of filled) spy.mockRestore();
  });

  it('take nothing from the others when they fail', () => {
    const bad = Array.from(X.to2DArray(), (row, i) => (i === 5 ? row.fill(Number.NaN) : row));
    const scale = ['scale', new StandardScaler()] as const;
    const models = [
      new SVC(),
      new SVC({ C: 2 }),
      new RandomForestClassifier({ nEstimators: 2 }),
      new Pipeline({ steps: [['fill', new SimpleImputer()], scale, ['svc', new SVC()]] }),
      new Pipeline({
        steps: [
          ['fill', new SimpleImputer()],
          scale,
          ['svc', new SVC({ breakTies: true, decisionFunctionShape: 'ovo' })],
        ],
      }),
    ];
    const outcomes = fitAtOnce(outcomesOf(models, { X: bad, y }));
    const failed = outcomes.flatMap((one) =>
      'failed' in one ? [models.indexOf(one.failed as never)] : [],
    );
    expect(failed.sort()).toEqual([0, 1, 4]);
    expect(models.map((model) => model.isFitted)).toEqual([false, false, true, true, false]);
  });

  it('are left to themselves where the one that learns for all fails', () => {
    const models = [1, 2].map(
      (n) => new GradientBoostingRegressor({ nEstimators: n, objective: 'poisson' }),
    );
    const outcomes = fitAtOnce(outcomesOf(models, { X, y: y.map((value) => value - 1) }));
    expect(outcomes.map((one) => 'failed' in one && String(one.cause))).toEqual([
      expect.stringContaining('poisson'),
      expect.stringContaining('poisson'),
    ]);
  });

  it('are the same in slices', async () => {
    const models = [1, 2].map(
      (C) =>
        new Pipeline({
          steps: [
            ['scale', new StandardScaler()],
            ['svc', new SVC({ C })],
          ],
        }),
    );
    const twins = models.map(clone);
    await fitInSlices(outcomesOf(models, { X, y }));
    fitAtOnce(outcomesOf(twins, { X, y }));
    expect(models.map((model) => model.toJSON())).toEqual(twins.map((twin) => twin.toJSON()));
  });
});
