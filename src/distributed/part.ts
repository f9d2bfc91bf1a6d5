import { FitPredictError } from '../errors.js';
import type { PackedError } from '../packed-errors.js';
import { show } from '../words.js';
import { VERSION } from './version.js';

/** The blocks of a work that are done together. */
export interface Place {
  /** The first. */
  readonly from: number;
  /** The one before which it ends. */
  readonly to: number;
}

/** What a job says: which blocks of which work to do. The data are in the storage, so that it is small. */
export interface Part extends Place {
  /** Of the package that asks for it. */
  readonly version: string;
  /** SHA-256 of the work, as hexadecimal text, under which the storage has it. */
  readonly work: string;
  /** Of the call that asks: while the key that is made of it is there, the part is not wanted any more. */
  readonly call: string;
}

/** What a job gives: nothing where the result is in the storage, and else why there is none. */
export interface PartAnswer {
  readonly failed?: PackedError;
}

/** As many parts of a work as there may be, of as many blocks each as the others. */
export function cutIntoParts(blocks: number, most: number): readonly Place[] {
  const size = Math.max(1, Math.ceil(blocks / most));
  return Array.from({ length: Math.ceil(blocks / size) }, (_, p) => ({
    from: p * size,
    to: Math.min(blocks, (p + 1) * size),
  }));
}

/**
 * A job's data as a part, which anybody may have put into the queue.
 *
 * @throws FitPredictError for another version, or what is no part
 */
export function readPart(data: unknown): Part {
  const { version, work, from, to, call } = (data ?? {}) as Partial<Record<keyof Part, unknown>>;
  if (version !== VERSION) {
    throw new FitPredictError(
      `fitpredict-worker: a job is of version ${show(version)} of fitpredict, and this worker of ${show(VERSION)}. Run the same version on all machines.`,
    );
  }
  const isPart =
    typeof work === 'string' &&
    /^[0-9a-f]{64}$/.test(work) &&
    isPlace(from) &&
    isPlace(to) &&
    from < to &&
    typeof call === 'string';
  if (isPart) return { version, work, from, to, call };
  throw new FitPredictError(
    `fitpredict-worker: a job says ${show(data)}, which is no part of a work. Let createQueue alone put jobs into this queue.`,
  );
}

/**
 * The blocks of a work that a part asks for.
 *
 * @throws FitPredictError for a place that the work does not have
 */
export function blocksOfPart(blocks: readonly unknown[], { from, to }: Place): readonly unknown[] {
  if (to <= blocks.length) return blocks.slice(from, to);
  throw new FitPredictError(
    `fitpredict-worker: a job asks for blocks up to ${to} of a work that has ${blocks.length}. Let createQueue alone put jobs into this queue.`,
  );
}

const isPlace = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0;

/** The key of Redis that is there once a call does not want its parts any more, behind the prefix of the queue. */
export const cancelKey = (call: string): string => `cancelled:${call}`;
