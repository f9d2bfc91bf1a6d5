/** The library's side of the playground: tables and models live here, so that nothing ever keeps the page waiting. */

import type { Progress } from 'fitpredict';
import type { FromWorker, ToWorker } from '../protocol.js';
import { type TaskContext, type TaskName, tasks } from './tasks.js';

/** Between two reports of progress, in milliseconds: more often nobody sees. */
const REPORT_EVERY = 50;

const running = new Map<number, AbortController>();

self.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  if (data.kind === 'cancel') running.get(data.id)?.abort();
  else void answer(data.id, data.task as TaskName, data.given);
});

async function answer(id: number, name: TaskName, given: unknown): Promise<void> {
  const controller = new AbortController();
  running.set(id, controller);
  const task = tasks[name] as (given: unknown, context: TaskContext) => unknown;
  const context = { signal: controller.signal, onProgress: throttled(id) };
  try {
    say({ kind: 'done', id, result: await task(given, context) });
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    say({ kind: 'failed', id, error: words });
  } finally {
    running.delete(id);
  }
}

function throttled(id: number): (progress: Progress) => void {
  let last = -Infinity;
  return (progress) => {
    const now = performance.now();
    if (now - last < REPORT_EVERY && progress.done < progress.total) return;
    last = now;
    say({ kind: 'progress', id, progress });
  };
}

function say(message: FromWorker): void {
  self.postMessage(message);
}
