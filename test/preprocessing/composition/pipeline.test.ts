import { describe, expect, expectTypeOf, it } from 'vitest';
import type {
  MatrixLike,
  ProbabilisticClassifier,
  Regressor,
  Transformer,
} from '../../../src/contracts.js';
import { Table } from '../../../src/data/table.js';
import { InvalidParameterError, ModelFormatError, NotFittedError } from '../../../src/errors.js';
import { type AnyEstimator, clone } from '../../../src/estimator.js';
import { Pipeline } from '../../../src/preprocessing/composition/pipeline.js';
import type { PipelineStep } from '../../../src/preprocessing/composition/pipeline-types.js';
import { LabelEncoder } from '../../../src/preprocessing/encoders/label-encoder.js';
import { OrdinalEncoder } from '../../../src/preprocessing/encoders/ordinal-encoder.js';
import { KNNImputer } from '../../../src/preprocessing/knn-imputer.js';
import { StandardScaler } from '../../../src/preprocessing/scalers/standard-scaler.js';
import { SimpleImputer } from '../../../src/preprocessing/simple-imputer.js';
import type { Progress } from '../../../src/progress.js';
import { deserializeAs, serialize } from '../../../src/serialization/bytes.js';
import { Sign, Slope } from '../small-models.js';

const X = [[1], [Number.NaN], [3], [8]];
const y = [-2, 0, -1, 5];

const regressor = () =>
  new Pipeline({
    steps: [
      ['impute', new SimpleImputer({ strategy: 'median' })],
      ['scale', new StandardScaler()],
      ['model', new Slope()],
    ],
  });
const classifier = () =>
  new Pipeline({
    steps: [
      ['impute', new SimpleImputer()],
      ['model', new Sign()],
    ],
  });

