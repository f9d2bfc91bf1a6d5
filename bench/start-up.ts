/**
 * `npx tsx bench/start-up.ts [NAMES] [--python PATH] [--repeats N]`: the first fit of 150 × 4 in a fresh process, when
 * nothing is compiled yet, for every estimator; beside it scikit-learn's import and first fit. Kept in
 * bench/results/start-up.json, from which `npm run bench:page` writes docs/cost.md.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { LIMIT_MILLISECONDS, type StartUp, type StartUpReport } from './cost-page.js';
import { inOrder, subjects } from './estimators.js';
import { type Fit, withFreshProcesses } from './fresh-process.js';
import { isAlike } from './report.js';
import { keep, kept } from './results.js';
import { digits } from './statistics.js';
import { describeMachine } from './versions.js';

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      python: { type: 'string' },
      repeats: { type: 'string', default: '5' },
    },
  });
  const chosen = subjects.filter(
    ({ name }) => positionals.length === 0 || positionals.includes(name),
  );
  const results: StartUp[] = [];
  await withFreshProcesses((firstFit) => {
    for (const { name } of chosen) {
      const result = startUp(name, firstFit, Number(values.repeats), values.python);
      results.push(result);
      const { milliseconds, importMilliseconds, native } = result;
      const slow = milliseconds > LIMIT_MILLISECONDS ? ` over ${LIMIT_MILLISECONDS} ms` : '';
      const theirs = native
        ? `; scikit-learn import ${digits(native.importMilliseconds)} ms, fit ${digits(native.milliseconds)} ms`
        : '';
      console.log(
        `${name}: import ${digits(importMilliseconds)} ms, fit ${digits(milliseconds)} ms${theirs}${slow}`,
      );
    }
  });
  const machine = describeMachine(values.python, false);
  const before = kept<StartUpReport>('start-up');
  const others = before !== undefined && isAlike(before.machine, machine) ? before.results : [];
  const names = new Set(chosen.map(({ name }) => name));
  const report: StartUpReport = {
    machine,
    results: inOrder([...others.filter(({ name }) => !names.has(name)), ...results]),
  };
  keep('start-up', report);
}

function startUp(
  name: string,
  firstFit: Fit,
  repeats: number,
  python: string | undefined,
): StartUp {
  const fits = Array.from({ length: repeats }, () => {
    const { importMilliseconds, milliseconds, threadMilliseconds } = firstFit(name, [150, 4, 3]);
    return { importMilliseconds, milliseconds: threadMilliseconds ?? milliseconds };
  });
  const natives = Array.from({ length: python === undefined ? 0 : Math.min(3, repeats) }, () =>
    nativeStartUp(python ?? '', name),
  );
  return {
    name,
    ...least(fits),
    native: natives.length === 0 ? undefined : least(natives),
  };
}

type Times = Pick<StartUp, 'importMilliseconds' | 'milliseconds'>;

function least(times: readonly Times[]): Times {
  return {
    importMilliseconds: Math.min(...times.map((time) => time.importMilliseconds)),
    milliseconds: Math.min(...times.map((time) => time.milliseconds)),
  };
}

function nativeStartUp(python: string, name: string): Times {
  const script = fileURLToPath(new URL('./start_up.py', import.meta.url));
  return JSON.parse(execFileSync(python, [script, name], { encoding: 'utf8' }));
}

await main();
