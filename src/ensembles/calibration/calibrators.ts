/*
 * From scores of classes to probabilities: a sigmoid or a staircase for each class against the rest, or one factor of all
 * logits. Sources: Platt, Advances in Large Margin Classifiers (1999); Zadrozny and Elkan, KDD 2002; Guo and others, ICML 2017.
 */

import { type Dense, takeColumn } from '../../data/dense.js';
import { InvalidInputError } from '../../errors.js';
import { classColumns } from '../../estimators/class-columns.js';
import { log } from '../../numeric/exp-log.js';
import { maxAbs } from '../../numeric/vectors.js';
import type { Steps } from '../../progress.js';
import { list, number, object } from '../../serialization/schema.js';
import { fitIsotonic, type MonotoneCurve, valueOn } from '../../solvers/isotonic.js';
import { fitSigmoidInSteps, sigmoidAt } from '../../solvers/svm/platt.js';
import { fitTemperature, temperedShares } from '../../solvers/temperature.js';
import type { ClassScores } from './scores.js';

/** How scores become probabilities: a sigmoid or a rising curve a class, or one factor of all logits. */
export type CalibrationMethod = 'sigmoid' | 'isotonic' | 'temperature';

/** What turns scores into probabilities; of the three parts those of the method are filled. */
export interface Calibrators {
  /** A sigmoid of the scores of each class: P = 1 / (1 + exp(A score + B)). */
  sigmoids: { A: number; B: number }[];
  /** The corners of a curve of the scores of each class. */
  curves: { x: number[]; y: number[] }[];
  /** One factor of all logits. */
  factors: number[];
}

/** What is calibrated with: scores of samples that the classifier has not seen, and what these are. */
export interface CalibrationSet {
  readonly scores: ClassScores;
  /** Classes of the samples, as positions among all [n]. */
  readonly codes: Int32Array;
  readonly weights: Float64Array | undefined;
}

/**
 * In steps of some samples.
 *
 * @throws InvalidInputError when scores are so small that no sigmoid tells them apart
 */
export function* fitCalibrators(
  method: CalibrationMethod,
  set: CalibrationSet,
  where: string,
): Steps<Calibrators> {
  const { scores, codes, weights } = set;
  if (method === 'temperature') {
    return { sigmoids: [], curves: [], factors: [yield* fitFactor(set)] };
  }
  const sigmoids: Calibrators['sigmoids'] = [];
  const curves: Calibrators['curves'] = [];
  for (const [column, code] of scores.about.entries()) {
    const values = takeColumn(scores, column);
    const positive = Uint8Array.from(codes, (own) => (own === code ? 1 : 0));
    yield;
    if (method === 'sigmoid') {
      sigmoids.push(yield* scaledSigmoid(values, positive, weights, where));
    } else curves.push(yield* risingCurve(values, positive, weights));
  }
  return { sigmoids, curves, factors: [] };
}

/** Of scores in units of the largest, so that neither their size nor its square matters. */
function* scaledSigmoid(
  values: Float64Array,
  positive: Uint8Array,
  weights: Float64Array | undefined,
  where: string,
): Steps<{ A: number; B: number }> {
  const unit = maxAbs(values) || 1;
  const given = weights ?? new Float64Array(values.length).fill(1);
  const scaled = values.map((value) => value / unit);
  const { A, B } = yield* fitSigmoidInSteps(scaled, positive, given, false, 0);
  if (Number.isFinite(A / unit) && Number.isFinite(B)) return { A: A / unit, B };
  throw new InvalidInputError(
    `${where}: the scores of the classifier are at most ${unit}, or the weights so large, that no sigmoid can be found. Scale the features or the weights.`,
  );
}

function* risingCurve(
  x: Float64Array,
  positive: Uint8Array,
  weights: Float64Array | undefined,
): Steps<{ x: number[]; y: number[] }> {
  const y = Float64Array.from(positive);
  const curve = yield* fitIsotonic({ x, y, weights, increasing: true, yMin: 0, yMax: 1 });
  return { x: Array.from(curve.x), y: Array.from(curve.y) };
}

