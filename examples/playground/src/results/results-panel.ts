/** The models of this visit: one is shown, or two side by side. */

import { button, byId, h, options } from '../page/dom.js';
import type { MetricRow, RunSummary } from '../protocol.js';
import { comparisonTable, formatMetric } from './metric-list.js';
import { runTitle } from './run-title.js';
import { runView } from './run-view.js';

export interface ResultsPanel {
  add(run: RunSummary): void;
}

export function createResultsPanel(): ResultsPanel {
  const list = byId('runs', HTMLElement);
  const empty = byId('no-runs', HTMLElement);
  const besideRow = byId('beside-row', HTMLElement);
  const beside = byId('beside', HTMLSelectElement);
  const content = byId('run-content', HTMLElement);
  const runs: RunSummary[] = [];
  const views = new Map<number, HTMLElement>();
  let shown: RunSummary | undefined;

  /** Made once, so that what was typed there stays. */
  function viewOf(run: RunSummary): HTMLElement {
    const view = views.get(run.id) ?? runView(run);
    views.set(run.id, view);
    return view;
  }

  function show(run: RunSummary): void {
    shown = run;
    const others = runs.filter((other) => other !== run);
    const before = others.some(({ id }) => String(id) === beside.value) ? beside.value : '';
    const choices = others.map((other) => [String(other.id), runTitle(other)] as const);
    beside.replaceChildren(...options([['', 'no other'], ...choices], before));
    besideRow.hidden = others.length === 0;
    list.replaceChildren(...runs.map(runButton));
    showContent();
  }

  function showContent(): void {
    if (shown === undefined) return;
    const other = runs.find(({ id }) => String(id) === beside.value);
    content.classList.toggle('is-compared', other !== undefined);
    content.replaceChildren(
      ...(other === undefined
        ? [viewOf(shown)]
        : [comparisonTable(shown, other), viewOf(shown), viewOf(other)]),
    );
  }

  function runButton(run: RunSummary): HTMLElement {
    const [first] = run.metrics;
    const choose = button(runTitle(run) + scoreWords(first), () => show(run), {
      class: 'chip',
      'aria-pressed': String(run === shown),
    });
    return h('li', {}, choose);
  }

  beside.addEventListener('change', showContent);

  return {
    add(run) {
      runs.push(run);
      empty.hidden = true;
      show(run);
    },
  };
}

/** The first score behind the name of a model; a count says of what. */
function scoreWords(metric: MetricRow | undefined): string {
  if (metric === undefined) return '';
  const { name, value, better } = metric;
  const words = formatMetric(metric);
  if (better !== null) return ` · ${words}`;
  return ` · ${words} ${value === 1 ? name.toLowerCase().replace(/s$/, '') : name.toLowerCase()}`;
}
