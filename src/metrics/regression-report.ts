import { checkMade } from '../check-made.js';
import { InvalidParameterError } from '../errors.js';
import { readNamed } from '../named-options.js';
import { argsortInSteps } from '../numeric/ordering.js';
import { rSquared } from '../numeric/statistics.js';
import { drain, type Steps } from '../progress.js';
import { show } from '../words.js';
import { alignRight, decimals } from './aligned-text.js';
import { withOldNames } from './old-names.js';
import {
  explainedVarianceScore,
  maxError,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredError,
  medianAbsoluteError,
  parsePair,
  rootMeanSquaredError,
} from './regression.js';
import { type ResidualStatistics, residualStatistics } from './residuals.js';

/** How many rows `regressionReport` lists, and how samples count. */
export interface RegressionReportOptions {
  /** How many of the rows with the largest residuals to list. Default 5. */
  worstRows?: number;
  /** How much each sample counts [nSamples], at least 0. Default all 1. */
  sampleWeight?: ArrayLike<number>;
}

/** A sample that was missed by much. */
export interface WorstRow {
  /** Position of the sample. */
  readonly row: number;
  /** What is true of it, in units of the target. */
  readonly truth: number;
  /** What was predicted for it, in units of the target. */
  readonly prediction: number;
  /** Truth minus prediction, in units of the target. */
  readonly residual: number;
}

/** The names of today for those of before. */
export const REGRESSION_OLD_NAMES = { r2Score: 'r2', medianAbsoluteError: 'medae' } as const;

/** All scores of a regressor, in units of the target where nothing else is said. */
export interface RegressionReport {
  /** At most 1, best 1; NaN for a single sample. */
  readonly r2: number;
  /**
   * As `r2`, by the name of before.
   *
   * @deprecated Read `r2`; this name is gone in 1.0.
   */
  readonly r2Score: number;
  /** At most 1, best 1. */
  readonly explainedVariance: number;
  /** In squared units of the target. */
  readonly mse: number;
  /** The root of the mean squared error. */
  readonly rmse: number;
  /** The mean size of the errors. */
  readonly mae: number;
  /** The size of error that half of the weight stays below. */
  readonly medae: number;
  /**
   * As `medae`, by the name of before.
   *
   * @deprecated Read `medae`; this name is gone in 1.0.
   */
  readonly medianAbsoluteError: number;
  /** The size of the largest error. */
  readonly maxError: number;
  /** A share: 0.1 is ten per cent. */
  readonly mape: number;
  /** Of truth minus prediction. */
  readonly residuals: ResidualStatistics;
  /** Largest residuals first; samples of weight 0 are left out. */
  readonly worst: readonly WorstRow[];
}

/** Scores of the report, in the order in which it names them. */
const SCORES = [
  explainedVarianceScore,
  meanSquaredError,
  rootMeanSquaredError,
  meanAbsoluteError,
  medianAbsoluteError,
  maxError,
  meanAbsolutePercentageError,
];

/**
 * All scores of predicted numbers, how the residuals are spread, and the samples that were missed by most.
 *
 * @param yTrue - true values [nSamples]
 * @param yPred - predicted values [nSamples]
 * @returns the report as data; `formatRegressionReport` makes it text
 * @throws InvalidInputError for an empty input, other lengths, values that are not finite, unusable weights
 * @throws InvalidParameterError when `worstRows` is no integer >= 0
 */
export function regressionReport(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  given: RegressionReportOptions = {},
): RegressionReport {
  return drain(regressionReportInSteps(yTrue, yPred, given));
}

/** As `regressionReport`, in a step a score. */
export function* regressionReportInSteps(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  given: RegressionReportOptions = {},
): Steps<RegressionReport> {
  const where = 'regressionReport';
  const { worstRows = 5, ...options } = readNamed(given, where, ['worstRows', 'sampleWeight']);
  if (!Number.isInteger(worstRows) || worstRows < 0) {
    throw new InvalidParameterError(
      `${where}: worstRows must be an integer >= 0, but got ${show(worstRows)}.`,
    );
  }
  const { truth, predicted, weights } = parsePair(yTrue, yPred, options, where);
  yield;
  const sizes = truth.map((value, i) => -Math.abs(value - predicted[i]));
  const order = yield* argsortInSteps(sizes);
  const counted = order.filter((i) => weights === undefined || weights[i] > 0);
  yield;
  const r2 = truth.length < 2 ? Number.NaN : rSquared(truth, predicted, weights);
  const scores: number[] = [];
  for (const score of SCORES) {
    yield;
    scores.push(score(truth, predicted, options));
  }
  const [explainedVariance, mse, rmse, mae, medae, largest, mape] = scores;
  yield;
  const report = {
    r2,
    explainedVariance,
    mse,
    rmse,
    mae,
    medae,
    maxError: largest,
    mape,
    residuals: residualStatistics(truth, predicted, options),
    worst: Array.from(counted.subarray(0, worstRows), (row) => ({
      row,
      truth: truth[row],
      prediction: predicted[row],
      residual: truth[row] - predicted[row],
    })),
  };
  return withOldNames(report, REGRESSION_OLD_NAMES);
}

/** The report as aligned text. */
export function formatRegressionReport(report: RegressionReport): string {
  checkMade(report, 'regressionReport', ['residuals', 'worst'], 'formatRegressionReport');
  const { residuals, worst } = report;
  const { quantiles } = residuals;
  const lines = [
    ...alignLeft([
      ['R²', decimals(report.r2)],
      ['explained variance', decimals(report.explainedVariance)],
      ['MSE', decimals(report.mse)],
      ['RMSE', decimals(report.rmse)],
      ['MAE', decimals(report.mae)],
      ['median absolute error', decimals(report.medae)],
      ['max error', decimals(report.maxError)],
      ['MAPE, %', decimals(100 * report.mape)],
    ]),
    '',
    'Residuals (truth - prediction)',
    ...alignLeft([
      ['mean', decimals(residuals.mean)],
      ['standard deviation', decimals(residuals.std)],
      ['minimum', decimals(residuals.min)],
      ['5 %', decimals(quantiles.q05)],
      ['25 %', decimals(quantiles.q25)],
      ['median', decimals(quantiles.q50)],
      ['75 %', decimals(quantiles.q75)],
      ['95 %', decimals(quantiles.q95)],
      ['maximum', decimals(residuals.max)],
      ['skewness', decimals(residuals.skewness)],
      ['within 1 sigma, %', decimals(100 * residuals.withinOneSigma)],
      ['within 2 sigma, %', decimals(100 * residuals.withinTwoSigma)],
    ]).map((line) => `  ${line}`),
  ];
  if (worst.length > 0) {
    const rows = worst.map(({ row, truth, prediction, residual }) =>
      [row, decimals(truth), decimals(prediction), decimals(residual)].map(String),
    );
    lines.push('', 'Worst rows');
    lines.push(
      ...alignRight([['row', 'truth', 'prediction', 'residual'], ...rows]).map(
        (line) => `  ${line}`,
      ),
    );
  }
  return `${lines.join('\n')}\n`;
}

/** Names on the left, numbers in a column behind them. */
function alignLeft(rows: readonly (readonly [string, string])[]): string[] {
  const names = Math.max(...rows.map(([name]) => name.length));
  const values = Math.max(...rows.map(([, value]) => value.length));
  return rows.map(([name, value]) => `${name.padEnd(names)}  ${value.padStart(values)}`);
}
