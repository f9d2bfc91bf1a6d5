import { ModelFormatError } from '../../errors.js';
import { exactKeys, malformed } from '../../serialization/json.js';
import type { Tensor } from '../../serialization/tensors.js';
import { show } from '../../words.js';

/** Columns of all estimators of a file: what sizes ask for that have no array to show for them. */
const MAX_COLUMNS = 2 ** 20;

/** The arrays of a file. Each is read once, so that few bytes never become many models. */
export class SklearnArrays {
  readonly #unread: Map<string, Tensor>;
  #columns = 0;

  constructor(tensors: ReadonlyMap<string, Tensor>) {
    this.#unread = new Map(tensors);
  }

  take(json: unknown, path: string): Tensor {
    const { tensor: name } = exactKeys(json, ['tensor'], path);
    const found = typeof name === 'string' ? this.#unread.get(name) : undefined;
    if (found === undefined) throw malformed(path, 'the name of an array, read once', name);
    this.#unread.delete(name as string);
    return found;
  }

  /** @throws ModelFormatError when the file asks for more columns than it may */
  spend(columns: number, path: string): void {
    this.#columns += columns;
    if (this.#columns <= MAX_COLUMNS) return;
    throw new ModelFormatError(
      `${path} has ${columns} columns, and a file may have ${MAX_COLUMNS} in all.`,
    );
  }

  /** @throws ModelFormatError when an array belongs to nothing */
  checkAllRead(): void {
    for (const name of this.#unread.keys()) {
      throw new ModelFormatError(`The array ${show(name)} belongs to nothing.`);
    }
  }
}
