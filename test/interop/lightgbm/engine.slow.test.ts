import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { toLightGBM } from '../../../src/interop/lightgbm/to-lightgbm.js';
import {
  type EngineAnswers,
  hasFractionBelowZero,
  leavesAsWritten,
  marginsOf,
  ownModels,
  rowsFor,
} from '../../support/lightgbm-models.js';

/*
 * Round trips through LightGBM itself, where `INTEROP_PYTHON` names a Python that has it. `INTEROP_RECORD=1` writes
 * what `npm test` compares with, test/fixtures/interop/to-lightgbm.json.
 */
const { INTEROP_PYTHON: python, INTEROP_RECORD: record } = process.env;
const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));
const RECORDED = ['three-classes', 'poisson-lossguide', 'forest'];
const ROWS = 10_000;

function ask(tasks: readonly { text: string; X: number[][] }[]) {
  const folder = mkdtempSync(join(tmpdir(), 'lightgbm-'));
  try {
    const file = join(folder, 'tasks.json');
    writeFileSync(file, JSON.stringify(tasks)); // JSON has null for NaN
    execFileSync(python as string, [here('./predict.py'), file], { stdio: 'pipe' });
    return JSON.parse(readFileSync(`${file}.answers`, 'utf8')) as {
      lightgbm: string;
      answers: EngineAnswers[];
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe.runIf(python !== undefined)('what LightGBM says of models written for it', () => {
  it('is what they say here, but for codes between -1 and 0', () => {
    const models = ownModels();
    const tasks = models.map((own) => {
      const X = rowsFor(own, ROWS, true);
      return { X, ...toLightGBM(own.model, { verify: X }) };
    });
    const { lightgbm, answers } = ask(tasks);
    for (const [m, own] of models.entries()) {
      const { X, rows, differentLeaves } = tasks[m];
      const { raw, leaves } = answers[m];
      const written = leavesAsWritten(own, X);
      const margins = marginsOf(own, X);
      let different = 0;
      let unexplained = 0;
      let largest = 0;
      for (let i = 0; i < ROWS; i++) {
        const first = leaves[i].length - written[i].length;
        const apart = written[i].filter((leaf, t) => leaf !== leaves[i][first + t]).length;
        different += apart;
        if (hasFractionBelowZero(own, X[i])) continue;
        unexplained += apart;
        for (const [k, margin] of margins[i].entries()) {
          const size = Math.max(1, Math.abs(margin));
          largest = Math.max(largest, Math.abs(margin - raw[i][k]) / size);
        }
      }
      expect(unexplained).toBe(0);
      expect(largest).toBeLessThan(1e-12);
      // The count that `verify` gave is the engine's.
      expect(rows).toBe(ROWS);
      expect(differentLeaves).toBe(different);
    }
    if (record === undefined) return;
    const kept = models.flatMap(({ name }, m) => {
      if (!RECORDED.includes(name)) return [];
      const { X, text, rows, differentLeaves, largestDifference } = tasks[m];
      const { raw, predict, leaves, contributions } = answers[m];
      const [few, ...others] = [X, raw, predict, leaves].map((list) => list.slice(0, 24));
      return [
        {
          name,
          text,
          verified: { rows, differentLeaves, largestDifference },
          X: few,
          raw: others[0],
          predict: others[1],
          leaves: others[2],
          contributions,
        },
      ];
    });
    const file = here('../../fixtures/interop/to-lightgbm.json');
    writeFileSync(file, `${JSON.stringify({ lightgbm, models: kept })}\n`);
  });
});
