/** Scalers, and what else makes columns of numbers from columns of numbers. */

import type { SelectedColumns } from '../../feature-selection/selector.js';
import { type NumberColumns, withoutZeros } from '../../preprocessing/columns/number-columns.js';
import type { PCAState } from '../../preprocessing/pca/pca.js';
import { whiteningScale } from '../../preprocessing/pca/pca-projection.js';
import type { PolynomialFeaturesState } from '../../preprocessing/polynomial-features.js';
import type { MaxAbsScalerState } from '../../preprocessing/scalers/max-abs-scaler.js';
import { lineOf, type MinMaxScalerState } from '../../preprocessing/scalers/min-max-scaler.js';
import type { NormalizerState } from '../../preprocessing/scalers/normalizer.js';
import type { RobustScalerState } from '../../preprocessing/scalers/robust-scaler.js';
import type { StandardScalerState } from '../../preprocessing/scalers/standard-scaler.js';
import { type Block, block, blockOf, inputOfNumbers, pick } from './features.js';
import type { GraphBuilder } from './graph-builder.js';
import { transposed } from './linear-writers.js';
import { refused } from './refusals.js';
import { type EstimatorWriter, type Source, writerOf } from './writing.js';

/** (x - center) / scale of each column; undefined for 0 and 1. */
export function centredAndDivided(
  graph: GraphBuilder,
  { tensor, width }: Block,
  center: Float64Array | undefined,
  scale: Float64Array | undefined,
): Block {
  const [from, by] = [center, scale].map((values) => values && graph.numbers(values));
  if (width > 1 || by === undefined) {
    const centred = from === undefined ? tensor : graph.add('Sub', [tensor, from]);
    return block(by === undefined ? centred : graph.add('Div', [centred, by]), width);
  }
  // Some runtimes join one divisor to a product behind it, in single precision: of negatives the same bits come out.
  const centred = graph.add('Sub', [from ?? graph.numbers([0], []), tensor]);
  return block(graph.add('Neg', [graph.add('Div', [centred, by])]), width);
}

/** Values beyond the bounds of their column become these; NaN stays. */
export function held(
  graph: GraphBuilder,
  { tensor, width }: Block,
  low: ArrayLike<number>,
  high: ArrayLike<number>,
): Block {
  const [least, most] = [graph.numbers(low), graph.numbers(high)];
  const raised = graph.add('Where', [graph.add('Less', [tensor, least]), least, tensor]);
  return block(graph.add('Where', [graph.add('Greater', [raised, most]), most, raised]), width);
}

/** A writer of what takes a block of the columns of fit, and gives another. */
const ofColumns = <State extends NumberColumns>(
  transform: (graph: GraphBuilder, X: Block, source: Source<State>, where: string) => Block,
): EstimatorWriter =>
  writerOf<State>({
    input: ({ state }) => inputOfNumbers(state),
    write: (source, input, { graph, where }) =>
      transform(graph, blockOf(graph, input, source.state.names, where), source, where),
  });

/** What a scaler subtracts and divides by. */
export interface Line {
  readonly center: Float64Array | undefined;
  readonly scale: Float64Array | undefined;
}

export const standardLine = ({ withMean, withStd, mean, scale }: StandardScalerState): Line => ({
  center: withMean ? mean : undefined,
  scale: withStd ? scale : undefined,
});

export const robustLine = (state: RobustScalerState): Line => ({
  center: state.withCentering ? state.center : undefined,
  scale: state.withScaling ? state.scale : undefined,
});

export const maxAbsLine = ({ maxAbs }: MaxAbsScalerState): Line => ({
  center: undefined,
  scale: withoutZeros(maxAbs),
});

export const standardScaler = ofColumns<StandardScalerState>((graph, X, { state }) => {
  const { center, scale } = standardLine(state);
  return centredAndDivided(graph, X, center, scale);
});

export const robustScaler = ofColumns<RobustScalerState>((graph, X, { state }) => {
  const { center, scale } = robustLine(state);
  return centredAndDivided(graph, X, center, scale);
});

