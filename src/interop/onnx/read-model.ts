/** ONNX models from bytes: those that `writeModel` writes. */

import { ModelFormatError } from '../../errors.js';
import {
  type Attribute,
  type Domain,
  ELEMENT_TYPES,
  type ElementType,
  FIELDS,
  type OnnxGraph,
  type OnnxModel,
  type OnnxNode,
  type Tensor,
  type TensorInfo,
} from './onnx-model.js';
import { fieldsOf, integersOf } from './wire-format.js';
import { BYTES_OF } from './write-model.js';

/** The fields of a message by their numbers, each in the order of the file. */
class Message {
  readonly #fields = new Map<number, (number | Uint8Array)[]>();

  constructor(bytes: Uint8Array) {
    for (const { field, value } of fieldsOf(bytes)) {
      const known = this.#fields.get(field);
      if (known === undefined) this.#fields.set(field, [value]);
      else known.push(value);
    }
  }

  has(field: number): boolean {
    return this.#fields.has(field);
  }

  all(field: number): Uint8Array[] {
    return (this.#fields.get(field) ?? []).filter((value) => typeof value !== 'number');
  }

  messages(field: number): Message[] {
    return this.all(field).map((bytes) => new Message(bytes));
  }

  message(field: number): Message {
    return new Message(this.all(field)[0] ?? new Uint8Array(0));
  }

  texts(field: number): string[] {
    return this.all(field).map((bytes) => new TextDecoder().decode(bytes));
  }

  text(field: number): string {
    return this.texts(field)[0] ?? '';
  }

  /** One integer a field, or many in one. */
  integers(field: number): number[] {
    return (this.#fields.get(field) ?? []).flatMap((value) =>
      typeof value === 'number' ? [value] : integersOf(value),
    );
  }

  integer(field: number): number {
    return this.integers(field)[0] ?? 0;
  }
}

/**
 * The model of an `.onnx` file.
 *
 * @throws ModelFormatError when the bytes are none
 */
export function readModel(bytes: Uint8Array): OnnxModel {
  const model = new Message(bytes);
  const opsets = { '': 0, 'ai.onnx.ml': 0 };
  for (const opset of model.messages(FIELDS.model.opsetImport)) {
    opsets[opset.text(FIELDS.opset.domain) as Domain] = opset.integer(FIELDS.opset.version);
  }
  return {
    irVersion: model.integer(FIELDS.model.irVersion),
    opsets,
    graph: readGraph(model.message(FIELDS.model.graph)),
  };
}

function readGraph(graph: Message): OnnxGraph {
  const initializers = graph.messages(FIELDS.graph.initializer);
  return {
    nodes: graph.messages(FIELDS.graph.node).map(readNode),
    initializers: new Map(
      initializers.map((tensor) => [tensor.text(FIELDS.tensor.name), readTensor(tensor)]),
    ),
    inputs: graph.messages(FIELDS.graph.input).map(readInfo),
    outputs: graph.messages(FIELDS.graph.output).map(readInfo),
  };
}

function readNode(node: Message): OnnxNode {
  return {
    op: node.text(FIELDS.node.opType),
    domain: node.text(FIELDS.node.domain) as Domain,
    inputs: node.texts(FIELDS.node.input),
    outputs: node.texts(FIELDS.node.output),
    attributes: Object.fromEntries(
      node
        .messages(FIELDS.node.attribute)
        .map((attribute) => [attribute.text(FIELDS.attribute.name), readAttribute(attribute)]),
    ),
  };
}

function readAttribute(attribute: Message): Attribute {
  const { int, tensor, graph, floats, ints, strings, type } = FIELDS.attribute;
  switch (attribute.integer(type)) {
    case 2:
      return { int: attribute.integer(int) };
    case 4:
      return { tensor: readTensor(attribute.message(tensor)) };
    case 5:
      return { graph: readGraph(attribute.message(graph)) };
    case 6:
      return { floats: numbersOf('float', attribute.all(floats)[0] ?? new Uint8Array(0)) };
    case 7:
      return { ints: attribute.integers(ints) };
    case 8:
      return { strings: attribute.texts(strings) };
    default:
      throw new ModelFormatError(
        `The ONNX file has an attribute of type ${attribute.integer(type)}, which toONNX does not write.`,
      );
  }
}

function readTensor(tensor: Message): Tensor {
  const type = typeOf(tensor.integer(FIELDS.tensor.dataType));
  const dims = tensor.integers(FIELDS.tensor.dims);
  const raw = tensor.all(FIELDS.tensor.rawData)[0] ?? new Uint8Array(0);
  const values = type === 'string' ? tensor.texts(FIELDS.tensor.stringData) : numbersOf(type, raw);
  if (values.length !== dims.reduce((product, size) => product * size, 1)) {
    throw new ModelFormatError('The ONNX file has a tensor of another size than it says.');
  }
  return { type, dims, values };
}

function typeOf(code: number): ElementType {
  for (const [type, known] of Object.entries(ELEMENT_TYPES)) {
    if (known === code) return type as ElementType;
  }
  throw new ModelFormatError(
    `The ONNX file has elements of type ${code}, which toONNX does not write.`,
  );
}

function numbersOf(type: ElementType, raw: Uint8Array): Float64Array {
  const size = BYTES_OF[type] ?? 1;
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  const values = new Float64Array(Math.floor(raw.length / size));
  for (let i = 0, at = 0; i < values.length; i++, at += size) {
    if (type === 'double') values[i] = view.getFloat64(at, true);
    else if (type === 'float') values[i] = view.getFloat32(at, true);
    else if (type === 'int64') values[i] = Number(view.getBigInt64(at, true));
    else values[i] = raw[at];
  }
  return values;
}

function readInfo(info: Message): TensorInfo {
  const tensor = info.message(FIELDS.valueInfo.type).message(FIELDS.type.tensorType);
  const { shape } = FIELDS.tensorType;
  const dims = tensor.has(shape) ? tensor.message(shape).messages(FIELDS.shape.dim) : null;
  const { value } = FIELDS.dimension;
  return {
    name: info.text(FIELDS.valueInfo.name),
    type: typeOf(tensor.integer(FIELDS.tensorType.elemType)),
    dims: dims?.map((dim) => (dim.has(value) ? dim.integer(value) : null)) ?? null,
  };
}
