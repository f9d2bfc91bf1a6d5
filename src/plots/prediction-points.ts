import { checkPair } from '../metrics/pairs.js';
import { readNamed } from '../named-options.js';
import { Frame, PLOT_OPTIONS, type PlotOptions } from './frame.js';
import { finite, layer, quantity, rangeOf, ruleAt, straight, told } from './marks.js';
import type { PlotSpec } from './plot-spec.js';
import { checkCount, evenly, MAX_POINTS } from './plotted-values.js';

/** How predictions of numbers are drawn. */
export interface PredictionPlotOptions extends PlotOptions {
  /** What is predicted, with its unit if there is one: `'Price in €'`. Default `'value'`. */
  target?: string;
  /** Most samples that are drawn, at even distances among all. Default 2000. */
  maxPoints?: number;
}

const OPTIONS = [...PLOT_OPTIONS, 'target', 'maxPoints'] as const;

/**
 * What was predicted against what is true: on the broken line both are equal.
 *
 * @param yTrue - true values [nSamples]
 * @param yPred - predicted values [nSamples]
 * @throws InvalidInputError for an empty input or other lengths
 * @throws InvalidParameterError for an unknown option, or one out of range
 */
export function plotPredictions(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  options: PredictionPlotOptions = {},
): PlotSpec {
  const { frame, rows, words, target } = read(yTrue, yPred, options, 'plotPredictions');
  const scale = { zero: false };
  const x = quantity('prediction', `Predicted ${target}`, { scale });
  const y = quantity('truth', `True ${target}`, { scale });
  const values = rows.flatMap(({ truth, prediction }) =>
    truth === null || prediction === null ? [] : [truth, prediction],
  );
  const [least, most] = rangeOf(values);
  return frame.draw({
    title: 'Predicted and true values',
    ...(words && { subtitle: words }),
    width: 340,
    height: 340,
    layers: [
      straight({ x, y }, [least, least], [most, most], frame.colors.faint),
      cloud(rows, { x, y }),
    ],
  });
}

/**
 * What is true minus what was predicted, against the prediction: without a pattern where the model has learned what there
 * is to learn.
 *
 * @param yTrue - true values [nSamples]
 * @param yPred - predicted values [nSamples]
 * @throws InvalidInputError for an empty input or other lengths
 * @throws InvalidParameterError for an unknown option, or one out of range
 */
export function plotResiduals(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  options: PredictionPlotOptions = {},
): PlotSpec {
  const { frame, rows, words, target } = read(yTrue, yPred, options, 'plotResiduals');
  const x = quantity('prediction', `Predicted ${target}`, { scale: { zero: false } });
  const y = quantity('residual', 'True minus predicted');
  return frame.draw({
    title: 'Residuals',
    ...(words && { subtitle: words }),
    layers: [ruleAt('y', y, 0, frame.colors.faint), cloud(rows, { x, y })],
  });
}

function read(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  options: PredictionPlotOptions,
  where: string,
) {
  const { target = 'value', maxPoints = MAX_POINTS, ...rest } = readNamed(options, where, OPTIONS);
  checkCount(maxPoints, 'maxPoints', where);
  checkPair(yTrue, yPred, where);
  const { rows, words } = evenly(yTrue.length, maxPoints, 'sample');
  return {
    frame: new Frame(rest, where),
    target,
    words,
    rows: rows.map((row) => ({
      row,
      truth: finite(yTrue[row]),
      prediction: finite(yPred[row]),
      residual: finite(yTrue[row] - yPred[row]),
    })),
  };
}

type Rows = ReturnType<typeof read>['rows'];

const cloud = (rows: Rows, { x, y }: Pick<Parameters<typeof straight>[0], 'x' | 'y'>) =>
  layer(
    rows,
    { type: 'circle', opacity: 0.55, size: 28 },
    {
      x,
      y,
      tooltip: told({ row: 'row', truth: 'true', prediction: 'predicted', residual: 'residual' }),
    },
  );
