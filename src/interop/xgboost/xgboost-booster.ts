import type { Tree } from '../../trees/tree.js';
import type { ForeignBoosting } from '../boosted-model.js';
import type { NumberList, Section } from './file-values.js';
import type { Learner } from './xgboost-learner.js';
import { readTree, type TreeReading } from './xgboost-tree.js';

/** Room for the sets of categories of one file: 2^30 categories in 128 MiB. */
const MOST_ENTRIES = 2 ** 25;

/**
 * The trees of `gbtree` and `dart`, in the order of this library.
 *
 * @param untilBest - whether the rounds behind the best one of early stopping are left out
 * @param numbers - out: for each tree, for each node of the result its number in XGBoost
 */
export function readTrees(
  learner: Learner,
  untilBest: boolean,
  numbers?: number[][],
): ForeignBoosting {
  const { section, booster, nFeatures, nOutputs, where } = learner;
  const outer = section.section('gradient_booster');
  const model = (booster === 'dart' ? outer.section('gbtree') : outer).section('model');
  const trees = model.sections('trees');
  if (trees.length === 0) throw model.wrong('has no trees. Train at least one round.');
  const weights = booster === 'dart' ? outer.numbers('weight_drop', trees.length) : undefined;
  const outputs = model.numbers('tree_info', trees.length);
  const used = untilBest ? endOfBest(learner, model, trees.length) : trees.length;
  const parallel = parallelTrees(learner, model, outputs, used);
  const reading: TreeReading = { nFeatures, where, entriesLeft: MOST_ENTRIES };
  const own = parallel.order.map((t, at) => {
    const own: number[] = [];
    if (numbers !== undefined) numbers[at] = own;
    return readTree(trees[t], reading, weights?.[t] ?? 1, numbers && own);
  });
  const learned = {
    nFeatures,
    bestScore: learner.bestScore,
    bestIteration: parallel.isRegular ? learner.bestIteration : null,
    trees: own,
    numParallelTree: parallel.count,
    start: learner.start,
    arithmetic: 'single' as const,
  };
  if (!isInReach(learned)) {
    throw model.wrong('has leaves whose sums overflow single precision. The file is damaged.');
  }
  const started = takeStart(learned, learner, model);
  return learner.objective.task === 'classes' && learner.nClasses === 2 && nOutputs === 2
    ? asOneOutput(started)
    : started;
}

/** Whether no sum of leaves can overflow. */
function isInReach({ trees, start }: ForeignBoosting): boolean {
  let reach = 0;
  for (let k = 0; k < start.length; k++) reach = Math.max(reach, Math.abs(start[k]));
  for (const { value } of trees) {
    let largest = 0;
    for (let node = 0; node < value.length; node++) {
      largest = Math.max(largest, Math.abs(value[node]));
    }
    reach += largest;
  }
  return Number.isFinite(Math.fround(reach));
}

/** How many trees the rounds up to the best one have. */
function endOfBest(learner: Learner, model: Section, trees: number): number {
  const { bestIteration, bestTrees, nOutputs } = learner;
  if (bestIteration === null) return trees;
  const rounds = roundEnds(model, trees);
  const params = model.section('gbtree_model_param');
  // Before 1.6 a file does not say how many trees stand side by side, but how many the best rounds have.
  const best =
    params.has('num_parallel_tree') || bestTrees === null
      ? (bestIteration + 1) * params.count('num_parallel_tree', 1)
      : bestTrees;
  const end = rounds === undefined ? best * nOutputs : rounds[bestIteration + 1];
  if (end >= 1 && end <= trees) return end;
  throw model.wrong(
    `has fewer rounds than its best_iteration ${bestIteration} counts. Pass iterations: "all" to take them all.`,
  );
}

