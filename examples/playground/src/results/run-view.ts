/** All that is known of one model. */

import { h, newId } from '../page/dom.js';
import { telling } from '../page/messages.js';
import { currentTheme, onThemeChange } from '../page/theme.js';
import { ask } from '../page/worker-client.js';
import type { RunSummary } from '../protocol.js';
import { metricTiles } from './metric-list.js';
import { planeFigure } from './plane-figure.js';
import { plotFigure } from './plot-figure.js';
import { predictionForm } from './prediction-form.js';
import { runActions } from './run-actions.js';
import { runTitle } from './run-title.js';

export function runView(run: RunSummary): HTMLElement {
  const id = newId('run');
  const { alarm, warnings, target, about, metrics, report } = run;
  const remarks = warnings.filter((warning) => warning !== alarm);
  return h(
    'article',
    { class: 'run', 'aria-labelledby': id },
    h('h3', { id }, runTitle(run)),
    h('p', { class: 'faint' }, [target === null ? '' : `predicts ${target}, `, about].join('')),
    alarm === null ? null : h('p', { class: 'alarm' }, alarm),
    metricTiles(metrics),
    runActions(run),
    remarks.length === 0
      ? null
      : h('ul', { class: 'notes' }, ...remarks.map((remark) => h('li', {}, remark))),
    plots(run),
    h('h4', {}, 'Predict and explain'),
    predictionForm(run),
    report === null ? null : reportOf(report),
  );
}

function plots(run: RunSummary): HTMLElement {
  const element = h('div', { class: 'plots' });
  const plane = run.plane === null ? [] : [planeFigure(run, run.plane)];
  const message = h('p', { class: 'error', role: 'alert' });
  const draw = () =>
    void telling(message, async () => {
      const drawn = await ask('plotsOf', { run: run.id, theme: currentTheme() });
      element.replaceChildren(...plane, ...drawn.map(({ spec }) => plotFigure(spec)), message);
    });
  element.append(...plane, message);
  onThemeChange(element, draw);
  draw();
  return element;
}

function reportOf(text: string): HTMLElement {
  return h(
    'details',
    { class: 'report' },
    h('summary', {}, 'The whole report'),
    h('pre', { tabindex: 0, 'aria-label': 'Report' }, text),
  );
}
