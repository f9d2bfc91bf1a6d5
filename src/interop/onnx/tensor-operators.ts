/** The operators of ONNX that `toONNX` writes, as they are defined at https://onnx.ai/onnx/operators. */

import { InvalidInputError, ModelFormatError } from '../../errors.js';
import { exp } from '../../numeric/exp-log.js';
import { logistic, softmax } from '../../numeric/special.js';
import { type Attribute, ELEMENT_TYPES, type ElementType, type Tensor } from './onnx-model.js';

export type Attributes = Readonly<Record<string, Attribute>>;
export type Operator = (inputs: readonly Tensor[], attributes: Attributes) => Tensor;

/** A tensor of numbers, rounded to its type. */
export function numeric(type: ElementType, dims: readonly number[], values: Float64Array): Tensor {
  if (type === 'float') for (let i = 0; i < values.length; i++) values[i] = Math.fround(values[i]);
  return { type, dims, values };
}

export function numbersOf({ values }: Tensor): Float64Array {
  if (values instanceof Float64Array) return values;
  throw new ModelFormatError('The ONNX file computes with text.');
}

export function intOf(attributes: Attributes, name: string, otherwise: number): number {
  const attribute = attributes[name];
  return attribute !== undefined && 'int' in attribute ? attribute.int : otherwise;
}

export const sizeOf = (dims: readonly number[]): number =>
  dims.reduce((product, size) => product * size, 1);

/** An operator on each number. */
const each =
  (apply: (x: number) => number, type?: ElementType): Operator =>
  ([x]) =>
    numeric(type ?? x.type, x.dims, numbersOf(x).map(apply));

/** An operator on each pair of numbers, where one of the tensors may be repeated along a dimension. */
const pairs =
  (apply: (a: number, b: number) => number, type?: ElementType): Operator =>
  ([a, b]) => {
    const dims = commonDims([a, b]);
    const [x, y] = [spread(a, dims), spread(b, dims)];
    return numeric(
      type ?? a.type,
      dims,
      Float64Array.from({ length: sizeOf(dims) }, (_, i) => apply(x(i), y(i))),
    );
  };

function commonDims(tensors: readonly Tensor[]): number[] {
  const rank = tensors.reduce((most, { dims }) => Math.max(most, dims.length), 0);
  return Array.from({ length: rank }, (_, axis) => {
    const sizes = tensors.map(({ dims }) => dims[axis - rank + dims.length] ?? 1);
    return sizes.find((size) => size !== 1) ?? 1;
  });
}

/** The numbers of a tensor by their position in one of larger dimensions. */
function spread(tensor: Tensor, dims: readonly number[]): (i: number) => number {
  const values = numbersOf(tensor);
  const own = tensor.dims;
  if (own.length === dims.length && own.every((size, axis) => size === dims[axis])) {
    return (i) => values[i];
  }
  return (i) => {
    let at = 0;
    let left = i;
    let stride = 1;
    for (let axis = 1; axis <= dims.length; axis++) {
      const size = dims[dims.length - axis];
      const ownSize = own[own.length - axis] ?? 1;
      if (ownSize !== 1) at += (left % size) * stride;
      left = Math.floor(left / size);
      stride *= ownSize;
    }
    return values[at];
  };
}

/** The size before, along and behind an axis. */
function around(dims: readonly number[], axis: number): [number, number, number] {
  return [sizeOf(dims.slice(0, axis)), dims[axis], sizeOf(dims.slice(axis + 1))];
}

const gather: Operator = ([data, indices], attributes) => {
  const axis = intOf(attributes, 'axis', 0);
  const [before, size, behind] = around(data.dims, axis);
  const chosen = numbersOf(indices);
  const dims = [...data.dims.slice(0, axis), ...indices.dims, ...data.dims.slice(axis + 1)];
  const from = new Int32Array(before * chosen.length * behind);
  let at = 0;
  for (let i = 0; i < before; i++) {
    for (const index of chosen) {
      if (!(index >= -size && index < size)) {
        throw new InvalidInputError(
          'The graph was given a value that the model refuses: a category that fit has not seen. Correct it, or fit the encoder with another handleUnknown.',
        );
      }
      const first = (i * size + (index < 0 ? index + size : index)) * behind;
      for (let j = 0; j < behind; j++) from[at++] = first + j;
    }
  }
  const { type, values } = data;
  return values instanceof Float64Array
    ? { type, dims, values: Float64Array.from(from, (i) => values[i]) }
    : { type, dims, values: Array.from(from, (i) => values[i]) };
};

