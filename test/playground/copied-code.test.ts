import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { strictErrors } from '../../examples/support/strict-check.js';
import { root } from '../packed/pack-app.js';
import { openCsv, opened, openSample, trainNth, usePlayground } from './open-playground.js';

const playground = usePlayground();
const permissions = ['clipboard-read', 'clipboard-write'];
/** Between what two programs print. */
const END = '-- end --';

let project: string;
const programs: { readonly file: string; readonly report: string }[] = [];

/** A project in which the package is installed, as it is built. */
beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'fitpredict-copied-'));
  await mkdir(join(project, 'node_modules'));
  await symlink(root, join(project, 'node_modules/fitpredict'));
  await symlink(join(root, 'node_modules/hyparquet'), join(project, 'node_modules/hyparquet'));
  await writeFile(join(project, 'package.json'), '{ "type": "module" }');
});
afterAll(() => rm(project, { recursive: true, force: true }));

it('code of a sample says what was chosen', async () => {
  const page = await playground.openPage({ permissions });
  await openSample(page, 'Penguins');
  await page.locator('#columns').getByText('island', { exact: true }).click();
  await page.getByLabel('nEstimators').fill('40');
  await page.getByLabel('Seed').fill('7');
  await trainNth(page, 1);
  const code = await copiedCode(page);
  expect(code).toContain('hyperparams: { nEstimators: 40 },');
  await keep(page, code);
});

it('code of files reads those files, and predicts classes and amounts', async () => {
  const page = await playground.openPage({ permissions });
  const rows = Array.from({ length: 90 }, (_, i) => `${i % 9},${(i * 7) % 11},${i % 9 > 4}`);
  const text = `x,"it's ""y""",z\n${rows.join('\n')}\n`;
  await openCsv(page, "it's a file.csv", text);
  await opened(page, '90 rows × 3 columns');
  await page.locator('#model').selectOption('gradientBoosting');
  await page.getByLabel('Hold out for the test').fill('30');
  await trainNth(page, 1);
  await writeFile(join(project, "it's a file.csv"), text);
  await keep(page, await copiedCode(page));

  const columnData = [
    { name: 'a', data: rows.map((_, i) => (i % 13) / 4) },
    { name: 'b', data: rows.map((_, i) => (i % 13) + ((i * 5) % 7) / 8) },
  ];
  const buffer = Buffer.from(parquetWriteBuffer({ columnData }));
  const file = { name: 'two.parquet', mimeType: 'application/octet-stream', buffer };
  await page.locator('#file').setInputFiles(file);
  await opened(page, '90 rows × 2 columns');
  await page.locator('#model').selectOption('linearRegression');
  await trainNth(page, 2);
  await writeFile(join(project, 'two.parquet'), buffer);
  const code = await copiedCode(page);
  expect(code).toContain("task: 'regression',");
  await keep(page, code);
});

it('code without a target finds the same groups and outliers', async () => {
  const page = await playground.openPage({ permissions });
  await openSample(page, 'Wine');
  await page.getByLabel('Predict', { exact: true }).selectOption('nothing');
  await page.locator('#model').selectOption('kMeans');
  await page.getByLabel('nClusters').fill('3');
  await trainNth(page, 1);
  await keep(page, await copiedCode(page));
  await page.locator('#model').selectOption('isolationForest');
  await trainNth(page, 2);
  await keep(page, await copiedCode(page));
});

it('all of that code prints the reports of the page, to the last digit', async () => {
  const all = programs.map(
    ({ file }) => `await import(${JSON.stringify(file)});\nconsole.log('${END}');`,
  );
  await writeFile(join(project, 'all.ts'), all.join('\n'));
  const options = ['--import', import.meta.resolve('tsx'), 'all.ts'];
  const { stdout, stderr } = spawnSync(process.execPath, options, {
    cwd: project,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  const printed = stdout.split(END);
  for (const [at, { report }] of programs.entries()) expect(printed[at]).toContain(report);
});

it('all of that code compiles in the strictest project', () => {
  expect(programs.length).toBe(5);
  const files = programs.map(({ file }) => file);
  expect([...strictErrors(root, files)]).toEqual([]);
});

async function copiedCode(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Copy as code' }).click();
  await page.getByText('Copied. npm install fitpredict, and run it.').waitFor();
  return page.evaluate(() => navigator.clipboard.readText());
}

async function reportOf(page: Page): Promise<string> {
  return (await page.getByLabel('Report').textContent()) ?? '';
}

/** Code, and the report that it is to print. */
async function keep(page: Page, code: string): Promise<void> {
  const file = join(project, `copied-${programs.length + 1}.ts`);
  await writeFile(file, code);
  programs.push({ file, report: await reportOf(page) });
}
