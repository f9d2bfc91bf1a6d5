import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { expect, it } from 'vitest';
import { makeClassification } from '../../src/data/synthetic/make-classification.js';
import { GradientBoostingClassifier } from '../../src/estimators/gradient-boosting/gradient-boosting-classifier.js';
import { serialize } from '../../src/serialization/bytes.js';

/** Other work on the machine only slows a run down: one that is quick tells what it takes. So many are tried at most. */
const RUNS = 100;

it('the first prediction of a module that has loaded 100 trees takes less than a millisecond', () => {
  const { X, y } = makeClassification({ nSamples: 2000, nFeatures: 10, randomState: 0 });
  const model = new GradientBoostingClassifier({ nEstimators: 100, randomState: 0 }).fit(X, y);
  const folder = mkdtempSync(join(tmpdir(), 'predict-'));
  try {
    const worker = `
      import { readFileSync } from 'node:fs';
      import { loadPredictor } from './src/predict.js';
      const model = loadPredictor(readFileSync(process.argv[2]));
      const before = performance.now();
      model.predict([[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]]);
      console.log(performance.now() - before);`;
    const resolveDir = fileURLToPath(new URL('../..', import.meta.url));
    const outfile = join(folder, 'worker.mjs');
    buildSync({
      stdin: { contents: worker, resolveDir },
      bundle: true,
      minify: true,
      format: 'esm',
      platform: 'node',
      outfile,
    });
    writeFileSync(join(folder, 'model'), serialize(model));
    let least = Infinity;
    for (let run = 0; run < RUNS && least >= 1; run++) {
      const took = Number(execFileSync(process.execPath, [outfile, join(folder, 'model')]));
      least = Math.min(least, took);
    }
    expect(least).toBeLessThan(1);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
