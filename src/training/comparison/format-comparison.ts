import { checkMade } from '../../check-made.js';
import { alignRight, decimals } from '../../metrics/aligned-text.js';
import { count, show } from '../../words.js';
import { section } from '../report-text.js';
import type { ComparedModel, ModelComparison } from './comparison.js';
import { probability } from './rank-models.js';

/**
 * A comparison of models as aligned text: the ranking, and what it means.
 *
 * @example
 * console.log(formatComparison(compareModels(table, { target: 'species' })))
 */
export function formatComparison(comparison: ModelComparison): string {
  checkMade(comparison, 'compareModels', ['ranking', 'scoring', 'task'], 'formatComparison');
  const { target, task, taskReason, scoringReason } = comparison;
  const title = `Models of ${show(target)}: ${task}, because ${taskReason}`;
  const why = scoringReason === null ? '' : `, because ${scoringReason}`;
  const sections = [
    title,
    section(`${heading(comparison)}${why}`, describeRanking(comparison)),
    comparison.verdict,
  ];
  const remarks = describeLeftOut(comparison);
  if (remarks.length > 0) sections.push(section('Left out', remarks));
  return `${sections.join('\n\n')}\n`;
}

/** By what score, and on how many folds and rows. */
export function heading({ scoring, folds, rows }: ModelComparison): string {
  return `${scoring} in ${count(folds, 'fold')} of ${count(rows, 'row')}`;
}

/** The ranking, a line a model. */
export function describeRanking({ ranking }: ModelComparison): string[] {
  const names = ranking.map(({ name }) => name);
  const width = Math.max('model'.length, ...names.map(({ length }) => length));
  const figures = alignRight([
    ['mean', 'spread', 'seconds a fit', 'same as first'],
    ...ranking.map(figuresOf),
  ]);
  return ['model', ...names].map((name, i) => `${name.padEnd(width)}  ${figures[i]}`.trimEnd());
}

function figuresOf({ mean, spread, fitTime, pValue }: ComparedModel): string[] {
  if (Number.isNaN(mean)) return ['failed', '', '', ''];
  return [
    decimals(mean),
    Number.isNaN(spread) ? '' : decimals(spread),
    fitTime.toFixed(3),
    pValue === null || Number.isNaN(pValue) ? '' : probability(pValue),
  ];
}

function describeLeftOut({ leftOutRows, notCompared }: ModelComparison): string[] {
  const { withoutTarget, notSampled } = leftOutRows;
  return [
    ...(withoutTarget > 0 ? [`${count(withoutTarget, 'row')}, because the target is missing`] : []),
    ...(notSampled > 0 ? [`${count(notSampled, 'row')} by the sample`] : []),
    ...notCompared.map(({ modelName, reason }) => `${modelName}: ${reason}`),
  ];
}