export const maxAbsScaler = ofColumns<MaxAbsScalerState>((graph, X, { state }) => {
  const { center, scale } = maxAbsLine(state);
  const scaled = centredAndDivided(graph, X, center, scale);
  return state.clip ? held(graph, scaled, [-1], [1]) : scaled;
});

export const minMaxScaler = ofColumns<MinMaxScalerState>((graph, X, { state }) => {
  const { center, scale } = lineOf(state);
  const moved = centredAndDivided(graph, X, center, scale);
  return state.clip ? held(graph, moved, [state.low], [state.high]) : moved;
});

export const normalizer = ofColumns<NormalizerState>((graph, X, { state: { norm } }) => {
  const sizes = graph.add('Abs', [X.tensor]);
  // By the largest size first, as the library does; a row of zeros stays one.
  const largest = graph.largest(sizes);
  const zero = graph.numbers([0], []);
  const one = graph.numbers([1], []);
  const divisor = graph.add('Where', [graph.add('Equal', [largest, zero]), one, largest]);
  const shares = graph.add('Div', [X.tensor, divisor]);
  if (norm === 'max') return block(shares, X.width);
  const parts = graph.add('Div', [sizes, divisor]);
  const ones = graph.numbers(new Float64Array(X.width).fill(1), [X.width, 1]);
  const terms = norm === 'l1' ? parts : graph.add('Mul', [parts, parts]);
  const sums = graph.add('MatMul', [terms, ones]);
  const length = norm === 'l1' ? sums : graph.add('Sqrt', [sums]);
  const settled = graph.add('Where', [graph.add('Equal', [length, zero]), one, length]);
  return block(graph.add('Div', [shares, settled]), X.width);
});

/** All that select columns. */
export const selector = ofColumns<SelectedColumns>((graph, X, { state: { kept } }, where) => {
  const positions = Array.from(kept.keys()).filter((j) => kept[j] === 1);
  if (positions.length === 0) throw refused(where, 'it selected no column');
  return pick(graph, X, positions);
});

export const pca = ofColumns<PCAState>((graph, X, { state }) => {
  const { mean, components, singularValues, nSamples, whiten, nFeatures } = state;
  const centred = graph.add('Sub', [X.tensor, graph.numbers(mean)]);
  const nAxes = components.length / nFeatures;
  const scale = whiten ? whiteningScale(singularValues, nSamples) : new Float64Array(nAxes).fill(1);
  const axes = components.map((value, at) => value / scale[Math.floor(at / nFeatures)]);
  return block(graph.add('MatMul', [centred, transposed(graph, axes, nAxes)]), nAxes);
});

/** Products of columns, factor by factor; where a product has fewer factors than others, they are 1. */
export const polynomialFeatures = ofColumns<PolynomialFeaturesState>((graph, X, { state }) => {
  const { products, nFeatures } = state;
  const isMissing = graph.cast(graph.add('IsNaN', [pick(graph, X, [0]).tensor]), graph.number);
  const zeros = graph.add('Mul', [isMissing, graph.numbers([0], [])]);
  const ones = graph.add('Add', [zeros, graph.numbers([1], [])]);
  const withOnes = block(graph.beside([X.tensor, ones]), nFeatures + 1);
  const degree = products.reduce((most, { length }) => Math.max(most, length), 1);
  const factors = Array.from({ length: degree }, (_, k) => {
    return pick(
      graph,
      withOnes,
      products.map((product) => product[k] ?? nFeatures),
    ).tensor;
  });
  const tensor = factors.reduce((product, factor) => graph.add('Mul', [product, factor]));
  return block(tensor, products.length);
});

/** Without a function it changes nothing; a function is no data. */
export const functionTransformer = ofColumns<NumberColumns>((_graph, X, { params }, where) => {
  if (typeof params.func === 'function') throw refused(where, 'its func is a function');
  return X;
});
