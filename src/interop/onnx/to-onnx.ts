import type { Label } from '../../contracts.js';
import { reading } from '../../data/array-like.js';
import { InvalidParameterError, NotFittedError } from '../../errors.js';
import { isEstimator, partsOf, type WithParts } from '../../estimator-parts.js';
import { readNamed } from '../../named-options.js';
import { show } from '../../words.js';
import { WRITERS } from './estimator-writers.js';
import { blockOf, declareInputs, type FittedInput, type Flowing } from './features.js';
import { GraphBuilder, type ONNXPrecision } from './graph-builder.js';
import type { ElementType, Tensor } from './onnx-model.js';
import { readModel } from './read-model.js';
import { refused } from './refusals.js';
import {
  type ONNXVerification,
  type SampleRows,
  verifyModel,
  type WrittenModel,
} from './verify-model.js';
import { writeModel } from './write-model.js';
import type { Source, Written } from './writing.js';

/** How `toONNX` writes a model. */
export interface ToONNXOptions {
  /**
   * With which numbers the graph computes: `'double'` as the library does (onnxruntime 1.20 and later), or `'single'` for
   * inputs of 32 bits and older runtimes, to about seven digits. Default 'double'.
   */
  precision?: ONNXPrecision;
}

/** As `ToONNXOptions`, with rows to compare on. */
export interface VerifyONNXOptions extends ToONNXOptions {
  /**
   * Rows to compare on what was written with the model, as `predict` takes them: a Table, a matrix, rows of cells or
   * records. The bytes are read again and run in plain JavaScript.
   */
  verify: SampleRows;
}

/** A written file, and what comparing it with its model found. */
export interface VerifiedONNX extends ONNXVerification {
  /** The bytes of an `.onnx` file. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * A model, a pipeline or what `trainModel` gives, as an ONNX file for onnxruntime in any language.
 *
 * A model of a matrix has one input `X` [N × nFeatures]; one of named columns has an input a column [N × 1], where empty
 * text and NaN are missing. Outputs: `label` with `probabilities` or `score`; `prediction`; `features` of a transformer.
 * What ONNX cannot say is refused by name, never written as something near.
 *
 * @param model - fitted
 * @returns the bytes of an `.onnx` file; with `verify`, beside what the comparison has shown
 * @throws NotFittedError before fit
 * @throws InvalidParameterError for what ONNX cannot say: a function, dates, an estimator that has no operators
 *
 * @example
 * const bytes = toONNX(new LinearRegression().fit([[0], [1], [2]], [1, 3, 5]))
 */
export function toONNX(model: object, options: VerifyONNXOptions): VerifiedONNX;
export function toONNX(model: object, options?: ToONNXOptions): Uint8Array<ArrayBuffer>;
export function toONNX(
  model: object,
  options: ToONNXOptions & Partial<VerifyONNXOptions> = {},
): VerifiedONNX | Uint8Array<ArrayBuffer> {
  const { precision = 'double', verify } = readNamed(options, 'toONNX', ['precision', 'verify']);
  if (precision !== 'double' && precision !== 'single') {
    throw new InvalidParameterError(
      `toONNX: precision must be "double" or "single", but got ${show(precision)}.`,
    );
  }
  if (!reading('toONNX', 'model', () => isEstimator(model)) || !isEstimator(model)) {
    throw new InvalidParameterError(`toONNX: model is ${show(model)}. Pass a fitted estimator.`);
  }
  const written = graphOf(model, precision);
  const bytes = writeModel(written.model);
  if (verify === undefined) return bytes;
  const read = readModel(bytes);
  const exact = precision === 'double' ? { ...written, model: read } : graphOf(model, 'double');
  return { bytes, ...verifyModel(model, read, exact, verify) };
}

/** The graph of a model, and the trees in it. */
export function graphOf(model: WithParts, precision: ONNXPrecision): WrittenModel {
  const graph = new GraphBuilder(precision);
  const where = `toONNX: the ${partsOf(model).info.type}`;
  const input = declareInputs(graph, inputOf(model, where));
  const written = write(graph, model, input, where);
  writeOutputs(graph, written);
  return { model: graph.finish(), ensembles: graph.ensembles };
}

function sourceOf(estimator: WithParts): Source<object> {
  const { state, params, info } = partsOf(estimator);
  if (state === undefined) {
    throw new NotFittedError(
      `toONNX: the ${info.type} is not fitted yet. Call fit first, or write what predicts with it.`,
    );
  }
  return { estimator, state, params: { ...params } };
}

function writerFor(estimator: WithParts, where: string) {
  const { type } = partsOf(estimator).info;
  if (Object.hasOwn(WRITERS, type)) return WRITERS[type];
  throw refused(where, `there are no operators for a ${type}`);
}

function inputOf(estimator: WithParts, where: string): FittedInput {
  return writerFor(estimator, where).input(sourceOf(estimator), { where, inputOf });
}

function write(graph: GraphBuilder, estimator: WithParts, input: Flowing, where: string): Written {
  return writerFor(estimator, where).write(sourceOf(estimator), input, {
    graph,
    where,
    write: (inner, given, part) => write(graph, inner, given, part),
  });
}

function writeOutputs(graph: GraphBuilder, written: Written): void {
  switch (written.kind) {
    case 'classes': {
      const { classes, codes, probabilities, decision } = written;
      const labels = labelTensor(classes, graph.number);
      const label = graph.add('Gather', [graph.constant(labels), codes], { axis: { int: 0 } });
      graph.output('label', label, labels.type, [null]);
      if (probabilities !== undefined) {
        graph.output('probabilities', probabilities, graph.number, [null, classes.length]);
      }
      if (decision !== undefined) writeScore(graph, decision.tensor, decision.width);
      return;
    }
    case 'numbers':
      graph.output('prediction', graph.flat(written.tensor), graph.number, [null]);
      return;
    case 'clusters':
      graph.output('label', written.tensor, 'int64', [null]);
      return;
    case 'anomalies': {
      const { decision } = written;
      const below = graph.add('Less', [decision, graph.numbers([0], [])]);
      const label = graph.add('Where', [below, graph.integers([-1]), graph.integers([1])]);
      graph.output('label', graph.flat(label), 'int64', [null]);
      writeScore(graph, decision, 1);
      return;
    }
    default: {
      const { tensor, width } = blockOf(graph, written, null, 'toONNX: what the model gives');
      graph.output('features', tensor, graph.number, [null, width]);
    }
  }
}

function writeScore(graph: GraphBuilder, tensor: string, width: number): void {
  if (width === 1) graph.output('score', graph.flat(tensor), graph.number, [null]);
  else graph.output('score', tensor, graph.number, [null, width]);
}

/** Labels as a constant: text, truth values, integers or other numbers. */
function labelTensor(classes: readonly Label[], number: ElementType): Tensor {
  const dims = [classes.length];
  if (classes.every((label) => typeof label === 'string')) {
    return { type: 'string', dims, values: classes };
  }
  const values = Float64Array.from(classes, Number);
  if (typeof classes[0] === 'boolean') return { type: 'bool', dims, values };
  return { type: values.every(Number.isSafeInteger) ? 'int64' : number, dims, values };
}
