/** What a run of the benchmark leaves behind, and what the pages ask of it. */
import type { Compared, Result } from './compare.js';
import type { Machine } from './versions.js';

export interface Report {
  readonly machine: Machine;
  /** What each workload is, by name, in the order of the run. */
  readonly about: Readonly<Record<string, string>>;
  readonly results: readonly Result[];
}

/**
 * A report with the workloads measured now in place of what was kept of them. What another machine or other versions of
 * the libraries gave is not mixed in.
 */
export function merged(before: Report | undefined, now: Report): Report {
  if (before === undefined || !isAlike(before.machine, now.machine)) return now;
  const isNew = (workload: string) => Object.hasOwn(now.about, workload);
  const keptResults = before.results.filter(({ workload }) => !isNew(workload));
  return {
    machine: now.machine,
    about: { ...before.about, ...now.about },
    results: [...keptResults, ...now.results],
  };
}

/** Whether figures of both may stand in one table: our own version is what changes from run to run. */
export function isAlike(a: Machine, b: Machine): boolean {
  const withoutOurs = ({ cpu, cores, versions }: Machine) =>
    JSON.stringify([cpu, cores, { ...versions, fitpredict: '' }]);
  return withoutOurs(a) === withoutOurs(b);
}

export type Timed = 'fit' | 'predict' | 'oneRow';

/** A result that was timed for a task. */
export type Timely<T extends Timed> = Result & { readonly [task in T]: Compared };

export function resultsOf(report: Report, workload: string): readonly Result[] {
  return report.results.filter((result) => result.workload === workload);
}

/** The fastest of a kind at a task; undefined where none has it. */
export function fastest<T extends Timed>(
  results: readonly Result[],
  kind: Result['kind'],
  task: T,
): Timely<T> | undefined {
  let best: Timely<T> | undefined;
  for (const result of results) {
    if (result.kind !== kind || !has(result, task)) continue;
    if (best === undefined || result[task].seconds < best[task].seconds) best = result;
  }
  return best;
}

function has<T extends Timed>(result: Result, task: T): result is Timely<T> {
  return result[task] !== undefined;
}
