/**
 * `npx tsx bench/growth.ts [NAMES] [--limit SECONDS] [--rows N]`: what a fit costs as rows, features and classes grow, for
 * every estimator, each in a fresh process. Times are of the processor, so that a busy machine counts little. Kept in
 * bench/results/growth.json, from which `npm run bench:page` writes docs/cost.md.
 */
import { parseArgs } from 'node:util';
import type { Cost, GrowthReport } from './cost-page.js';
import { inOrder, type Subject, subjects } from './estimators.js';
import { type Fit, type Size, withFreshProcesses } from './fresh-process.js';
import { isAlike } from './report.js';
import { keep, kept } from './results.js';
import { describeMachine } from './versions.js';

interface Axis {
  readonly name: Cost['axis'];
  readonly values: readonly number[];
  size(value: number): Size;
  readonly subjects: readonly Subject[];
}

const CLASSIFIERS = ['LogisticRegression', 'LinearSVC', 'RandomForestClassifier'];

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      /** Fits that are expected to take longer are skipped. */
      limit: { type: 'string', default: '60' },
      rows: { type: 'string', default: '1000000' },
    },
  });
  const chosen = subjects.filter(
    ({ name }) => positionals.length === 0 || positionals.includes(name),
  );
  const names = new Set(chosen.map(({ name }) => name));
  const limit = Number(values.limit);
  const axes: Axis[] = [
    {
      name: 'rows',
      values: [1000, 10_000, 100_000, 1_000_000].filter((rows) => rows <= Number(values.rows)),
      size: (rows) => [rows, 10, 3],
      subjects: chosen,
    },
    {
      name: 'features',
      values: [10, 100, 1000],
      size: (columns) => [1000, columns, 3],
      subjects: chosen,
    },
    {
      name: 'classes',
      values: [10, 100, 1500],
      size: (classes) => [15_000, 10, classes],
      subjects: chosen.filter(({ name }) => CLASSIFIERS.includes(name)),
    },
  ];
  const costs: Cost[] = [];
  await withFreshProcesses((firstFit) => {
    for (const axis of axes) {
      for (const subject of axis.subjects) {
        for (const cost of along(axis, subject, firstFit, limit)) {
          costs.push(cost);
          const { name, value, seconds, megabytes, skipped } = cost;
          const said = skipped ?? `${seconds?.toFixed(3)} s, ${megabytes?.toFixed(0)} MB`;
          console.log(`${name}, ${value} ${cost.axis}: ${said}`);
        }
      }
    }
  });
  const machine = describeMachine(undefined, false);
  const before = kept<GrowthReport>('growth');
  const others = before !== undefined && isAlike(before.machine, machine) ? before.costs : [];
  const report: GrowthReport = {
    machine,
    costs: inOrder([...others.filter(({ name }) => !names.has(name)), ...costs]),
  };
  keep('growth', report);
}

/** The costs of one estimator along an axis, until the next would take too long. */
function* along(axis: Axis, subject: Subject, firstFit: Fit, limit: number): Generator<Cost> {
  const { name, most } = subject;
  const seen: number[] = [];
  for (const value of axis.values) {
    const size = axis.size(value);
    const [rows, columns] = size;
    if (most !== undefined && (rows > (most.rows ?? rows) || columns > (most.columns ?? columns))) {
      yield { axis: axis.name, name, value, skipped: most.why };
      continue;
    }
    const expected = expectedSeconds(seen);
    if (expected > limit) {
      yield { axis: axis.name, name, value, skipped: `over ${limit} s expected` };
      return;
    }
    const fit = firstFit(name, size);
    if (fit.refused) {
      yield { axis: axis.name, name, value, skipped: 'refused: over the memory limit' };
      return;
    }
    const { milliseconds, threadMilliseconds = milliseconds, megabytes } = fit;
    seen.push(threadMilliseconds / 1000);
    yield { axis: axis.name, name, value, seconds: threadMilliseconds / 1000, megabytes };
  }
}

/** The last step of growth, taken once more. */
function expectedSeconds(seen: readonly number[]): number {
  const [last = 0, before = last / 10] = seen.slice().reverse();
  return last * Math.max(1, last / before);
}

await main();