describe('fitting and predicting', () => {
  it('does what its steps do one after the other', () => {
    const imputer = new SimpleImputer({ strategy: 'median' });
    const scaler = new StandardScaler();
    const scaled = scaler.fitTransform(imputer.fitTransform(X));
    const slope = new Slope().fit(scaled, y);
    const model = regressor().fit(X, y);
    expect(model.predict(X)).toEqual(slope.predict(scaled));
    expect(model.score(X, y)).toBe(slope.score(scaled, y));
    expect(model.predict([[5]])).toEqual(slope.predict(scaler.transform([[5]])));
  });

  it('passes on probabilities, decisions and classes', () => {
    const model = new Pipeline({
      steps: [
        ['scale', new StandardScaler()],
        ['model', new Sign()],
      ],
    });
    const fitted = model.fit([[1], [2], [6]], ['a', 'a', 'b'] as const);
    expect(fitted.classes).toEqual(['a', 'b']);
    expect(fitted.predict([[0], [9]])).toEqual(['a', 'b']);
    expect(fitted.predictProba([[9]]).to2DArray()).toEqual([[0, 1]]);
    expect(fitted.decisionFunction([[3]])).toEqual([0]);
    expect(fitted.score([[0], [9]], ['a', 'a'])).toBe(0.5);
    expectTypeOf(fitted.predict([[0]])).toEqualTypeOf<('a' | 'b')[]>();
  });

  it('satisfies the contracts of its last step', () => {
    const asRegressor: Regressor = new Pipeline({ steps: [['model', new Slope()]] });
    expect(asRegressor.fit([[1], [2]], [2, 4]).predict([[3]])).toEqual([6]);
    const anyPipeline: Pipeline = regressor();
    expect(anyPipeline.fit(X, y).predict(X)).toEqual(regressor().fit(X, y).predict(X));
    const asTransformer: Transformer = new Pipeline({ steps: [['scale', new StandardScaler()]] });
    expect(asTransformer.fitTransform([[1], [3]]).to2DArray()).toEqual([[-1], [1]]);
    const asClassifier: ProbabilisticClassifier = classifier();
    expect(asClassifier.fit([[-1], [1]], ['a', 'b']).predict([[3]])).toEqual(['b']);
    expectTypeOf(regressor().predict).returns.toEqualTypeOf<number[]>();
    expectTypeOf(regressor().step('scale')).toEqualTypeOf<StandardScaler>();
  });

  it('sends sample weights to the last step', () => {
    const sampleWeight = [1, 1, 1, 5];
    const model = regressor().fit(X, y, { sampleWeight });
    const features = regressor()
      .fit(X, y)
      .step('scale')
      .transform([[1], [3], [3], [8]]);
    expect(model.step('model').predict([[1]])).toEqual(
      new Slope().fit(features, y, { sampleWeight }).predict([[1]]),
    );
  });

  it.each([
    [
      'transform',
      class extends KNNImputer {
        override transform(X: MatrixLike) {
          return super.transform(X).mul(2);
        }
      },
    ],
    [
      'fit',
      class extends KNNImputer {
        override fit() {
          return super.fit([[4], [4]]);
        }
      },
    ],
    [
      'fitTransform',
      class extends KNNImputer {
        override fitTransform(X: MatrixLike) {
          return super.fitTransform(X).mul(3);
        }
      },
    ],
  ])('asks a class that derives from a transformer by its own %s', async (_, Derived) => {
    const steps = () =>
      [
        ['own', new Derived()],
        ['slope', new Slope()],
      ] as const;
    const own = new Derived();
    const slope = new Slope().fit(own.fitTransform(X), y);
    const said = slope.predict(own.transform(X));
    expect(new Pipeline({ steps: steps() }).fit(X, y).predict(X)).toEqual(said);
    const later = await new Pipeline({ steps: steps() }).fitAsync(X, y);
    expect(later.predict(X)).toEqual(said);
  });

  it('leaves the estimators it was given and the input as they are', () => {
    const scaler = new StandardScaler();
    const samples = [[1], [2]];
    const model = new Pipeline({
      steps: [
        ['scale', scaler],
        ['model', new Slope()],
      ],
    });
    model.fit(samples, [1, 2]);
    expect(scaler.isFitted).toBe(false);
    expect(model.step('scale').isFitted).toBe(true);
    expect(samples).toEqual([[1], [2]]);
  });

  it('keeps the old model when a fit fails', () => {
    const model = regressor().fit(X, y);
    const before = model.predict(X);
    expect(() => model.fit([[1], [2], [300]], [1, 2, Number.NaN])).toThrow(
      'Slope.fit: y[2] is NaN',
    );
    expect(model.predict(X)).toEqual(before);
  });

  it('transforms when the last step does, there and back', () => {
    const model = new Pipeline({
      steps: [
        ['first', new StandardScaler()],
        ['second', new StandardScaler({ withMean: false })],
      ],
    });
    const samples = [
      [1, 7],
      [2, 5],
      [6, 0],
    ];
    const out = model.fitTransform(samples);
    expect(model.transform(samples).to2DArray()).toEqual(out.to2DArray());
    const back = model.inverseTransform(out) as typeof out;
    for (const [i, row] of back.to2DArray().entries()) {
      for (const [j, value] of row.entries()) expect(value).toBeCloseTo(samples[i][j], 12);
    }
  });

  it('takes tables, and tracks the names of features', () => {
    const table = Table.fromRecords([
      { size: 1, colour: 'red' },
      { size: null, colour: null },
      { size: 7, colour: 'blue' },
    ]);
    const model = new Pipeline({
      steps: [
        ['impute', new SimpleImputer({ strategy: 'mostFrequent', addIndicator: true })],
        ['encode', new OrdinalEncoder()],
        ['model', new Slope()],
      ],
    }).fit(table, [1, 2, 3]);
    expect(model.predict(table)).toHaveLength(3);
    expect(model.getFeatureNamesOut()).toEqual([
      'size',
      'colour',
      'missingindicator_size',
      'missingindicator_colour',
    ]);
    expect(regressor().fit(X, y).getFeatureNamesOut()).toEqual(['x0']);
    expect(regressor().fit(X, y).getFeatureNamesOut(['weight'])).toEqual(['weight']);
  });

  it('says which method the last step lacks', () => {
    const model: Pipeline = regressor().fit(X, y);
    for (const method of ['predictProba', 'decisionFunction', 'transform'] as const) {
      expect(() => model[method](X)).toThrow(
        `Pipeline.${method}: the step "model" is a Slope, which has no ${method}. Use an estimator that has it.`,
      );
    }
    expect(() => model.classes).toThrow('Pipeline.classes: the step "model" is a Slope');
    expect(() => model.inverseTransform(X)).toThrow('which has no inverseTransform');
    expect(() => regressor().predict(X)).toThrow(NotFittedError);
  });
});

