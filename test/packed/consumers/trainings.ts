/** What a strict program of a user compiles to: trainings, models and loading, without a cast. */

import {
  deserialize,
  deserializeAs,
  isClassifier,
  KMeans,
  LogisticRegression,
  loadModel,
  MemoryStorage,
  Pipeline,
  RandomForestClassifier,
  StandardScaler,
  serialize,
  Table,
  TabularModel,
  trainModel,
} from 'fitpredict';

interface Customer {
  age: number | null;
  plan: 'basic' | 'pro';
  churned: 'no' | 'yes';
}
const customers: Customer[] = Array.from({ length: 40 }, (_, i) => ({
  age: i % 9 === 0 ? null : 20 + i,
  plan: i % 3 === 0 ? 'basic' : 'pro',
  churned: i % 4 < 2 ? 'no' : 'yes',
}));
const table = Table.fromRecords(customers);

const regression = trainModel(table, { target: 'age', modelName: 'linearRegression' });
const error: number = regression.metrics.rmse;
const ages: number[] = regression.model.predict(customers);

const churn = trainModel(table, {
  target: 'churned',
  features: ['age', 'plan'],
  modelName: 'randomForest',
  task: 'classification',
  hyperparams: { n_estimators: 10, maxDepth: undefined, min_samples_leaf: 2 },
});
const said: 'no' | 'yes' = churn.model
  .withThreshold(0.3)
  .predictOne({ age: 30, plan: 'pro' }).label;
const sure: number | undefined = churn.model.predictOne(customers[0] as Customer).probabilities
  ?.yes;

const model = new LogisticRegression<'no' | 'yes'>();
model.fit([[0], [1], [2], [3]], ['no', 'no', 'yes', 'yes']);
const labels: ('no' | 'yes')[] = model.predict([[1]]);
const forest = new RandomForestClassifier({ maxDepth: undefined }).fit([[0], [1]], [true, false]);
const flags: boolean[] = forest.predict([[1]]);

const clusters: number[] = deserializeAs(
  serialize(new KMeans({ nClusters: 1 }).fit([[0]])),
  KMeans,
).predict([[2]]);
const loaded = deserialize(serialize(churn.model));
const first = isClassifier(loaded) ? loaded.predict(table)[0] : undefined;
const stored: TabularModel = await loadModel(new MemoryStorage(), 'churn', TabularModel);
const pipeline = new Pipeline({
  steps: [
    ['scale', new StandardScaler()],
    ['classify', new LogisticRegression()],
  ],
}).fit([[1], [2]], ['a', 'b']);
const letter: 'a' | 'b' = pipeline.predictOne([1]).label;

export { ages, clusters, error, first, flags, labels, letter, said, stored, sure };
