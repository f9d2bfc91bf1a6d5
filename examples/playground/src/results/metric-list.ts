/** Scores: of one model as tiles, of two beside each other as a table. */

import { h } from '../page/dom.js';
import type { MetricRow, RunSummary } from '../protocol.js';
import { runTitle } from './run-title.js';

export function metricTiles(metrics: readonly MetricRow[]): HTMLElement {
  return h(
    'dl',
    { class: 'tiles' },
    ...metrics.map((metric) =>
      h('div', {}, h('dt', {}, metric.name), h('dd', {}, formatMetric(metric))),
    ),
  );
}

/** The scores that both have; the better one is marked where both were tested on the same rows. */
export function comparisonTable(first: RunSummary, second: RunSummary): HTMLElement {
  const remark = testedOtherwise(first, second);
  const others = new Map(second.metrics.map((metric) => [metric.name, metric]));
  const rows = first.metrics.flatMap((metric) => {
    const other = others.get(metric.name);
    return other === undefined ? [] : [comparisonRow(metric, other, remark === null)];
  });
  const heads = ['Score', runTitle(first), runTitle(second)];
  return h(
    'div',
    { class: 'comparison' },
    rows.length === 0
      ? h('p', { class: 'hint' }, 'They share no score.')
      : h(
          'table',
          {},
          h('caption', {}, 'Side by side'),
          h('thead', {}, h('tr', {}, ...heads.map((head) => h('th', { scope: 'col' }, head)))),
          h('tbody', {}, ...rows),
        ),
    remark === null ? null : h('p', { class: 'hint' }, remark),
  );
}

/** Why scores of two models say nothing of which is better; null where they do. */
function testedOtherwise(first: RunSummary, second: RunSummary): string | null {
  if (first.target !== second.target || first.task !== second.task) {
    return 'They answer different questions, so that neither score is the better one.';
  }
  const [one, other] = [first.training, second.training];
  const sameRows =
    one !== null &&
    other !== null &&
    one.dataset === other.dataset &&
    one.settings.testSize === other.settings.testSize &&
    one.settings.randomState === other.settings.randomState;
  return sameRows
    ? null
    : 'They were not tested on the same rows, so that small differences may be chance.';
}

function comparisonRow(metric: MetricRow, other: MetricRow, isFair: boolean): HTMLElement {
  const { name, better } = metric;
  const sign = better === null || !isFair ? 0 : Math.sign(metric.value - other.value);
  const best = better === 'lower' ? -sign : sign;
  return h(
    'tr',
    {},
    h('th', { scope: 'row' }, name),
    scoreCell(metric, best > 0),
    scoreCell(other, best < 0),
  );
}

function scoreCell(metric: MetricRow, isBetter: boolean): HTMLElement {
  const words = formatMetric(metric);
  if (!isBetter) return h('td', {}, words);
  return h('td', { class: 'better' }, words, h('span', { class: 'visually-hidden' }, ' (better)'));
}

export function formatMetric({ value, better }: Pick<MetricRow, 'value' | 'better'>): string {
  if (better === null && Number.isInteger(value)) return value.toLocaleString('en');
  const size = Math.abs(value);
  if (size >= 1000) return Math.round(value).toLocaleString('en');
  if (size >= 10) return value.toFixed(1);
  return size >= 0.01 || size === 0 ? value.toFixed(3) : value.toPrecision(2);
}
