/** Everything that the page can ask of the worker, by name. */

import { type AsyncOptions, listModels, serialize } from 'fitpredict';
import type { ModelInfo } from '../protocol.js';
import { openFile, openSample } from './datasets.js';
import { runWith } from './model-runs.js';
import { planeOf } from './plane-of-run.js';
import { plotsOf } from './plots-of-run.js';
import { predict } from './predict-row.js';
import { deleteSaved, listSaved, loadSaved, readUpload, save } from './saved-models.js';
import { train } from './train.js';

/** How a task is followed and stopped. */
export type TaskContext = Required<AsyncOptions>;

export type TaskName = keyof typeof tasks;

export const tasks = {
  listModels: (): ModelInfo[] => listModels(),
  openSample,
  openFile,
  train,
  plotsOf,
  planeOf,
  predict,
  bytesOf: ({ run }: { readonly run: number }) => serialize(runWith(run).model),
  save,
  listSaved,
  loadSaved,
  deleteSaved,
  readUpload,
};