describe('fitAsync', () => {
  it('reports the progress of the last step, and fits what fit fits', async () => {
    const reports: Progress[] = [];
    const model = regressor();
    await model.fitAsync(X, y, { onProgress: (progress) => reports.push(progress) });
    expect(reports).toHaveLength(4);
    expect(reports[3]).toEqual({ done: 4, total: 4, unit: 'sample' });
    expect(model.predict(X)).toEqual(regressor().fit(X, y).predict(X));
  });

  it('reports once for a last step that fits at once', async () => {
    const reports: Progress[] = [];
    const model = new Pipeline({ steps: [['scale', new StandardScaler()]] });
    await model.fitAsync([[1], [2]], undefined, { onProgress: (p) => reports.push(p) });
    expect(reports).toEqual([{ done: 1, total: 1, unit: 'step' }]);
    expect(model.transform([[1.5]]).to2DArray()).toEqual([[0]]);
  });

  it('keeps the old model when it is cancelled', async () => {
    const model = regressor().fit(X, y);
    const before = model.predict(X);
    const controller = new AbortController();
    const training = model.fitAsync([[1], [2], [300]], [1, 2, 3], {
      signal: controller.signal,
      onProgress: () => controller.abort(new Error('enough')),
    });
    await expect(training).rejects.toThrow('enough');
    await expect(model.fitAsync(X, y, { signal: AbortSignal.abort() })).rejects.toThrow();
    expect(model.predict(X)).toEqual(before);
  });
});

describe('parameters', () => {
  it('are named step__param', () => {
    const model = regressor();
    expect(model.getParams()).toMatchObject({
      impute__strategy: 'median',
      scale__withMean: true,
      model__shrink: 0,
    });
    model.setParams({ impute__strategy: 'mean', model__shrink: 2 });
    expect(model.getParams()).toMatchObject({ impute__strategy: 'mean', model__shrink: 2 });
    const nested = new Pipeline({ steps: [['outer', model]] });
    nested.setParams({ outer__model__shrink: 3 });
    expect(nested.getParams().outer__model__shrink).toBe(3);
    expect(model.getParams().model__shrink).toBe(2);
  });

  it('replace a whole step, or all', () => {
    const model = regressor().setParams({ scale: new StandardScaler({ withStd: false }) });
    expect(model.getParams().scale__withStd).toBe(false);
    const all: Pipeline = regressor();
    all.setParams({ steps: [['only', new Slope()]], only__shrink: 1 });
    expect(all.getParams()).toMatchObject({ only__shrink: 1 });
    expect(() => all.step('scale')).toThrow('Pipeline: there is no step "scale".');
  });

  it('change nothing when one of them is wrong', () => {
    const model = regressor();
    const set = (params: object) => () => model.setParams({ model__shrink: 9, ...params });
    expect(set({ mode__shrink: 1 })).toThrow(
      'Pipeline: there is no step or hyperparameter "mode". Did you mean "model"?',
    );
    expect(set({ scale__withMaen: true })).toThrow(
      'StandardScaler: there is no hyperparameter "withMaen". Did you mean "withMean"?',
    );
    expect(set({ scale: 3 })).toThrow('the step "scale" must be an estimator, but got 3.');
    expect(set({ scale: new Slope() })).toThrow('which is no transformer');
    expect(set({ steps: 3 })).toThrow(
      'Pipeline: steps must be an array of [name, estimator] pairs',
    );
    expect(model.getParams().model__shrink).toBe(0);
  });

  it('survive cloning, without what was fitted', () => {
    const model = regressor().setParams({ model__shrink: 4 }).fit(X, y);
    const copy = clone(model);
    expect(copy.isFitted).toBe(false);
    expect(copy.getParams().model__shrink).toBe(4);
    expect(copy.step('scale')).not.toBe(model.getParams().scale);
  });
});

