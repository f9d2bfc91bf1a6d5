/**
 * What two workers gain over one thread, beside what two threads give native libraries:
 * `npx tsx bench/parallel.ts [NAMES] [--rounds N] [--python PATH]`. To be run on a quiet machine, after `npm run build`: it
 * measures the package as it is published. Kept in bench/results/parallel.json, from which `npm run bench:page` writes the
 * table of docs/all-cores.md.
 *
 * Each side runs in a process of its own, in turn with the others: what an engine has compiled for one kind of work would make
 * the next one slower or quicker than it is by itself.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type * as Parallel from '../src/parallel.js';
import { type Case, cases } from './parallel-cases.js';
import { type ByThreads, gain, type ParallelReport, type ParallelResult } from './parallel-page.js';
import { isAlike } from './report.js';
import { keep, kept } from './results.js';
import { digits } from './statistics.js';
import { describeMachine } from './versions.js';
import { median } from './workload.js';

const parallel: typeof Parallel = createRequire(import.meta.url)('../dist/cjs/parallel.js');
const THREADS = [1, 2] as const;

/** What a process says of one side. */
interface Side {
  /** Milliseconds until the pool was there. */
  readonly started: number;
  /** Milliseconds of the first time, when all code is new to the process, and of the second. */
  readonly times: readonly number[];
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      rounds: { type: 'string', default: '3' },
      python: { type: 'string' },
      side: { type: 'string' },
    },
  });
  if (values.side !== undefined) {
    const [name] = positionals;
    console.log(JSON.stringify(await runSide(cases[name], Number(values.side))));
    return;
  }
  const isChosen = (name: string) =>
    positionals.length === 0 || positionals.some((start) => name.startsWith(start));
  const chosen = Object.keys(cases).filter(isChosen);
  const results = chosen.map((name) => compare(name, Number(values.rounds), values.python));
  const machine = describeMachine(values.python, false);
  const before = kept<ParallelReport>('parallel');
  const others = before !== undefined && isAlike(before.machine, machine) ? before.results : [];
  const all = [...others.filter(({ name }) => !chosen.includes(name)), ...results];
  const places = Object.keys(cases);
  all.sort((a, b) => places.indexOf(a.name) - places.indexOf(b.name));
  keep('parallel', { machine, results: all } satisfies ParallelReport);
}

async function runSide({ data, prepare }: Case, workers: number): Promise<Side> {
  const nJobs = workers > 1 ? workers : null;
  const start = () => parallel.usePool(parallel.createPool({ workers }));
  const started = nJobs === null ? 0 : await milliseconds(start);
  const run = prepare(data());
  const times = [await milliseconds(() => run(nJobs)), await milliseconds(() => run(nJobs))];
  return { started, times };
}

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function compare(name: string, rounds: number, python: string | undefined): ParallelResult {
  const sides = THREADS.map((): Side[] => []);
  const natives = THREADS.map((): Record<string, number>[] => []);
  const folder = mkdtempSync(join(tmpdir(), 'fitpredict-parallel-'));
  try {
    if (python !== undefined) writeData(cases[name], folder);
    for (let round = 0; round < rounds; round++) {
      for (const [at, threads] of THREADS.entries()) {
        sides[at].push(inProcess(name, threads));
        if (python !== undefined) natives[at].push(nativeTimes(python, name, folder, threads));
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const secondsOf = (time: number) =>
    byThreads(sides.map((own) => median(own.map(({ times }) => times[time] / 1000))));
  const result: ParallelResult = {
    name,
    about: cases[name].about,
    poolMilliseconds: median(sides[1].map(({ started }) => started)),
    first: secondsOf(0),
    again: secondsOf(1),
    native: fastestNative(natives),
  };
  say(result);
  return result;
}

function inProcess(name: string, workers: number): Side {
  const program = [...process.execArgv, fileURLToPath(import.meta.url)];
  const given = [...program, name, '--side', String(workers)];
  return JSON.parse(execFileSync(process.execPath, given, { encoding: 'utf8' }));
}

function writeData({ data }: Case, folder: string): void {
  const { X, y } = data();
  writeFileSync(join(folder, 'X.f64'), Float64Array.from(X.to1DArray()));
  writeFileSync(join(folder, 'y.f64'), Float64Array.from(y));
}

/** Seconds by library; none where no native library does this. */
function nativeTimes(python: string, name: string, folder: string, threads: number) {
  const script = fileURLToPath(new URL('./parallel_native.py', import.meta.url));
  const env = { ...process.env, OMP_NUM_THREADS: String(threads), OPENBLAS_NUM_THREADS: '1' };
  const said = execFileSync(python, [script, name, folder, String(threads)], {
    encoding: 'utf8',
    env,
  });
  return JSON.parse(said) as Record<string, number>;
}

/** The library that is fastest by two. */
function fastestNative(rounds: readonly Record<string, number>[][]): ParallelResult['native'] {
  const libraries = Object.keys(rounds[0][0] ?? {}).map((library) => ({
    library,
    seconds: byThreads(rounds.map((own) => median(own.map((times) => times[library])))),
  }));
  return libraries.sort((a, b) => a.seconds.two - b.seconds.two)[0];
}

function byThreads([one, two]: readonly number[]): ByThreads {
  return { one, two };
}

function say({ about, poolMilliseconds, first, again, native }: ParallelResult): void {
  const times = (seconds: ByThreads) =>
    `${digits(seconds.one)} s alone, ${digits(seconds.two)} s by two: ${gain(seconds).toFixed(2)} ×`;
  console.log(`${about}: pool in ${poolMilliseconds.toFixed(0)} ms`);
  console.log(`  the first time ${times(first)}; again ${times(again)}`);
  if (native !== undefined) console.log(`  ${native.library} ${times(native.seconds)}`);
}

await main();