/** Where rounds begin, and the last one ends; undefined where the file does not say. */
function roundEnds(model: Section, trees: number): NumberList | undefined {
  if (!model.has('iteration_indptr')) return undefined;
  const ends = model.numbers('iteration_indptr');
  if (ends[0] === 0 && ends[ends.length - 1] === trees) {
    let at = 1;
    while (at < ends.length && ends[at] >= ends[at - 1]) at++;
    if (at === ends.length) return ends;
  }
  throw model.wrong('has rounds (iteration_indptr) that are not of its trees.');
}

/** The order in which the trees are taken: rounds, in them outputs, in them parallel trees. */
interface Parallel {
  readonly order: readonly number[];
  readonly count: number;
  /** Whether the rounds here are those of the file. */
  readonly isRegular: boolean;
}

/**
 * XGBoost's order is ours where all rounds are alike. Where they are not, as when a forest was boosted further, the trees
 * of each output keep their order and are rounds of their own.
 */
function parallelTrees(
  { nOutputs }: Learner,
  model: Section,
  outputs: NumberList,
  used: number,
): Parallel {
  const count = Math.max(1, model.section('gbtree_model_param').count('num_parallel_tree', 1));
  const ends = roundEnds(model, outputs.length);
  const perRound = nOutputs * count;
  let isRegular = used % perRound === 0;
  for (let t = 0; t < used && isRegular; t++) {
    isRegular = outputs[t] === Math.floor(t / count) % nOutputs;
  }
  for (let r = 1; ends !== undefined && r < ends.length && isRegular && ends[r - 1] < used; r++) {
    isRegular = ends[r] === r * perRound;
  }
  if (isRegular) return { order: Array.from({ length: used }, (_, t) => t), count, isRegular };
  const byOutput = new Map<number, number[]>();
  for (let t = 0; t < used; t++) {
    const own = byOutput.get(outputs[t]);
    if (own === undefined) byOutput.set(outputs[t], [t]);
    else own.push(t);
  }
  const each = used / nOutputs;
  for (let k = 0; k < byOutput.size; k++) {
    if (byOutput.size === nOutputs && byOutput.get(k)?.length === each) continue;
    throw model.wrong('does not have as many trees for every class (tree_info).');
  }
  const order = Array.from({ length: used }, (_, at) => {
    const trees = byOutput.get(at % nOutputs) as number[];
    return trees[Math.floor(at / nOutputs)];
  });
  return { order, count: 1, isRegular };
}

/** Without the first rounds that `toXGBoost` made of a start: their sums in single precision are the start. */
function takeStart(learned: ForeignBoosting, learner: Learner, model: Section): ForeignBoosting {
  const { startRounds } = learner;
  if (startRounds === 0) return learned;
  const { trees, numParallelTree } = learned;
  const nOutputs = learner.nOutputs;
  const first = startRounds * nOutputs * numParallelTree;
  if (first >= trees.length || trees.slice(0, first).some(({ left }) => left.length > 1)) {
    throw model.wrong(
      'does not begin with the leaves that its attribute fitpredict.startRounds counts.',
    );
  }
  const start = Float32Array.from(learned.start);
  for (let t = 0; t < first; t++) {
    start[Math.floor(t / numParallelTree) % nOutputs] += trees[t].value[0];
  }
  const { bestIteration } = learned;
  return {
    ...learned,
    start,
    trees: trees.slice(first),
    bestIteration: bestIteration === null ? null : Math.max(0, bestIteration - startRounds),
  };
}

/**
 * Two classes with a margin each as the one margin that they have here, that of the second less that of the first:
 * trees of the first are negated and stand beside those of the second. In double precision, since the sums of
 * XGBoost are rounded apart from each other.
 */
function asOneOutput(learned: ForeignBoosting): ForeignBoosting {
  const { trees, numParallelTree, start } = learned;
  return {
    ...learned,
    trees: trees.map((tree, t) =>
      Math.floor(t / numParallelTree) % 2 === 0 ? negated(tree) : tree,
    ),
    numParallelTree: 2 * numParallelTree,
    start: [start[1] - start[0]],
    arithmetic: 'double',
  };
}

function negated(tree: Tree): Tree {
  return { ...tree, value: tree.value.map((value) => -value) };
}
