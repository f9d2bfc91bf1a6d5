import type { Label } from '../../contracts.js';
import { parseFeaturesInSteps } from '../../data/dense.js';
import type { Table } from '../../data/table.js';
import { InvalidInputError } from '../../errors.js';
import { inStretches, type Steps } from '../../progress.js';
import type { Seed } from '../../random/rng.js';
import { show } from '../../words.js';
import { TargetEncoder } from '../encoders/target-encoder.js';
import type { Coder } from './column-coders.js';
import type { ColumnPlan } from './column-plan.js';

/** What the target teaches of the columns that are encoded by it. */
export interface LearnedTargets {
  /** The plans, with the classes that have a feature each. */
  readonly plans: ColumnPlan[];
  /** null where no column is encoded by the target. */
  readonly targets: TargetEncoder | null;
  /** The features of the training samples, each part of them encoded by the others: row-major [nSamples × …]. */
  readonly crossFitted: Float64Array;
}

/**
 * Learn the columns that are encoded by the target, in steps of a column.
 *
 * @throws InvalidInputError when there are some, but no y that suits
 */
export function* learnTargets(
  table: Table,
  plans: ColumnPlan[],
  y: ArrayLike<Label> | undefined,
  { randomState }: { readonly randomState: Seed | null },
  where: string,
): Steps<LearnedTargets> {
  const names = plans.filter(isEncodedByTarget).map(({ name }) => name);
  if (names.length === 0) return { plans, targets: null, crossFitted: new Float64Array(0) };
  if (y === undefined) {
    throw new InvalidInputError(
      `${where}: column ${show(names[0])} is to be encoded by the target, but y is missing. Pass y, or another encoding.`,
    );
  }
  const targets = new TargetEncoder({ randomState });
  const crossFitted = yield* targets.fitTransformInSteps(table.select(names), y);
  const { classes } = targets;
  const targetClasses = classes === null || classes.length === 2 ? null : classes.map(String);
  return {
    plans: plans.map((plan) => (isEncodedByTarget(plan) ? { ...plan, targetClasses } : plan)),
    targets,
    crossFitted: (yield* parseFeaturesInSteps(crossFitted, where)).data,
  };
}

const isEncodedByTarget = ({ use, encoding }: ColumnPlan) => use && encoding === 'target';

/** Put the cross-fitted features where those of the fitted encoder stand, in steps of some rows. */
export function* writeCrossFitted(
  crossFitted: Float64Array,
  coders: readonly Coder[],
  width: number,
  out: Float64Array,
): Steps<void> {
  const own = coders.filter(({ encoding }) => encoding === 'target');
  const taught = own.reduce((sum, { valueWidth }) => sum + valueWidth, 0);
  if (taught === 0) return;
  yield* inStretches(crossFitted.length / taught, taught, (start, end) => {
    for (let i = start, from = start * taught; i < end; i++) {
      for (const { first, valueWidth } of own) {
        for (let k = 0; k < valueWidth; k++) out[i * width + first + k] = crossFitted[from++];
      }
    }
  });
}
