import type { Label, MatrixLike } from '../contracts.js';
import { parseFeatures } from '../data/dense.js';
import { InvalidInputError } from '../errors.js';
import { readNamed } from '../named-options.js';
import { count } from '../words.js';
import { Frame, PLOT_OPTIONS, type PlotOptions } from './frame.js';
import { counted, layer, names, quantity, told } from './marks.js';
import type { PlotSpec } from './plot-spec.js';

/** How a confusion matrix is drawn. */
export interface ConfusionMatrixPlotOptions extends PlotOptions {
  /** The classes of its rows and columns [nClasses]. Default `0, 1, …`. */
  labels?: readonly Label[];
}

/**
 * How often each class was taken for each: a cell is as dark as the share of its row, the true class, that it holds.
 *
 * @param matrix - what `confusionMatrix` gives, or a report's `metrics.confusionMatrix` [nClasses × nClasses]
 * @throws InvalidInputError for a matrix that is not square, or has another number of labels
 * @throws InvalidParameterError for an unknown option, or one out of range
 */
export function plotConfusionMatrix(
  matrix: MatrixLike,
  options: ConfusionMatrixPlotOptions = {},
): PlotSpec {
  const where = 'plotConfusionMatrix';
  const { labels, ...rest } = readNamed(options, where, [...PLOT_OPTIONS, 'labels']);
  const frame = new Frame(rest, where);
  const { data, rows, columns } = parseFeatures(matrix, where);
  const classes = labels ?? Array.from({ length: columns }, (_, k) => k);
  if (rows !== columns || classes.length !== columns) {
    throw new InvalidInputError(
      `${where}: there are ${count(rows, 'row')}, ${count(columns, 'column')} and ${count(classes.length, 'label')}. Pass one of each for every class.`,
    );
  }
  const cells = Array.from(data, (n, at) => {
    const from = at - (at % columns);
    const all = data.subarray(from, from + columns).reduce((sum, x) => sum + x, 0);
    return {
      truth: String(classes[from / columns]),
      prediction: String(classes[at % columns]),
      n,
      share: all > 0 ? n / all : 0,
      words: counted(n),
    };
  });
  const right = cells.reduce(
    (sum, { truth, prediction, n }) => sum + (truth === prediction ? n : 0),
    0,
  );
  const total = data.reduce((sum, n) => sum + n, 0);
  const side = Math.min(72, Math.max(28, 400 / columns));
  const x = names('prediction', 'Predicted', { axis: { labelAngle: 0 } });
  const y = names('truth', 'True');
  const half = (dark: boolean) => cells.filter(({ share }) => share > 0.5 === dark);
  const { ramp, ground, ink } = frame.colors;
  const numbers = (dark: boolean) =>
    layer(
      half(dark),
      { type: 'text', color: dark ? ground : ink },
      {
        x,
        y,
        text: { field: 'words' },
      },
    );
  return frame.draw({
    title: 'Confusion matrix',
    subtitle: `${counted(right)} of ${counted(total)} right`,
    width: side * columns,
    height: side * columns,
    layers: [
      layer(
        cells,
        { type: 'rect' },
        {
          x,
          y,
          color: quantity('share', 'Share of row', {
            scale: { domain: [0, 1], range: [...ramp] },
            legend: { format: '.0%' },
          }),
          tooltip: told({
            truth: 'true',
            prediction: 'predicted',
            n: 'samples',
            share: 'share of the true class',
          }),
        },
      ),
      numbers(false),
      numbers(true),
    ],
  });
}
