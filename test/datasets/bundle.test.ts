import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { expect, it } from 'vitest';

/** A bundle of one loader, as a bundler of a web page makes it. */
function bundle(loader: string): string {
  const { outputFiles } = buildSync({
    stdin: {
      contents: `export { ${loader} } from './src/datasets.js';`,
      resolveDir: fileURLToPath(new URL('../..', import.meta.url)),
    },
    bundle: true,
    minify: true,
    charset: 'utf8',
    format: 'esm',
    external: ['ml-matrix'],
    write: false,
  });
  return outputFiles[0].text;
}

it.each([
  ['loadIris', 'Iris plants:', 24.8], // with Table, its verbs and errors
  ['loadWine', 'Wine recognition:', 33.4],
  ['loadBreastCancer', 'Breast cancer Wisconsin', 142.3],
  ['loadDiabetes', 'Diabetes:', 41.8],
  ['loadPenguins', 'Palmer penguins:', 33.8],
])('%s brings no other data set into a bundle, and no CSV parser', (loader, title, limit) => {
  const code = bundle(loader);
  const titles = [
    'Iris plants:',
    'Wine recognition:',
    'Breast cancer Wisconsin',
    'Diabetes:',
    'Palmer penguins:',
  ];
  expect(titles.filter((one) => code.includes(one))).toEqual([title]);
  expect(code).not.toContain('papaparse');
  expect(code.length / 1000).toBeLessThan(limit);
});
