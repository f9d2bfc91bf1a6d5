/** Puts the parts of the page together: data, goal, model, training, results. */

import { createColumnList } from './data/column-list.js';
import { startDataPanel } from './data/data-panel.js';
import { byId } from './page/dom.js';
import { announce } from './page/messages.js';
import { startOffline } from './page/start-offline.js';
import { startThemeSwitch } from './page/theme.js';
import { ask } from './page/worker-client.js';
import type { DatasetSummary } from './protocol.js';
import { createResultsPanel } from './results/results-panel.js';
import { runTitle } from './results/run-title.js';
import { startSavedPanel } from './saved/saved-panel.js';
import { createGoalPanel, type Goal } from './training/goal-panel.js';
import { createModelPanel } from './training/model-panel.js';
import { startTrainBar } from './training/train-bar.js';

startThemeSwitch();
void startOffline();

const results = createResultsPanel();
startSavedPanel(results.add);

/** What is done with a table that is opened. Tables can be asked for while the worker starts. */
const started = start();
startDataPanel((opened) => void started.then((show) => show(opened)));
started.catch(tellTrouble);

async function start(): Promise<(opened: DatasetSummary) => void> {
  const models = createModelPanel(await ask('listModels', undefined));
  const columns = createColumnList();
  let dataset: DatasetSummary | undefined;
  let goal: Goal = { target: null, tasks: [] };

  const goals = createGoalPanel((changed) => {
    goal = changed;
    columns.setTarget(goal.target);
    models.show(goal.tasks);
  });

  startTrainBar({
    asked() {
      if (dataset === undefined) throw new Error('There is no table yet. Open a file or a sample.');
      const { target } = goal;
      const settings = {
        ...models.choice(),
        ...goals.settings(),
        target,
        features: columns.features(),
      };
      return { dataset: dataset.id, settings };
    },
    onTrained(run) {
      results.add(run);
      // In one column they are below what was just pressed.
      if (matchMedia('(max-width: 900px)').matches) {
        byId('results-title', HTMLElement).scrollIntoView();
      }
      const [first] = run.metrics;
      const score = first === undefined ? '' : `, ${first.name} ${first.value.toPrecision(3)}`;
      announce(`${runTitle(run)} is trained${score}.`);
    },
    onRefused: models.markWrong,
  });

  document.documentElement.dataset.ready = 'true';
  return (opened) => {
    dataset = opened;
    columns.show(opened);
    goals.show(opened);
    byId('choices', HTMLElement).hidden = false;
  };
}

/** Without a worker nothing of the page works, so that the words stand alone. */
function tellTrouble(error: Error): void {
  const trouble = byId('trouble', HTMLElement);
  trouble.hidden = false;
  trouble.textContent = error.message;
  byId('main', HTMLElement).hidden = true;
}
