import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What XGBoost says of a file; `test/interop/xgboost/engine.py` asks it. */
export interface Said {
  readonly error?: string;
  /** [nSamples × nOutputs], of singles. */
  readonly margins: number[][];
  readonly predictions: (number | number[])[];
  /** [nSamples × nTrees] */
  readonly leaves: number[][];
  /** Of the first samples, [nSamples × (nFeatures + 1)], or [nSamples × nOutputs × (nFeatures + 1)]. */
  readonly contributions: number[][] | number[][][];
  readonly rounds: number;
  readonly further: { readonly rounds: number; readonly same: boolean };
}

/** Ask the XGBoost of a Python about files of models. */
export function askXGBoost(
  python: string,
  files: Readonly<Record<string, Uint8Array>>,
  X: readonly (readonly number[])[],
): { version: string; files: Record<string, Said> } {
  const folder = mkdtempSync(join(tmpdir(), 'fitpredict-xgboost-'));
  try {
    for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
    writeFileSync(join(folder, 'rows.bin'), new Uint8Array(Float64Array.from(X.flat()).buffer));
    const ask = { columns: X[0].length, files: Object.keys(files) };
    writeFileSync(join(folder, 'ask.json'), JSON.stringify(ask));
    const script = fileURLToPath(new URL('../interop/xgboost/engine.py', import.meta.url));
    execFileSync(python, [script, folder]);
    return JSON.parse(readFileSync(join(folder, 'said.json'), 'utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
