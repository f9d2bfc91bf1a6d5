import { ModelFormatError } from '../../errors.js';
import type { Tree } from '../../trees/tree.js';
import { type ForeignSplit, fromForeignTree } from '../foreign-tree.js';
import { Fields } from './lightgbm-numbers.js';
import type { Entries } from './lightgbm-text.js';

/** Bits of a decision type. */
const IS_CATEGORY = 1;
const DEFAULT_LEFT = 2;
const MISSING_SHIFT = 2;
const MISSING_IS_ZERO = 1;
const MISSING_IS_NAN = 2;

/** Splits and leaves of a tree that has any split. */
interface Splits {
  readonly feature: Float64Array;
  readonly threshold: Float64Array;
  readonly decision: Float64Array;
  readonly left: Float64Array;
  readonly right: Float64Array;
  /** Where the sets of categories begin in the words, and the last one ends. */
  readonly boundaries: Float64Array;
  readonly words: Float64Array;
}

/**
 * A tree of LightGBM's text. Inner nodes have its numbers, leaves follow them: leaf l is node `leaves - 1 + l`.
 *
 * @param where - which tree of which call, for messages
 * @param numbers - out: for each node of the result its number
 * @throws ModelFormatError when a line is missing or malformed, children are no tree, or leaves are linear models
 */
export function treeOfLightGBM(
  entries: Entries,
  nFeatures: number,
  where: string,
  numbers?: number[],
): Tree {
  const fields = new Fields(entries, where);
  if (fields.has('is_linear') && fields.integer('is_linear', 0, 1) === 1) {
    throw new ModelFormatError(
      `${where}: its leaves are linear models (linear_tree), which trees here cannot say. Train it without linear_tree.`,
    );
  }
  const leaves = fields.integer('num_leaves', 1);
  const inner = leaves - 1;
  // First, for its length shows that the leaves are there.
  const leafValue = fields.numbers('leaf_value', { count: leaves });
  const splits = inner === 0 ? undefined : readSplits(fields, inner, nFeatures);
  const ofInner = (key: string, min?: number) => fields.optional(key, inner, { min });
  const innerValue = ofInner('internal_value');
  const innerCount = ofInner('internal_count', 0);
  const gain = ofInner('split_gain');
  // Files of a single leaf may leave its count empty.
  const hasCounts = fields.has('leaf_count') && !(inner === 0 && fields.text('leaf_count') === '');
  const leafCount = hasCounts
    ? fields.numbers('leaf_count', { count: leaves, min: 0 })
    : new Float64Array(leaves);
  const foreign = {
    nodes: inner + leaves,
    root: 0,
    split: (node: number) =>
      splits === undefined || node >= inner ? undefined : splitOf(splits, node, fields),
    value: (node: number) => (node < inner ? innerValue[node] : leafValue[node - inner]),
    cover: (node: number) => (node < inner ? innerCount[node] : leafCount[node - inner]),
    gain: (node: number) => gain[node],
  };
  return fromForeignTree(foreign, where, numbers);
}

function readSplits(fields: Fields, count: number, nFeatures: number): Splits {
  const ofChildren = { count, integer: true, min: -count - 1, max: count - 1 };
  const sets = fields.integer('num_cat', 0, count);
  const none = new Float64Array(0);
  const splits = {
    feature: fields.numbers('split_feature', { count, integer: true, min: 0, max: nFeatures - 1 }),
    threshold: fields.numbers('threshold', { count, infinite: true }),
    decision: fields.optional('decision_type', count, { integer: true, min: 0, max: 11 }),
    left: fields.numbers('left_child', ofChildren),
    right: fields.numbers('right_child', ofChildren),
    words:
      sets === 0
        ? none
        : fields.numbers('cat_threshold', { integer: true, min: 0, max: 2 ** 32 - 1 }),
    boundaries:
      sets === 0
        ? none
        : fields.numbers('cat_boundaries', { count: sets + 1, integer: true, min: 0 }),
  };
  const { boundaries, words } = splits;
  const ascend = boundaries.every((at, i) => i === 0 || at >= boundaries[i - 1]);
  if (!ascend || (sets > 0 && boundaries[sets] > words.length)) {
    throw fields.wrong('cat_boundaries do not part cat_threshold into sets');
  }
  return splits;
}

function splitOf(splits: Splits, node: number, fields: Fields): ForeignSplit {
  const decision = splits.decision[node];
  const threshold = splits.threshold[node];
  const feature = splits.feature[node];
  const leaves = splits.left.length;
  const numbered = (child: number) => (child >= 0 ? child : leaves + ~child);
  const common = {
    feature,
    left: numbered(splits.left[node]),
    right: numbered(splits.right[node]),
  };
  if ((decision & IS_CATEGORY) !== 0) {
    const { boundaries, words } = splits;
    if (!(Number.isInteger(threshold) && threshold >= 0 && threshold + 1 < boundaries.length)) {
      throw fields.wrong(`node ${node} has no set of categories ${threshold}`);
    }
    // Missing values and categories that are in no set go right, whatever the other bits say.
    return {
      ...common,
      missingLeft: false,
      goesLeft: Int32Array.from(words.subarray(boundaries[threshold], boundaries[threshold + 1])),
      fromMinusOne: true,
    };
  }
  const missing = decision >> MISSING_SHIFT;
  if (missing === MISSING_IS_ZERO) {
    throw new ModelFormatError(
      `${fields.place}: node ${node} takes zeros for missing (zero_as_missing), which trees here cannot say. Train it without zero_as_missing, with NaN for what is missing.`,
    );
  }
  // Where training saw none missing, NaN counts as zero.
  const missingLeft = missing === MISSING_IS_NAN ? (decision & DEFAULT_LEFT) !== 0 : 0 <= threshold;
  return { ...common, missingLeft, goesLeft: threshold };
}