describe('steps', () => {
  const build = (steps: readonly (readonly [string, unknown])[]) => () =>
    new Pipeline({ steps: steps as PipelineStep[] });

  it('are refused when they are no steps', () => {
    expect(build([])).toThrow('Pipeline: steps is empty.');
    expect(() => new Pipeline(undefined as never)).toThrow('Pipeline: steps is empty.');
    expect(build([['a', 3]])).toThrow('steps must be an array of [name, estimator] pairs');
    expect(
      build([
        ['a', new Slope()],
        ['a', new Slope()],
      ]),
    ).toThrow(InvalidParameterError);
  });

  it('are refused when two have one name, or a name cannot be used', () => {
    const scaler = () => new StandardScaler();
    expect(
      build([
        ['a', scaler()],
        ['a', scaler()],
      ]),
    ).toThrow('there are two steps "a". Rename one.');
    for (const name of ['', 'a__b', 'steps']) {
      expect(build([[name, scaler()]])).toThrow(`a step is named ${JSON.stringify(name)}`);
    }
  });

  it('are refused when one before the last is no transformer', () => {
    expect(
      build([
        ['model', new Slope()],
        ['again', new Slope()],
      ]),
    ).toThrow(
      'Pipeline: the step "model" is a Slope, which is no transformer: it has no transform. Only the last step can be something else.',
    );
    expect(
      build([
        ['label', new LabelEncoder()],
        ['model', new Slope()],
      ]),
    ).toThrow(
      'the step "label" is a LabelEncoder, which is no transformer: it has no getFeatureNamesOut.',
    );
  });
});

describe('saving', () => {
  const classes = [Pipeline, SimpleImputer, StandardScaler, Slope];

  it('keeps the predictions, as bytes and as JSON, fitted or not', () => {
    const model = regressor().setParams({ model__shrink: 1 }).fit(X, y);
    const fromBytes = deserializeAs(serialize(model), classes) as Pipeline;
    const fromJson = Pipeline.fromJSON(JSON.parse(JSON.stringify(model)), classes);
    for (const loaded of [fromBytes, fromJson]) {
      expect(loaded.predict(X)).toEqual(model.predict(X));
      expect(loaded.getParams().model__shrink).toBe(1);
    }
    const unfitted = Pipeline.fromJSON(JSON.parse(JSON.stringify(regressor())), classes);
    expect(unfitted.isFitted).toBe(false);
  });

  it('refuses files with unfitted, doubled, unknown or misplaced steps', () => {
    const model = regressor().fit(X, y);
    const load = (change: (steps: { name: string; estimator: { state: unknown } }[]) => void) => {
      const json = JSON.parse(JSON.stringify(model));
      change(json.model.state.steps);
      return () => Pipeline.fromJSON(json, classes);
    };
    expect(
      load((steps) => {
        steps[1].estimator.state = null;
      }),
    ).toThrow('the step "scale" is not fitted');
    expect(
      load((steps) => {
        steps[1].name = 'impute';
      }),
    ).toThrow('two steps "impute"');
    expect(load((steps) => steps.reverse())).toThrow('which is no transformer');
    expect(load((steps) => steps.splice(0))).toThrow(ModelFormatError);
    const json = JSON.parse(JSON.stringify(model));
    expect(() => Pipeline.fromJSON(json)).toThrow('is of unknown type');
    expect(() => StandardScaler.fromJSON(json, classes as (typeof Pipeline)[])).toThrow(
      'The model is a Pipeline, not a StandardScaler.',
    );
  });
});

it('can be asked for what its types do not tell', () => {
  const steps: PipelineStep[] = [['model', new Slope() as AnyEstimator]];
  const model = new Pipeline({ steps });
  expect(model.fit([[1]], [2]).predict([[2]])).toEqual([4]);
  expect(() => model.getFeatureNamesOut()).toThrow('no step is a transformer');
  expect(model.getFeatureNamesOut(['a'])).toEqual(['a']);
});
