import { expectTypeOf, it } from 'vitest';
import { Table } from '../../src/data/table.js';
import type { ClassPrediction, ValuePrediction } from '../../src/estimators/predictions.js';
import type { AnomalyMetrics } from '../../src/training/anomalies.js';
import type { ClusteringMetrics } from '../../src/training/clusters.js';
import type { ClassificationMetrics, ModelMetrics } from '../../src/training/evaluate.js';
import type { TabularModel } from '../../src/training/tabular-model.js';
import { trainModel } from '../../src/training/train-model.js';
import type { TrainModelOptions } from '../../src/training/training-options.js';

interface House {
  price: number;
  rooms: number | null;
  kind: 'flat' | 'house';
  garden: boolean;
}

const records: House[] = Array.from({ length: 40 }, (_, i) => ({
  price: 100 + 7 * i,
  rooms: i % 9 === 0 ? null : 1 + (i % 5),
  kind: i % 3 === 0 ? 'flat' : 'house',
  garden: i % 2 === 0,
}));
const houses = Table.fromRecords(records);
/** As tables come from files: nothing is known of their columns. */
const untyped: Table = houses;

it('knows by the name of a model what it returns', () => {
  const { model, metrics, report } = trainModel(houses, {
    target: 'price',
    modelName: 'linearRegression',
    randomState: 0,
  });
  expectTypeOf(metrics.rmse).toEqualTypeOf<number>();
  expectTypeOf(report.metrics.rmse).toEqualTypeOf<number>();
  expectTypeOf(model).toEqualTypeOf<TabularModel<number, 'regression'>>();
  expectTypeOf(model.predict(houses)).toEqualTypeOf<number[]>();
  expectTypeOf(model.predictOne(records[0])).toEqualTypeOf<ValuePrediction>();
  expectTypeOf(
    trainModel(untyped, { target: 'price', modelName: 'linearRegression' }).model.predict(houses),
  ).toEqualTypeOf<number[]>();
});

it('gives labels of the type of the target', () => {
  const { model, metrics } = trainModel(houses, {
    target: 'kind',
    modelName: 'logisticRegression',
    features: ['price', 'rooms'],
  });
  expectTypeOf(metrics).toEqualTypeOf<ClassificationMetrics>();
  expectTypeOf(model.predict(houses)).toEqualTypeOf<('flat' | 'house')[]>();
  expectTypeOf(model.predictOne(records[0])).toEqualTypeOf<ClassPrediction<'flat' | 'house'>>();
  expectTypeOf(model.predictOne(records[0]).probabilities?.flat).toEqualTypeOf<
    number | undefined
  >();
});

it('knows by the task what a model of two kinds returns, and else that it does not know', () => {
  const options = { target: 'price', modelName: 'randomForest', task: 'regression' } as const;
  const regression = trainModel(houses, options);
  expectTypeOf(regression.metrics.rmse).toEqualTypeOf<number>();
  const either = trainModel(houses, { target: 'garden', modelName: 'randomForest' });
  expectTypeOf(either.metrics).toEqualTypeOf<ModelMetrics>();
  expectTypeOf(either.model.predict(houses)).toEqualTypeOf<(number | boolean)[]>();
  const given: TrainModelOptions = { target: 'garden', modelName: String('randomForest') };
  expectTypeOf(trainModel(untyped, given).metrics).toEqualTypeOf<ModelMetrics>();
});

it('knows clusters from anomalies', () => {
  const clusters = trainModel(houses, { modelName: 'kMeans', hyperparams: { nClusters: 2 } });
  expectTypeOf(clusters.metrics).toEqualTypeOf<ClusteringMetrics>();
  expectTypeOf(clusters.model.predictOne(records[0]).cluster).toEqualTypeOf<number>();
  const anomalies = trainModel(houses, { modelName: 'isolationForest', truth: 'garden' });
  expectTypeOf(anomalies.metrics).toEqualTypeOf<AnomalyMetrics>();
  expectTypeOf(anomalies.model.predictOne(records[0]).isOutlier).toEqualTypeOf<boolean>();
});

it('takes the hyperparameters of the model in either spelling', () => {
  const common = { target: 'price', task: 'regression', randomState: 0 } as const;
  const modelName = 'randomForest';
  trainModel(houses, { ...common, modelName, hyperparams: { nEstimators: 2, maxDepth: 2 } });
  trainModel(houses, { ...common, modelName, hyperparams: { n_estimators: 2, max_depth: 2 } });
  trainModel(houses, {
    ...common,
    modelName,
    hyperparams: { criterion: 'squared_error', nEstimators: 2, maxDepth: undefined },
  });
  const refused = () => {
    // @ts-expect-error there is no such option
    trainModel(houses, { ...common, modelName, hyperparams: { nTrees: 2 } });
    // @ts-expect-error it is a number
    trainModel(houses, { ...common, modelName, hyperparams: { n_estimators: 'many' } });
    // @ts-expect-error a linear regression names no classes
    trainModel(houses, { target: 'kind', modelName: 'linearRegression', task: 'classification' });
  };
  expectTypeOf(refused).toBeFunction();
});

it('knows the columns of a typed table', () => {
  const refused = () => {
    // @ts-expect-error there is no such column
    trainModel(houses, { target: 'prize', modelName: 'linearRegression' });
    // @ts-expect-error there is no such column
    trainModel(houses, { target: 'price', modelName: 'linearRegression', features: ['room'] });
    // @ts-expect-error there is no such column
    trainModel(houses, { modelName: 'kMeans', truth: 'kinds' });
    trainModel(untyped, { target: 'anything', modelName: 'myOwn', hyperparams: { any: 1 } });
  };
  expectTypeOf(refused).toBeFunction();
});

it('takes options that were put together before, and names of columns that are any text', () => {
  const options = { target: 'kind', modelName: 'svm', features: ['price', 'rooms'] };
  const { model, metrics } = trainModel(houses, options);
  expectTypeOf(metrics).toEqualTypeOf<ModelMetrics>();
  expectTypeOf(model.predict(houses)).toEqualTypeOf<(number | 'flat' | 'house' | boolean)[]>();
});
