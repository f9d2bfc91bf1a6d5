import type { Tree } from '../../trees/tree.js';
import type { ForeignBoosting } from '../boosted-model.js';
import { type ForeignSplit, fromForeignTree } from '../foreign-tree.js';
import { ofClassLoss, ofNumberLoss } from './sklearn-boosting.js';
import { ofNumbers, type Place, type Rebuild, type Rebuilt } from './sklearn-rebuilding.js';
import type { SklearnRecord } from './sklearn-record.js';
import { columnsThen, pick, type RebuiltPart } from './sklearn-steps.js';

/** Words of 32 bits of a set of categories. */
const WORDS = 8;

/** The nodes of all trees end to end, as HistGradientBoosting keeps them. */
interface HistogramNodes {
  readonly feature: Int32Array;
  readonly threshold: Float64Array;
  readonly missingLeft: Uint8Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly isLeaf: Uint8Array;
  readonly value: Float64Array;
  readonly gain: Float64Array;
  readonly count: Int32Array;
  readonly isCategorical: Uint8Array;
  readonly set: Int32Array;
  readonly sets: Uint32Array;
  readonly known: Uint32Array;
  readonly knownOf: Int32Array;
}

function readNodes(record: SklearnRecord, total: number, nFeatures: number): HistogramNodes {
  return {
    feature: record.integers('feature_idx', total),
    threshold: record.floats('num_threshold', total),
    missingLeft: record.flags('missing_go_to_left', total),
    left: record.integers('left', total),
    right: record.integers('right', total),
    isLeaf: record.flags('is_leaf', total),
    value: record.floats('value', total),
    gain: record.floats('gain', total),
    count: record.integers('count', total),
    isCategorical: record.flags('is_categorical', total),
    set: record.integers('bitset_idx', total),
    sets: record.bitsets('raw_left_cat_bitsets'),
    known: record.bitsets('known_categories'),
    knownOf: record.integers('known_of_feature', nFeatures),
  };
}

function rebuildTrees(record: SklearnRecord, nFeatures: number): Tree[] {
  const { counts, total } = record.counts('nodes');
  const { counts: sets } = record.counts('bitsets');
  if (sets.length !== counts.length) throw record.refuse('bitsets must have an entry a tree.');
  const nodes = readNodes(record, total, nFeatures);
  let start = 0;
  let firstSet = 0;
  return Array.from(counts, (count, t) => {
    const tree = rebuildOne(record, nodes, start, count, firstSet);
    start += count;
    firstSet += sets[t];
    return tree;
  });
}

function rebuildOne(
  record: SklearnRecord,
  nodes: HistogramNodes,
  start: number,
  count: number,
  firstSet: number,
): Tree {
  const split = (node: number): ForeignSplit | undefined => {
    const at = start + node;
    if (nodes.isLeaf[at] !== 0) return undefined;
    const feature = nodes.feature[at];
    const [left, right] = [nodes.left[at], nodes.right[at]];
    const missingLeft = nodes.missingLeft[at] !== 0;
    if (nodes.isCategorical[at] === 0) {
      return { feature, left, right, missingLeft, goesLeft: nodes.threshold[at] };
    }
    const set = membersOf(nodes.sets, firstSet + nodes.set[at]);
    if (!missingLeft) return { feature, left, right, missingLeft, goesLeft: set };
    // What no category is goes with the missing values, and that is to the right here: so sides and set are turned.
    const others = membersOf(nodes.known, nodes.knownOf[feature]).filter((c) => !set.includes(c));
    return { feature, left: right, right: left, missingLeft: false, goesLeft: others };
  };
  const foreign = {
    nodes: count,
    root: 0,
    split,
    value: (node: number) => nodes.value[start + node],
    cover: (node: number) => nodes.count[start + node],
    gain: (node: number) => nodes.gain[start + node],
  };
  return fromForeignTree(foreign, record.path);
}

/** The members of a set, ascending; none where there is no such set. */
function membersOf(sets: Uint32Array, index: number): number[] {
  const members: number[] = [];
  for (let c = 0; c < 32 * WORDS; c++) {
    if (((sets[index * WORDS + (c >> 5)] >>> (c & 31)) & 1) === 1) members.push(c);
  }
  return members;
}

function learnedBy(record: SklearnRecord): ForeignBoosting {
  const nFeatures = record.nFeatures();
  const trees = rebuildTrees(record, nFeatures);
  if (trees.length === 0) throw record.refuse('there are no trees.');
  return {
    nFeatures,
    trees,
    numParallelTree: 1,
    start: record.floats('start', undefined),
    arithmetic: 'double',
    bestIteration: null,
  };
}

/** The model behind what numbers its categories, where it has such: their columns come first then. */
function behindEncoder(record: SklearnRecord, model: Rebuilt, place: Place): Rebuilt {
  if (!record.has('encoder')) return model;
  const nFeatures = record.nFeatures();
  const categorical = Array.from(record.integers('categorical', undefined));
  const given = place.given && pick(place.given, categorical, record);
  const encoder = place.rebuild(record.record('encoder'), { ...place, given });
  const isCategorical = new Set(categorical);
  const numbers = Array.from({ length: nFeatures }, (_, j) => j).filter(
    (j) => !isCategorical.has(j),
  );
  const parts: RebuiltPart[] = [
    { name: 'encoder', rebuilt: encoder, columns: categorical },
    { name: 'numerical', rebuilt: null, columns: numbers },
  ];
  return columnsThen(record, { nFeatures, given: place.given, parts }, model);
}

const classifier: Rebuild = (record, place) =>
  behindEncoder(record, ofNumbers(ofClassLoss(record, learnedBy(record), place)), place);

const regressor: Rebuild = (record, place) => {
  const link = record.text('link');
  if (link !== 'IdentityLink' && link !== 'LogLink')
    throw record.refuse(`the link ${link} is not known.`);
  const learned = learnedBy(record);
  const model = ofNumberLoss(record, learned, link === 'LogLink' ? 'log' : 'identity', 'quantile');
  return behindEncoder(record, ofNumbers(model), place);
};

export const histogramBoosting: Readonly<Record<string, Rebuild>> = {
  HistGradientBoostingClassifier: classifier,
  HistGradientBoostingRegressor: regressor,
};
