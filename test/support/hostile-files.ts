import { FitPredictError } from '../../src/errors.js';
import type { AnyEstimator } from '../../src/estimator.js';
import { serialize } from '../../src/serialization/bytes.js';
import { deserialize } from '../../src/serialization/deserialize.js';
import { cpuTime } from './cpu-time.js';
import { everyModel, fittedModel, tabularModel } from './every-model.js';
import { mutated } from './mutations.js';
import { faultOfUse } from './use-all.js';

/** What became of changed model files. */
interface Tally {
  refused: number;
  loaded: number;
  /** What went wrong, each with the number that makes the same file again. */
  readonly faults: string[];
}

/** A kind of model as a file, and what a loaded one is asked about. */
export interface HostileSubject {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly X: unknown;
  readonly y: unknown;
  /** A file of another format: what its metadata call the description, and what loads it. */
  readonly foreign?: { readonly key: string; load(bytes: Uint8Array): AnyEstimator };
}

export function hostileSubjects(): HostileSubject[] {
  const tabular = tabularModel();
  return [
    ...everyModel.map((subject) => ({
      name: subject.name,
      bytes: serialize(fittedModel(subject)),
      X: subject.X,
      y: subject.y,
    })),
    { name: 'TabularModel', bytes: serialize(tabular.model), X: tabular.X, y: undefined },
  ];
}

/**
 * Load changed files and use what loads through all it can be asked.
 *
 * @param longest - what one question may take at most, in milliseconds
 */
export function attack(
  { name, bytes, X, y, foreign }: HostileSubject,
  seed: string,
  from: number,
  to: number,
  longest = 3000, // a list of the 2^20 names that a file may claim takes half a second
): Tally {
  const load = foreign?.load ?? deserialize;
  const tally: Tally = { refused: 0, loaded: 0, faults: [] };
  for (let n = from; n < to && tally.faults.length < 5; n++) {
    const start = cpuTime();
    let model: AnyEstimator | undefined;
    try {
      model = load(mutated(bytes, seed, n, foreign?.key));
    } catch (error) {
      const raw = error instanceof FitPredictError ? rawCause(error) : error;
      if (raw !== undefined) tally.faults.push(`${name} ${n}: loading throws ${raw}`);
      tally.refused++;
    }
    const took = cpuTime() - start;
    if (took > longest) tally.faults.push(`${name} ${n}: loading takes ${Math.round(took)} ms`);
    if (model === undefined) continue;
    tally.loaded++;
    const fault = faultOfUse(model, X, y, longest);
    if (fault !== undefined) tally.faults.push(`${name} ${n}: ${fault}`);
  }
  return tally;
}

/** An error behind a named one that is not of this library, nor that of text which is no JSON. */
function rawCause({ cause }: FitPredictError): unknown {
  const named = cause === undefined || cause instanceof FitPredictError;
  return named ||
    cause instanceof SyntaxError ||
    (cause instanceof TypeError && /encoded data/.test(cause.message))
    ? undefined
    : cause;
}
