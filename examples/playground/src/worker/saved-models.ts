/** Models that stay: in the browser's database, and in files. */

import {
  deserialize,
  type EstimatorClass,
  type Label,
  loadModel,
  ModelFormatError,
  StorageError,
  saveModel,
  TabularModel,
} from 'fitpredict';
import { IndexedDBStorage } from 'fitpredict/storage/indexeddb';
import type { RunSummary, SavedModel } from '../protocol.js';
import { runWith } from './model-runs.js';
import { summaryOf } from './train.js';

const storage = new IndexedDBStorage({ name: 'fitpredict-playground' });

interface Keyed {
  readonly key: string;
}

export async function save({ run, key }: Keyed & { readonly run: number }): Promise<void> {
  await sayingWhatElse(() => saveModel(storage, key, runWith(run).model));
}

export async function listSaved(): Promise<SavedModel[]> {
  const models: SavedModel[] = [];
  for (let cursor: string | undefined; ; ) {
    const from = cursor === undefined ? {} : { cursor };
    const page = await sayingWhatElse(() => storage.list(from));
    models.push(...page.models.map(({ key, size, modified }) => ({ key, size, modified })));
    cursor = page.cursor;
    if (cursor === undefined) return models;
  }
}

/** Where the browser stores nothing, files are left. */
async function sayingWhatElse<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof StorageError)) throw cause;
    throw new StorageError(`${cause.message} Download keeps a model as a file all the same.`, {
      cause,
    });
  }
}

export async function loadSaved({ key }: Keyed): Promise<RunSummary> {
  const model: TabularModel<Label> = await loadModel(storage, key, TabularModel);
  return { ...summaryOf({ model, trained: null, table: null }), about: `saved as ${key}` };
}

export async function deleteSaved({ key }: Keyed): Promise<void> {
  await storage.delete(key);
}

/** @throws ModelFormatError for what is no model of `trainModel`; nothing in a file can run */
export async function readUpload({ file }: { readonly file: File }): Promise<RunSummary> {
  const model = modelIn(new Uint8Array(await file.arrayBuffer()), file.name);
  return { ...summaryOf({ model, trained: null, table: null }), about: `from ${file.name}` };
}

function modelIn(bytes: Uint8Array, name: string): TabularModel<Label> {
  try {
    const model = deserialize(bytes);
    if (model instanceof TabularModel) return model;
    // Not the name of the class, which bundlers shorten.
    const { info } = model.constructor as EstimatorClass;
    throw new ModelFormatError(
      `it holds a ${info.type}, which takes no tables. Open one of trainModel.`,
    );
  } catch (cause) {
    if (!(cause instanceof ModelFormatError)) throw cause;
    throw new ModelFormatError(`${name} cannot be opened: ${cause.message}`, { cause });
  }
}
