/**
 * `npm run bench` measures every workload, `npm run bench -- linreg` those whose name begins so.
 *
 *   --python PATH   also measure native libraries with this Python, which has scikit-learn (and
 *                   XGBoost for boosting); one thread each
 *   --no-peers      leave the JavaScript peers out: some take minutes
 *   --json FILE     where the figures go as JSON; default bench/results/latest.json
 *
 * JavaScript peers are measured when `npm install` has been run in bench/peers. Every figure comes
 * from a process of its own; implementations of one workload run one after another on the same data.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import type { Dataset, Measurement, Workload } from './workload.js';
import { workloads } from './workloads.js';

const here = dirname(fileURLToPath(import.meta.url));
const ONE_THREAD = {
  OMP_NUM_THREADS: '1',
  OPENBLAS_NUM_THREADS: '1',
  MKL_NUM_THREADS: '1',
};

interface Result extends Measurement {
  readonly workload: string;
  readonly implementation: string;
  /** Our time divided by this one's: below 1, we are faster. */
  readonly fitRatio: number;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      python: { type: 'string' },
      'no-peers': { type: 'boolean', default: false },
      json: { type: 'string', default: join(here, 'results', 'latest.json') },
    },
  });
  const chosen = workloads.filter(
    ({ name }) => positionals.length === 0 || positionals.some((start) => name.startsWith(start)),
  );
  if (chosen.length === 0) {
    const names = workloads.map(({ name }) => name).join(', ');
    throw new Error(`There is no workload ${positionals.join(', ')}. Known: ${names}.`);
  }
  const folder = mkdtempSync(join(tmpdir(), 'fitpredict-bench-'));
  try {
    const program = await bundle(folder);
    const results: Result[] = [];
    for (const workload of chosen) {
      results.push(
        ...(await compare(workload, folder, program, values.python, !values['no-peers'])),
      );
    }
    const file = resolve(values.json);
    mkdirSync(dirname(file), { recursive: true });
    const machine = { cpu: cpus()[0]?.model, node: process.version };
    writeFileSync(file, `${JSON.stringify({ machine, results }, null, 2)}\n`);
    console.log(`\nWritten to ${file}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The measuring program as users get it: bundled, without the loader that runs TypeScript. */
async function bundle(folder: string): Promise<string> {
  const outfile = join(folder, 'measure.mjs');
  await build({
    entryPoints: [join(here, 'measure.ts')],
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'es2022',
    outfile,
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    logLevel: 'error',
  });
  return outfile;
}

async function compare(
  workload: Workload,
  folder: string,
  program: string,
  python: string | undefined,
  withPeers: boolean,
): Promise<Result[]> {
  writeDataset(workload.data(), folder);
  const run = (command: string, args: string[]): Measurement =>
    JSON.parse(
      execFileSync(command, args, {
        encoding: 'utf8',
        env: { ...process.env, ...ONE_THREAD },
        stdio: ['ignore', 'pipe', 'inherit'],
      }),
    );
  const javascript = (name: string) =>
    run(process.execPath, ['--max-old-space-size=8192', program, workload.name, name, folder]);

  console.log(`\n${workload.name}: ${workload.about}`);
  const ours = javascript(workload.ours.name);
  const measured: [string, Measurement][] = [[workload.ours.name, ours]];
  for (const load of withPeers ? (workload.peers ?? []) : []) {
    const peer = await load();
    if (peer !== undefined) measured.push([peer.name, javascript(peer.name)]);
  }
  if (python !== undefined) {
    const native: Record<string, Measurement> = JSON.parse(
      execFileSync(python, [join(here, 'native.py'), workload.name, folder], {
        encoding: 'utf8',
        env: { ...process.env, ...ONE_THREAD },
        stdio: ['ignore', 'pipe', 'inherit'],
      }),
    );
    measured.push(...Object.entries(native));
  }
  const results = measured.map(([implementation, figures]) => ({
    workload: workload.name,
    implementation,
    ...figures,
    fitRatio: ours.fitSeconds / figures.fitSeconds,
  }));
  console.table(
    Object.fromEntries(
      results.map((result) => [
        result.implementation,
        {
          'fit s': round(result.fitSeconds),
          'ours ÷ it': round(result.fitRatio),
          'predict s': round(result.predictSeconds),
          'one row µs': round(result.oneRowMicroseconds),
          'peak MB': Math.round(result.peakMegabytes),
          quality: Object.entries(result.quality)
            .map(([name, value]) => `${name} ${value.toPrecision(8)}`)
            .join(', '),
        },
      ]),
    ),
  );
  return results;
}

function writeDataset({ X, y, XTest, yTest }: Dataset, folder: string): void {
  const shape = { rows: X.rows, columns: X.columns, testRows: XTest.rows };
  writeFileSync(join(folder, 'shape.json'), JSON.stringify(shape));
  writeFileSync(join(folder, 'X.f64'), X.data);
  writeFileSync(join(folder, 'y.f64'), y);
  writeFileSync(join(folder, 'XTest.f64'), XTest.data);
  writeFileSync(join(folder, 'yTest.f64'), yTest);
}

function round(value: number | undefined): number | string {
  return value === undefined ? '' : Number(value.toPrecision(3));
}

await main();
