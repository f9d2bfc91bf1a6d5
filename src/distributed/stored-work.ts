/** What a queue keeps in a storage: work under the checksum of its data, and what came of each part of it. */

import { deserialize, serialize } from 'node:v8';
import { FitPredictError, StorageError } from '../errors.js';
import { mapArrays, type NumberArray } from '../parallel/shared-memory.js';
import type { BlockOutcome, KernelName } from '../parallel-work.js';
import { sha256 } from '../storage/hash.js';
import type { ModelStorage } from '../storage/model-storage.js';
import { checksumOfData } from './data-checksum.js';
import type { Place } from './part.js';
import {
  type ArrayReference,
  arrayFile,
  arrayOf,
  putInArrays,
  takeOutArrays,
} from './stored-arrays.js';

/** All that the workers are told of a work. What they make of it depends on nothing else, so its checksum names the results too. */
export interface Work {
  readonly version: string;
  readonly kernel: KernelName;
  readonly shared: object;
  readonly blocks: readonly unknown[];
  readonly memoryLimit: number;
}

/** A work as it is stored. */
interface WorkFile extends Work {
  /** In the order of the marks that stand for them. */
  readonly arrays: readonly ArrayReference[];
}

/** What is to be stored of a work: its arrays, and itself under `id`. */
export interface PackedWork {
  readonly id: string;
  readonly files: readonly { readonly key: string; readonly bytes: Uint8Array }[];
}

/** The folder of everything that queues store. */
export const FOLDER = 'fitpredict-work';

/** In the folder of a work: its data. Beside them are its results. */
export const WORK_FILE = 'work';
/** The folder of large arrays. */
export const ARRAYS = 'arrays';

const workKey = (work: string) => `${FOLDER}/${work}/${WORK_FILE}`;
const arrayKey = (array: string) => `${FOLDER}/${ARRAYS}/${array}`;
/** Where the result of a part is. */
export const partKey = (work: string, { from, to }: Place): string =>
  `${FOLDER}/${work}/${from}-${to}`;

/**
 * A work in the form that is stored.
 *
 * @throws what says that something in it cannot be cloned, such as a function
 */
export async function packWork(work: Work): Promise<PackedWork> {
  const { rest, arrays } = takeOutArrays(work.shared);
  const apart = await Promise.all(arrays.map(arrayFile));
  const references = apart.map(({ reference }) => reference);
  const file: WorkFile = { ...work, shared: rest, arrays: references };
  const bytes = await packChecked(file);
  const id = checksumOfData(file);
  const ofArrays = apart.map(({ reference, bytes }) => ({ key: arrayKey(reference.id), bytes }));
  return { id, files: [...ofArrays, { key: workKey(id), bytes }] };
}

/** Milliseconds after which a file that is used again is stored again, so that its date tells it. */
const RENEW = 3_600_000;

/** Store a work, unless it is there; what is there already is not to be taken for old. */
export async function storeWork(storage: ModelStorage, { files }: PackedWork): Promise<void> {
  for (const { key, bytes } of files) {
    const known = await storage.head(key);
    if (known === undefined) await putOnce(storage, key, bytes);
    else if (Date.now() - known.modified.getTime() > RENEW) await storage.put(key, bytes);
  }
}

/**
 * The names of the large arrays that a work reads; none where it is gone.
 *
 * @throws StorageError when it is not what was stored
 */
export async function arraysOfWork(storage: ModelStorage, id: string): Promise<string[]> {
  const key = workKey(id);
  if (!(await storage.exists(key))) return [];
  const file = (await loadChecked(storage, key)) as WorkFile;
  return file.arrays.map((reference) => reference.id);
}

/**
 * A work from the storage.
 *
 * @param known - arrays that are at hand, by their checksums
 * @throws StorageError when something of it is not there, or is not what was stored
 */
export async function loadWork(
  storage: ModelStorage,
  id: string,
  known: (reference: ArrayReference) => Promise<NumberArray>,
): Promise<Work> {
  const key = workKey(id);
  const file = (await loadChecked(storage, key)) as WorkFile;
  const arrays = await Promise.all(file.arrays.map(known));
  return { ...file, shared: putInArrays(file.shared, arrays) };
}

/**
 * An array of a work.
 *
 * @throws StorageError when it is not there, or is not what was stored
 */
export async function loadArray(
  storage: ModelStorage,
  reference: ArrayReference,
): Promise<NumberArray> {
  const key = arrayKey(reference.id);
  const { bytes } = await storage.get(key);
  if ((await sha256(bytes)) !== reference.id) throw corrupted(key);
  return arrayOf(reference, bytes);
}

/** Store what came of a part, unless it is there: each has one result, however often it is done. */
export async function storeResult(
  storage: ModelStorage,
  key: string,
  outcomes: readonly BlockOutcome[],
): Promise<void> {
  await putOnce(storage, key, await packChecked(outcomes));
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
  const outcomes = (await loadChecked(storage, key)) as readonly BlockOutcome[];
  // Each array in memory of its own: what is learned must not hold on to the whole file.
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

const DIGEST = 64;

/** Plain data and typed arrays as bytes, in the form that threads are sent them, behind the checksum of these bytes. */
async function packChecked(data: unknown): Promise<Uint8Array<ArrayBuffer>> {
  const payload: Uint8Array<ArrayBuffer> = serialize(data);
  const bytes = new Uint8Array(DIGEST + payload.length);
  bytes.set(new TextEncoder().encode(await sha256(payload)));
  bytes.set(payload, DIGEST);
  return bytes;
}

async function loadChecked(storage: ModelStorage, key: string): Promise<unknown> {
  const { bytes } = await storage.get(key);
  const payload = bytes.subarray(DIGEST);
  const digest = new TextDecoder().decode(bytes.subarray(0, DIGEST));
  if ((await sha256(payload)) !== digest) throw corrupted(key);
  return unpack(payload, key);
}

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
