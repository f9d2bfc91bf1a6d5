import type { Page } from 'playwright';
import { expect, it } from 'vitest';
import {
  isReady,
  openCsv,
  opened,
  openSample,
  rowForm,
  runs,
  saveAs,
  trainNth,
  usePlayground,
} from './open-playground.js';

const playground = usePlayground();

const headline = (page: Page) => page.locator('.headline strong').last().textContent();

it('a sample is trained on, predicted, explained and saved, and is there after a reload', async () => {
  const page = await playground.openPage();
  await openSample(page, 'Penguins');
  await trainNth(page, 1);
  expect(await page.locator('.tiles').textContent()).toContain('Accuracy');
  await page
    .getByRole('img', { name: /^Confusion matrix/ })
    .locator('svg')
    .waitFor();
  await page
    .getByRole('img', { name: /^Importance/ })
    .locator('svg')
    .waitFor();
  await page.locator('.answer').getByText('Why Gentoo').waitFor();

  await rowForm(page).getByLabel('flipper_length_mm').fill('185');
  await rowForm(page).getByLabel('bill_length_mm').fill('36');
  await page.getByRole('button', { name: 'Predict', exact: true }).click();
  await page.locator('.answer').getByText('Why Adelie').waitFor();
  expect(await headline(page)).toBe('Adelie');

  await saveAs(page, 'my-penguins');
  await page.reload();
  await isReady(page);
  await page.getByRole('button', { name: 'Load my-penguins' }).click();
  await page.getByText('predicts species, saved as my-penguins').waitFor();
  await page.locator('.answer figure svg').waitFor();
  await page.getByRole('button', { name: 'Delete my-penguins' }).click();
  await page.getByText('Models that you save stay in this browser.').waitFor();
});

it('two models stand side by side, the better score of each marked', async () => {
  const page = await playground.openPage();
  await openSample(page, 'Diabetes');
  await page.locator('#model').selectOption('linearRegression');
  await trainNth(page, 1);
  await page.locator('#model').selectOption('svm');
  await trainNth(page, 2);
  await page.getByLabel('Compare with').selectOption('1');
  const table = page.getByRole('table', { name: 'Side by side' });
  const heads = await table.getByRole('columnheader').allTextContents();
  expect(heads).toEqual(['Score', '2. Support vector machine', '1. Linear regression']);
  const [svm, linear] = (
    await table.getByRole('row', { name: 'R²' }).getByRole('cell').allTextContents()
  ).map(Number.parseFloat);
  const better = await table.getByRole('row', { name: 'R²' }).locator('.better').textContent();
  expect(better).toBe(`${Math.max(svm, linear).toFixed(3)} (better)`);
  expect(await page.locator('article.run').count()).toBe(2);
});

it('without a target groups and outliers are found', async () => {
  const page = await playground.openPage();
  await openSample(page, 'Iris');
  await page.getByLabel('Predict', { exact: true }).selectOption('nothing');
  await page.locator('#model').selectOption('kMeans');
  await page.getByLabel('nClusters').fill('3');
  await trainNth(page, 1);
  expect(await page.locator('.tiles').textContent()).toContain('Clusters3');
  const picture = (name: RegExp) => page.getByRole('img', { name }).locator('svg').waitFor();
  await picture(/^Clusters/);
  await picture(/^Silhouettes/);
  await page
    .locator('.plane')
    .getByText(/Principal component 1 .\d+ % of the spread/)
    .waitFor();
  await page.getByLabel('Across').selectOption({ label: 'petal length (cm)' });
  await page.locator('.plane svg').getByText('petal length (cm)').waitFor();

  await page.locator('#model').selectOption('dbscan');
  await trainNth(page, 2);
  await picture(/^Clusters/);
  await picture(/^Distances to neighbours/);

  await page.locator('#model').selectOption('isolationForest');
  await trainNth(page, 3);
  await picture(/^Outliers. \d+ of 150 samples are outliers/);
  await picture(/^Scores of anomalies/);
  await page.locator('.answer figure svg').waitFor();
  expect(['Ordinary', 'An outlier']).toContain(await headline(page));
  // They answer other questions: nothing is better.
  await page.getByLabel('Compare with').selectOption('1');
  await page.getByText('They answer different questions').waitFor();
});

it('a value out of range is refused in the words of the library, where it was typed', async () => {
  const page = await playground.openPage();
  await openSample(page, 'Wine');
  await page.getByLabel('nEstimators').fill('0');
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await page.getByText('nEstimators must be an integer >= 1, but got 0').waitFor();
  const field = page.getByLabel('nEstimators');
  expect(await field.getAttribute('aria-invalid')).toBe('true');
  expect(await field.evaluate((element) => element === document.activeElement)).toBe(true);
  await field.fill('10');
  await trainNth(page, 1);
  expect(await field.getAttribute('aria-invalid')).toBe('false');
});

it('what the form says goes into the training', async () => {
  const page = await playground.openPage();
  await openCsv(page, 'odd names.csv', "a b,it's,<b>x</b>,y\n".concat(numbers(60)));
  await opened(page, '60 rows × 4 columns');
  await page.getByRole('button', { name: 'None of the columns' }).click();
  await page.locator('#columns').getByText('<b>x</b>', { exact: true }).click();
  await page.locator('#model').selectOption('linearRegression');
  await page.getByLabel('Predict', { exact: true }).selectOption({ label: 'y' });
  await page.getByLabel('Hold out for the test').fill('50');
  await trainNth(page, 1);
  await page.getByText('30 rows learned, 30 rows held out').waitFor();
  expect(await rowForm(page).locator('label').allTextContents()).toEqual(['<b>x</b>']);
});

it('everything can be done by keyboard', async () => {
  const page = await playground.openPage();
  await tabTo(page, 'Penguins');
  await page.keyboard.press('Enter');
  await opened(page, '344 rows × 7 columns');
  await tabTo(page, 'island');
  await page.keyboard.press('Space');
  await tabTo(page, 'model');
  await page.keyboard.type('Logistic');
  await tabTo(page, 'Train');
  await page.keyboard.press('Enter');
  await runs(page).getByRole('button', { name: '1. Logistic regression' }).waitFor();
  await tabTo(page, 'save-name');
  await page.keyboard.press('Control+A');
  await page.keyboard.type('typed');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Load typed' }).waitFor();
  await tabTo(page, 'Predict');
  await page.keyboard.press('Enter');
  await page.locator('.answer figure svg').waitFor();
  expect(await rowForm(page).locator('label').allTextContents()).not.toContain('island');
});

/** Press Tab until the focus is on what has such words or such an id. */
async function tabTo(page: Page, what: string): Promise<void> {
  for (let pressed = 0; pressed < 150; pressed++) {
    await page.keyboard.press('Tab');
    const found = await page.evaluate((name) => {
      const element = document.activeElement;
      if (element === null) return false;
      const labels = element instanceof HTMLInputElement ? [...(element.labels ?? [])] : [];
      const words = [element, ...labels].map((each) => each.textContent?.trim() ?? '');
      return element.id.startsWith(name) || words.some((each) => each.startsWith(name));
    }, what);
    if (found) return;
  }
  throw new Error(`the focus never comes to ${what}`);
}

const numbers = (rows: number) =>
  Array.from({ length: rows }, (_, i) => `${i % 7},${i % 5},${i / 2},${i + (i % 3)}`).join('\n');
