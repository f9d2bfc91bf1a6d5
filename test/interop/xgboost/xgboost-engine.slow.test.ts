import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { treeShap } from '../../../src/inspection/shap/tree-shap.js';
import { toXGBoost } from '../../../src/interop/xgboost/to-xgboost.js';
import { mixedRows, travellingModels } from '../../support/travelling-models.js';
import { askXGBoost } from '../../support/xgboost-engine.js';
import { rereadXGBoost } from '../../support/xgboost-reread.js';

/**
 * Our models in the real XGBoost: `INTEROP_PYTHON=python3 npm run test:slow -- xgboost-engine`, with PYTHONPATH for another
 * version. Runs nowhere without a Python that is named. `XGBOOST_RECORD=test/fixtures/interop/written` keeps some files and
 * what XGBoost says of them, for the tests that run without it.
 */
const { INTEROP_PYTHON: python, XGBOOST_RECORD: folder } = process.env;
const ROWS = 10_000;

/** Of one model each: small files that have all that is written in a way of its own. */
const RECORDED = [
  'two-classes.json',
  'three-classes.ubj',
  'leafwise.json',
  'quantile.json',
  'gamma.ubj',
];
const RECORDED_ROWS = 24;

/** 1.7 has no quantile. */
const UNKNOWN = /Unknown objective function: `reg:quantileerror`/;

describe.skipIf(python === undefined)('what toXGBoost writes, in XGBoost', () => {
  const X = mixedRows(ROWS, 'engine');
  const models = travellingModels();
  const files = Object.fromEntries(
    models.flatMap(({ name, model }) => [
      [`${name}.json`, toXGBoost(model)],
      [`${name}.ubj`, toXGBoost(model, { format: 'ubj' })],
    ]),
  );
  const { version, files: said } =
    python === undefined ? { version: '', files: {} } : askXGBoost(python, files, X);
  if (python !== undefined) console.log(`XGBoost ${version}, ${ROWS} rows`);

  it.each(models.map(({ name, model }) => [name, model] as const))('%s', (name, model) => {
    for (const form of ['json', 'ubj']) {
      const theirs = said[`${name}.${form}`];
      if (theirs.error !== undefined) {
        expect(theirs.error).toMatch(UNKNOWN);
        continue;
      }
      const reread = rereadXGBoost(files[`${name}.${form}`]);
      // The file says the same to both readers: every leaf of every row, every margin to the bit.
      expect(reread.leaves(X)).toEqual(theirs.leaves);
      expect(reread.margins(X)).toEqual(theirs.margins.map((row) => row.map(Math.fround)));
      const { values, expectedValue } = treeShap(
        reread.model,
        X.slice(0, theirs.contributions.length),
      );
      for (const [i, row] of theirs.contributions.entries()) {
        const outputs = (typeof row[0] === 'number' ? [row] : row) as number[][];
        for (const [k, phi] of outputs.entries()) {
          const own = [...values[k].getRow(i), expectedValue[k]];
          const size = Math.max(...phi.map(Math.abs));
          for (const [j, value] of phi.entries()) {
            expect(Math.abs(own[j] - value)).toBeLessThan(1e-5 * size);
          }
        }
      }
      expect(theirs.further).toEqual({ rounds: 2, same: true });
    }
    // The file says what the model says, but for values that single precision moves across a threshold.
    const { differentLeaves, largestDifference } = toXGBoost(model, { verify: X });
    const single = X.map((row) => row.map(Math.fround));
    const held = toXGBoost(model, { verify: single });
    expect(held.differentLeaves).toBe(0);
    console.log(
      `${name}: ${differentLeaves} other leaves, margins within ${largestDifference}; of singles 0, within ${held.largestDifference}`,
    );
  });

  it.runIf(folder !== undefined)('is recorded', () => {
    mkdirSync(folder ?? '', { recursive: true });
    for (const name of RECORDED) {
      writeFileSync(join(folder ?? '', name), files[name]);
      const { margins, leaves, predictions, contributions } = said[name];
      const record = { engine: `xgboost ${version}`, X: X.slice(0, RECORDED_ROWS) };
      const values = { margins, leaves, predictions, contributions };
      const few = Object.entries(values).map(([key, rows]) => [key, rows.slice(0, RECORDED_ROWS)]);
      const text = JSON.stringify({ ...record, ...Object.fromEntries(few) });
      writeFileSync(join(folder ?? '', `${name.replace('.', '-')}-said.json`), `${text}\n`);
    }
  });
});
