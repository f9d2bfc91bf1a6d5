import type { Matrix } from 'ml-matrix';
import type { MatrixLike } from '../contracts.js';
import { type Dense, parseFeatures, toMatrix } from '../data/dense.js';
import { Estimator, type EstimatorInfo } from '../estimator.js';
import { readNamed } from '../named-options.js';
import {
  keptNames,
  type NumberColumns,
  type NumberInput,
  numberColumnsFields,
  parseColumnsLike,
  refuseMissing,
} from '../preprocessing/columns/number-columns.js';
import { uint8 } from '../serialization/schema.js';
import { warn } from '../warnings.js';

/** What every selector has learned: which columns there are, and which it keeps. */
export interface SelectedColumns extends NumberColumns {
  /** [nFeatures]: 1 for a column that is kept, else 0. */
  kept: Uint8Array;
}

/** The form of `SelectedColumns` in a model file. */
export const selectedColumns = () => ({
  ...numberColumnsFields(),
  kept: uint8('nFeatures', { max: 1 }),
});

/** In which form `getSupport` tells of the columns. */
export interface SupportOptions {
  /** Whether to give the positions of the columns that are kept in place of a mask of all. Default false. */
  indices?: boolean;
}

/**
 * What is word for word the same in all that select columns: it is one class between `Estimator` and theirs, since these
 * methods read nothing but `SelectedColumns`, and call nothing that a selector has of its own.
 */
export abstract class Selector<
  Options extends object,
  State extends SelectedColumns,
> extends Estimator<Options, State> {
  readonly #type: string;
  readonly #allowMissing: boolean;

  /** @param allowMissing - whether NaN passes through, or is refused as `fit` refuses it */
  protected constructor(info: EstimatorInfo, options: Options, allowMissing: boolean) {
    super(info, options);
    this.#type = info.type;
    this.#allowMissing = allowMissing;
  }

  /**
   * The columns that were selected.
   *
   * @param X - [nSamples × nFeatures], columns as in fit; those of a Table by name
   * @returns [nSamples × nSelected]; with a warning where no column was selected
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X is ragged, infinite, has other columns, or NaN where `fit` takes none
   */
  transform(X: NumberInput): Matrix {
    const state = this.fitted('transform');
    const where = `${this.#type}.transform`;
    const samples = parseColumnsLike(X, state, where);
    if (!this.#allowMissing) refuseMissing(samples.data, samples.columns, where);
    const picked = takeColumns(samples, positionsOf(state.kept));
    if (picked.columns === 0) {
      warn('data', `${where}: no column was selected, so none is left. Ask less of the columns.`);
    }
    return toMatrix(picked.data, picked.rows, picked.columns);
  }

  /**
   * The way back, with zeros in the columns that were left out.
   *
   * @param X - [nSamples × nSelected]
   * @returns [nSamples × nFeatures]
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X is ragged, infinite, or has another number of columns
   */
  inverseTransform(X: MatrixLike): Matrix {
    const { kept, nFeatures } = this.fitted('inverseTransform');
    const positions = positionsOf(kept);
    const { data, rows } = parseFeatures(X, `${this.#type}.inverseTransform`, {
      columns: positions.length,
      allowMissing: true,
    });
    const out = new Float64Array(rows * nFeatures);
    for (let i = 0, at = 0; i < rows; i++) {
      for (const j of positions) out[i * nFeatures + j] = data[at++];
    }
    return toMatrix(out, rows, nFeatures);
  }

  /** Which columns are selected: a mask of all [nFeatures]. */
  getSupport(options?: { indices?: false }): boolean[];
  /** Which columns are selected: their positions [nSelected], ascending. */
  getSupport(options: { indices: true }): number[];
  /** Which columns are selected: a mask of all [nFeatures], or their positions [nSelected]. */
  getSupport(options?: SupportOptions): boolean[] | number[];
  getSupport(options: SupportOptions = {}): boolean[] | number[] {
    const { kept } = this.fitted('getSupport');
    const { indices = false } = readNamed(options, `${this.#type}.getSupport`, ['indices']);
    return indices ? positionsOf(kept) : maskOf(kept);
  }

  /** Names of the columns that are selected; `inputNames` are those of all, as in fit when left out. */
  getFeatureNamesOut(inputNames?: readonly string[]): string[] {
    const state = this.fitted('getFeatureNamesOut');
    const names = keptNames(inputNames, state, `${this.#type}.getFeatureNamesOut`);
    return names.filter((_, j) => state.kept[j] === 1);
  }
}

/** A mask as users read it. */
export function maskOf(kept: Uint8Array): boolean[] {
  return Array.from(kept, (flag) => flag === 1);
}

/** Positions of the ones, ascending. */
export function positionsOf(kept: Uint8Array): number[] {
  const positions: number[] = [];
  for (let j = 0; j < kept.length; j++) if (kept[j] === 1) positions.push(j);
  return positions;
}

/** Columns of a block in the order of their positions, copied [rows × positions.length]. */
export function takeColumns({ data, rows, columns }: Dense, positions: readonly number[]): Dense {
  const picked = new Float64Array(rows * positions.length);
  for (let i = 0, at = 0; i < rows; i++) {
    const row = i * columns;
    for (let n = 0; n < positions.length; n++) picked[at++] = data[row + positions[n]];
  }
  return { data: picked, rows, columns: positions.length };
}
