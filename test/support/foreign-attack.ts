import { ModelFormatError } from '../../src/errors.js';
import type { AnyEstimator } from '../../src/estimator.js';
import { cpuTime } from './cpu-time.js';
import { changedFile } from './foreign-mutations.js';
import { faultOfUse } from './use-all.js';

/** A file of another library, and what reads it. */
export interface ForeignSubject {
  readonly name: string;
  readonly file: Uint8Array;
  readonly isText: boolean;
  readonly X: number[][];
  read(file: Uint8Array): AnyEstimator;
}

interface ForeignTally {
  refused: number;
  loaded: number;
  /** What went wrong, each with the number that makes the same file again. */
  readonly faults: string[];
}

/** What one question may take at most, in milliseconds. */
const LONGEST = 2000;

/** Read changed files: each is refused as a `ModelFormatError`, or a model that answers whatever it is asked. */
export function attackReader(
  { name, file, isText, X, read }: ForeignSubject,
  seed: string,
  from: number,
  to: number,
): ForeignTally {
  const tally: ForeignTally = { refused: 0, loaded: 0, faults: [] };
  for (let n = from; n < to && tally.faults.length < 5; n++) {
    const start = cpuTime();
    let model: AnyEstimator | undefined;
    try {
      model = read(changedFile(file, isText, seed, n));
    } catch (error) {
      if (!(error instanceof ModelFormatError))
        tally.faults.push(`${name} ${n}: ${faultText(error)}`);
      tally.refused++;
    }
    const took = cpuTime() - start;
    if (took > LONGEST) tally.faults.push(`${name} ${n}: reading takes ${Math.round(took)} ms`);
    if (model === undefined) continue;
    tally.loaded++;
    const fault = faultOfUse(model, X, undefined, LONGEST);
    if (fault !== undefined) tally.faults.push(`${name} ${n}: ${fault}`);
  }
  return tally;
}

const faultText = (error: unknown) => (error instanceof Error ? error.stack : String(error));
