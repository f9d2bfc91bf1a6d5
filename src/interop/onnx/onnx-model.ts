/** ONNX models as plain data: what `write-model.ts` writes, `read-model.ts` reads and `evaluate-model.ts` runs. */

/** Types of elements by their numbers in files. */
export const ELEMENT_TYPES = {
  float: 1,
  uint8: 2,
  int64: 7,
  string: 8,
  bool: 9,
  double: 11,
} as const;

export type ElementType = keyof typeof ELEMENT_TYPES;

/** Values of one type, row-major. Numbers of every type are kept as doubles, truth values as 0 and 1. */
export interface Tensor {
  readonly type: ElementType;
  readonly dims: readonly number[];
  readonly values: Float64Array | readonly string[];
}

/** A setting of an operator. */
export type Attribute =
  | { readonly int: number }
  | { readonly ints: ArrayLike<number> }
  | { readonly floats: ArrayLike<number> }
  | { readonly strings: readonly string[] }
  | { readonly tensor: Tensor }
  | { readonly graph: OnnxGraph };

/** The domain of an operator: ONNX's own, or that of classical models. */
export type Domain = '' | 'ai.onnx.ml';

/** One operator at work: named tensors in, named tensors out. */
export interface OnnxNode {
  readonly op: string;
  readonly domain: Domain;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** An input or output: its name, and the size of each dimension, null for the number of rows; all null where it is not told. */
export interface TensorInfo {
  readonly name: string;
  readonly type: ElementType;
  readonly dims: readonly (number | null)[] | null;
}

export interface OnnxGraph {
  /** In an order in which each can run. */
  readonly nodes: readonly OnnxNode[];
  readonly initializers: ReadonlyMap<string, Tensor>;
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
}

/** A graph, and the versions of the operators in it. */
export interface OnnxModel {
  readonly irVersion: number;
  readonly opsets: Readonly<Record<Domain, number>>;
  readonly graph: OnnxGraph;
}

/** Positions of fields within their messages, from onnx.proto. */
export const FIELDS = {
  model: { irVersion: 1, producerName: 2, graph: 7, opsetImport: 8 },
  opset: { domain: 1, version: 2 },
  graph: { node: 1, name: 2, initializer: 5, input: 11, output: 12 },
  node: { input: 1, output: 2, name: 3, opType: 4, attribute: 5, domain: 7 },
  attribute: { name: 1, int: 3, tensor: 5, graph: 6, floats: 7, ints: 8, strings: 9, type: 20 },
  tensor: { dims: 1, dataType: 2, stringData: 6, name: 8, rawData: 9 },
  valueInfo: { name: 1, type: 2 },
  type: { tensorType: 1 },
  tensorType: { elemType: 1, shape: 2 },
  shape: { dim: 1 },
  dimension: { value: 1, param: 2 },
} as const;
