import { type Dense, parseFeaturesInSteps, takeRows } from '../../data/dense.js';
import { inStretches, type Steps } from '../../progress.js';
import type { Seed } from '../../random/rng.js';
import { range } from '../../random/sampling.js';
import { OutlierRemover, type OutlierRemoverOptions } from '../outliers/outlier-remover.js';
import type { Coder } from './column-coders.js';

export interface OutlierPlan {
  /** How outliers are told; null keeps them. */
  readonly outliers: NonNullable<OutlierRemoverOptions['method']> | null;
  readonly outlierAction: NonNullable<OutlierRemoverOptions['action']>;
  readonly randomState: Seed | null;
}

/** Whether a column gives a feature that can be an outlier. */
const isNumber = ({ type, encoding }: Coder) => type === 'number' && encoding !== 'alone';

/** The features that can be outliers: those of number columns. */
export function numberFeatures(coders: readonly Coder[]): number[] {
  return coders.filter(isNumber).map(({ first }) => first);
}

/** What finds outliers among the number features, in steps; null where that is not asked for, or there are none. */
export function* learnOutliers(
  samples: Dense,
  features: readonly number[],
  { outliers, outlierAction, randomState }: OutlierPlan,
): Steps<OutlierRemover | null> {
  if (outliers === null || features.length === 0) return null;
  const remover = new OutlierRemover({ method: outliers, action: outlierAction, randomState });
  return yield* remover.fitInSteps(yield* gather(samples, features));
}

/** Clip the number features, or put a flag behind all features, as the remover does, in steps of some rows. */
export function* treatOutliers(
  samples: Dense,
  features: readonly number[],
  remover: OutlierRemover | null,
): Steps<Dense> {
  const { data, rows, columns } = samples;
  const { action } = remover?.getParams() ?? { action: 'drop' };
  if (remover === null || action === 'drop') return samples;
  const treated = yield* parseFeaturesInSteps(
    yield* remover.transformInSteps(yield* gather(samples, features)),
    'TabularPreprocessor',
    { allowMissing: true },
  );
  const width = columns + treated.columns - features.length;
  const out = new Float64Array(rows * width);
  yield* inStretches(rows, width, (from, to) => {
    for (let i = from; i < to; i++) {
      out.set(data.subarray(i * columns, (i + 1) * columns), i * width);
      for (let k = 0; k < treated.columns; k++) {
        out[i * width + (features[k] ?? columns)] = treated.data[i * treated.columns + k];
      }
    }
  });
  return { data: out, rows, columns: width };
}

function* gather({ data, rows, columns }: Dense, features: readonly number[]): Steps<Dense> {
  const taken = new Float64Array(rows * features.length);
  yield* inStretches(rows, features.length, (from, to) => {
    for (let i = from, at = from * features.length; i < to; i++) {
      for (const feature of features) taken[at++] = data[i * columns + feature];
    }
  });
  return { data: taken, rows, columns: features.length };
}

/** Rows of fit that are to be left out of training, ascending. */
export function droppedBy(remover: OutlierRemover | null): readonly number[] {
  return remover?.getParams().action === 'drop' ? remover.outlierRows : [];
}

/** The samples without some rows; all of them, where none would be left. */
export function withoutRows(samples: Dense, dropped: readonly number[]): Dense {
  if (dropped.length === 0 || dropped.length === samples.rows) return samples;
  const out = new Set(dropped);
  return takeRows(
    samples,
    range(samples.rows).filter((i) => !out.has(i)),
  );
}