/** A class that the classifier has not seen says nothing of its logits. */
function* fitFactor({ scores, codes, weights }: CalibrationSet): Steps<number> {
  const { data, columns, about } = logitsOf(scores);
  const own = codes.map((code) => about.indexOf(code));
  yield;
  const known = (i: number) => own[i] >= 0;
  const seen = data.filter((_, at) => known(Math.floor(at / columns)));
  yield;
  return yield* fitTemperature(
    seen,
    own.filter((_, i) => known(i)),
    weights?.filter((_, i) => known(i)),
  );
}

/** Added to probabilities, whose logarithms are taken. */
const TINY = 1e-12;

/** Scores as logits, a column for each class seen: decisions as they are, of two classes on both sides. */
function logitsOf({ data, rows, columns, about, shares }: ClassScores): ClassScores {
  const logit = (value: number) => (shares ? log(value + TINY) : value);
  if (columns > 1) return { data: data.map(logit), rows, columns, about, shares };
  const both = new Float64Array(2 * rows);
  for (let i = 0; i < rows; i++) {
    both[2 * i] = shares ? logit(1 - data[i]) : -data[i];
    both[2 * i + 1] = logit(data[i]);
  }
  return { data: both, rows, columns: 2, about: Int32Array.of(0, 1), shares };
}

/** Probabilities [rows × nClasses]; a class that the classifier has not seen has 0. */
export function calibrated(
  calibrators: Calibrators,
  scores: ClassScores,
  nClasses: number,
  where: string,
): Dense {
  const data = classColumns(scores.rows, nClasses, where);
  const [factor] = calibrators.factors;
  if (factor !== undefined) softened(factor, scores, nClasses, data);
  else againstTheRest(calibrators, scores, nClasses, data);
  return { data, rows: scores.rows, columns: nClasses };
}

function softened(factor: number, scores: ClassScores, nClasses: number, out: Float64Array): void {
  const { data, rows, columns, about } = logitsOf(scores);
  const shares = new Float64Array(columns);
  for (let i = 0; i < rows; i++) {
    temperedShares(factor, data, i * columns, shares);
    for (let j = 0; j < columns; j++) out[i * nClasses + about[j]] = shares[j];
  }
}

function againstTheRest(
  { sigmoids, curves }: Calibrators,
  { data, rows, columns, about }: ClassScores,
  nClasses: number,
  out: Float64Array,
): void {
  const isSigmoid = sigmoids.length > 0;
  const ready: MonotoneCurve[] = curves.map(({ x, y }) => ({
    x: Float64Array.from(x),
    y: Float64Array.from(y),
  }));
  for (let i = 0; i < rows; i++) {
    const row = i * nClasses;
    let sum = 0;
    for (let j = 0; j < columns; j++) {
      const value = data[i * columns + j];
      const share = isSigmoid
        ? sigmoidAt(sigmoids[j].A, sigmoids[j].B, value)
        : Math.min(1, valueOn(ready[j], value));
      out[row + about[j]] = share;
      sum += share;
    }
    if (nClasses === 2) out[row] = 1 - out[row + 1];
    else if (sum === 0) out.fill(1 / nClasses, row, row + nClasses);
    else for (let k = 0; k < nClasses; k++) out[row + k] /= sum;
  }
}

/** The form of calibrators in a model file. */
export const calibratorFields = () => ({
  sigmoids: list(object<{ A: number; B: number }>({ A: number(), B: number() })),
  curves: list(
    object<{ x: number[]; y: number[] }>({
      x: list(number()),
      y: list(number({ min: 0, max: 1 })),
    }),
  ),
  factors: list(number({ min: Number.MIN_VALUE })),
});

/**
 * What is wrong with the calibrators of a model file, if anything.
 *
 * @param columns - how many classes they must be about
 */
export function problemOfCalibrators(
  { sigmoids, curves, factors }: Calibrators,
  columns: number,
): string | undefined {
  const filled = [sigmoids.length, curves.length, factors.length * columns].filter((n) => n > 0);
  if (filled.length !== 1 || filled[0] !== columns) {
    return 'its calibrators do not go with its classes.';
  }
  for (const { x, y } of curves) {
    if (x.length === 0 || x.length !== y.length) return 'a curve has no value at each corner.';
    for (let i = 1; i < x.length; i++) {
      if (!(x[i] > x[i - 1] && y[i] >= y[i - 1])) return 'the corners of a curve do not ascend.';
    }
  }
  return undefined;
}
