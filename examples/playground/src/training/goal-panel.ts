/** What is to be learned: the target, as what it is predicted, and how much is held out. */

import { byId, options } from '../page/dom.js';
import type { DatasetSummary, Task } from '../protocol.js';

export interface Goal {
  /** null where there is nothing to predict. */
  readonly target: string | null;
  /** What models may be asked for. */
  readonly tasks: readonly Task[];
}

const NO_TARGET = ['clustering', 'anomalyDetection'] as const;

/** Names of columns can be any text; this has a value that no name gets. */
const NOTHING = 'nothing';
const named = (column: string) => `column:${column}`;

export interface GoalPanel {
  show(dataset: DatasetSummary): void;
  /** Share of the rows held out, and the seed of all chance. */
  settings(): { readonly testSize: number; readonly randomState: number };
}

export function createGoalPanel(onChange: (goal: Goal) => void): GoalPanel {
  const target = byId('target', HTMLSelectElement);
  const task = byId('task', HTMLSelectElement);
  const taskRow = byId('task-row', HTMLElement);
  const testRow = byId('test-row', HTMLElement);
  const testSize = byId('test-size', HTMLInputElement);
  const testWords = byId('test-words', HTMLOutputElement);
  const seed = byId('seed', HTMLInputElement);
  let dataset: DatasetSummary | undefined;

  const chosenColumn = () => dataset?.columns.find(({ name }) => named(name) === target.value);

  function changeTarget(): void {
    const column = chosenColumn();
    if (column !== undefined) task.value = column.task;
    // Text can only be told apart; numbers are amounts or codes of classes.
    taskRow.hidden = column?.type !== 'number';
    testRow.hidden = column === undefined;
    tell();
  }

  function tell(): void {
    const column = chosenColumn();
    onChange({
      target: column?.name ?? null,
      tasks: column === undefined ? NO_TARGET : [task.value as Task],
    });
  }

  function showTestSize(): void {
    testWords.value = `${testSize.value} % of the rows`;
  }

  target.addEventListener('change', changeTarget);
  task.addEventListener('change', tell);
  testSize.addEventListener('input', showTestSize);
  showTestSize();

  return {
    show(opened) {
      dataset = opened;
      const columns = opened.columns.map(({ name }) => [named(name), name] as const);
      const nothing = [NOTHING, 'Nothing: find groups or outliers'] as const;
      target.replaceChildren(...options([...columns, nothing], named(opened.target)));
      changeTarget();
    },
    settings: () => ({
      testSize: Number(testSize.value) / 100,
      randomState: Number(seed.value || 0),
    }),
  };
}
