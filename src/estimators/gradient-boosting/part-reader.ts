import type { Label, MatrixLike } from '../../contracts.js';
import { type Dense, parseFeaturesInSteps } from '../../data/dense.js';
import { checkLength } from '../../data/targets.js';
import { InvalidInputError, InvalidParameterError } from '../../errors.js';
import { readNamed } from '../../named-options.js';
import type { Steps } from '../../progress.js';
import { waitFor } from '../../waiting.js';
import { count, show } from '../../words.js';

/** Some rows of the data to learn from. */
export interface TrainingPart<L extends Label = Label> {
  /** Features [nSamples × nFeatures]; NaN is missing. */
  X: MatrixLike;
  /** Labels or target values [nSamples]. */
  y: ArrayLike<L>;
  /** How much each sample counts [nSamples], in all parts or in none. Default all 1. */
  sampleWeight?: ArrayLike<number>;
}

/** Begins the parts anew, each time the same in the same order: they are read twice. */
export type TrainingParts<L extends Label = Label> = () =>
  | Iterable<TrainingPart<L>>
  | AsyncIterable<TrainingPart<L>>;

/** A part that was checked, but for what its labels and weights are. */
export interface ReadPart {
  readonly samples: Dense;
  readonly y: ArrayLike<Label>;
  readonly sampleWeight: ArrayLike<number> | undefined;
  /** Rows of the parts before it. */
  readonly first: number;
}

/**
 * Go through the parts once, in steps that wait for them.
 *
 * @throws InvalidInputError for parts whose features or lengths do not fit; whatever reading them throws
 */
export function* readParts(
  parts: TrainingParts,
  where: string,
  visit: (part: ReadPart) => Steps<void>,
): Steps<void> {
  const given = parts();
  const iterator = iteratorOf(given, where);
  let first = 0;
  let columns: number | undefined;
  try {
    for (let p = 0; ; p++) {
      const next = yield* awaiting(iterator.next());
      if (next.done === true) return;
      const at = `${where}: part ${p}`;
      if (typeof next.value !== 'object' || next.value === null) {
        throw new InvalidInputError(`${at} must be { X, y }, but got ${show(next.value)}.`);
      }
      const { X, y, sampleWeight } = readNamed(next.value, at, ['X', 'y', 'sampleWeight']);
      const samples = yield* parseFeaturesInSteps(X, at, { allowMissing: true, minRows: 0 });
      checkLength(y, samples.rows, 'y', at);
      if (samples.rows === 0) continue;
      columns ??= samples.columns;
      if (samples.columns !== columns) {
        throw new InvalidInputError(
          `${at} has ${count(samples.columns, 'feature')}, those before it ${columns}. Pass the same columns in all parts.`,
        );
      }
      if (sampleWeight !== undefined) checkLength(sampleWeight, samples.rows, 'sampleWeight', at);
      yield* visit({ samples, y, sampleWeight, first });
      first += samples.rows;
    }
  } finally {
    // Parts that are left early may hold a file open.
    Promise.resolve(iterator.return?.()).catch(() => {});
  }
}

function iteratorOf(
  given: ReturnType<TrainingParts>,
  where: string,
): Iterator<TrainingPart> | AsyncIterator<TrainingPart> {
  if (typeof given === 'object' && given !== null) {
    if (Symbol.asyncIterator in given) return given[Symbol.asyncIterator]();
    if (Symbol.iterator in given) return given[Symbol.iterator]();
  }
  throw new InvalidParameterError(
    `${where}: parts must give an iterable of { X, y } each time it is called, but gave ${show(given)}.`,
  );
}

/** What a promise gives, awaited by whoever drives the steps. */
function* awaiting<T>(promise: T | Promise<T>): Steps<T> {
  let settled: { readonly value: T } | { readonly cause: unknown } | undefined;
  waitFor(
    Promise.resolve(promise).then(
      (value) => {
        settled = { value };
      },
      (cause: unknown) => {
        settled = { cause };
      },
    ),
  );
  yield;
  if (settled === undefined) throw new Error('A step was taken before what it waits for came.');
  if ('cause' in settled) throw settled.cause;
  return settled.value;
}
