#!/usr/bin/env node
/** The program `fitpredict-worker`: a worker of a queue, until it is told to leave. */

import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { FitPredictError, InvalidParameterError } from '../errors.js';
import { FileSystemStorage } from '../storage/file-system/file-system-storage.js';
import type { ModelStorage } from '../storage/model-storage.js';
import { show } from '../words.js';
import { startQueueWorker } from './queue-worker.js';
import { VERSION } from './version.js';

const HELP = `fitpredict-worker ${VERSION}: does jobs that createQueue of fitpredict/distributed puts into a queue.

  --storage PATH     a folder, or a module whose default export is a storage (required)
  --redis URL        where Redis is (redis://127.0.0.1:6379)
  --queue NAME       the queue (fitpredict)
  --concurrency N    how many jobs at a time, each on a thread of its own (as many as there are cores)
  --lock-duration MS after which a worker that is not heard of counts as lost (30000)
  --help             this text

Ctrl-C or SIGTERM lets it finish its jobs and leave; a second one ends it at once.
`;

const text = { type: 'string' } as const;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      storage: text,
      redis: text,
      queue: text,
      concurrency: text,
      'lock-duration': text,
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const { storage: path, redis = 'redis://127.0.0.1:6379', queue = 'fitpredict' } = values;
  if (path === undefined) {
    throw new InvalidParameterError(
      'fitpredict-worker: --storage is missing. Pass a folder, or a module whose default export is a storage.',
    );
  }
  const concurrency = wholeNumber('concurrency', values.concurrency);
  const lockDuration = wholeNumber('lock-duration', values['lock-duration']);
  const worker = await startQueueWorker({
    redis,
    queue,
    storage: await openStorage(path),
    ...(concurrency !== undefined && { concurrency }),
    ...(lockDuration !== undefined && { lockDuration }),
  });
  console.log(`fitpredict-worker: ready, ${worker.concurrency} jobs at a time of ${queue}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      process.once(signal, () => process.exit(1));
      worker.close().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
  }
}

/** A number of the command line; what is none is refused with the other options. */
function wholeNumber(name: string, given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  if (/^\d+$/.test(given)) return Number(given);
  throw new InvalidParameterError(
    `fitpredict-worker: --${name} must be a whole number, but got ${show(given)}.`,
  );
}

/** The storage of a module where the path is that of a file, else the folder. */
async function openStorage(path: string): Promise<ModelStorage> {
  const file = resolve(path);
  const isFile = await stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
  if (!isFile && !/\.[cm]?[jt]s$/.test(path)) return new FileSystemStorage({ root: file });
  const { default: storage } = await import(pathToFileURL(file).href);
  return storage;
}

main().catch((cause: Error & { code?: string }) => {
  const isTold = cause instanceof FitPredictError || cause.code?.startsWith('ERR_PARSE_ARGS');
  console.error(isTold ? cause.message : cause);
  process.exit(1);
});
