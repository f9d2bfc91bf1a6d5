import type { LinearClassesState } from '../../estimators/linear/linear-classes.js';
import { hasProbabilities, type SgdProbabilityLoss } from '../../solvers/sgd/sgd-probabilities.js';
import { held } from './column-writers.js';
import { type Block, block, blockOf, inputOfNumbers } from './features.js';
import type { GraphBuilder } from './graph-builder.js';
import { classesOfDecisions } from './linear-writers.js';
import { writerOf } from './writing.js';

/** Sums below this, where the logistic function is the exponential one, have lost digits in single precision. */
const SMALLEST_SUM = 1e-30;

/** With probabilities where the loss has them; the class follows from the decision all the same. */
export const sgdClassifier = writerOf<LinearClassesState & { readonly loss: string }>({
  input: ({ state }) => inputOfNumbers(state),
  write({ state }, input, { graph, where }) {
    const { tensor } = blockOf(graph, input, null, where);
    const { decision, ...written } = classesOfDecisions(graph, tensor, state);
    if (!hasProbabilities(state.loss)) return { ...written, decision };
    return { ...written, probabilities: sgdProbabilities(graph, state.loss, decision) };
  },
});

/** Probabilities from decisions: each score's share, among several classes divided by their sum. */
function sgdProbabilities(
  graph: GraphBuilder,
  loss: SgdProbabilityLoss,
  { tensor, width }: Block,
): string {
  if (width === 1)
    return sharesOf(graph, loss, graph.beside([graph.add('Neg', [tensor]), tensor]), 2);
  const shares = sharesOf(graph, loss, tensor, width);
  const ones = graph.numbers(new Float64Array(width).fill(1), [width, 1]);
  const sum = graph.add('MatMul', [shares, ones]);
  const isUsable = graph.add('Greater', [sum, graph.numbers([SMALLEST_SUM])]);
  const divided = graph.add('Div', [
    shares,
    graph.add('Where', [isUsable, sum, graph.numbers([1])]),
  ]);
  const others =
    loss === 'logLoss'
      ? graph.add('Softmax', [tensor], { axis: { int: 1 } })
      : graph.numbers(new Float64Array(width).fill(1 / width));
  return graph.add('Where', [isUsable, divided, others]);
}

function sharesOf(
  graph: GraphBuilder,
  loss: SgdProbabilityLoss,
  margins: string,
  width: number,
): string {
  if (loss === 'logLoss') return logistic(graph, margins);
  const clipped = held(graph, block(margins, width), [-1], [1]).tensor;
  const above = graph.add('Add', [clipped, graph.numbers([1])]);
  return graph.add('Mul', [above, graph.numbers([0.5])]);
}

/** 1 / (1 + exp(-m)), to all digits where it is small: onnxruntime's own in double precision is 1 less what is nearly 1 there. */
function logistic(graph: GraphBuilder, margins: string): string {
  const zero = graph.numbers([0]);
  const below = graph.add('Exp', [graph.add('Min', [margins, zero])]);
  const above = graph.add('Exp', [graph.add('Neg', [graph.add('Max', [margins, zero])])]);
  return graph.add('Div', [below, graph.add('Add', [below, above])]);
}
