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
  ['loadIris', 'Iris plants:', 23.3], // with Table, its verbs and errors
  ['loadWine', 'Wine recognition:', 32.3],
  ['loadBreastCancer', 'Breast cancer Wisconsin', 141],
  ['loadDiabetes', 'Diabetes:', 40.3],
  ['loadPenguins', 'Palmer penguins:', 32.3],
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
