/** What a run of the benchmark leaves behind, and what the pages ask of it. */
import type { Compared, Result } from './compare.js';
import type { Machine } from './versions.js';

export interface Report {
  readonly machine: Machine;
  /** What each workload is, by name, in the order of the run. */
  readonly about: Readonly<Record<string, string>>;
  readonly results: readonly Result[];
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
