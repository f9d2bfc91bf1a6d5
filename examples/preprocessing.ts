/**
 * Preprocessing by hand: penguins with gaps become features, column by column; what is learned is stored as one file,
 * which names the column that is wrong; and a scaler learns from samples that come in parts:
 * `npx tsx examples/preprocessing.ts`.
 */
import {
  ColumnTransformer,
  deserialize,
  LogisticRegression,
  OneHotEncoder,
  OutlierRemover,
  Pipeline,
  SimpleImputer,
  StandardScaler,
  serialize,
  trainTestSplit,
} from 'fitpredict';
import { loadPenguins } from 'fitpredict/datasets';

const { table } = loadPenguins();
const species = table.values('species').map(String);
const [train, test, yTrain, yTest] = trainTestSplit(table, species, {
  testSize: 0.3,
  stratify: species,
  randomState: 0,
});

const measures = new Pipeline({
  steps: [
    ['fill', new SimpleImputer({ strategy: 'median' })],
    ['clip', new OutlierRemover({ method: 'modifiedZScore', action: 'clip' })],
    ['scale', new StandardScaler()],
  ],
});
const places = new Pipeline({
  steps: [
    ['fill', new SimpleImputer({ strategy: 'mostFrequent' })],
    ['encode', new OneHotEncoder({ handleUnknown: 'ignore', drop: 'ifBinary' })],
  ],
});
const columns = new ColumnTransformer({
  transformers: [
    ['measures', measures, ['bill_length_mm', 'bill_depth_mm', 'body_mass_g']],
    ['places', places, ['island', 'sex']],
  ],
  verboseFeatureNamesOut: false,
});
const model = new Pipeline({
  steps: [
    ['columns', columns],
    ['model', new LogisticRegression()],
  ],
}).fit(train, yTrain);
console.log('Features:', model.getFeatureNamesOut().join(', '));
console.log('Accuracy on penguins that were held out:', model.score(test, yTest).toFixed(3));

const bytes = serialize(model);
const loaded = deserialize(bytes) as typeof model;
console.log(
  `Stored in ${bytes.length} bytes; accuracy as loaded:`,
  loaded.score(test, yTest).toFixed(3),
);
try {
  loaded.predict(test.select(['island', 'sex', 'bill_length_mm', 'body_mass_g']));
} catch (error) {
  console.log((error as Error).message);
}

const masses = table.select(['body_mass_g']);
const scaler = new StandardScaler();
for (let from = 0; from < masses.rowCount; from += 100) {
  const size = Math.min(100, masses.rowCount - from);
  scaler.partialFit(masses.rows(Array.from({ length: size }, (_, i) => from + i)));
}
console.log(`Mass, learned in parts of 100: mean ${scaler.mean[0].toFixed(1)} g`);
