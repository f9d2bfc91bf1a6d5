import { createRng, type Rng } from '../../src/random/rng.js';
import {
  decodeSafetensors,
  encodeSafetensors,
  type Safetensors,
} from '../../src/serialization/safetensors.js';

/** Numbers that sizes, counts and values are least ready for. */
const NUMBERS = [
  0,
  -1,
  1,
  2,
  3,
  0.5,
  255,
  1e3,
  65_536,
  1e6,
  2 ** 31 - 1,
  2 ** 31,
  1e9,
  2 ** 53,
  1e300,
  1e-300,
  5e-324,
  -0,
] as const;
const VALUES = [
  ...NUMBERS,
  null,
  true,
  false,
  '',
  'x',
  'NaN',
  'Infinity',
  '-Infinity',
  '-0',
  '__proto__',
  'constructor',
  [],
  {},
  [[]],
] as const;
const LIMITS = [...NUMBERS, 1e308, -1e308, Number.NaN, Infinity, -Infinity] as const;

const pick = <T>(from: readonly T[], rng: Rng): T => from[rng.nextUint32() % from.length];
const below = (n: number, rng: Rng) => rng.nextUint32() % n;

/**
 * A model file with something in it changed; the same seed and number change the same.
 *
 * @param key - of the metadata that hold its description
 */
export function mutated(
  bytes: Uint8Array,
  seed: string,
  n: number,
  key = 'fitpredict',
): Uint8Array {
  const rng = createRng(seed).fork(n);
  if (below(10, rng) === 0) return withBytesChanged(bytes, rng);
  const file = decodeSafetensors(bytes);
  const json: unknown = JSON.parse(file.metadata[key]);
  const tensors = new Map(file.tensors);
  for (let changes = 1 + below(3, rng); changes > 0; changes--) {
    if (tensors.size > 0 && below(2, rng) === 0) changeTensor(tensors, rng);
    else changeJson(json, rng);
  }
  return encodeSafetensors({ metadata: { [key]: JSON.stringify(json) }, tensors });
}

function withBytesChanged(bytes: Uint8Array, rng: Rng): Uint8Array {
  const changed = bytes.slice(0, below(20, rng) === 0 ? below(bytes.length, rng) : bytes.length);
  for (let changes = 1 + below(4, rng); changes > 0 && changed.length > 0; changes--) {
    changed[below(changed.length, rng)] = below(256, rng);
  }
  return changed;
}

interface Place {
  readonly holder: Record<string, unknown>;
  readonly key: string;
}

/** Every value inside a JSON value, as the object or array that holds it and the key there. */
function everyPlace(json: unknown): Place[] {
  if (typeof json !== 'object' || json === null) return [];
  const holder = json as Record<string, unknown>;
  return Object.keys(holder).flatMap((key) => [{ holder, key }, ...everyPlace(holder[key])]);
}

function changeJson(json: unknown, rng: Rng): void {
  const places = everyPlace(json);
  const { holder, key } = pick(places, rng);
  const value = holder[key];
  switch (below(8, rng)) {
    case 0:
      delete holder[key];
      break;
    case 1:
      if (Array.isArray(holder)) holder.splice(Number(key), 0, value);
      else holder[`${key}2`] = value;
      break;
    case 2: {
      const other = pick(places, rng);
      holder[key] = other.holder[other.key];
      break;
    }
    case 3:
      holder[key] = pick(VALUES, rng);
      break;
    default:
      holder[key] = typeof value === 'number' ? pick(NUMBERS, rng) : pick(VALUES, rng);
  }
  // A value must not hold itself, or there is no JSON of it.
  try {
    JSON.stringify(json);
  } catch {
    holder[key] = value;
  }
}

function changeTensor(
  tensors: Map<string, Safetensors['tensors'] extends ReadonlyMap<string, infer T> ? T : never>,
  rng: Rng,
): void {
  const names = [...tensors.keys()];
  const name = pick(names, rng);
  const tensor = tensors.get(name);
  if (tensor === undefined) return;
  const kind = below(6, rng);
  if (kind === 0) {
    const other = tensors.get(pick(names, rng));
    if (other !== undefined) tensors.set(name, other);
    return;
  }
  if (kind === 1) {
    // Another length, with a shape to go with it: rows dropped or empty, or a dimension of nothing.
    const [rows = 1] = tensor.shape;
    const width = rows === 0 ? 0 : tensor.values.length / rows;
    const kept = below(rows + 1, rng);
    const shape =
      kept === 0
        ? [0, ...tensor.shape.slice(1).map(() => pick([width, 1e9, 3], rng))]
        : [kept, ...tensor.shape.slice(1)];
    tensors.set(name, { ...tensor, shape, values: tensor.values.slice(0, kept * width) });
    return;
  }
  const values = tensor.values.slice();
  for (let changes = 1 + below(3, rng); changes > 0 && values.length > 0; changes--) {
    const at = below(values.length, rng);
    values[at] = kind === 2 ? values[below(values.length, rng)] : pick(LIMITS, rng);
  }
  tensors.set(name, { ...tensor, values });
}
