import { PlaceError } from '../serialization/place-error.js';
import { float64, int32, object, type Schema } from '../serialization/schema.js';
import type { HyperplaneTree } from './isolation/hyperplane-tree.js';
import type { Tree } from './tree.js';
import { concat, trees } from './tree-schema.js';

/**
 * Trees with planes for questions, as `trees` and with a set of coefficients a node.
 *
 * @param nCoefficients - the dimension that counts the coefficients of a node, bound before
 */
export function hyperplaneTrees(
  nFeatures: string,
  nCoefficients: string,
): Schema<HyperplaneTree[]> {
  const plain = trees(nFeatures, 1);
  const planes = object({
    planeColumns: int32(['nodes', nCoefficients], { min: 0 }),
    planeCoefficients: float64(['nodes', nCoefficients]),
  });
  const all = object({ trees: plain, planes });
  return {
    save(value, to, path) {
      const width = to.dimensions.get(nCoefficients) as number;
      const entries = value.reduce((total, tree) => total + tree.planeColumns.length, 0);
      const dimensions = new Map([...to.dimensions, ['nodes', entries / width]]);
      return all.save(
        {
          trees: value,
          planes: {
            planeColumns: concat(value, (tree) => tree.planeColumns, new Int32Array(entries)),
            planeCoefficients: concat(
              value,
              (tree) => tree.planeCoefficients,
              new Float64Array(entries),
            ),
          },
        },
        { ...to, dimensions },
        path,
      );
    },
    load(json, from, path) {
      const dimensions = new Map(from.dimensions);
      const loaded = all.load(json, { ...from, dimensions }, path);
      const width = dimensions.get(nCoefficients) as number;
      const columns = dimensions.get(nFeatures) as number;
      return withPlanes(loaded.trees, loaded.planes, width, columns, path);
    },
  };
}

/** The planes of all trees end to end, `width` coefficients a node. */
interface Planes {
  readonly planeColumns: Int32Array;
  readonly planeCoefficients: Float64Array;
}

/**
 * Each tree with its planes.
 *
 * @throws ModelFormatError when they are not for these nodes, or ask about columns that are not there
 */
export function withPlanes(
  plain: readonly Tree[],
  { planeColumns, planeCoefficients }: Planes,
  width: number,
  columns: number,
  path: string,
): HyperplaneTree[] {
  const nodes = plain.reduce((total, tree) => total + tree.left.length, 0);
  if (planeColumns.length !== nodes * width || planeCoefficients.length !== nodes * width) {
    throw new PlaceError(`${path}: the nodes lack planes.`);
  }
  const beyond = planeColumns.find((column) => column >= columns);
  if (beyond !== undefined) {
    throw new PlaceError(`${path}: a plane asks about feature ${beyond} of ${columns}.`);
  }
  let start = 0;
  return plain.map((tree) => {
    const end = start + tree.left.length * width;
    const own = {
      planeColumns: planeColumns.subarray(start, end),
      planeCoefficients: planeCoefficients.subarray(start, end),
    };
    start = end;
    return { ...tree, ...own };
  });
}
