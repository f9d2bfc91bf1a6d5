/**
 * One fit in a fresh process, for start-up.ts and growth.ts: `first-fit.js NAME ROWS COLUMNS CLASSES`. Prints what
 * importing the package cost, what the fit cost, and its peak memory above the data.
 */
import { readFileSync } from 'node:fs';
import { memoryOf } from './memory.js';

/** What it prints. */
export interface FirstFit {
  readonly importMilliseconds: number;
  /** By the clock on the wall. */
  readonly milliseconds: number;
  /** Processor time of the thread that fits, which a busy machine does not stretch; where the system tells: on Linux. */
  readonly threadMilliseconds?: number;
  readonly megabytes?: number;
  /** Whether it would take more memory than the library's limit, and nothing was measured. */
  readonly refused?: boolean;
}

async function main([name, ...sizes]: string[]): Promise<void> {
  const [rows, columns, classes] = sizes.map(Number);
  const begin = threadMilliseconds() ?? performance.now();
  const { subjects, makeSamples } = await import('./estimators.js');
  const importMilliseconds = (threadMilliseconds() ?? performance.now()) - begin;
  const subject = subjects.find((candidate) => candidate.name === name);
  if (subject === undefined) throw new Error(`There is no ${name}.`);
  const samples = makeSamples(rows, columns, classes);
  const figures = await memoryOf(() => {
    const start = performance.now();
    const before = threadMilliseconds();
    subject.fit(samples);
    const after = threadMilliseconds();
    return {
      milliseconds: performance.now() - start,
      threadMilliseconds: before === undefined || after === undefined ? undefined : after - before,
    };
  }).catch((error: Error) => {
    if (!error.message.includes('the memory limit is')) throw error;
    return { milliseconds: 0, refused: true };
  });
  const said: FirstFit = { importMilliseconds, ...figures };
  console.log(JSON.stringify(said));
}

function threadMilliseconds(): number | undefined {
  // The system counts when it takes the processor away, so give it away for a moment.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
  try {
    return Number(readFileSync('/proc/self/schedstat', 'utf8').split(' ', 1)[0]) / 1e6;
  } catch {
    return undefined;
  }
}

await main(process.argv.slice(2));
