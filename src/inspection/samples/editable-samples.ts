/** Samples of any kind that models take, whose columns can be given other values: what inspection asks models about. */

import type { Column } from '../../data/columns.js';
import { InvalidInputError } from '../../errors.js';
import { didYouMean, show } from '../../words.js';

/** Samples whose columns can be given other values. What was given stays as it is. */
export interface EditableSamples {
  /** How many samples there are. */
  readonly rows: number;
  /** The columns from left to right; `x0, x1, …` where they have no names. */
  readonly names: readonly string[];
  /** The values of a column as they were given [rows]. */
  column(j: number): Column;
  /** Give a column other values [rows], in place of all that it had. */
  set(j: number, values: Column): void;
  /** Give a column its own values back. */
  restore(j: number): void;
  /** The samples from `from` up to `to` as they are now, in the kind that was given; read before the next change. */
  between(from: number, to: number): unknown;
}

/** Samples that a model is asked about at a time, where nobody waits for a turn and where somebody does. */
export const WHOLE_ROWS = 2048;
/** A kernel machine of 4000 support vectors of 60 features takes 15 ms for them. */
export const SLICE_ROWS = 64;

/** A column by its name or its number. */
export type ColumnRef = string | number;

/**
 * The number of a column.
 *
 * @param ref - its name or its number
 * @param name - the option that names it, for messages
 * @throws InvalidInputError when there is none
 */
export function findColumn(
  { names }: EditableSamples,
  ref: unknown,
  name: string,
  where: string,
): number {
  if (typeof ref === 'number') {
    if (Number.isInteger(ref) && ref >= 0 && ref < names.length) return ref;
    throw new InvalidInputError(
      `${where}: ${name} names column ${show(ref)}, but X has the columns 0 to ${names.length - 1}. Pass a number of these, or a name.`,
    );
  }
  const j = typeof ref === 'string' ? names.indexOf(ref) : -1;
  if (j >= 0) return j;
  const near = typeof ref === 'string' ? ` ${didYouMean(ref, names)}` : '';
  throw new InvalidInputError(
    `${where}: ${name} names column ${show(ref)}, which X does not have.${near} Pass the name or the number of a column.`,
  );
}
