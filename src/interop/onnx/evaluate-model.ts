import { ModelFormatError } from '../../errors.js';
import { ML_OPERATORS } from './ml-operators.js';
import type { OnnxGraph, OnnxNode, Tensor } from './onnx-model.js';
import { type Attributes, numbersOf, OPERATORS } from './tensor-operators.js';

/**
 * What a graph makes of its inputs. It knows the operators that `toONNX` writes, and computes in double precision or,
 * step by step, in single; it is there to check what was written, plainly rather than fast.
 *
 * @param given - tensors by name: the inputs, and for a graph inside another those around it
 * @returns all tensors by name
 * @throws ModelFormatError for an operator that `toONNX` does not write
 */
export function evaluateModel(
  { nodes, initializers }: OnnxGraph,
  given: ReadonlyMap<string, Tensor>,
): ReadonlyMap<string, Tensor> {
  const tensors = new Map([...given, ...initializers]);
  for (const node of nodes) {
    const inputs = node.inputs.map((name) => {
      const tensor = tensors.get(name);
      if (tensor !== undefined) return tensor;
      throw new ModelFormatError(`The ONNX file reads the tensor ${name}, which is not there.`);
    });
    for (const [at, output] of run(node, inputs, tensors).entries()) {
      tensors.set(node.outputs[at], output);
    }
  }
  return tensors;
}

function run(
  { op, domain, attributes }: OnnxNode,
  inputs: readonly Tensor[],
  around: ReadonlyMap<string, Tensor>,
): readonly Tensor[] {
  if (op === 'Loop') return runLoop(inputs, attributes, around);
  const known = domain === '' ? OPERATORS : ML_OPERATORS;
  if (!Object.hasOwn(known, op)) {
    throw new ModelFormatError(
      `The ONNX file has the operator ${op}, which toONNX does not write.`,
    );
  }
  return [known[op](inputs, attributes)];
}

/** Runs a graph again and again, as often as is said, while the first of its outputs is true. */
function runLoop(
  [times, condition, ...start]: readonly Tensor[],
  { body }: Attributes,
  around: ReadonlyMap<string, Tensor>,
): readonly Tensor[] {
  if (!('graph' in body)) throw new ModelFormatError('The ONNX file has a loop without a body.');
  const { inputs, outputs } = body.graph;
  let state = start;
  let goesOn = condition;
  for (let i = 0; i < numbersOf(times)[0] && numbersOf(goesOn)[0] === 1; i++) {
    const count: Tensor = { type: 'int64', dims: [], values: Float64Array.of(i) };
    const given = [count, goesOn, ...state].map((tensor, at) => [inputs[at].name, tensor] as const);
    const after = evaluateModel(body.graph, new Map([...around, ...given]));
    [goesOn, ...state] = outputs.map(({ name }) => after.get(name) ?? count);
  }
  return state;
}
