import type { Label } from '../contracts.js';
import type { ModelFormatError } from '../errors.js';
import { arrayFromJson, malformed, numberFromJson, objectFromJson } from '../serialization/json.js';
import { PlaceError } from '../serialization/place-error.js';
import {
  ownValues,
  type TENSOR_TYPES,
  type TensorReader,
  type TensorType,
} from '../serialization/tensors.js';
import { expandNodes, KIND } from '../trees/compact-trees.js';
import { nodesFrom, shiftFor } from '../trees/slim-tree.js';
import { CATEGORICAL, FROM_MINUS_ONE, MISSING_LEFT, type Tree } from '../trees/tree.js';
import { concat, unpackTrees } from '../trees/tree-schema.js';

type ArrayOf<T extends TensorType> = InstanceType<(typeof TENSOR_TYPES)[T]>;

interface Rules {
  readonly length?: number;
  readonly min?: number;
  readonly max?: number;
  /** Whether infinities are allowed. Default false. */
  readonly infinite?: boolean;
}

/** As the schemas have it, `MAX_SIZE`: a small file must not ask for much memory. */
const MAX_SIZE = 2 ** 20;

const NOTHING = /* @__PURE__ */ new Float64Array(0);

/**
 * What a state in a file says, for who only predicts: fields that have a part in predictions are held to the rules of
 * the state's schema, others are not looked at. The schemas themselves, which also save, take more room than all else.
 */
export class Fields {
  readonly #fields: Readonly<Record<string, unknown>>;

  constructor(
    json: unknown,
    readonly tensors: TensorReader,
    readonly path: string,
  ) {
    this.#fields = objectFromJson(json, path);
  }

  has(name: string): boolean {
    return (this.#fields[name] ?? null) !== null;
  }

  within(name: string): Fields {
    return new Fields(this.#at(name), this.tensors, this.#pathOf(name));
  }

  number(name: string, min = -Infinity, max = Infinity): number {
    const value = numberFromJson(this.#at(name), this.#pathOf(name));
    if (Number.isFinite(value) && value >= min && value <= max) return value;
    throw malformed(this.#pathOf(name), `a finite number from ${min} to ${max}`, value);
  }

  /** A whole number from 1 on. */
  count(name: string, max = MAX_SIZE): number {
    const value = this.number(name, 1, max);
    if (Number.isInteger(value)) return value;
    throw malformed(this.#pathOf(name), 'a whole number', value);
  }

  oneOf<T extends string>(name: string, ...values: readonly T[]): T {
    const value = this.#at(name) as T;
    if (values.includes(value)) return value;
    throw malformed(this.#pathOf(name), `one of ${values.join(', ')}`, value);
  }

  /** At least two labels, all different and of one type. */
  labels(name: string): Label[] {
    const labels = arrayFromJson(this.#at(name), this.#pathOf(name)) as Label[];
    const type = typeof labels[0];
    const usable =
      labels.length >= 2 &&
      new Set(labels).size === labels.length &&
      (type === 'string' || type === 'boolean' || labels.every(Number.isFinite)) &&
      labels.every((label) => typeof label === type);
    if (usable) return labels;
    throw malformed(this.#pathOf(name), 'two different labels or more, of one type', labels);
  }

  array<T extends TensorType>(name: string, type: T, rules: Rules = {}): ArrayOf<T> {
    const path = this.#pathOf(name);
    const tensor = this.tensors.read(this.#at(name), path);
    const values = ownValues(tensor) as ArrayOf<T>;
    const { length = values.length, infinite = false } = rules;
    if (tensor.type !== type || values.length !== length) {
      throw malformed(path, `${length} values of type ${type}`, tensor.values);
    }
    const largest = infinite ? Infinity : Number.MAX_VALUE;
    const { min = -largest, max = largest } = rules;
    for (let i = 0; i < values.length; i++) {
      if (values[i] >= min && values[i] <= max) continue;
      throw malformed(`${path}[${i}]`, `from ${min} to ${max}`, values[i]);
    }
    return values;
  }

  /** Trees of the model. Nodes say `nValues` numbers, or shares of as many classes. */
  trees(name: string, nFeatures: number, nValues: number, values: 'numbers' | 'shares'): Tree[] {
    const packed = this.within(name);
    const nodes = packed.array('nodes', 'I32', { min: 1 });
    const value = packed.array('value', 'F64', values === 'shares' ? { min: 0 } : {});
    return unpackTrees(
      {
        nValues: packed.count('nValues'),
        nodes,
        value,
        cover: NOTHING,
        loss: NOTHING,
        ...(packed.has('words')
          ? packed.#slimNodes(nodes, nFeatures)
          : packed.has('kinds')
            ? packed.#compactNodes(nodes)
            : packed.#plainNodes()),
      },
      { nFeatures, nValues, values },
      packed.path,
    );
  }

  #slimNodes(nodes: Int32Array, nFeatures: number) {
    const splits = nodes.reduce((sum, count) => sum + (count >> 1), 0);
    const words = this.array('words', 'I32', { length: 2 * splits });
    const lows = this.array('lows', 'I32', { length: splits });
    let start = 0;
    const each = Array.from(nodes, (count) => {
      const end = start + (count >> 1);
      const own = { words: words.subarray(2 * start, 2 * end), lows: lows.subarray(start, end) };
      start = end;
      return nodesFrom({ ...own, shift: shiftFor(nFeatures) });
    });
    const total = 2 * splits + nodes.length;
    return {
      feature: concat(each, ({ feature }) => feature, new Int32Array(total)),
      threshold: concat(each, ({ threshold }) => threshold, new Float64Array(total)),
      left: concat(each, ({ left }) => left, new Int32Array(total)),
      flags: concat(each, ({ flags }) => flags, new Uint8Array(total)),
      ...this.#noCategories(nodes),
    };
  }

  #noCategories(nodes: Int32Array) {
    return { categoryEntries: new Int32Array(nodes.length), categories: new Int32Array(0) };
  }

  #plainNodes() {
    const whole = { min: 0 };
    return {
      categoryEntries: this.array('categoryEntries', 'I32', whole),
      feature: this.array('feature', 'I32', whole),
      threshold: this.array('threshold', 'F64', { infinite: true }),
      left: this.array('left', 'I32', whole),
      flags: this.array('flags', 'U8', { max: MISSING_LEFT | CATEGORICAL | FROM_MINUS_ONE }),
      categories: this.array('categories', 'I32'),
    };
  }

  #compactNodes(nodes: Int32Array) {
    const whole = expandNodes({
      nodes,
      kinds: this.array('kinds', 'U8', { max: KIND }),
      feature: this.array('feature', 'U16'),
      threshold: this.array('threshold', 'F64', { infinite: true }),
    });
    if (whole === undefined) throw this.wrong('there are nodes that belong to no parent.');
    return { ...whole, ...this.#noCategories(nodes) };
  }

  wrong(what: string): ModelFormatError {
    return new PlaceError(`${this.path}: ${what}`);
  }

  #pathOf(name: string): string {
    return `${this.path}.${name}`;
  }

  #at(name: string): unknown {
    if (Object.hasOwn(this.#fields, name)) return this.#fields[name];
    throw this.wrong(`there is no entry "${name}".`);
  }
}
