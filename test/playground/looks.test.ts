import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright';
import { beforeAll, expect, it } from 'vitest';
import { openSample, saveAs, trainNth, usePlayground } from './open-playground.js';

const playground = usePlayground();
let axe: string;

beforeAll(async () => {
  axe = await readFile(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
});

it.each([
  ['light', 390, 'classes'],
  ['dark', 390, 'groups too'],
  ['dark', 768, 'classes'],
  ['light', 1440, 'groups too'],
] as const)(
  'in %s is accessible and not too wide at %i px, with %s',
  async (colorScheme, width, what) => {
    const page = await playground.openPage({
      colorScheme,
      viewport: { width, height: 900 },
      reducedMotion: 'reduce', // lest colours be looked at on their way
    });
    await check(page, width);
    await openSample(page, 'Penguins');
    await page.getByLabel('nEstimators').fill('10');
    await trainNth(page, 1);
    await page.locator('#model').selectOption('logisticRegression');
    await trainNth(page, 2);
    await page.getByLabel('Compare with').selectOption('1');
    await page.getByRole('button', { name: 'Copy as code' }).first().click();
    await saveAs(page, 'kept');
    for (const summary of await page.locator('summary').all()) await summary.click();
    await page.locator('.answer figure svg').nth(1).waitFor();
    await check(page, width);
    if (what === 'classes') return;
    await openSample(page, 'Breast cancer'); // whose columns can be looked for
    await page.getByLabel('Predict', { exact: true }).selectOption('nothing');
    await page.locator('#model').selectOption('kMeans');
    await trainNth(page, 3);
    await page.locator('.plane svg').waitFor();
    await check(page, width);
  },
);

it('the switch is stronger than the system, and is remembered', async () => {
  const page = await playground.openPage({ colorScheme: 'dark' });
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const dark = await background();
  await page.getByLabel('Colours').selectOption('light');
  const light = await background();
  expect(light).not.toBe(dark);
  await page.reload();
  expect(await background()).toBe(light);
  await page.getByLabel('Colours').selectOption('system');
  expect(await background()).toBe(dark);
});

async function check(page: Page, width: number): Promise<void> {
  await page.evaluate(axe);
  const violations = await page.evaluate(`axe.run().then(({ violations }) =>
    violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' | ')))`);
  expect(violations).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
    width,
  );
}
