import { checkMade } from '../check-made.js';
import type { MatrixLike } from '../contracts.js';
import { parseFeatures } from '../data/dense.js';
import type { LearningCurve } from '../model-selection/learning-curve.js';
import type { ValidationCurve } from '../model-selection/validation-curve.js';
import { readNamed } from '../named-options.js';
import { Frame, PLOT_OPTIONS, type PlotOptions } from './frame.js';
import { axisOfValues, layer, names, quantity, told } from './marks.js';
import type { PlotChannel, PlotSpec, PlotValue } from './plot-spec.js';
import { checkLengths } from './plotted-values.js';

/** How a learning curve is drawn. */
export interface LearningCurvePlotOptions extends PlotOptions {
  /** The name of the score. Default `'Score'`. */
  scoring?: string;
}

/** How a validation curve is drawn. */
export interface ValidationCurvePlotOptions extends LearningCurvePlotOptions {
  /** The name of the hyperparameter. Default `'value'`. */
  paramName?: string;
  /** Its values, as they were given to `validationCurve` [nPoints]. */
  paramRange: readonly unknown[];
}

/**
 * The score of training and test parts by the number of samples that were learned from: mean over the folds, and a standard
 * deviation to both sides. Curves that meet low ask for another model, curves far apart for more samples.
 *
 * @param curve - what `learningCurve` gives
 * @throws InvalidParameterError for an unknown option, or one out of range
 */
export function plotLearningCurve(
  curve: LearningCurve,
  options: LearningCurvePlotOptions = {},
): PlotSpec {
  const where = 'plotLearningCurve';
  checkMade(curve, 'learningCurve', ['trainSizes', 'testScores'], where);
  const { scoring, ...rest } = readNamed(options, where, [...PLOT_OPTIONS, 'scoring']);
  const x = quantity('at', 'Samples learned from', { scale: { zero: false } });
  return draw(new Frame(rest, where), curve, curve.trainSizes, {
    title: 'Learning curve',
    x,
    scoring,
    where,
  });
}

/**
 * The score of training and test parts by the value of a hyperparameter: mean over the folds, and a standard deviation to
 * both sides. Where the test curve falls and the other rises, the model overfits.
 *
 * @param curve - what `validationCurve` gives
 * @param options - `paramRange` is needed, as the curve does not hold it
 * @throws InvalidInputError for another number of values than points
 * @throws InvalidParameterError for an unknown option, or one out of range
 */
export function plotValidationCurve(
  curve: ValidationCurve,
  options: ValidationCurvePlotOptions,
): PlotSpec {
  const where = 'plotValidationCurve';
  checkMade(curve, 'validationCurve', ['trainScores', 'testScores'], where);
  const {
    scoring,
    paramName = 'value',
    paramRange,
    ...rest
  } = readNamed(options, where, [...PLOT_OPTIONS, 'scoring', 'paramName', 'paramRange']);
  checkLengths([paramRange, { length: curve.testScores.rows }], ['paramRange', 'the curve'], where);
  const x = axisOfValues('at', paramName, paramRange);
  const values = paramRange.map((value) => (typeof value === 'number' ? value : String(value)));
  return draw(new Frame(rest, where), curve, values, {
    title: 'Validation curve',
    x,
    scoring,
    where,
  });
}

interface Words {
  readonly title: string;
  readonly x: PlotChannel & { readonly field: string };
  readonly scoring: string | undefined;
  readonly where: string;
}

function draw(
  frame: Frame,
  { trainScores, testScores }: Pick<LearningCurve, 'trainScores' | 'testScores'>,
  at: readonly PlotValue[],
  { title, x, scoring = 'Score', where }: Words,
): PlotSpec {
  const rows = [
    ...meansOf(trainScores, at, 'training', where),
    ...meansOf(testScores, at, 'test', where),
  ];
  const color = names('part', null);
  const y = { scale: { zero: false } };
  return frame.draw({
    title,
    layers: [
      layer(
        rows,
        { type: 'area', opacity: 0.18 },
        {
          x,
          y: quantity('low', scoring, y),
          y2: { field: 'high' },
          color,
        },
      ),
      layer(
        rows,
        { type: 'line', strokeWidth: 2, point: true },
        {
          x,
          y: quantity('mean', scoring, y),
          color,
          tooltip: told({ part: 'part', at: x.title ?? 'value', mean: 'mean', spread: 'spread' }),
        },
      ),
    ],
  });
}

/** Mean and standard deviation of each point's folds; those that failed are left out. */
function meansOf(scores: MatrixLike, at: readonly PlotValue[], part: string, where: string) {
  const { data, columns } = parseFeatures(scores, where, { allowMissing: true });
  return at.map((value, point) => {
    const folds = data
      .subarray(point * columns, (point + 1) * columns)
      .filter((score) => !Number.isNaN(score));
    const mean = folds.reduce((sum, score) => sum + score, 0) / folds.length;
    const spread = Math.sqrt(
      folds.reduce((sum, score) => sum + (score - mean) ** 2, 0) / folds.length,
    );
    const known = folds.length > 0;
    return {
      at: value,
      part,
      mean: known ? mean : null,
      spread: known ? spread : null,
      low: known ? mean - spread : null,
      high: known ? mean + spread : null,
    };
  });
}
