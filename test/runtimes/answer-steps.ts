import {
  accumulatedLocalEffects,
  counterfactual,
  crossValidate,
  describeTable,
  driftReport,
  explain,
  exportText,
  formatDriftReport,
  formatExplanation,
  formatReport,
  getModelInfo,
  kernelShap,
  LogisticRegression,
  lime,
  linearShap,
  listModels,
  makeBlobs,
  makeCircles,
  makeClassification,
  makeMoons,
  makeSwissRoll,
  modelCard,
  parseCsv,
  partialDependence,
  permutationImportance,
  RandomForestRegressor,
  serialize,
  type Task,
  toCsv,
  trainModel,
  trainTestSplit,
  treeShap,
} from 'fitpredict';
import { loadDiabetes, loadPenguins } from 'fitpredict/datasets';
import type { Step } from './steps.js';

/** Every model of the catalogue trained on tables, then what explains and watches models, and what makes data. */
export function* answerSteps(): Generator<Step> {
  for (const { name, tasks } of listModels()) {
    for (const task of tasks) yield [`trainModel: ${name}, ${task}`, () => train(name, task)];
  }
  yield ['getModelInfo', () => listModels().map(({ name }) => getModelInfo(name))];
  yield* explanationsOfTables();
  yield* explanationsOfNumbers();
  yield* dataSteps();
}

const TARGETS = { classification: 'species', regression: 'body_mass_g' } as const;
const { table: all } = loadPenguins();
const masses = all.values('body_mass_g');
/** With words and missing values, but none in either target. */
const penguins = all.filter((_, i) => masses[i] !== null && i % 3 === 0);

function train(modelName: string, task: Task): unknown {
  const hyperparams = /Forest|Boosting/.test(modelName) ? { nEstimators: 10 } : {};
  const given = { modelName, hyperparams, randomState: 0 };
  const { model, metrics, report } =
    task === 'classification' || task === 'regression'
      ? trainModel(penguins, { ...given, task, target: TARGETS[task] })
      : trainModel(penguins, given);
  return [serialize(model), metrics, formatReport(report), model.predict(all.head(60))];
}

function* explanationsOfTables(): Generator<Step> {
  const given = { target: 'species', task: 'classification', randomState: 0 } as const;
  const hyperparams = { nEstimators: 10 };
  const trained = trainModel(penguins, { ...given, modelName: 'gradientBoosting', hyperparams });
  const { model } = trained;
  const [few, background] = [penguins.head(3), penguins.head(40)];
  yield ['explain, formatExplanation', () => formatExplanation(explain(model, few))];
  yield ['explain by a background', () => explain(model, few, { background })];
  yield ['lime', () => lime(model, few, { background, numSamples: 300, randomState: 0 })];
  yield [
    'counterfactual',
    () => counterfactual(model, penguins.toRecords()[0], { background, target: 'Chinstrap' }),
  ];
  yield ['modelCard', () => modelCard(trained)];
  yield ['driftReport', () => formatDriftReport(driftReport(all.head(200), penguins, { model }))];
}

function* explanationsOfNumbers(): Generator<Step> {
  const { data, target } = loadDiabetes();
  const X = data.subMatrix(0, 149, 0, 5);
  const y = target.slice(0, 150);
  const few = X.subMatrixRow([0, 40, 80]);
  const forest = new RandomForestRegressor({ nEstimators: 10, randomState: 0 }).fit(X, y);
  yield ['treeShap', () => treeShap(forest, few, { interactions: true })];
  yield ['treeShap by a background', () => treeShap(forest, few, { background: X })];
  yield ['exportText', () => exportText(forest.estimators[0])];
  yield ['partialDependence', () => partialDependence(forest, X, { features: [0, 2] })];
  yield ['accumulatedLocalEffects', () => accumulatedLocalEffects(forest, X, { features: 2 })];
  yield [
    'permutationImportance',
    () => permutationImportance(forest, X, y, { nRepeats: 3, randomState: 0 }),
  ];
  const labels = y.map((value) => (value > 140 ? 'far' : 'near'));
  const linear = new LogisticRegression().fit(X, labels);
  yield ['linearShap', () => linearShap(linear, few, { background: X })];
  yield ['kernelShap', () => kernelShap(linear, few, { background: few, randomState: 0 })];
  yield [
    'crossValidate',
    () => crossValidate(linear, X, labels, { scoring: ['accuracy', 'rocAuc'], cv: 3 }).testScore,
  ];
}

function* dataSteps(): Generator<Step> {
  const given = { nSamples: 60, randomState: 3 };
  yield ['makeBlobs', () => makeBlobs(given)];
  yield ['makeCircles', () => makeCircles({ ...given, noise: 0.1 })];
  yield ['makeClassification', () => makeClassification(given)];
  yield ['makeMoons', () => makeMoons({ ...given, noise: 0.1 })];
  yield ['makeSwissRoll', () => makeSwissRoll({ ...given, noise: 0.1 })];
  yield [
    'trainTestSplit',
    () => trainTestSplit(all, { randomState: 3, stratify: all.values('species') as string[] }),
  ];
  yield ['toCsv, parseCsv', () => parseCsv(toCsv(all))];
  yield ['describeTable', () => describeTable(all)];
  yield ['sort', () => all.sort('island', 'bill_length_mm')];
}
