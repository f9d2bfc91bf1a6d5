import { InvalidInputError, InvalidParameterError } from './errors.js';
import { show } from './words.js';

/** 2 GiB: what every engine can hold in one array, and less than a small server has. */
const DEFAULT_LIMIT = 2 ** 31;
let limit = DEFAULT_LIMIT;

/**
 * Replace how much memory one result, or what one fit learns, may take where sizes multiply: rows by classes, by
 * categories, by products. More is refused by name before it is tried. Default 2^31 bytes.
 *
 * @param bytes - the limit from now on, in bytes; Infinity for none, `null` restores the default
 * @returns the limit that was in force before
 * @throws InvalidParameterError when it is no number above 0
 */
export function setMemoryLimit(bytes: number | null): number {
  const next = bytes ?? DEFAULT_LIMIT;
  if (typeof next !== 'number' || !(next > 0)) {
    throw new InvalidParameterError(
      `setMemoryLimit: bytes must be a number > 0 or null, but got ${show(bytes)}. Pass Infinity for no limit.`,
    );
  }
  const previous = limit;
  limit = next;
  return previous;
}

/** The limit in force, in bytes. */
export const memoryLimit = (): number => limit;

/** What is to be held, and how to need less. */
interface Need {
  /** The method that was called, for the message. */
  readonly where: string;
  /** What takes the memory, with its sizes: `1000 rows of 500 classes`. */
  readonly what: string;
  /** What to do, as a sentence. */
  readonly remedy: string;
}

/**
 * Refuse what would take more memory than the limit. Called before the first byte is asked for, with the bytes that
 * sizes multiply to, or a lower estimate of them.
 *
 * @throws InvalidInputError with the sizes, the limit and the remedy
 */
export function reserve(bytes: number, { where, what, remedy }: Need): void {
  if (bytes <= limit) return;
  throw new InvalidInputError(
    `${where}: ${what} would take ${inUnits(bytes)}, and the memory limit is ${inUnits(limit)}. ${remedy} Or raise the limit with setMemoryLimit.`,
  );
}

/** A block of zeros [rows × columns], unless it is larger than the limit. */
export function reserveBlock(rows: number, columns: number, need: Need): Float64Array {
  reserve(8 * rows * columns, need);
  return new Float64Array(rows * columns);
}

/** Bytes as a person reads them: `13 GiB`. */
function inUnits(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  let unit = 0;
  let amount = bytes;
  for (; amount >= 1024 && unit < units.length - 1; unit++) amount /= 1024;
  return `${Number(amount.toPrecision(2))} ${units[unit]}`;
}
