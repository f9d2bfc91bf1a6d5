import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A model of another engine and what it predicts there; `test/fixtures/interop/README.md` describes the fields. */
export interface InteropCase {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly X: number[][];
  /** Margins [nSamples × nOutputs]. */
  readonly raw: number[][];
  readonly predict: (number | number[])[];
  /** [nSamples × nTrees], in the engine's numbering. */
  readonly leaves: number[][];
  /** [nSamples × (nFeatures + 1)], or [nSamples × nOutputs × (nFeatures + 1)]. */
  readonly contributions: number[][] | number[][][];
  readonly refuse?: 'may';
  readonly bestIteration?: number;
  readonly rawAllRounds?: number[][];
  readonly categories?: Readonly<Record<string, string[]>>;
  readonly featureNames?: string[];
  readonly colours?: string[];
}

const fixtures = new URL('../fixtures/interop/', import.meta.url);

/** A file of `test/fixtures/interop`. */
export function interopFile(name: string): Buffer {
  return readFileSync(fileURLToPath(new URL(name, fixtures)));
}

/** A case of `test/fixtures/interop`; null in X is NaN. */
export function interopCase(name: string): InteropCase {
  const { model, X, ...rest } = JSON.parse(interopFile(`${name}.json`).toString());
  const rows = (X as (number | null)[][]).map((row) => row.map((x) => x ?? Number.NaN));
  return { ...rest, X: rows, bytes: new Uint8Array(interopFile(model)) };
}
