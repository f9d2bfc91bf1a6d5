/**
 * From CSV files to tested, stored models: `npm start`.
 *
 * Trains a linear regression on cars and a logistic regression on penguins, prints what was found,
 * stores both models under saved_models/, loads them again and shows that they predict the same.
 */
import assert from 'node:assert/strict';
import { formatReport, TabularModel, trainModel } from 'fitpredict';
import { FileSystemStorage, loadModel, readCsvFile, saveModel } from 'fitpredict/node';

const storage = new FileSystemStorage({ root: 'saved_models' });

async function trainAndStore(name: string, target: string, modelName: string): Promise<void> {
  const table = await readCsvFile(new URL(`./data/${name}.csv`, import.meta.url));
  const { model, report } = trainModel(table, { target, modelName, randomState: 42 });
  console.log(`${name}.csv\n\n${formatReport(report)}`);

  const { size } = await saveModel(storage, name, model);
  const loaded = await loadModel(storage, name, TabularModel);
  assert.deepEqual(loaded.predict(table), model.predict(table));
  console.log(`Stored as saved_models/${name}: ${size} bytes.`);
  console.log('Loaded again, it predicts the same.\n');
}

await trainAndStore('auto_mpg', 'miles_per_gallon', 'linearRegression');
await trainAndStore('penguins', 'species', 'logisticRegression');
