import { lengthGiven } from '../data/targets.js';
import { parseNumbers } from '../metrics/pairs.js';
import { readNamed } from '../named-options.js';
import { Frame, PLOT_OPTIONS, type PlotOptions } from './frame.js';
import { layer, names, quantity, ruleAt, told } from './marks.js';
import type { PlotSpec } from './plot-spec.js';
import { checkCount, checkSome } from './plotted-values.js';

/** How the scores of anomalies are drawn. */
export interface AnomalyPlotOptions extends PlotOptions {
  /** How many bins of one width. Default 40. */
  nBins?: number;
}

/**
 * How many samples have which score: those left of the line, below 0, are taken for anomalies.
 *
 * @param decisions - a detector's `decisionFunction` [nSamples], negative for an anomaly
 * @throws InvalidInputError where there are none, or one is not finite
 * @throws InvalidParameterError for an unknown option, or one out of range
 */
export function plotAnomalyScores(
  decisions: ArrayLike<number>,
  options: AnomalyPlotOptions = {},
): PlotSpec {
  const where = 'plotAnomalyScores';
  const { nBins = 40, ...rest } = readNamed(options, where, [...PLOT_OPTIONS, 'nBins']);
  checkCount(nBins, 'nBins', where);
  const frame = new Frame(rest, where);
  const n = lengthGiven(decisions, 'decisions', where);
  checkSome(n, 'scores', where);
  const scores = parseNumbers(decisions, n, 'decisions', where);
  const bins = binsAroundZero(scores, nBins);
  const outliers = scores.filter((score) => score < 0).length;
  const { first, second, ink } = frame.colors;
  const x = quantity('from', 'Score', { scale: { nice: false } });
  return frame.draw({
    title: 'Scores of anomalies',
    subtitle: `${outliers} of ${scores.length} below 0`,
    layers: [
      layer(
        bins,
        { type: 'rect' },
        {
          x,
          x2: { field: 'to' },
          y: quantity('samples', 'Samples'),
          y2: { datum: 0 },
          color: names('what', null, {
            scale: { domain: ['anomaly', 'ordinary'], range: [second, first] },
          }),
          tooltip: told({ what: 'taken for', samples: 'samples', from: 'from', to: 'to' }),
        },
      ),
      ruleAt('x', x, 0, ink),
    ],
  });
}

/** Bins of one width with an edge at 0, so that none holds both. */
function binsAroundZero(scores: Float64Array, nBins: number) {
  const least = scores.reduce((a, b) => Math.min(a, b), 0);
  const most = scores.reduce((a, b) => Math.max(a, b), 0);
  const width = (most - least) / nBins || 1;
  const first = Math.floor(least / width);
  const samples: number[] = [];
  for (const score of scores) {
    const at = Math.floor(score / width) - first;
    samples[at] = (samples[at] ?? 0) + 1;
  }
  return Array.from(samples, (n = 0, at) => ({
    from: (first + at) * width,
    to: (first + at + 1) * width,
    samples: n,
    what: first + at < 0 ? 'anomaly' : 'ordinary',
  })).filter((bin) => bin.samples > 0);
}
