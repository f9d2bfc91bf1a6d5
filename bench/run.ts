/**
 * `npm run bench` measures every workload, `npm run bench -- linreg` those whose name begins so.
 *
 *   --python PATH   also measure native libraries with this Python, which has scikit-learn, XGBoost, LightGBM
 *                   and pandas; one thread each. Default: the one that bench/peers/install.sh made, if it did
 *   --no-native     leave them out
 *   --no-peers      leave the JavaScript peers out: some take minutes
 *   --runs N        timed runs of a side at most; default 5
 *   --seconds N     timed fits of a side in all, one at least; default 12, with --javascript 4
 *   --limit N       seconds after which one fit of a JavaScript peer is given up; default 15, with --javascript 10
 *   --patience N    seconds to wait in all for others to leave the machine alone; default 120
 *   --memory        memory alone: the peak of the first fit above the data
 *   --page          the workloads of docs/benchmarks.md, or those of the names given, and that page with them
 *   --javascript    ours against the JavaScript peers alone, on the workloads that they can do, for the same page and
 *                   docs/replacing-other-libraries.md: some 4 minutes
 *   --json FILE     where the figures go as JSON; default bench/results/latest.json, with --page
 *                   benchmarks.json, with --javascript
 *                   javascript.json; pages are written from these alone
 *
 * Ours and the others take turns (ABAB…), each in a process of its own that is kept warm. A time says how many cores others
 * used meanwhile, and a ratio of noisy runs is not given.
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { JAVASCRIPT, PAGE } from './benchmarks-page.js';
import { compare, type Result, type Rules } from './compare.js';
import { writePages } from './pages.js';
import { Patience } from './processor.js';
import { merged, type Report } from './report.js';
import { keep, kept } from './results.js';
import { Side, SideFailed } from './side.js';
import { digits, sayRatio, spreadPercent } from './statistics.js';
import { describeMachine } from './versions.js';
import type { Dataset, Workload } from './workload.js';
import { workloads } from './workloads.js';

const here = dirname(fileURLToPath(import.meta.url));
/** Our own sides and the native ones are never given up but when they hang. */
const HANGS = 600;

