import { StandardScaler } from '../../src/preprocessing/scalers/standard-scaler.js';
import { ModelRegistry } from '../../src/registry/model-registry.js';
import { FileSystemStorage } from '../../src/storage/file-system/file-system-storage.js';

/**
 * What the tests of ModelRegistry run in processes of their own, bundled: `node child.mjs ROOT COUNT`.
 * Saves so many versions of one name, promotes each, and prints their numbers.
 */
const [root, count] = process.argv.slice(2);
const registry = new ModelRegistry(new FileSystemStorage({ root }));
const model = new StandardScaler().fit([[1], [2], [4]]);
const versions: number[] = [];
for (let i = 0; i < Number(count); i++) {
  const { version } = await registry.save(model, { name: 'churn' });
  await registry.promote('churn', version, `latest-of-${process.pid}`);
  versions.push(version);
}
process.stdout.write(JSON.stringify(versions));
