import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { reference } from '../../reference/reference.js';
import { onnxCases } from '../../support/onnx-cases.js';
import type { RuntimeRuns } from '../../support/onnx-runs.js';

/**
 * Labels that single precision changes, of 10 000 rows: one row lies so near the line between two classes that the sign
 * of a decision value is another, and with it a vote.
 */
const CHANGED: Readonly<Record<string, number>> = { 'svcTies-single': 1 };

/** What onnxruntime says now, by the Python that is named; none is needed for the recorded run. */
function runNow(python: string): RuntimeRuns {
  const folder = fileURLToPath(new URL('../../reference', import.meta.url));
  const code = 'import json, onnx_runtime; print(json.dumps(onnx_runtime.make()))';
  return JSON.parse(
    execFileSync(python, ['-c', code], { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 28 }),
  );
}

const { INTEROP_PYTHON: python } = process.env;

it.each([
  ['recorded', () => reference<RuntimeRuns>('onnx_runtime')] as const,
  ...(python === undefined ? [] : [['now', () => runNow(python)] as const]),
])(
  'onnxruntime says of 10 000 rows what the models say: %s',
  (_, runs) => {
    const all = Object.entries(runs().models);
    expect(all).toHaveLength(2 * Object.keys(onnxCases).length);
    for (const [name, { rows, differentLabels, largestDifference }] of all) {
      const changed = CHANGED[name] ?? 0;
      expect({ name, rows, differentLabels }).toEqual({
        name,
        rows: 10000,
        differentLabels: changed,
      });
      if (name.endsWith('-double')) expect(largestDifference, name).toBeLessThan(1e-12);
      // A changed vote is a whole one; unscaled features far from zero keep few of seven digits.
      else if (changed === 0) expect(largestDifference, name).toBeLessThan(1e-2);
    }
  },
  600_000,
);
