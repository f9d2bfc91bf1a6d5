/** The models that the page can ask, by number. */

import type { Label, Table, TabularModel, TrainedModel, TrainedWithoutTarget } from 'fitpredict';

export interface Run {
  readonly model: TabularModel<Label>;
  /** null for a model that was loaded. */
  readonly trained: TrainedModel | TrainedWithoutTarget | null;
  /** The rows that it learned from, and those held out; null for a model that was loaded. */
  readonly table: Table | null;
}

const runs = new Map<number, Run>();

export function addRun(run: Run): number {
  const id = runs.size + 1;
  runs.set(id, run);
  return id;
}

export function runWith(id: number): Run {
  const run = runs.get(id);
  if (run === undefined) throw new Error(`There is no model ${id} here.`);
  return run;
}
