import { InvalidInputError } from '../../errors.js';
import { type Fitting, retold } from '../../fitting.js';
import { crossValidating, readTrial } from '../../model-selection/cross-validating.js';
import { checkOneScore } from '../../model-selection/read-scoring.js';
import type { CrossValidation, Fold } from '../../model-selection/splitter.js';
import type { FoldError } from '../../model-selection/validating.js';
import type { Trial } from '../../model-selection/validation-trial.js';
import type { Seed } from '../../random/rng.js';
import { type ClassCounts, isUneven } from '../target-classes.js';
import type { ComparedModel } from './comparison.js';
import { BASELINE, type Candidate } from './models-to-compare.js';
import { rankModels, type Standing } from './rank-models.js';
import { foldsOfTable, type TableRows } from './table-folds.js';

/** What is compared, on which rows, and by what. */
export interface ComparingPlan extends TableRows {
  /** The baseline last. */
  readonly candidates: readonly Candidate[];
  readonly cv: CrossValidation;
  readonly scoring: unknown;
  readonly randomState: Seed | null;
  /** Default null. */
  readonly nJobs?: number | null;
  readonly where: string;
}

/** How the candidates stand, and what they were measured by. */
export interface Compared extends Standing {
  readonly scoring: string;
  readonly folds: number;
}

/** A score that fits a target, and why. */
export function usualScoring(classes: ClassCounts | undefined): { name: string; reason: string } {
  if (classes === undefined) return { name: 'r2', reason: 'numbers are predicted' };
  return isUneven(classes)
    ? { name: 'balancedAccuracy', reason: 'a class is rare, and each counts alike so' }
    : { name: 'accuracy', reason: 'classes are predicted, none of which is rare' };
}

/**
 * Cross-validate all candidates on the same folds, and rank them. A candidate that fails comes last, with its errors.
 *
 * @throws InvalidParameterError for an unknown scoring
 * @throws InvalidInputError when the rows cannot be cut into folds, or every model fails, with the first cause
 */
export function* comparing(plan: ComparingPlan): Fitting<Compared> {
  const { candidates, X, y, cv, scoring, randomState, nJobs, where } = plan;
  const folds = yield* foldsOfTable(plan, cv, randomState, where);
  const input = { X, y, cv: folds, scoring };
  const trials: Trial[] = [];
  for (const { name, estimator } of candidates) {
    trials.push(yield* readTrial(estimator, input, `${where}: ${name}`));
  }
  checkOneScore(trials[0].scorers, where);
  const total = trials.length * folds.length;
  const models: ComparedModel[] = [];
  for (const [i, candidate] of candidates.entries()) {
    const before = i * folds.length;
    const steps = retold(crossValidating(trials[i], { nJobs }), ({ done, unit }) => ({
      done: before + done,
      total,
      unit,
    }));
    models.push(yield* trying(candidate, steps, folds.length));
  }
  refuseNone(models, where);
  return {
    ...rankModels(models, testToTrain(folds)),
    scoring: trials[0].scorers.all[0].name,
    folds: folds.length,
  };
}

function* trying(
  { name, modelName }: Candidate,
  steps: ReturnType<typeof crossValidating>,
  folds: number,
): Fitting<ComparedModel> {
  const compared = { name, modelName, pValue: null };
  try {
    const results = yield* steps;
    const scores = results.map(({ testScores }) => testScores[0]);
    const fitTime = results.reduce((sum, result) => sum + result.fitTime, 0) / folds;
    const errors = results.flatMap((result) => result.errors);
    return { ...compared, scores, ...momentsOf(scores), fitTime, errors };
  } catch (cause) {
    const scores = new Array<number>(folds).fill(Number.NaN);
    const errors = errorsOf(cause);
    return { ...compared, scores, mean: Number.NaN, spread: Number.NaN, fitTime: 0, errors };
  }
}

/** What made all folds fail, an error each. */
function errorsOf(cause: unknown): FoldError[] {
  const all =
    cause instanceof Error && cause.cause instanceof AggregateError ? cause.cause.errors : [cause];
  return all.map((error: unknown, fold) => ({
    fold,
    stage: 'fit' as const,
    error: error instanceof Error ? error : new Error(String(error)),
  }));
}

function momentsOf(scores: readonly number[]): { mean: number; spread: number } {
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const squares = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0);
  return { mean, spread: Math.sqrt(squares / (scores.length - 1)) };
}

/** Samples of the test parts, divided by those of their training parts. */
function testToTrain(folds: readonly Fold[]): number {
  let train = 0;
  let test = 0;
  for (const [learned, held] of folds) {
    train += learned.length;
    test += held.length;
  }
  return test / train;
}

function refuseNone(models: readonly ComparedModel[], where: string): void {
  const own = models.filter(({ name }) => name !== BASELINE);
  if (own.some(({ mean }) => !Number.isNaN(mean))) return;
  const errors = own.flatMap((model) => model.errors.map(({ error }) => error));
  throw new InvalidInputError(
    `${where}: every model failed, ${own[0].name} with: ${errors[0].message}`,
    { cause: new AggregateError(errors) },
  );
}
