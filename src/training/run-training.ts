import type { Table } from '../data/table.js';
import { type Fitting, fitAtOnce, fitInSlices } from '../fitting.js';
import { readOptions } from '../hyperparameters.js';
import { type AsyncOptions, checkAsyncOptions, drain, drainInSlices } from '../progress.js';
import type { Catalogue } from './catalogue-entry.js';
import type { Job } from './job.js';
import { prepareWithTarget, type TrainedModel } from './train-with-target.js';
import { prepareWithoutTarget, type TrainedWithoutTarget } from './train-without-target.js';
import { parseRequest } from './training-request.js';

/** What a training with or without target gives. */
export type Trained = TrainedModel | TrainedWithoutTarget;

/** `trainModel` with the models of a catalogue. */
export function trainAtOnce(table: Table, options: object, catalogue: Catalogue): Trained {
  const job = fitAtOnce(prepare(table, options, 'trainModel', catalogue));
  job.estimator.fit(job.X, job.y);
  return drain(job.conclude());
}

/** `trainModelAsync` with the models of a catalogue. */
export async function trainInSlices(
  table: Table,
  options: AsyncOptions,
  catalogue: Catalogue,
): Promise<Trained> {
  const where = 'trainModelAsync';
  const { onProgress, signal, ...asked } = readOptions(options, where);
  checkAsyncOptions({ onProgress, signal }, where);
  signal?.throwIfAborted();
  const job = await fitInSlices(
    prepare(table, asked, where, catalogue),
    { onProgress, signal },
    where,
  );
  await job.estimator.fitAsync(job.X, job.y, { onProgress, signal });
  return drainInSlices(job.conclude(), { onProgress, signal }, where);
}

function prepare(
  table: Table,
  options: object,
  where: string,
  catalogue: Catalogue,
): Fitting<Job<Trained>> {
  const request = parseRequest(table, options, where, catalogue);
  return request.kind === 'withTarget' ? prepareWithTarget(request) : prepareWithoutTarget(request);
}
