/** ONNX models to bytes. */

import {
  type Attribute,
  ELEMENT_TYPES,
  type ElementType,
  FIELDS,
  type OnnxGraph,
  type OnnxModel,
  type OnnxNode,
  type Tensor,
  type TensorInfo,
} from './onnx-model.js';
import { MessageWriter } from './wire-format.js';

/** The bytes of an `.onnx` file. */
export function writeModel({ irVersion, opsets, graph }: OnnxModel): Uint8Array<ArrayBuffer> {
  const to = new MessageWriter();
  to.integer(FIELDS.model.irVersion, irVersion);
  to.text(FIELDS.model.producerName, 'fitpredict');
  to.message(FIELDS.model.graph, (inner) => writeGraph(graph, inner));
  for (const [domain, version] of Object.entries(opsets)) {
    to.message(FIELDS.model.opsetImport, (inner) => {
      inner.text(FIELDS.opset.domain, domain);
      inner.integer(FIELDS.opset.version, version);
    });
  }
  return to.finish();
}

function writeGraph({ nodes, initializers, inputs, outputs }: OnnxGraph, to: MessageWriter): void {
  for (const node of nodes) to.message(FIELDS.graph.node, (inner) => writeNode(node, inner));
  to.text(FIELDS.graph.name, 'fitpredict');
  for (const [name, tensor] of initializers) {
    to.message(FIELDS.graph.initializer, (inner) => writeTensor(tensor, inner, name));
  }
  for (const info of inputs) to.message(FIELDS.graph.input, (inner) => writeInfo(info, inner));
  for (const info of outputs) to.message(FIELDS.graph.output, (inner) => writeInfo(info, inner));
}

function writeNode({ op, domain, inputs, outputs, attributes }: OnnxNode, to: MessageWriter): void {
  for (const name of inputs) to.text(FIELDS.node.input, name);
  for (const name of outputs) to.text(FIELDS.node.output, name);
  to.text(FIELDS.node.name, outputs[0]);
  to.text(FIELDS.node.opType, op);
  for (const [name, attribute] of Object.entries(attributes)) {
    to.message(FIELDS.node.attribute, (inner) => {
      inner.text(FIELDS.attribute.name, name);
      writeAttribute(attribute, inner);
    });
  }
  to.text(FIELDS.node.domain, domain);
}

function writeAttribute(attribute: Attribute, to: MessageWriter): void {
  const { int, tensor, graph, floats, ints, strings, type } = FIELDS.attribute;
  if ('int' in attribute) {
    to.integer(int, attribute.int);
    to.integer(type, 2);
  } else if ('tensor' in attribute) {
    to.message(tensor, (inner) => writeTensor(attribute.tensor, inner, 'values'));
    to.integer(type, 4);
  } else if ('graph' in attribute) {
    to.message(graph, (inner) => writeGraph(attribute.graph, inner));
    to.integer(type, 5);
  } else if ('floats' in attribute) {
    to.bytes(floats, rawData('float', attribute.floats));
    to.integer(type, 6);
  } else if ('ints' in attribute) {
    to.integers(ints, attribute.ints);
    to.integer(type, 7);
  } else {
    for (const text of attribute.strings) to.text(strings, text);
    to.integer(type, 8);
  }
}

function writeTensor({ type, dims, values }: Tensor, to: MessageWriter, name: string): void {
  for (const size of dims) to.integer(FIELDS.tensor.dims, size);
  to.integer(FIELDS.tensor.dataType, ELEMENT_TYPES[type]);
  to.text(FIELDS.tensor.name, name);
  if (values instanceof Float64Array) to.bytes(FIELDS.tensor.rawData, rawData(type, values));
  else for (const text of values) to.text(FIELDS.tensor.stringData, text);
}

/** Numbers as bytes, little-endian. */
function rawData(type: ElementType, values: ArrayLike<number>): Uint8Array {
  const size = BYTES_OF[type] ?? 0;
  const bytes = new Uint8Array(size * values.length);
  const view = new DataView(bytes.buffer);
  for (let i = 0, at = 0; i < values.length; i++, at += size) {
    const value = values[i];
    if (type === 'double') view.setFloat64(at, value, true);
    else if (type === 'float') view.setFloat32(at, value, true);
    else if (type === 'int64') view.setBigInt64(at, BigInt(value), true);
    else bytes[at] = value;
  }
  return bytes;
}

/** How many bytes a number takes. */
export const BYTES_OF: Readonly<Partial<Record<ElementType, number>>> = {
  float: 4,
  uint8: 1,
  int64: 8,
  bool: 1,
  double: 8,
};

function writeInfo({ name, type, dims }: TensorInfo, to: MessageWriter): void {
  to.text(FIELDS.valueInfo.name, name);
  to.message(FIELDS.valueInfo.type, (outer) => {
    outer.message(FIELDS.type.tensorType, (inner) => {
      inner.integer(FIELDS.tensorType.elemType, ELEMENT_TYPES[type]);
      if (dims === null) return;
      inner.message(FIELDS.tensorType.shape, (shape) => {
        for (const size of dims) {
          shape.message(FIELDS.shape.dim, (dim) => {
            if (size === null) dim.text(FIELDS.dimension.param, 'N');
            else dim.integer(FIELDS.dimension.value, size);
          });
        }
      });
    });
  });
}
