import { lengthOf, reading } from '../../data/array-like.js';
import { InvalidParameterError } from '../../errors.js';
import { holdsOptions } from '../../hyperparameters.js';
import { isSo } from '../../is-so.js';
import { show } from '../../words.js';

/** Values of some hyperparameters, those of estimators inside as `svc__C`: what `setParams` takes. */
export type ParamSetting = Readonly<Record<string, unknown>>;

/** Values to try, by the name of the hyperparameter. */
export type ParamLists = Readonly<Record<string, ArrayLike<unknown>>>;

/** Values to try in all combinations; several grids are tried one after the other. */
export type ParamGrid = ParamLists | readonly ParamLists[];

/**
 * All combinations of values of hyperparameters, in scikit-learn's order: names in ascending order, the last one
 * changing fastest.
 *
 * @example
 * const grid = new ParameterGrid([{ kernel: ['linear'] }, { kernel: ['rbf'], C: [1, 10] }])
 * grid.length // 3
 * [...grid] // { kernel: 'linear' }, { C: 1, kernel: 'rbf' }, { C: 10, kernel: 'rbf' }
 */
export class ParameterGrid implements Iterable<ParamSetting> {
  readonly #grids: readonly (readonly [name: string, values: ArrayLike<unknown>])[][];

  /**
   * @throws InvalidParameterError for an empty grid, a name without values, and values that are no array
   */
  constructor(paramGrid: ParamGrid) {
    this.#grids = readSpaces(paramGrid, 'ParameterGrid').map((grid) =>
      grid.map(([name, values]) => [name, checkList(values, name, 'ParameterGrid')] as const),
    );
  }

  /** How many combinations there are. */
  get length(): number {
    return this.#grids.reduce((sum, grid) => sum + sizeOf(grid), 0);
  }

  /**
   * The combination of a number, from 0.
   *
   * @throws InvalidParameterError when there are fewer
   */
  at(index: number): ParamSetting {
    let left = Number.isSafeInteger(index) && index >= 0 ? index : Infinity;
    for (const grid of this.#grids) {
      const size = sizeOf(grid);
      if (left < size) return combination(grid, left);
      left -= size;
    }
    throw new InvalidParameterError(
      `ParameterGrid.at: index must be an integer from 0 to ${this.length - 1}, but got ${show(index)}.`,
    );
  }

  /** The combinations, one after the other. */
  *[Symbol.iterator](): Generator<ParamSetting, void> {
    for (const grid of this.#grids) {
      for (let i = 0; i < sizeOf(grid); i++) yield combination(grid, i);
    }
  }
}

/** What to search, read once: for each grid the names in ascending order, and what stands under them. */
export function readSpaces(
  spaces: unknown,
  where: string,
): (readonly [name: string, value: unknown])[][] {
  const all = isSo(() => Array.isArray(spaces)) ? (spaces as unknown[]) : [spaces];
  const read = all.map((space) => {
    if (!holdsOptions(space)) throw noGrid(space, where);
    const entries: [string, unknown][] = reading(where, 'the grid', () => Object.entries(space));
    return entries.sort(([a], [b]) => (a < b ? -1 : 1));
  });
  if (read.some((entries) => entries.length > 0)) return read;
  throw new InvalidParameterError(
    `${where}: the grid is empty. Name at least one hyperparameter and its values, as in { C: [1, 10] }.`,
  );
}

/** @throws InvalidParameterError when it is no array, or empty */
export function checkList(values: unknown, name: string, where: string): ArrayLike<unknown> {
  const length = typeof values === 'object' ? lengthOf(values) : undefined;
  if (length !== undefined && length > 0) return values as ArrayLike<unknown>;
  throw new InvalidParameterError(
    length === undefined
      ? `${where}: the values of ${show(name)} must be an array, but got ${show(values)}. Pass [${show(values)}] for this one.`
      : `${where}: there are no values of ${show(name)}. Pass at least one, or leave it out.`,
  );
}

type Grid = readonly (readonly [name: string, values: ArrayLike<unknown>])[];

function sizeOf(grid: Grid): number {
  return grid.reduce((product, [, values]) => product * values.length, 1);
}

function combination(grid: Grid, index: number): ParamSetting {
  let left = index;
  const chosen = [...grid].reverse().map(([name, values]) => {
    const value = values[left % values.length];
    left = Math.floor(left / values.length);
    return [name, value] as const;
  });
  return Object.fromEntries(chosen.reverse());
}

function noGrid(space: unknown, where: string): InvalidParameterError {
  return new InvalidParameterError(
    `${where}: the grid must be an object of names to values, or an array of such, but got ${show(space)}. Pass { C: [1, 10] }, say.`,
  );
}
