/** The page's side of the worker: questions by name, answered by promises. */

import type { FromWorker, Progress, ToWorker } from '../protocol.js';
import type { TaskName, tasks } from '../worker/tasks.js';

type Tasks = typeof tasks;
type Given<Name extends TaskName> = Parameters<Tasks[Name]>[0];
type Result<Name extends TaskName> = Awaited<ReturnType<Tasks[Name]>>;

interface Following {
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
}

interface Waiting extends Following {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

const worker = new Worker(new URL('../worker/playground-worker.ts', import.meta.url), {
  type: 'module',
});
const waiting = new Map<number, Waiting>();
let asked = 0;

worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
  const question = waiting.get(data.id);
  if (data.kind === 'progress') {
    question?.onProgress?.(data.progress);
    return;
  }
  waiting.delete(data.id);
  if (data.kind === 'done') question?.resolve(data.result);
  else question?.reject(new Error(data.error));
});
worker.addEventListener('error', ({ message }) => {
  for (const { reject } of waiting.values()) reject(new Error(message || 'The worker has failed.'));
  waiting.clear();
});

/**
 * Have the worker do something.
 *
 * @throws the reason of the signal when it aborts; what the library says where something is wrong
 */
export function ask<Name extends TaskName>(
  task: Name,
  given: Given<Name>,
  following: Following = {},
): Promise<Result<Name>> {
  const { signal } = following;
  const id = ++asked;
  return new Promise<Result<Name>>((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    waiting.set(id, { ...following, resolve: (result) => resolve(result as Result<Name>), reject });
    say({ kind: 'ask', id, task, given });
    signal?.addEventListener('abort', () => {
      say({ kind: 'cancel', id });
      reject(signal.reason);
    });
  });
}

const say = (message: ToWorker) => worker.postMessage(message);
