import * as schema from '../../serialization/schema.js';
import type { TargetEncoder } from '../encoders/target-encoder.js';
import type { OutlierRemover } from '../outliers/outlier-remover.js';
import { type Coder, createCoders } from './column-coders.js';
import { type ColumnPlan, planFeatureNames } from './column-plan.js';
import { planSchema } from './column-plan-schema.js';

/** What a model file holds. */
interface SavedState {
  columns: ColumnPlan[];
  mean: Float64Array;
  scale: Float64Array;
  /** Finds outliers among the features of number columns; null where they are left alone. */
  remover: OutlierRemover | null;
  /** Has learned the columns that are encoded by the target; null where there are none. */
  targets: TargetEncoder | null;
}

export interface TabularPreprocessorState extends SavedState {
  /** The columns in use, made ready for coding. */
  coders: Coder[];
}

const saved = /* @__PURE__ */ schema.object<SavedState>(
  {
    columns: /* @__PURE__ */ schema.list(planSchema),
    mean: /* @__PURE__ */ schema.float64('nFeatures'),
    scale: /* @__PURE__ */ schema.float64('nFeatures', { min: Number.MIN_VALUE }),
    remover: /* @__PURE__ */ schema.nullable(
      /* @__PURE__ */ schema.estimator<OutlierRemover>('OutlierRemover'),
    ),
    targets: /* @__PURE__ */ schema.younger<TargetEncoder | null>(
      /* @__PURE__ */ schema.nullable(
        /* @__PURE__ */ schema.estimator<TargetEncoder>('TargetEncoder'),
      ),
      null,
    ),
  },
  ({ columns, mean, remover, targets }) => {
    if (new Set(columns.map(({ name }) => name)).size < columns.length)
      return 'two columns have one name';
    const used = columns.filter(({ use }) => use);
    const width = used.flatMap((plan) => planFeatureNames(plan, plan.name)).length;
    const numbers = used.filter(
      ({ type, indicator }) => type === 'number' && indicator !== 'alone',
    );
    if (remover !== null && !(remover.isFitted && remover.low.length === numbers.length)) {
      return 'what finds outliers does not fit the columns';
    }
    const problem = targetProblem(used, targets);
    if (problem !== undefined) return problem;
    const flag = remover?.getParams().action === 'flag' ? 1 : 0;
    return width > 0 && width + flag === mean.length
      ? undefined
      : 'mean and scale do not fit the columns';
  },
);

/** The columns that are encoded by the target must be those that the encoder has learned. */
function targetProblem(
  used: readonly ColumnPlan[],
  targets: TargetEncoder | null,
): string | undefined {
  const plans = used.filter(({ encoding }) => encoding === 'target');
  const problem = 'what encodes by the target does not fit the columns';
  if (targets === null) return plans.length === 0 ? undefined : problem;
  if (!targets.isFitted) return problem;
  const { categories, targetMean } = targets;
  const fits =
    categories.length === plans.length &&
    plans.every(
      (plan, j) =>
        (plan.targetClasses?.length ?? 1) === targetMean.length &&
        plan.categories.every((category, k) => category === categories[j][k]),
    );
  return fits ? undefined : problem;
}

/** Saves what a file holds; loading makes the features ready again. */
export const tabularState: schema.Schema<TabularPreprocessorState> = {
  save: (value, to, path) => saved.save(value, to, path),
  load: (json, from, path) => complete(saved.load(json, from, path)),
};

/** With the columns in use made ready for coding. */
export function complete(learned: SavedState): TabularPreprocessorState {
  return { ...learned, coders: createCoders(learned.columns, learned.targets) };
}
