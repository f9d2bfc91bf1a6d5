import type { Label } from '../../contracts.js';
import { InvalidInputError } from '../../errors.js';
import type { Seed } from '../../random/rng.js';
import * as schema from '../../serialization/schema.js';
import type { Tree } from '../../trees/tree.js';
import { trees } from '../../trees/tree-schema.js';
import type { EvalsResult } from './gradient-boosting-options.js';

export type Arithmetic = 'double' | 'single';

/** What boosting learns, for classes and numbers alike. */
export interface BoostedState {
  nFeatures: number;
  /** Margins a sample. */
  nOutputs: number;
  /** Round after round, output after output; only the rounds up to the best one where training was stopped. */
  trees: Tree[];
  numParallelTree: number;
  /** The margins before the first round [nOutputs]. */
  start: Float64Array;
  /**
   * How margins are summed: in double precision, or as XGBoost does, whose models come in by interop: every sum
   * rounded to single precision, from the start on and tree by tree.
   */
  arithmetic: Arithmetic;
  seed: Seed;
  bestIteration: number | null;
  bestScore: number | null;
  evals: EvalCurve[];
}

/** Scores of one watched set by one metric, round after round. */
export interface EvalCurve {
  set: string;
  metric: string;
  values: number[];
}

/** Fields of a state's schema, for the faces to add theirs to. */
export function boostedFields() {
  return {
    nFeatures: schema.size('nFeatures'),
    nOutputs: schema.size('nOutputs'),
    trees: trees('nFeatures', 1),
    numParallelTree: schema.number({ integer: true, min: 1 }),
    start: schema.float64('nOutputs'),
    arithmetic: schema.younger<Arithmetic>(schema.oneOf('double', 'single'), 'double'),
    seed: schema.seed(),
    bestIteration: schema.nullable(schema.number({ integer: true, min: 0 })),
    bestScore: schema.nullable(schema.number({ nonFinite: true })),
    evals: schema.list(
      schema.object<EvalCurve>({
        set: schema.string(),
        metric: schema.string(),
        values: schema.list(schema.number({ nonFinite: true })),
      }),
    ),
  };
}

/** What is wrong between the fields, or undefined. */
export function checkBoosted({
  trees: grown,
  nOutputs,
  numParallelTree,
}: BoostedState): string | undefined {
  return grown.length % (nOutputs * numParallelTree) === 0
    ? undefined
    : `${grown.length} trees are not whole rounds of ${nOutputs} × ${numParallelTree}.`;
}

/** What a further fit must share with the last. */
interface Continued {
  readonly nFeatures: number;
  readonly numParallelTree: number;
  /** Of a classifier. */
  readonly classes?: readonly Label[];
  /** Of a regressor: how predictions follow from margins. */
  readonly link?: string;
}

/** Refuse to go on from a fit of other data or another form. */
export function checkContinues(last: Continued, next: Continued, owner: string): void {
  const same =
    last.nFeatures === next.nFeatures &&
    last.numParallelTree === next.numParallelTree &&
    last.link === next.link &&
    last.classes?.length === next.classes?.length &&
    (last.classes ?? []).every((label, k) => label === next.classes?.[k]);
  if (same) return;
  throw new InvalidInputError(
    `${owner}.fit: with warmStart, the features, classes, numParallelTree and whether the objective is for logarithms must be those of the last fit. Set warmStart to false to begin anew.`,
  );
}

/** The curves as users read them. */
export function evalsResult({ evals }: BoostedState): EvalsResult {
  const sets = [...new Set(evals.map(({ set }) => set))];
  return Object.fromEntries(
    sets.map((name) => [
      name,
      Object.fromEntries(
        evals
          .filter(({ set }) => set === name)
          .map(({ metric, values }) => [metric, values.slice()]),
      ),
    ]),
  );
}
