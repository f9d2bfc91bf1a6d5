/** What a written model says of rows, beside what the model itself says of them. */

import type { Label, MatrixLike } from '../../contracts.js';
import { type Cell, cellAt, columnLength } from '../../data/columns.js';
import { type Dense, parseFeatures } from '../../data/dense.js';
import type { Table, TableRecord } from '../../data/table.js';
import { InvalidInputError } from '../../errors.js';
import { type CellRows, columnOf, isTableGiven } from '../../preprocessing/columns/cells.js';
import type { TreeEnsemble } from '../../trees/ensemble.js';
import { leafCount, type Tree } from '../../trees/tree.js';
import { leafIndices } from '../../trees/walk.js';
import { show } from '../../words.js';
import type { Verified } from '../verify.js';
import { evaluateModel } from './evaluate-model.js';
import { leavesReached } from './ml-operators.js';
import type { OnnxGraph, OnnxModel, Tensor, TensorInfo } from './onnx-model.js';
import { numbersOf, numeric } from './tensor-operators.js';

/** Rows as a model takes them: a Table, a matrix, rows of cells or records. */
export type SampleRows = Table | MatrixLike | CellRows | readonly TableRecord[];

/** What comparing a written graph, read again and run, with its model found. */
export interface ONNXVerification extends Verified {
  /** Rows of which the two say another label. */
  readonly differentLabels: number;
  /** The largest difference of two numbers among the outputs, in relation to those above 1. */
  readonly largestDifference: number;
}

/** A written model with the trees in it, in the order of their operators. */
export interface WrittenModel {
  readonly model: OnnxModel;
  readonly ensembles: readonly TreeEnsemble[];
}

/**
 * Run a written model on rows and compare.
 *
 * @param read - the model as it was read from its file
 * @param exact - the same in double precision, which tells what the trees would see without rounding
 */
export function verifyModel(
  estimator: object,
  read: OnnxModel,
  exact: WrittenModel,
  rows: SampleRows,
): ONNXVerification {
  const where = 'toONNX: verify';
  // The model first: it checks the rows.
  const answers = read.graph.outputs.map(({ name }) => ownAnswers(estimator, name, rows));
  const run = ({ graph }: OnnxModel) => evaluateModel(graph, feedRows(graph.inputs, rows, where));
  const said = run(read);
  const seen = read === exact.model ? said : run(exact.model);
  const verdict = { rows: 0, differentLabels: 0, largestDifference: 0 };
  for (const [at, { name }] of read.graph.outputs.entries()) {
    const own = answers[at];
    const tensor = said.get(name) as Tensor;
    if (own.length !== tensor.values.length) throw unlike(name, where);
    verdict.rows = tensor.dims[0];
    if (name.endsWith('label')) verdict.differentLabels = countDifferent(tensor, own);
    else {
      const difference = farthest(numbersOf(tensor), own);
      verdict.largestDifference = Math.max(verdict.largestDifference, difference);
    }
  }
  const differentLeaves = countLeaves(read.graph, said, exact, seen);
  return { ...verdict, differentLeaves };
}

/** How many labels of a tensor, in which truth values are 0 and 1, are not the model's own. */
function countDifferent({ type, values }: Tensor, own: ArrayLike<unknown>): number {
  let different = 0;
  for (let i = 0; i < own.length; i++) {
    const label: Label = type === 'bool' ? values[i] === 1 : values[i];
    if (label !== own[i]) different++;
  }
  return different;
}

function farthest(values: Float64Array, own: ArrayLike<unknown>): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) {
    const [a, b] = [values[i], Number(own[i])];
    if (Object.is(a, b) || a === b) continue;
    const difference = Math.abs(a - b) / Math.max(1, Math.abs(b));
    largest = Math.max(largest, Number.isNaN(difference) ? Infinity : difference);
  }
  return largest;
}

/** The method that answers what an output holds. */
const METHODS: Readonly<Record<string, string>> = {
  label: 'predict',
  prediction: 'predict',
  probabilities: 'predictProba',
  score: 'decisionFunction',
  features: 'transform',
};

