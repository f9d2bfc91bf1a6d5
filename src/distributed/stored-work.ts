/** What a queue keeps in a storage: work under the checksum of its data, and what came of each part of it. */

import { deserialize, serialize } from 'node:v8';
import { FitPredictError, StorageError } from '../errors.js';
import { mapArrays } from '../parallel/shared-memory.js';
import type { BlockOutcome, KernelName } from '../parallel-work.js';
import { sha256 } from '../storage/hash.js';
import type { ModelStorage } from '../storage/model-storage.js';

/** All that the workers are told of a work. What they make of it depends on nothing else, so its checksum names the results too. */
export interface StoredWork {
  readonly version: string;
  readonly kernel: KernelName;
  readonly shared: object;
  readonly blocks: readonly unknown[];
  readonly memoryLimit: number;
}

/** Where a part begins and ends. */
interface Place {
  readonly from: number;
  readonly to: number;
}

/** The folder of everything that queues store. */
export const FOLDER = 'fitpredict-work';

const workKey = (work: string) => `${FOLDER}/${work}/work`;
/** Where the result of a part is. */
export const partKey = (work: string, { from, to }: Place): string =>
  `${FOLDER}/${work}/${from}-${to}`;

/**
 * A work in the form that is stored.
 *
 * @throws what says that something in it cannot be cloned, such as a function
 */
export async function packWork(work: StoredWork): Promise<{ id: string; bytes: Uint8Array }> {
  const bytes = pack(work);
  return { id: await sha256(bytes), bytes };
}

/** Store a work, unless it is there. */
export async function storeWork(
  storage: ModelStorage,
  { id, bytes }: { readonly id: string; readonly bytes: Uint8Array },
): Promise<void> {
  if (!(await storage.exists(workKey(id)))) await putOnce(storage, workKey(id), bytes);
}

/**
 * A work from the storage.
 *
 * @throws StorageError when it is not there, or is not what was stored
 */
export async function loadWork(storage: ModelStorage, id: string): Promise<StoredWork> {
  const key = workKey(id);
  const { bytes } = await storage.get(key);
  if ((await sha256(bytes)) !== id) throw corrupted(key);
  return unpack(bytes, key) as StoredWork;
}

const DIGEST = 64;

/** Store what came of a part, unless it is there: each has one result, however often it is done. */
export async function storeResult(
  storage: ModelStorage,
  key: string,
  outcomes: readonly BlockOutcome[],
): Promise<void> {
  const payload = pack(outcomes);
  const bytes = new Uint8Array(DIGEST + payload.length);
  bytes.set(new TextEncoder().encode(await sha256(payload)));
  bytes.set(payload, DIGEST);
  await putOnce(storage, key, bytes);
}

/**
 * What came of a part.
 *
 * @throws StorageError when it is not there, or is not what was stored
 */
export async function loadResult(
  storage: ModelStorage,
  key: string,
): Promise<readonly BlockOutcome[]> {
  const { bytes } = await storage.get(key);
  const payload = bytes.subarray(DIGEST);
  const digest = new TextDecoder().decode(bytes.subarray(0, DIGEST));
  if ((await sha256(payload)) !== digest) throw corrupted(key);
  // Each array in memory of its own: what is learned must not hold on to the whole file.
  const outcomes = unpack(payload, key) as readonly BlockOutcome[];
  return outcomes.map((outcome) => mapArrays(outcome, (array) => array.slice()) as BlockOutcome);
}

/** The keys of all parts of a work that are done. */
export async function storedResults(storage: ModelStorage, id: string): Promise<Set<string>> {
  const keys = new Set<string>();
  for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
    const prefix = `${FOLDER}/${id}/`;
    const page = await storage.list(cursor === undefined ? { prefix } : { prefix, cursor });
    for (const { key } of page.models) keys.add(key);
    cursor = page.cursor;
  }
  return keys;
}

async function putOnce(storage: ModelStorage, key: string, bytes: Uint8Array): Promise<void> {
  try {
    await storage.put(key, bytes, { ifAbsent: true });
  } catch (cause) {
    if (!(cause instanceof StorageError && cause.reason === 'exists')) throw cause;
  }
}

/** Plain data and typed arrays as bytes: what can be sent to a thread, and in the form that threads are sent it. */
const pack = (data: unknown): Uint8Array<ArrayBuffer> => serialize(data);

function unpack(bytes: Uint8Array, key: string): unknown {
  try {
    return deserialize(bytes);
  } catch (cause) {
    throw new FitPredictError(
      `fitpredict/distributed: "${key}" cannot be read by Node.js ${process.version}. Run one version of it on all machines.`,
      { cause },
    );
  }
}

const corrupted = (key: string) =>
  new StorageError(
    `fitpredict/distributed: "${key}" is not what was stored: its checksum is another. Delete it from the storage, and run the work again.`,
  );
