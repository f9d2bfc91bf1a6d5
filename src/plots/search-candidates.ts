import { checkMade } from '../check-made.js';
import { InvalidInputError, InvalidParameterError } from '../errors.js';
import type { CvResults } from '../model-selection/search/search-results.js';
import { readNamed } from '../named-options.js';
import { count, didYouMean, rounded, show } from '../words.js';
import { Frame, PLOT_OPTIONS, type PlotOptions } from './frame.js';
import { axisOfValues, layer, names, quantity, told } from './marks.js';
import type { PlotSpec } from './plot-spec.js';
import { checkCount } from './plotted-values.js';

/** How the candidates of a search are drawn. */
export interface SearchPlotOptions extends PlotOptions {
  /** A hyperparameter, by whose values candidates are drawn; null for the settings, the best first. Default null. */
  param?: string | null;
  /** Which score, of a search with several. Default null: the only one. */
  scoring?: string | null;
  /** Most candidates that are shown, the best first. Default 30. */
  maxCandidates?: number;
}

/**
 * The mean score of each candidate of a search over its folds, with a line of one standard deviation to both sides.
 *
 * @param results - a search's `cvResults`
 * @throws InvalidInputError where the score is not among the results
 * @throws InvalidParameterError for a hyperparameter that was not searched, an unknown option, or one out of range
 */
export function plotSearch(results: CvResults, options: SearchPlotOptions = {}): PlotSpec {
  const where = 'plotSearch';
  checkMade(results, 'cvResults of a search', ['params'], where);
  const {
    param = null,
    scoring = null,
    maxCandidates = 30,
    ...rest
  } = readNamed(options, where, [...PLOT_OPTIONS, 'param', 'scoring', 'maxCandidates']);
  checkCount(maxCandidates, 'maxCandidates', where);
  const frame = new Frame(rest, where);
  const scores = readScores(results, scoring, where);
  const searched = [...new Set(results.params.flatMap((setting) => Object.keys(setting)))];
  if (param !== null && !searched.includes(param)) {
    throw new InvalidParameterError(
      `${where}: the search had no hyperparameter ${show(param)}. ${didYouMean(param, searched)}`,
    );
  }
  const candidates = results.params
    .map((setting, c) => ({ setting, mean: scores.mean[c], spread: scores.spread[c] }))
    .filter(({ mean }) => Number.isFinite(mean))
    .sort((a, b) => b.mean - a.mean);
  const shown = candidates.slice(0, maxCandidates).map(({ setting, mean, spread }) => {
    const value = param === null ? undefined : setting[param];
    return {
      settings: Object.entries(setting)
        .map(([name, given]) => `${name} ${worded(given)}`)
        .join(', '),
      value: typeof value === 'number' ? value : worded(value),
      mean,
      spread,
      low: mean - spread,
      high: mean + spread,
    };
  });
  const scale = { zero: false };
  const title = scoring ?? 'Score';
  const tooltip = told({ settings: 'settings', mean: 'mean', spread: 'spread' });
  const sideways = param === null;
  const score = (field: string) => quantity(field, title, { scale });
  const along = sideways
    ? names('settings', null, { axis: { labelLimit: 320 } })
    : axisOfValues(
        'value',
        param,
        shown.map(({ value }) => value),
      );
  const at = (field: string) =>
    sideways ? { x: score(field), y: along } : { x: along, y: score(field) };
  return frame.draw({
    title: 'Candidates of the search',
    subtitle:
      shown.length === 0
        ? 'Every candidate failed'
        : `Best ${rounded(shown[0].mean)}${shown.length < results.params.length ? `, ${shown.length} of ${count(results.params.length, 'candidate')}` : ''}`,
    ...(sideways && { height: 20 * Math.max(1, shown.length) + 8 }),
    layers: [
      layer(
        shown,
        { type: 'rule', strokeWidth: 1.2, color: frame.colors.faint },
        {
          ...at('low'),
          ...(sideways ? { x2: { field: 'high' } } : { y2: { field: 'high' } }),
        },
      ),
      layer(shown, { type: 'point', filled: true, size: 60 }, { ...at('mean'), tooltip }),
    ],
  });
}

function readScores(results: CvResults, scoring: string | null, where: string) {
  const name = scoring === null ? 'Score' : scoring[0].toUpperCase() + scoring.slice(1);
  const mean = results[`meanTest${name}`];
  const spread = results[`stdTest${name}`];
  if (Array.isArray(mean) && Array.isArray(spread)) return { mean, spread };
  const known = Object.keys(results).flatMap(
    (key) => /^meanTest(?!Score$)(.+)/.exec(key)?.[1] ?? [],
  );
  throw new InvalidInputError(
    `${where}: the results have no score ${show(scoring ?? 'score')}.${known.length > 0 ? ` Pass scoring: one of ${known.map((key) => show(key[0].toLowerCase() + key.slice(1))).join(', ')}.` : ''}`,
  );
}

const worded = (value: unknown): string =>
  typeof value === 'number' ? rounded(value) : typeof value === 'string' ? value : show(value);
