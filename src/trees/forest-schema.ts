import { malformed } from '../serialization/json.js';
import {
  float32,
  float64,
  int32,
  number,
  object,
  type Schema,
  uint8,
} from '../serialization/schema.js';
import { packSlim, type SlimArrays, unpackSlim } from './slim-form.js';
import { type Covers, isSlim, nodesOf, openTree, type StoredTree } from './slim-tree.js';
import { plainTrees, rulesOf, type TreeForm, type ValueKind } from './tree-schema.js';
import { TreeShelf } from './tree-shelf.js';

/** Forests of fewer nodes are saved as earlier versions save and load them: half of little is not worth a second form. */
const FEWEST_NODES = 10_000;

/** Weights of leaves in any of their types. */
const covers: Schema<Covers> = (() => {
  const rules = { min: 0, inPlace: true };
  const ofTypes = {
    U8: uint8('leaves', rules),
    F32: float32('leaves', rules),
    F64: float64('leaves', rules),
  };
  return {
    save(value, to, path) {
      if (value instanceof Uint8Array) return ofTypes.U8.save(value, to, path);
      if (value instanceof Float32Array) return ofTypes.F32.save(value, to, path);
      return ofTypes.F64.save(value, to, path);
    },
    load(json, from, path) {
      const { type } = from.tensors.read(json, path);
      if (type === 'U8' || type === 'F32' || type === 'F64') {
        return ofTypes[type].load(json, from, path);
      }
      throw malformed(path, 'an array of type U8, F32 or F64', type);
    },
  };
})();

/** The slim trees of a forest. */
function slimArrays(values: ValueKind): Schema<SlimArrays> {
  return object<SlimArrays>({
    nValues: number({ integer: true, min: 1 }),
    nodes: int32('trees', { min: 1 }),
    words: int32('words', { inPlace: true }),
    lows: int32('splits', { inPlace: true }),
    value: float64('values', { ...rulesOf(values), inPlace: true }),
    leafCover: covers,
    splitLoss: float64('splits', { inPlace: true }),
    leafLoss: float64('losses', { inPlace: true }),
  });
}

/**
 * The trees of a forest: as `trees`, and large ones in slim form. Parameters as there.
 */
export function forestTrees(
  nFeatures: string,
  nValues: string | number,
  values: ValueKind = 'numbers',
): Schema<StoredTree[]> {
  const plain = plainTrees(nFeatures, nValues, values);
  const slim = slimArrays(values);
  const formIn = (dimensions: ReadonlyMap<string, number>): TreeForm => ({
    nFeatures: dimensions.get(nFeatures) as number,
    nValues: typeof nValues === 'number' ? nValues : (dimensions.get(nValues) as number),
    values,
  });
  return {
    save(value, to, path) {
      const nodes = value.reduce((sum, tree) => sum + nodesOf(tree), 0);
      if (nodes < FEWEST_NODES || !value.every(isSlim)) {
        return plain.save(value.map(openTree), to, path);
      }
      const inner = { ...to, dimensions: new Map<string, number>() };
      return slim.save(packSlim(value, formIn(to.dimensions).nValues), inner, path);
    },
    load(json, from, path) {
      const form = formIn(from.dimensions);
      if (typeof json === 'object' && json !== null && Object.hasOwn(json, 'words')) {
        const inner = { ...from, dimensions: new Map<string, number>() };
        return unpackSlim(slim.load(json, inner, path), form, path);
      }
      const loaded = plain.load(json, from, path);
      const shelf = new TreeShelf(form.nFeatures, form.nValues, loaded.length);
      return loaded.map((tree) => shelf.addSlim(tree) ?? tree);
    },
  };
}
