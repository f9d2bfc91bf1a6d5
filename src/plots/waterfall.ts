import { checkMade } from '../check-made.js';
import type { Label } from '../contracts.js';
import type { OutputExplanation } from '../inspection/explain/explanation.js';
import { readNamed } from '../named-options.js';
import { count, rounded } from '../words.js';
import { Frame, PLOT_OPTIONS, type PlotOptions } from './frame.js';
import { layer, names, quantity, ruleAt, told } from './marks.js';
import type { PlotSpec } from './plot-spec.js';
import { checkCount } from './plotted-values.js';

/** How what columns add is drawn. */
export interface WaterfallOptions extends PlotOptions {
  /** Most columns that are shown; the others are one bar. Default 10. */
  maxColumns?: number;
}

/**
 * How what each column adds leads from what is usual to the prediction of one row, the largest first.
 *
 * @param output - one of `explain(model, rows).rows[i].outputs`
 * @throws InvalidParameterError for an unknown option, or one out of range
 * @example
 * const { rows, unit } = explain(model, [customer])
 * plotWaterfall(rows[0].outputs[0])
 */
export function plotWaterfall<L extends Label>(
  output: OutputExplanation<L>,
  options: WaterfallOptions = {},
): PlotSpec {
  const where = 'plotWaterfall';
  checkMade(output, 'explain under rows[i].outputs', ['baseValue', 'contributions'], where);
  const { label, baseValue, prediction, contributions } = output;
  const { maxColumns = 10, ...rest } = readNamed(options, where, [...PLOT_OPTIONS, 'maxColumns']);
  checkCount(maxColumns, 'maxColumns', where);
  const frame = new Frame(rest, where);
  const { first, second, faint } = frame.colors;
  const shown = contributions.slice(0, maxColumns);
  const others = contributions.slice(maxColumns);
  const steps = shown.map(({ column, value, contribution }) => ({
    what: `${column} = ${value ?? 'missing'}`,
    contribution,
  }));
  if (others.length > 0) {
    steps.push({
      what: count(others.length, 'other column'),
      contribution: others.reduce((sum, { contribution }) => sum + contribution, 0),
    });
  }
  let at = baseValue;
  const bars = steps.map(({ what, contribution }) => {
    const from = at;
    at += contribution;
    return {
      what,
      contribution,
      from,
      to: at,
      words: `${contribution < 0 ? '' : '+'}${rounded(contribution)}`,
      sign: contribution < 0 ? 'lower' : 'higher',
    };
  });
  const x = quantity('from', 'From what is usual to the prediction', { scale: { zero: false } });
  const y = names('what', null);
  return frame.draw({
    title: label === null ? 'Why this prediction' : `Why ${String(label)}`,
    subtitle: `${rounded(baseValue)} is usual, ${rounded(prediction)} is predicted`,
    height: 26 * Math.max(1, bars.length),
    layers: [
      ruleAt('x', x, baseValue, faint),
      layer(
        bars,
        { type: 'bar' },
        {
          x,
          x2: { field: 'to' },
          y,
          color: names('sign', null, {
            scale: { domain: ['higher', 'lower'], range: [first, second] },
            legend: { orient: 'bottom' }, // beside the bars it would lie on the last number
          }),
          tooltip: told({ what: 'column', contribution: 'adds', to: 'comes to' }),
        },
      ),
      layer(
        bars.map((bar) => ({ ...bar, from: Math.max(bar.from, bar.to) })),
        { type: 'text', align: 'left', dx: 4, fontSize: 11 },
        { x, y, text: { field: 'words' } },
      ),
    ],
  });
}
