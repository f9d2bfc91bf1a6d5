import type { Cell } from '../../data/columns.js';
import type { TableRecord } from '../../data/table.js';
import { type ColumnPlan, planFeatureNames } from '../../preprocessing/tabular/column-plan.js';
import type { TabularPreprocessor } from '../../preprocessing/tabular/tabular-preprocessor.js';

/** Which column of a table each feature was made of. */
export interface FeatureColumns {
  /** The columns that became features, and last the feature that flags outliers, if there is one. */
  readonly names: readonly string[];
  /** For each feature the position of its column in `names`. */
  readonly owners: Int32Array;
  /** The feature that says whether the row is an outlier, which is made of all numbers; null where there is none. */
  readonly flag: number | null;
}

/** How a preparation made features of columns: categories, parts of dates and indicators of what is missing are of theirs. */
export function featureColumns(preparation: TabularPreprocessor): FeatureColumns {
  const plans = preparation.columnPlans.filter(({ use }) => use);
  const features = preparation.getFeatureNamesOut();
  const owners = plans.flatMap((plan, c) => planFeatureNames(plan, plan.name).map(() => c));
  const names = plans.map(({ name }) => name);
  if (owners.length === features.length)
    return { names, owners: Int32Array.from(owners), flag: null };
  const flag = owners.length;
  return {
    names: [...names, features[flag]],
    owners: Int32Array.from([...owners, plans.length]),
    flag,
  };
}

/** A row of the medians and most frequent values of training, as the preparation fills them in where there is none. */
export function typicalRow(preparation: TabularPreprocessor): TableRecord {
  const plans = preparation.columnPlans.filter(({ use }) => use);
  return Object.fromEntries(plans.map((plan) => [plan.name, typicalCell(plan)]));
}

function typicalCell({ type, fill, categories, encoding, indicator }: ColumnPlan): Cell {
  // Of such a column only counts whether there is a value.
  if (indicator === 'alone') return type === 'text' ? '' : type === 'number' ? 0 : false;
  if (fill !== null || type !== 'text' || encoding !== 'target') return fill;
  // A text that is no category is encoded by the mean target of all.
  let unknown = '';
  while (categories.includes(unknown)) unknown += ' ';
  return unknown;
}

/** Sums of the values of features that are of one column [nRows × names.length]. */
export function sumByColumn(values: Float64Array, { names, owners }: FeatureColumns): Float64Array {
  const sums = new Float64Array((values.length / owners.length) * names.length);
  for (let at = 0, row = 0; at < values.length; row += names.length) {
    for (let j = 0; j < owners.length; j++, at++) sums[row + owners[j]] += values[at];
  }
  return sums;
}
