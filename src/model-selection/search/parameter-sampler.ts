import { InvalidParameterError } from '../../errors.js';
import {
  type Hyperparameter,
  integer,
  type Resolved,
  resolve,
  seed,
} from '../../hyperparameters.js';
import { createRng, type Rng, type Seed } from '../../random/rng.js';
import { warn } from '../../warnings.js';
import { show } from '../../words.js';
import {
  type Distribution,
  draw,
  isDistribution,
  isOwnDistribution,
  type OwnDistribution,
} from './distributions.js';
import {
  checkList,
  ParameterGrid,
  type ParamLists,
  type ParamSetting,
  readSpaces,
} from './parameter-grid.js';

/** What to draw values of a hyperparameter from: a distribution, or an array of them. */
export type ParamDistribution = Distribution | OwnDistribution | ArrayLike<unknown>;

/** What to draw from, by the name of the hyperparameter. */
export type ParamSpace = Readonly<Record<string, ParamDistribution>>;

/** What to draw from; of several spaces, each draw takes one by chance. */
export type ParamSpaces = ParamSpace | readonly ParamSpace[];

/** How many settings are drawn. */
export interface ParameterSamplerOptions {
  /** How many settings to draw. Default 10. */
  nIter?: number;
  /** A seed for repeatable results, or null for new ones at every walk. Default null. */
  randomState?: Seed | null;
}

const options = {
  nIter: integer({ min: 1, default: 10, about: 'how many settings to draw.' }),
  randomState: seed(),
} satisfies Record<keyof ParameterSamplerOptions, Hyperparameter>;

/** One space: each name, in ascending order, and what its values are drawn from. */
export type Space = readonly (readonly [name: string, from: Distribution | OwnDistribution])[];

/**
 * Settings of hyperparameters drawn by chance. Where all values are in arrays, no setting comes twice.
 *
 * @example
 * const sampler = new ParameterSampler({ C: logUniform(0.1, 100), kernel: ['linear', 'rbf'] }, { nIter: 5, randomState: 0 })
 * for (const setting of sampler) new SVC(setting)
 */
export class ParameterSampler implements Iterable<ParamSetting> {
  readonly #spaces: readonly Space[];
  /** The combinations, where all values are in arrays. */
  readonly #grid: ParameterGrid | undefined;
  readonly #options: Resolved<ParameterSamplerOptions>;

  /**
   * @throws InvalidParameterError for no names, a name without values, and what nothing can be drawn from
   */
  constructor(paramDistributions: ParamSpaces, given: ParameterSamplerOptions = {}) {
    const where = 'ParameterSampler';
    this.#options = resolve(where, options, given, 'option');
    this.#spaces = readDistributions(paramDistributions, where);
    const lists = this.#spaces.map(asLists);
    this.#grid = lists.every((list) => list !== undefined) ? new ParameterGrid(lists) : undefined;
  }

  /** How many settings are drawn: `nIter`, or as many as there are. */
  get length(): number {
    return Math.min(this.#options.nIter, this.#grid?.length ?? Infinity);
  }

  /** The settings, one after the other. Warns when there are fewer than `nIter`. */
  *[Symbol.iterator](): Generator<ParamSetting, void> {
    const rng = createRng(this.#options.randomState);
    if (this.#grid === undefined) {
      for (let i = 0; i < this.length; i++) {
        const space = this.#spaces[rng.nextInteger(this.#spaces.length)];
        yield drawSetting(space, rng);
      }
      return;
    }
    const { length } = this.#grid;
    if (length < this.#options.nIter) {
      warn(
        'data',
        `ParameterSampler: nIter is ${this.#options.nIter}, but there are only ${length} combinations, so each is tried once. Use ParameterGrid or GridSearchCV for all of them.`,
      );
    }
    for (const index of differentIntegers(length, this.length, rng)) yield this.#grid.at(index);
  }
}

/** A value of each name. */
export function drawSetting(space: Space, rng: Rng): ParamSetting {
  return Object.fromEntries(space.map(([name, from]) => [name, draw(from, rng)] as const));
}

/**
 * What to draw from, read once; an array becomes a choice.
 *
 * @throws InvalidParameterError for an empty space, and what nothing can be drawn from
 */
export function readDistributions(spaces: unknown, where: string): Space[] {
  return readSpaces(spaces, where).map((space) =>
    space.map(([name, from]) => {
      if (isDistribution(from) || isOwnDistribution(from)) return [name, from];
      if (typeof from === 'object' && from !== null && !('length' in from)) {
        throw new InvalidParameterError(
          `${where}: nothing can be drawn from ${show(from)}, which is given for ${show(name)}. Pass an array, uniform(0, 1) or its like, or an object with sample(rng).`,
        );
      }
      return [name, { distribution: 'choice', values: Array.from(checkList(from, name, where)) }];
    }),
  );
}

function asLists(space: Space): ParamLists | undefined {
  const lists: Record<string, readonly unknown[]> = {};
  for (const [name, from] of space) {
    if (!isDistribution(from) || from.distribution !== 'choice') return undefined;
    lists[name] = from.values;
  }
  return lists;
}

/**
 * `size` different integers from 0 to n - 1, in random order, with memory for `size` of them only.
 * Source: Floyd's algorithm in Bentley, CACM 30 (1987), and then a shuffle.
 */
function differentIntegers(n: number, size: number, rng: Rng): number[] {
  const chosen = new Set<number>();
  for (let j = n - size; j < n; j++) {
    const t = Math.floor(rng.next() * (j + 1));
    chosen.add(chosen.has(t) ? j : t);
  }
  const order = [...chosen];
  for (let i = order.length - 1; i > 0; i--) {
    const j = rng.nextInteger(i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}
