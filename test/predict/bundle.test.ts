import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { buildSync } from 'esbuild';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What a page fetches for one name of `fitpredict/predict`. */
function bundle(name: string) {
  const { metafile, outputFiles } = buildSync({
    stdin: { contents: `export { ${name} } from './src/predict.js';`, resolveDir: root },
    bundle: true,
    minify: true,
    format: 'esm',
    write: false,
    metafile: true,
  });
  const [{ inputs }] = Object.values(metafile.outputs);
  const files = Object.keys(inputs).filter((file) => inputs[file].bytesInOutput > 0);
  return { files, kilobytes: gzipSync(outputFiles[0].contents, { level: 9 }).length / 1000 };
}

it('models of trees predict with 9.4 kB, all with 12.1', () => {
  expect(bundle('loadTreePredictor').kilobytes).toBeLessThan(9.4);
  expect(bundle('loadPredictor').kilobytes).toBeLessThan(12.1);
});

it('nothing is bundled that trains, and no package', () => {
  const { files } = bundle('loadPredictor');
  expect(files.filter((file) => !file.startsWith('src/'))).toEqual([]);
  const estimators = files.filter((file) => file.startsWith('src/estimators/'));
  expect(estimators.sort()).toEqual([
    'src/estimators/gradient-boosting/boosted-margins.ts',
    'src/estimators/scoring.ts',
  ]);
  expect(files.filter((file) => /hyperparameters|schema\.ts|random\//.test(file)).sort()).toEqual([
    'src/trees/hyperplane-schema.ts',
    'src/trees/tree-schema.ts',
  ]);
});