const concat: Operator = (inputs, attributes) => {
  const axis = intOf(attributes, 'axis', 0);
  const width = inputs.reduce((sum, { dims }) => sum + dims[axis], 0);
  const dims = inputs[0].dims.map((size, at) => (at === axis ? width : size));
  const values = new Float64Array(sizeOf(dims));
  let first = 0;
  for (const input of inputs) {
    const [before, size, behind] = around(input.dims, axis);
    const given = numbersOf(input);
    for (let i = 0; i < before; i++) {
      const row = given.subarray(i * size * behind, (i + 1) * size * behind);
      values.set(row, (i * width + first) * behind);
    }
    first += size;
  }
  return { type: inputs[0].type, dims, values };
};

const matMul: Operator = ([a, b]) => {
  const [rows, inner] = a.dims;
  const columns = b.dims[1];
  const [x, y] = [numbersOf(a), numbersOf(b)];
  const out = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < inner; j++) {
      const value = x[i * inner + j];
      for (let k = 0; k < columns; k++) out[i * columns + k] += value * y[j * columns + k];
    }
  }
  return numeric(a.type, [rows, columns], out);
};

const where: Operator = ([condition, yes, no]) => {
  const dims = commonDims([condition, yes, no]);
  const [asked, x, y] = [condition, yes, no].map((tensor) => spread(tensor, dims));
  const values = Float64Array.from({ length: sizeOf(dims) }, (_, i) => (asked(i) ? x(i) : y(i)));
  return { type: yes.type, dims, values };
};

/** The position in each row of the value that no other is better than, the first on a tie. */
const arg =
  (isBetter: (a: number, b: number) => boolean): Operator =>
  ([x]) => {
    const [rows, columns] = x.dims;
    const given = numbersOf(x);
    const values = new Float64Array(rows);
    for (let i = 0; i < rows; i++) {
      for (let j = 1; j < columns; j++) {
        if (isBetter(given[i * columns + j], given[i * columns + values[i]])) values[i] = j;
      }
    }
    return { type: 'int64', dims: [rows], values };
  };

/** The largest value of each row [N × 1]. */
const largestOfRows: Operator = ([x]) => {
  const [rows, columns] = x.dims;
  const given = numbersOf(x);
  const values = Float64Array.from({ length: rows }, (_, i) =>
    given.subarray(i * columns, (i + 1) * columns).reduce(larger),
  );
  return numeric(x.type, [rows, 1], values);
};

/** The sum of all values. */
const total: Operator = ([x]) =>
  numeric(x.type, [], Float64Array.of(numbersOf(x).reduce((sum, value) => sum + value, 0)));

const reshape: Operator = ([x, shape]) => {
  const asked = Array.from(numbersOf(shape));
  const known = asked.filter((size) => size !== -1);
  return { ...x, dims: asked.map((size) => (size === -1 ? sizeOf(x.dims) / sizeOf(known) : size)) };
};

const softmaxRows: Operator = ([x]) => {
  const values = numbersOf(x).slice();
  for (let row = 0; row < values.length; row += x.dims[1]) softmax(values, row, x.dims[1]);
  return numeric(x.type, x.dims, values);
};

const cast: Operator = ([x], attributes) => {
  const code = intOf(attributes, 'to', 0);
  const [type] = Object.entries(ELEMENT_TYPES).find(([, known]) => known === code) ?? [x.type];
  return numeric(type as ElementType, x.dims, numbersOf(x).slice());
};

/** A whole power by repeated products. */
function power(base: number, exponent: number): number {
  let result = 1;
  for (let n = 0; n < exponent; n++) result *= base;
  return result;
}

/** Of NaN, unlike `Math.max`, which is as good. */
const larger = (a: number, b: number) => Math.max(a, b);

export const OPERATORS: Readonly<Record<string, Operator>> = {
  Abs: each(Math.abs),
  Add: pairs((a, b) => a + b),
  ArgMax: arg((a, b) => a > b),
  ArgMin: arg((a, b) => a < b),
  Cast: cast,
  Concat: concat,
  Div: pairs((a, b) => a / b),
  Equal: pairs((a, b) => Number(a === b), 'bool'),
  Exp: each(exp),
  Floor: each(Math.floor),
  Gather: gather,
  Greater: pairs((a, b) => Number(a > b), 'bool'),
  Identity: ([x]) => x,
  IsNaN: each((x) => Number(Number.isNaN(x)), 'bool'),
  Less: pairs((a, b) => Number(a < b), 'bool'),
  MatMul: matMul,
  Max: pairs(larger),
  Min: pairs((a, b) => Math.min(a, b)),
  Mul: pairs((a, b) => a * b),
  Neg: each((x) => -x),
  Not: each((x) => 1 - x),
  Pow: pairs(power),
  ReduceMax: largestOfRows,
  ReduceSum: total,
  Reshape: reshape,
  Sigmoid: each(logistic),
  Softmax: softmaxRows,
  Sqrt: each(Math.sqrt),
  Sub: pairs((a, b) => a - b),
  Tanh: each((x) => 2 * logistic(2 * x) - 1),
  Where: where,
};
