import { ModelFormatError } from '../../errors.js';
import { show } from '../../words.js';

/** What a file of XGBoost holds, whichever of its two forms it has. Lists of numbers are typed arrays. */
export type FileValue =
  | null
  | boolean
  | number
  | string
  | NumberList
  | readonly FileValue[]
  | ReadonlyMap<string, FileValue>;

/** The kinds of arrays that are made; true and false are 1 and 0 in them. */
export type NumberList = Float64Array | Float32Array | Int32Array | Uint8Array;

/** A list without entries, one for all, which has no type yet. */
export const EMPTY_LIST: NumberList = /* @__PURE__ */ new Float64Array(0);

/** No file of XGBoost is nested deeper than 8; reading uses the stack. */
export const DEEPEST = 64;

/**
 * How many lists and objects so many bytes may hold. The smallest tree takes 40 bytes for each of its own, and a file of
 * nothing but empty ones would take a hundred times its size in memory.
 */
export const mostParts = (bytes: number) => 64 + Math.floor(bytes / 32);

/** Names of what is read; whatever else an object holds is passed over. */
export const READ_NAMES: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'learner',
  'attributes',
  'best_iteration',
  'best_ntree_limit',
  'best_score',
  'fitpredict.classes',
  'fitpredict.startRounds',
  'feature_names',
  'feature_types',
  'learner_model_param',
  'base_score',
  'num_class',
  'num_feature',
  'num_target',
  'objective',
  'quantile_loss_param',
  'quantile_alpha',
  'pseudo_huber_param',
  'huber_slope',
  'tweedie_regression_param',
  'tweedie_variance_power',
  'gradient_booster',
  'name',
  'gbtree',
  'weight_drop',
  'model',
  'weights',
  'gbtree_model_param',
  'num_parallel_tree',
  'tree_info',
  'iteration_indptr',
  'trees',
  'tree_param',
  'size_leaf_vector',
  'left_children',
  'right_children',
  'split_indices',
  'split_conditions',
  'split_type',
  'default_left',
  'loss_changes',
  'sum_hessian',
  'categories',
  'categories_nodes',
  'categories_segments',
  'categories_sizes',
  'cats',
  'enc',
  'offsets',
  'values',
  'nodeid',
]);

/** An object of the file with the way to it, which messages name. */
export class Section {
  readonly #entries: ReadonlyMap<string, FileValue>;
  readonly #path: string;
  readonly #where: string;

  /** @param where - the function that reads, for messages @throws ModelFormatError when it is no object */
  constructor(value: FileValue | undefined, path: string, where: string) {
    this.#path = path;
    this.#where = where;
    if (!(value instanceof Map)) throw this.#not('an object', value, path);
    this.#entries = value;
  }

  /** A message about this part of the file. */
  wrong(what: string): ModelFormatError {
    return new ModelFormatError(`${this.#where}: ${this.#path} ${what}`);
  }

  has(name: string): boolean {
    return this.#entries.has(name);
  }

  section(name: string): Section {
    return new Section(this.#entries.get(name), this.#pathOf(name), this.#where);
  }

  /** The objects of a list. */
  sections(name: string): Section[] {
    const path = this.#pathOf(name);
    return this.#list(name).map((value, at) => new Section(value, `${path}[${at}]`, this.#where));
  }

  text(name: string): string {
    const value = this.#entries.get(name);
    if (typeof value === 'string') return value;
    throw this.#not('text', value, this.#pathOf(name));
  }

  texts(name: string): string[] {
    return this.#list(name).map((value, at) => {
      if (typeof value === 'string') return value;
      throw this.#not('text', value, `${this.#pathOf(name)}[${at}]`);
    });
  }

  /** A whole number from 0 on, which XGBoost writes as text. */
  count(name: string, otherwise?: number): number {
    const value = this.#entries.get(name);
    if (value === undefined && otherwise !== undefined) return otherwise;
    const number = typeof value === 'string' && /^\d{1,10}$/.test(value) ? Number(value) : value;
    if (typeof number === 'number' && Number.isInteger(number) && number >= 0) return number;
    throw this.#not('a whole number >= 0', value, this.#pathOf(name));
  }

  /** A number or several, which XGBoost writes as text: `5E-1`, `[5E-1]`, `[1E-1,5E-1]`, in parentheses too. */
  reals(name: string): number[] {
    const value = this.#entries.get(name);
    if (typeof value === 'number') return [value];
    const words = typeof value === 'string' ? value.replace(/^[[(]|[\])]$/g, '').split(',') : [];
    const numbers = words.map((word) => (word.trim() === '' ? Number.NaN : Number(word)));
    if (numbers.length > 0 && numbers.every(Number.isFinite)) return numbers;
    throw this.#not('a number', value, this.#pathOf(name));
  }

  /** A list of numbers, of a given length where one is given. */
  numbers(name: string, length?: number): NumberList {
    const value = this.#entries.get(name);
    if (!isNumberList(value)) throw this.#not('a list of numbers', value, this.#pathOf(name));
    if (length === undefined || value.length === length) return value;
    throw new ModelFormatError(
      `${this.#where}: ${this.#pathOf(name)} has ${value.length} entries, not ${length}. The file is damaged.`,
    );
  }

  #list(name: string): readonly FileValue[] {
    const value = this.#entries.get(name);
    if (value === EMPTY_LIST) return [];
    if (Array.isArray(value)) return value;
    throw this.#not('a list', value, this.#pathOf(name));
  }

  #pathOf(name: string): string {
    return this.#path === '' ? name : `${this.#path}.${name}`;
  }

  #not(what: string, value: FileValue | undefined, path: string): ModelFormatError {
    const found = value === undefined ? 'is missing' : `is ${show(value)}, not ${what}`;
    return new ModelFormatError(
      `${this.#where}: ${path === '' ? 'the file' : path} ${found}. The file is damaged, or not what save_model of XGBoost writes.`,
    );
  }
}

function isNumberList(value: FileValue | undefined): value is NumberList {
  return ArrayBuffer.isView(value);
}
