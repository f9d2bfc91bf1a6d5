import { checkMade } from '../check-made.js';
import type { Label } from '../contracts.js';
import type { Cell } from '../data/columns.js';
import { InvalidParameterError } from '../errors.js';
import type { AccumulatedLocalEffects } from '../inspection/dependence/accumulated-local-effects.js';
import type {
  IndividualDependence,
  PartialDependence,
} from '../inspection/dependence/partial-dependence.js';
import { readNamed } from '../named-options.js';
import { count, show } from '../words.js';
import { Frame, PLOT_OPTIONS, type PlotOptions } from './frame.js';
import { edgesOf } from './grid-edges.js';
import { layer, names, quantity, told } from './marks.js';
import type { PlotChannel, PlotLayer, PlotRow, PlotSpec } from './plot-spec.js';
import { evenly } from './plotted-values.js';

/** How a dependence is drawn. */
export interface DependencePlotOptions extends PlotOptions {
  /** Of several outputs the one whose curves or plane are drawn. Default: all for averages of one feature, else the first. */
  output?: number | null;
  /** What the model gives, with its unit. Default: what kind of dependence it is. */
  target?: string;
}

/** Most curves of single samples that are drawn. */
const MAX_CURVES = 100;

type Dependence = PartialDependence | IndividualDependence | AccumulatedLocalEffects;

/**
 * How a model's answer goes with one feature, as a curve or, of categories, as points; or with two, as a plane of colours.
 * Curves of single samples are drawn thin.
 *
 * @param dependence - what `partialDependence` or `accumulatedLocalEffects` gives, of one feature or two
 * @throws InvalidParameterError for more features, an output that is not there, an unknown option, or one out of range
 */
export function plotDependence(
  dependence: Dependence,
  options: DependencePlotOptions = {},
): PlotSpec {
  const where = 'plotDependence';
  checkMade(
    dependence,
    'partialDependence or accumulatedLocalEffects',
    ['features', 'gridValues'],
    where,
  );
  const {
    output = null,
    target,
    ...rest
  } = readNamed(options, where, [...PLOT_OPTIONS, 'output', 'target']);
  const frame = new Frame(rest, where);
  const { features } = dependence;
  if (features.length > 2) {
    throw new InvalidParameterError(
      `${where}: there are ${count(features.length, 'feature')}, but a plot shows one or two. Ask for a pair.`,
    );
  }
  const { averages, title, unit } = averagesOf(dependence);
  const nOutputs =
    averages?.length ?? ('individual' in dependence ? dependence.individual.length : 0);
  if (output !== null && !(Number.isInteger(output) && output >= 0 && output < nOutputs)) {
    throw new InvalidParameterError(
      `${where}: output must be an integer from 0 to ${nOutputs - 1}, or null, but got ${show(output)}.`,
    );
  }
  const words: Words = { title, unit: target ?? unit };
  if (features.length === 2)
    return drawPlane(frame, dependence, averages ?? [[]], output ?? 0, words);
  return drawCurves(frame, dependence, averages, output, words);
}

interface Words {
  readonly title: string;
  readonly unit: string;
}

function averagesOf(dependence: Dependence) {
  if ('effects' in dependence) {
    return { averages: dependence.effects, title: 'Accumulated local effects', unit: 'Effect' };
  }
  const averages = 'average' in dependence ? dependence.average : null;
  return { averages, title: 'Partial dependence', unit: 'Average answer' };
}

function drawCurves(
  frame: Frame,
  dependence: Dependence,
  averages: readonly number[][] | null,
  output: number | null,
  { title, unit }: Words,
): PlotSpec {
  const { features, gridValues, classes } = dependence;
  const [values] = gridValues;
  const numeric = isNumeric(values);
  const x = numeric
    ? quantity('at', features[0], { scale: { zero: false } })
    : names('at', features[0], { axis: { labelAngle: 0 } });
  const y = quantity('answer', unit, { scale: { zero: false } });
  const single = 'individual' in dependence ? dependence.individual[output ?? 0] : null;
  const shown =
    single === null ? (averages ?? []) : averages === null ? [] : [averages[output ?? 0]];
  const rows = shown.flatMap((curve, k) =>
    output !== null && single === null && k !== output
      ? []
      : values.map((value, at) => ({
          at: worded(value),
          answer: curve[at],
          of: nameOf(classes, k),
        })),
  );
  const several = shown.length > 1 && output === null;
  const layers: PlotLayer[] = [];
  if (single !== null) {
    const kept = evenly(single.rows, MAX_CURVES).rows;
    const curves: PlotRow[] = kept.flatMap((sample) =>
      values.map((value, at) => ({ at: worded(value), answer: single.get(sample, at), sample })),
    );
    layers.push(
      layer(
        curves,
        { type: 'line', opacity: 0.35, strokeWidth: 0.8, color: frame.colors.faint },
        {
          x,
          y,
          detail: { field: 'sample', type: 'nominal' },
        },
      ),
    );
  }
  layers.push(
    layer(
      rows,
      numeric ? { type: 'line', strokeWidth: 2.5 } : { type: 'point', filled: true, size: 90 },
      {
        x,
        y,
        ...(several && { color: names('of', null) }),
        tooltip: told({ at: features[0], answer: unit, ...(several && { of: 'class' }) }),
      },
    ),
  );
  return frame.draw({ title: `${title}: ${features[0]}`, layers });
}

function drawPlane(
  frame: Frame,
  { features, gridValues }: Dependence,
  averages: readonly number[][],
  output: number,
  { title, unit }: Words,
): PlotSpec {
  const [across, along] = gridValues;
  const [x, y] = [across, along].map((values, f) =>
    axisOf(values, f === 0 ? 'x' : 'y', features[f]),
  );
  const rows = across.flatMap((a, i) =>
    along.map((b, j) => ({
      ...x.at(i),
      ...y.at(j),
      first: worded(a),
      second: worded(b),
      answer: averages[output][i * along.length + j],
    })),
  );
  return frame.draw({
    title: `${title}: ${features.join(' and ')}`,
    layers: [
      layer(
        rows,
        { type: 'rect', strokeWidth: 0 },
        {
          x: x.channel,
          ...(x.end && { x2: x.end }),
          y: y.channel,
          ...(y.end && { y2: y.end }),
          color: quantity('answer', unit, {
            scale: { range: [...frame.colors.ramp], zero: false },
          }),
          tooltip: told({ first: features[0], second: features[1], answer: unit }),
        },
      ),
    ],
  });
}

/** Where the cells of a plane lie along one of its sides. */
function axisOf(
  values: readonly Cell[],
  field: 'x' | 'y',
  title: string,
): { channel: PlotChannel; end?: PlotChannel; at(k: number): PlotRow } {
  if (!isNumeric(values)) {
    return {
      channel: names(field, title, { axis: { labelAngle: 0 } }),
      at: (k) => ({ [field]: worded(values[k]) }),
    };
  }
  const edges = edgesOf(values);
  const scale = { zero: false, nice: false };
  return {
    channel: quantity(field, title, { scale }),
    end: { field: `${field}End` },
    at: (k) => ({ [field]: edges[k], [`${field}End`]: edges[k + 1] }),
  };
}

const isNumeric = (values: readonly Cell[]): values is readonly number[] =>
  values.every((value) => typeof value === 'number');

const worded = (value: Cell): number | string =>
  typeof value === 'number' ? value : value === null ? 'missing' : String(value);

const nameOf = (classes: readonly Label[], k: number) => String(classes[k] ?? k);
