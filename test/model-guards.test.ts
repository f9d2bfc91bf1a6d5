import { expect, expectTypeOf, it } from 'vitest';
import { ModelFormatError } from '../src/errors.js';
import {
  type AnyEstimator,
  deserialize,
  deserializeAs,
  GradientBoostingRegressor,
  IsolationForest,
  isClassifier,
  isClusterer,
  isOutlierDetector,
  isRegressor,
  isTransformer,
  KMeans,
  LabelEncoder,
  LinearRegression,
  type LoadedModel,
  LogisticRegression,
  loadModel,
  MemoryStorage,
  OneHotEncoder,
  Pipeline,
  StandardScaler,
  saveModel,
  serialize,
  Table,
  type TabularModel,
  TransformedTargetRegressor,
  trainModel,
} from '../src/index.js';

const guards: Record<string, (model: object) => boolean> = {
  isClassifier,
  isRegressor,
  isClusterer,
  isOutlierDetector,
  isTransformer,
};
const kindsOf = (model: object) =>
  Object.entries(guards).flatMap(([name, guard]) => (guard(model) ? [name] : []));
const behindScaler = (step: AnyEstimator) =>
  new Pipeline({
    steps: [
      ['scale', new StandardScaler()],
      ['last', step],
    ],
  });

const X = [[0], [1], [2], [8], [9], [10]];
const y = ['no', 'no', 'no', 'yes', 'yes', 'yes'];
const table = Table.fromColumns({ x: X.map(([x]) => x), y });

it.each([
  ['isClassifier', new LogisticRegression()],
  ['isRegressor', new LinearRegression()],
  ['isRegressor', new GradientBoostingRegressor()],
  ['isRegressor', new TransformedTargetRegressor({ regressor: new LinearRegression() })],
  ['isOutlierDetector', new IsolationForest()],
  ['isTransformer', new OneHotEncoder()],
])('%s tells what a model is, also at the end of a pipeline', (kind, model) => {
  expect(kindsOf(model)).toEqual([kind]);
  expect(kindsOf(behindScaler(model))).toEqual([kind]);
});

it('tells clusterers, which may transform too, and nothing of what is none of them', () => {
  expect(kindsOf(new KMeans())).toContain('isClusterer');
  expect(isClusterer(behindScaler(new KMeans()))).toBe(true);
  for (const none of [new LabelEncoder(), {}, [], null as never]) {
    expect(kindsOf(none)).toEqual([]);
  }
});

it('tells what a model of a table was trained for, loaded too', () => {
  const regression = trainModel(table, { target: 'x', modelName: 'randomForest' }).model;
  const classes = trainModel(table, { target: 'y', modelName: 'logisticRegression' }).model;
  const clusters = trainModel(table, { modelName: 'kMeans', hyperparams: { nClusters: 2 } }).model;
  const outliers = trainModel(table, { modelName: 'isolationForest' }).model;
  const kinds = ['isRegressor', 'isClassifier', 'isClusterer', 'isOutlierDetector'];
  for (const [i, model] of [regression, classes, clusters, outliers].entries()) {
    expect(kindsOf(model)).toEqual([kinds[i]]);
    expect(kindsOf(deserialize(serialize(model)))).toEqual([kinds[i]]);
  }
});

it('types what was loaded without its class', async () => {
  const storage = new MemoryStorage();
  await saveModel(storage, 'a', new LogisticRegression().fit(X, y));
  const model = await loadModel(storage, 'a');
  expectTypeOf(model).toEqualTypeOf<LoadedModel>();
  expect(model.predict?.([[9]])).toEqual(['yes']);
  if (!isClassifier(model)) throw new Error('no classifier');
  expectTypeOf(model.predict(X)).toEqualTypeOf<(string | number | boolean)[]>();
  expect(model.classes).toEqual(['no', 'yes']);
  expect(model.predictProba?.(X).columns).toBe(2);

  const regressor = deserialize(serialize(new LinearRegression().fit(X, [0, 1, 2, 8, 9, 10])));
  if (!isRegressor(regressor)) throw new Error('no regressor');
  expectTypeOf(regressor.predict(X)).toEqualTypeOf<number[]>();
  expect(regressor.predict([[5]])[0]).toBeCloseTo(5, 12);
});

it('narrows a model of a table by what it was trained for', () => {
  const model: TabularModel = trainModel(table, {
    target: 'x',
    modelName: 'linearRegression',
  }).model;
  if (!isRegressor(model)) throw new Error('no regressor');
  expectTypeOf(model.predictOne({ y: 'no' }).value).toEqualTypeOf<number>();
  expect(model.task).toBe('regression');
});

it('loads a known class typed, with the classes inside it', () => {
  const clusters = deserializeAs(serialize(new KMeans({ nClusters: 2 }).fit(X)), KMeans);
  expectTypeOf(clusters).toEqualTypeOf<KMeans>();
  expect(clusters.predict([[0]])).toEqual([clusters.labels[0]]);
  const bytes = serialize(behindScaler(new LinearRegression()).fit(X, [0, 1, 2, 8, 9, 10]));
  const pipeline = deserializeAs(bytes, Pipeline, [StandardScaler, LinearRegression]);
  expect(pipeline.predict([[5]])).toHaveLength(1);
  expect(deserializeAs(bytes, [Pipeline, StandardScaler, LinearRegression])).toBeInstanceOf(
    Pipeline,
  );
  expect(() => deserializeAs(bytes, StandardScaler, [Pipeline, LinearRegression])).toThrow(
    new ModelFormatError(
      'deserializeAs: the model is a Pipeline, not a StandardScaler. Pass the class it was saved from.',
    ),
  );
  expect(() => deserializeAs(KMeans as never, bytes as never)).toThrow(ModelFormatError);
});