/** What the model itself says where the graph has an output, row by row in one array. */
export function ownAnswers(
  estimator: object,
  output: string,
  rows: SampleRows,
): ArrayLike<unknown> {
  const method = METHODS[output.replace(/^(output_)+/, '')];
  const answer = (Reflect.get(estimator, method) as (X: unknown) => unknown).call(estimator, rows);
  if (Array.isArray(answer)) return answer;
  const matrix = isTableGiven(answer, 'toONNX') ? answer.toMatrix() : answer;
  return parseFeatures(matrix as MatrixLike, 'toONNX', { allowMissing: true }).data;
}

function unlike(name: string, where: string): InvalidInputError {
  return new InvalidInputError(
    `${where}: the output ${show(name)} has not one value a row. Pass the rows as predict takes them.`,
  );
}

/**
 * The inputs of a graph for rows: a matrix `X`, or a column each, with 0 and 1 for booleans, NaN for missing numbers and
 * empty text for missing text.
 *
 * @throws InvalidInputError when a column is not there
 */
export function feedRows(
  inputs: readonly TensorInfo[],
  rows: SampleRows,
  where: string,
): Map<string, Tensor> {
  return new Map(inputs.map((info, j) => [info.name, feedOf(info, j, rows, where)]));
}

function feedOf(
  { name, type, dims }: TensorInfo,
  j: number,
  rows: SampleRows,
  where: string,
): Tensor {
  if (dims?.[1] !== 1 || name === 'X') {
    const {
      data,
      rows: n,
      columns,
    }: Dense = parseFeatures(rows as MatrixLike, where, {
      allowMissing: true,
    });
    return numeric(type, [n, columns], data.slice());
  }
  const cells = cellsOf(rows, name, j, where);
  const column = [cells.length, 1];
  return type === 'string'
    ? { type, dims: column, values: cells.map((cell) => String(cell ?? '')) }
    : numeric(
        type,
        column,
        Float64Array.from(cells, (cell) => Number(cell ?? Number.NaN)),
      );
}

/** The values of a column: by its name, or in rows of cells by its position. */
function cellsOf(rows: SampleRows, name: string, j: number, where: string): Cell[] {
  if (isTableGiven(rows, where)) {
    const column = columnOf(rows, name, where);
    return Array.from({ length: columnLength(column) }, (_, i) => cellAt(column, i));
  }
  return Array.from(rows as readonly Readonly<Record<string, Cell>>[], (row) =>
    Array.isArray(row) ? row[Number(/^x(\d+)$/.exec(name)?.[1] ?? j)] : row[name],
  );
}

/** How many leaves of the written trees are not those that the rows reach in the trees of the model. */
function countLeaves(
  { nodes }: OnnxGraph,
  said: ReadonlyMap<string, Tensor>,
  { model, ensembles }: WrittenModel,
  seen: ReadonlyMap<string, Tensor>,
): number {
  const isTrees = ({ op }: { readonly op: string }) => op.startsWith('TreeEnsemble');
  const exact = model.graph.nodes.filter(isTrees);
  let different = 0;
  for (const [e, node] of nodes.filter(isTrees).entries()) {
    const { trees } = ensembles[e];
    const written = leavesReached(node, said.get(node.inputs[0]) as Tensor);
    const features = seen.get(exact[e].inputs[0]) as Tensor;
    const [rows, columns] = features.dims;
    const own = leafIndices(trees, { data: numbersOf(features), rows, columns });
    const firsts = firstLeaves(ensembles[e], node.op);
    const numbers = trees.map(leafNumbers);
    for (let i = 0; i < rows; i++) {
      for (let t = 0; t < trees.length; t++) {
        const [first, root] = firsts[t];
        const expected = first + numbers[t][own[i * trees.length + t]];
        if (written[i * (written.length / rows) + root] !== expected) different++;
      }
    }
  }
  return different;
}

/** Of each tree, the number of its first leaf among those of all trees, and of its root among the roots. */
function firstLeaves({ trees, start, outputOf }: TreeEnsemble, op: string): [number, number][] {
  // An operator in double precision holds a tree once for each of its outputs.
  const copies = op === 'TreeEnsemble' && outputOf === null ? start.length : 1;
  let leaf = 0;
  return trees.map((tree, t) => {
    const first = leaf;
    leaf += copies * leafCount(tree);
    return [first, copies * t];
  });
}

/** The number of each leaf among those of its tree, by its node. */
function leafNumbers({ left }: Tree): Int32Array {
  let next = 0;
  return left.map((child) => (child === 0 ? next++ : -1));
}
