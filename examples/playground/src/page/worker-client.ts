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

const CANNOT_START =
  'This page cannot start the worker that reads tables and trains models. Reload it; if that does not help, a setting or an ' +
  'extension forbids workers, or the browser is older than Chrome 80, Firefox 114 and Safari 15.';
const HAS_STOPPED =
  'The worker that trains models has stopped. Reload the page: models that were saved are still there.';

const waiting = new Map<number, Waiting>();
let asked = 0;
let isStarted = false;
/** Why nothing can be asked. */
let trouble: Error | undefined;

const worker = start();

/** Where workers are forbidden, browsers throw or tell later. */
function start(): Worker | undefined {
  try {
    const made = new Worker(new URL('../worker/playground-worker.ts', import.meta.url), {
      type: 'module',
    });
    made.addEventListener('message', hear);
    made.addEventListener('error', () => fail(isStarted ? HAS_STOPPED : CANNOT_START));
    return made;
  } catch {
    fail(CANNOT_START);
    return undefined;
  }
}

function fail(words: string): void {
  trouble = new Error(words);
  for (const { reject } of waiting.values()) reject(trouble);
  waiting.clear();
}

function hear({ data }: MessageEvent<FromWorker>): void {
  isStarted = true;
  const question = waiting.get(data.id);
  if (data.kind === 'progress') {
    question?.onProgress?.(data.progress);
    return;
  }
  waiting.delete(data.id);
  if (data.kind === 'done') question?.resolve(data.result);
  else question?.reject(new Error(data.error));
}

/**
 * Have the worker do something.
 *
 * @throws the reason of the signal when it aborts; what the library says where something is wrong; that there is no worker
 */
export function ask<Name extends TaskName>(
  task: Name,
  given: Given<Name>,
  following: Following = {},
): Promise<Result<Name>> {
  const { signal } = following;
  const id = ++asked;
  return new Promise<Result<Name>>((resolve, reject) => {
    if (trouble !== undefined || signal?.aborted) {
      reject(trouble ?? signal?.reason);
      return;
    }
    waiting.set(id, { ...following, resolve: (result) => resolve(result as Result<Name>), reject });
    say({ kind: 'ask', id, task, given });
    signal?.addEventListener('abort', () => {
      if (!waiting.has(id)) return; // it is answered
      say({ kind: 'cancel', id });
      reject(signal.reason);
    });
  });
}

const say = (message: ToWorker) => worker?.postMessage(message);
