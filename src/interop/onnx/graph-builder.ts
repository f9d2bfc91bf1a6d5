import type { TreeEnsemble } from '../../trees/ensemble.js';
import {
  type Attribute,
  type Domain,
  ELEMENT_TYPES,
  type ElementType,
  type OnnxGraph,
  type OnnxModel,
  type OnnxNode,
  type Tensor,
  type TensorInfo,
} from './onnx-model.js';

/** With which numbers a graph works. */
export type ONNXPrecision = 'double' | 'single';

/**
 * Versions of the format. Double precision needs the trees of `ai.onnx.ml` 5. Single precision takes the oldest that
 * have every operator in use: onnxruntime 1.11 of 2022 reads them.
 */
const VERSIONS = {
  double: { irVersion: 10, opsets: { '': 19, 'ai.onnx.ml': 5 } },
  single: { irVersion: 7, opsets: { '': 13, 'ai.onnx.ml': 2 } },
} as const;

const NUMBER_TYPES = { double: 'double', single: 'float' } as const;

/** A graph while it is written: each call adds an operator or a constant, and gives the name of what comes out. */
export class GraphBuilder {
  readonly precision: ONNXPrecision;
  /** The type of its numbers. */
  readonly number: 'double' | 'float';
  /** The trees of each operator that holds some, in their order. */
  readonly ensembles: TreeEnsemble[] = [];
  readonly #nodes: OnnxNode[] = [];
  readonly #initializers = new Map<string, Tensor>();
  readonly #inputs: TensorInfo[] = [];
  readonly #outputs: TensorInfo[] = [];
  #count = 0;
  readonly #prefix: string;

  /** @param prefix - of all names, for a graph inside another */
  constructor(precision: ONNXPrecision, prefix = '') {
    this.precision = precision;
    this.number = NUMBER_TYPES[precision];
    this.#prefix = prefix;
  }

  /** @param dims - the size of each dimension, null for the number of rows */
  input(name: string, type: ElementType, dims: readonly (number | null)[]): string {
    this.#inputs.push({ name, type, dims });
    return name;
  }

  /** Give a tensor to the outside under a name; that of an input gets `output_` in front. */
  output(name: string, tensor: string, type: ElementType, dims: readonly (number | null)[]): void {
    let free = name;
    while (this.#inputs.some((input) => input.name === free)) free = `output_${free}`;
    this.#nodes.push({
      op: 'Identity',
      domain: '',
      inputs: [tensor],
      outputs: [free],
      attributes: {},
    });
    this.#outputs.push({ name: free, type, dims });
  }

  /** An operator of ONNX. */
  add(
    op: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
  ): string {
    return this.addSeveral(op, inputs, 1, attributes)[0];
  }

  /** An operator with several outputs. */
  addSeveral(
    op: string,
    inputs: readonly string[],
    outputs: number,
    attributes: Readonly<Record<string, Attribute>> = {},
    domain: Domain = '',
  ): string[] {
    const names = Array.from({ length: outputs }, () => this.#name(op));
    this.#nodes.push({ op, domain, inputs, outputs: names, attributes });
    return names;
  }

  /** An operator for classical models. */
  addMl(op: string, input: string, attributes: Readonly<Record<string, Attribute>>): string {
    return this.addSeveral(op, [input], 1, attributes, 'ai.onnx.ml')[0];
  }

  constant(tensor: Tensor): string {
    const name = this.#name('constant');
    this.#initializers.set(name, tensor);
    return name;
  }

  /** Numbers as a constant, in the type of the graph; one row of a matrix unless `dims` says otherwise. */
  numbers(values: ArrayLike<number>, dims: readonly number[] = [1, values.length]): string {
    return this.constant({ type: this.number, dims, values: Float64Array.from(values) });
  }

  /** Integers as a constant. */
  integers(values: ArrayLike<number>): string {
    return this.constant({
      type: 'int64',
      dims: [values.length],
      values: Float64Array.from(values),
    });
  }

  /** Another type of element. */
  cast(tensor: string, type: ElementType): string {
    return this.add('Cast', [tensor], { to: { int: ELEMENT_TYPES[type] } });
  }

  /** [N × 1] as [N]. */
  flat(tensor: string): string {
    return this.add('Reshape', [tensor, this.integers([-1])]);
  }

  /** Matrices side by side. */
  beside(tensors: readonly string[]): string {
    return tensors.length === 1 ? tensors[0] : this.add('Concat', tensors, { axis: { int: 1 } });
  }

  /** The position of the largest value of each row, the first on a tie [N]. */
  argMax(tensor: string): string {
    return this.add('ArgMax', [tensor], { axis: { int: 1 }, keepdims: { int: 0 } });
  }

  /** The largest value of each row [N × 1]. Its axis became an input in version 18. */
  largest(tensor: string): string {
    const keepdims = { int: 1 };
    return this.precision === 'double'
      ? this.add('ReduceMax', [tensor, this.integers([1])], { keepdims })
      : this.add('ReduceMax', [tensor], { axes: { ints: [1] }, keepdims });
  }

  /** The sum of all values, a number without dimensions. */
  total(tensor: string): string {
    return this.add('ReduceSum', [tensor], { keepdims: { int: 0 } });
  }

  /**
   * Repeat a step on a matrix until it says that it need not go on. Its sizes are left open: where onnxruntime 1.15 to
   * 1.18 knows them, it overwrites the matrix before it is read for the last time.
   *
   * @param times - how often at most
   * @param write - writes the step into a graph of its own, which sees all that is in this one
   */
  loop(
    times: number,
    start: string,
    write: (body: GraphBuilder, state: string) => { state: string; goesOn: string },
  ): string {
    const body = new GraphBuilder(this.precision, `loop_${this.#count++}_`);
    const inputs = [
      { name: body.#name('count'), type: 'int64', dims: [] },
      { name: body.#name('goes_on'), type: 'bool', dims: [] },
      { name: body.#name('state'), type: this.number, dims: null },
    ] as const;
    const { state, goesOn } = write(body, inputs[2].name);
    const graph: OnnxGraph = {
      nodes: body.#nodes,
      initializers: body.#initializers,
      inputs,
      outputs: [
        { name: goesOn, type: 'bool', dims: [] },
        { name: state, type: this.number, dims: null },
      ],
    };
    const most = this.constant({ type: 'int64', dims: [], values: Float64Array.of(times) });
    const yes = this.constant({ type: 'bool', dims: [], values: Float64Array.of(1) });
    return this.add('Loop', [most, yes, start], { body: { graph } });
  }

  /** The finished model. Inputs that nothing reads are left out. */
  finish(): OnnxModel {
    const read = new Set(this.#nodes.flatMap(({ inputs }) => inputs));
    return {
      ...VERSIONS[this.precision],
      graph: {
        nodes: this.#nodes,
        initializers: this.#initializers,
        inputs: this.#inputs.filter(({ name }) => read.has(name)),
        outputs: this.#outputs,
      },
    };
  }

  /** A slash in front keeps the names apart from those of columns. */
  #name(op: string): string {
    return `/${this.#prefix}${op}_${this.#count++}`;
  }
}
