/**
 * Preprocessing by hand: penguins with gaps become features, column by column, and what is learned is stored
 * as one file, which names the column that is missing: `npx tsx examples/preprocessing.ts`.
 */
import assert from 'node:assert/strict';
import * as fp from 'fitpredict';
import { loadPenguins } from 'fitpredict/datasets';

const { table } = loadPenguins();
const species = table.values('species').map(String);
const options = { testSize: 0.3, stratify: species, randomState: 0 };
const [train, test, yTrain, yTest] = fp.trainTestSplit(table, species, options);

const fill = new fp.SimpleImputer({ strategy: 'median' });
const columns = new fp.ColumnTransformer({
  transformers: [
    ['fill', fill, ['bill_length_mm', 'bill_depth_mm', 'body_mass_g']],
    ['encode', new fp.OneHotEncoder({ handleUnknown: 'ignore' }), ['island', 'sex']],
  ],
  verboseFeatureNamesOut: false,
});
const model = new fp.Pipeline({
  steps: [
    ['columns', columns],
    ['clip', new fp.OutlierRemover({ method: 'modifiedZScore', action: 'clip' })],
    ['scale', new fp.StandardScaler()],
    ['classify', new fp.LogisticRegression()],
  ],
}).fit(train, yTrain);
console.log('Features:', model.getFeatureNamesOut().join(', '));

const bytes = fp.serialize(model);
const loaded = fp.deserialize(bytes) as typeof model;
const accuracy = loaded.score(test, yTest);
console.log(`Stored in ${bytes.length} bytes; accuracy as loaded: ${accuracy.toFixed(3)}`);
assert.ok(accuracy > 0.97);
assert.deepEqual(loaded.predict(test), model.predict(test));
assert.throws(() => loaded.predict(test.select(['island', 'sex'])), /"bill_length_mm" is missing/);
