/** What it costs to ask a fitted model, as far as what it has learned tells, so that rows are asked about in pieces of a size. */

import { isEstimator, partsOf, type WithParts } from '../estimator-parts.js';
import { TREES } from '../trees/ensemble.js';

/** Elementary operations, about. */
export interface AnswerCost {
  /** Of one sample. */
  readonly row: number;
  /** Of a call, before its first sample: where a model makes an index of what it has learned. */
  readonly call: number;
}

/** What a walk through a tree costs: some 100 ns where trees are deep and many. */
const WORK_OF_TREE = 16;
/** And one whose questions are planes. */
const WORK_OF_PLANES = 32;
/** What an index of samples costs for each of their numbers, and a search in it for each level. */
const WORK_OF_INDEX = 32;

/** What a number of a sample to compare with costs, where either may be missing. */
const WORK_OF_COMPARISON = 8;
/** What a power costs. */
const WORK_OF_POWER = 32;

/** What a sample costs to read. */
const WORK_OF_ROW = 64;
/** That of a model which does not tell what it has learned. */
const UNKNOWN: AnswerCost = { row: 256, call: 0 };

/** What a model costs to ask: a walk a tree, and for all else an operation a number that it has learned. */
export function answerCost(model: unknown): AnswerCost {
  if (!isEstimator(model)) return UNKNOWN;
  const { row, call } = learnedCost(model);
  return { row: WORK_OF_ROW + row, call };
}

function learnedCost(model: WithParts): AnswerCost {
  const { info, state } = partsOf(model);
  if (state === undefined) return UNKNOWN;
  const trees: unknown = Reflect.get(state, 'trees');
  if (TREES in model && Array.isArray(trees)) {
    const hasPlanes = 'planes' in state && state.planes !== null;
    return { row: trees.length * (hasPlanes ? WORK_OF_PLANES : WORK_OF_TREE), call: 0 };
  }
  const learned = costOf(info.withoutTrainingLabels?.(state) ?? state);
  if ('nNeighbors' in state) return { row: WORK_OF_COMPARISON * learned.row, call: 0 };
  if ('lambdas' in state) return { row: WORK_OF_POWER * learned.row, call: 0 };
  if (!('coreSampleIndices' in state)) return learned;
  const row = WORK_OF_INDEX * (32 - Math.clz32(learned.row));
  return { row, call: WORK_OF_INDEX * learned.row };
}

function costOf(value: unknown): AnswerCost {
  if (isEstimator(value)) return learnedCost(value);
  if (typeof value !== 'object' || value === null) return { row: 1, call: 0 };
  if (ArrayBuffer.isView(value)) return { row: value.byteLength / 8, call: 0 };
  const parts: unknown[] = Object.values(value);
  const isPlain = typeof parts[0] !== 'object' && typeof parts.at(-1) !== 'object';
  if (Array.isArray(value) && isPlain) return { row: parts.length, call: 0 }; // not one of numbers after another
  const costs = parts.map(costOf);
  return {
    row: costs.reduce((sum, { row }) => sum + row, 0),
    call: costs.reduce((sum, { call }) => sum + call, 0),
  };
}
