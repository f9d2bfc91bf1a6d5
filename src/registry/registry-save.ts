import type { AnyEstimator, EstimatorClass } from '../estimator.js';
import { serialize } from '../serialization/bytes.js';
import { sha256 } from '../storage/hash.js';
import { checkSignal } from '../storage/model-storage.js';
import { resolveOptions } from '../storage/resolve-options.js';
import { checkDescription, checkName } from './registry-checks.js';
import type { RegisterOptions } from './registry-options.js';
import { SAVE } from './registry-options.js';
import { encodeId, infoOf, type RegisteredModel, type VersionRecord } from './registry-records.js';
import type { RegistryStore } from './registry-store.js';

/**
 * Store a model as the next version of its name.
 *
 * @param clock - the time in milliseconds since 1970
 */
export async function saveVersion(
  store: RegistryStore,
  model: AnyEstimator,
  options: RegisterOptions,
  clock: () => number,
): Promise<RegisteredModel> {
  const where = 'ModelRegistry.save';
  checkSignal(options, where);
  const given = resolveOptions<RegisterOptions>(where, SAVE, options);
  const { name, metrics = {}, tags = [], notes = '', trainingLabels, signal } = given;
  checkName(name, where);
  checkDescription(metrics, tags, notes, where);
  const bytes = serialize(model, { trainingLabels });
  const checksum = await sha256(bytes);
  const id = crypto.randomUUID();
  const content = {
    id,
    name,
    type: (model.constructor as EstimatorClass).info.type,
    created: new Date(clock()),
    deleted: null,
    size: bytes.length,
    sha256: checksum,
    metrics: { ...metrics },
    tags: [...new Set(tags)],
    notes,
  };
  const { keys, storage } = store;
  // The bytes and the index first, under an id that nothing names yet. The metadata makes the
  // version: before that write there is none, and after it all of it is there.
  await storage.put(keys.model(name, id), bytes, { signal, ifAbsent: true });
  const places = await store.places(name, { signal });
  for (let version = (places.at(-1)?.version ?? 0) + 1; ; version++) {
    const record: VersionRecord = { ...content, version };
    await storage.put(keys.id(id), encodeId({ name, version }), { signal });
    if (await store.create(record, { signal })) return infoOf(record, []);
  }
}