interface Setup {
  readonly folder: string;
  /** The bundled measure.ts. */
  readonly program: string;
  readonly python: string | undefined;
  readonly withPeers: boolean;
  readonly peerLimit: number;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      python: { type: 'string' },
      'no-native': { type: 'boolean', default: false },
      'no-peers': { type: 'boolean', default: false },
      runs: { type: 'string', default: '5' },
      seconds: { type: 'string' },
      limit: { type: 'string' },
      patience: { type: 'string', default: '120' },
      memory: { type: 'boolean', default: false },
      page: { type: 'boolean', default: false },
      javascript: { type: 'boolean', default: false },
      json: { type: 'string' },
    },
  });
  const { javascript } = values;
  const ofPage = javascript ? JAVASCRIPT : values.page ? PAGE : [];
  const chosen = choose(positionals.length === 0 ? ofPage : positionals);
  const rules: Rules = {
    runs: atLeast(1, '--runs', values.runs),
    seconds: atLeast(0, '--seconds', values.seconds ?? (javascript ? '4' : '12')),
    memoryAlone: values.memory,
  };
  const python =
    values['no-native'] || javascript ? undefined : (values.python ?? installedPython());
  // Their figures for the pages are those of `--javascript`.
  const withPeers = javascript || !(values['no-peers'] || values.page);
  const patience = new Patience(atLeast(0, '--patience', values.patience));
  const peerLimit = atLeast(1, '--limit', values.limit ?? (javascript ? '10' : '15'));
  const folder = mkdtempSync(join(tmpdir(), 'fitpredict-bench-'));
  try {
    const program = await bundle(folder);
    const setup = { folder, program, python, withPeers, peerLimit };
    const results: Result[] = [];
    for (const workload of chosen) {
      results.push(...(await measure(workload, setup, rules, patience)));
    }
    const about = Object.fromEntries(chosen.map((workload) => [workload.name, workload.about]));
    const now: Report = { machine: describeMachine(python, withPeers), about, results };
    const forPages = javascript ? 'javascript' : values.page ? 'benchmarks' : undefined;
    const report = forPages === undefined ? now : merged(kept<Report>(forPages), now);
    keep(forPages ?? 'latest', report, values.json && resolve(values.json));
    if (forPages !== undefined && values.json === undefined) writePages();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function choose(starts: readonly string[]): readonly Workload[] {
  const chosen = workloads.filter(
    ({ name }) => starts.length === 0 || starts.some((start) => name.startsWith(start)),
  );
  if (chosen.length > 0) return chosen;
  const names = workloads.map(({ name }) => name).join(', ');
  throw new Error(`There is no workload ${starts.join(', ')}. Known: ${names}.`);
}

function atLeast(lowest: number, option: string, given: string): number {
  const value = Number(given);
  if (given.trim() !== '' && value >= lowest) return value;
  throw new Error(`${option} must be a number from ${lowest} up, but got ${given}.`);
}

/** The Python of bench/peers/install.sh. */
function installedPython(): string | undefined {
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  const python = join(cache, 'fitpredict-bench', 'bin', 'python');
  return existsSync(python) ? python : undefined;
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

async function measure(
  workload: Workload,
  setup: Setup,
  rules: Rules,
  patience: Patience,
): Promise<Result[]> {
  const { folder } = setup;
  console.log(`\n${workload.name}: ${workload.about}`);
  writeDataset(workload.data(), folder);
  workload.writeFiles?.(folder);
  const sides: Side[] = [];
  try {
    for await (const side of startSides(workload, setup)) sides.push(side);
    const results = await compare(workload.name, sides, rules, patience);
    print(results);
    return results;
  } finally {
    for (const side of sides) side.stop();
  }
}

/** Ours, the JavaScript peers that are installed, and the native libraries. */
async function* startSides(workload: Workload, setup: Setup): AsyncGenerator<Side> {
  const { folder, program, python, withPeers, peerLimit } = setup;
  const node = [process.execPath, '--max-old-space-size=8192', '--expose-gc', program];
  const javascript = (name: string) => [...node, workload.name, name, folder];
  const ours = await Side.start('ours', javascript(workload.ours.name), HANGS);
  if (ours !== undefined) yield ours;
  for (const load of withPeers ? (workload.peers ?? []) : []) {
    const peer = await load();
    if (peer === undefined) continue;
    const side = await startOrSay('JavaScript', javascript(peer.name), peerLimit);
    if (side !== undefined) yield side;
  }
  if (python === undefined) return;
  for (let index = 0, more = true; more; index++) {
    const command = [python, join(here, 'native.py'), workload.name, folder, String(index)];
    const side = await startOrSay('native', command, HANGS);
    if (side === undefined) return;
    more = side.more;
    yield side;
  }
}

/** A library that cannot even load does not keep the others from being measured. */
async function startOrSay(kind: Side['kind'], command: readonly string[], limit: number) {
  try {
    return await Side.start(kind, command, limit);
  } catch (error) {
    if (!(error instanceof SideFailed)) throw error;
    console.log(`${command.slice(-3).join(' ')}: ${error.message}`);
    return undefined;
  }
}

function print(results: readonly Result[]): void {
  const [ours] = results;
  console.table(
    Object.fromEntries(
      results.map(({ implementation, kind, fit, predict, oneRow, megabytes, quality, failed }) => {
        const ratio = fit && ours.fit && kind !== 'ours' ? sayRatio(fit.ratio, fit, ours.fit) : '';
        const qualities = Object.entries(quality ?? {}).map(
          ([name, value]) => `${name} ${value.toPrecision(8)}`,
        );
        return [
          implementation,
          {
            'fit s': fit ? `${digits(fit.seconds)} ±${spreadPercent(fit).toFixed(0)} %` : '',
            'ours ÷ it': ratio,
            'others, cores': fit?.others.toFixed(2) ?? '',
            'predict s': predict ? digits(predict.seconds) : '',
            'ours ÷ it ': predict?.ratio ? sayRatio(predict.ratio) : '',
            'one row µs': oneRow ? digits(oneRow.seconds * 1e6) : '',
            'memory MB': megabytes === undefined ? '' : Math.round(megabytes),
            quality: failed ?? qualities.join(', '),
          },
        ];
      }),
    ),
  );
}

function writeDataset({ X, y, XTest, yTest }: Dataset, folder: string): void {
  const shape = { rows: X.rows, columns: X.columns, testRows: XTest.rows };
  writeFileSync(join(folder, 'shape.json'), JSON.stringify(shape));
  writeFileSync(join(folder, 'X.f64'), X.data);
  writeFileSync(join(folder, 'y.f64'), y);
  writeFileSync(join(folder, 'XTest.f64'), XTest.data);
  writeFileSync(join(folder, 'yTest.f64'), yTest);
}

await main();
