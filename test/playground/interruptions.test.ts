import { expect, it } from 'vitest';
import {
  isReady,
  openSample,
  runs,
  saveAs,
  trainButton,
  trainNth,
  usePlayground,
} from './open-playground.js';

const playground = usePlayground();

it('a training is cancelled in its midst, and the next one is not held up', async () => {
  const page = await playground.openPage();
  await openSample(page, 'Breast cancer');
  await page.getByLabel('nEstimators').fill('100000');
  await trainButton(page).click();
  await page.getByText(/tree \d+ of 100000, about .* left/).waitFor();
  expect(await trainButton(page).isEnabled()).toBe(false);
  const began = performance.now();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page
    .getByRole('status')
    .getByText('Training was cancelled.')
    .waitFor({ state: 'attached' });
  // The library stops within 100 ms; the rest is the way through the browser's remote control on a busy machine.
  expect(performance.now() - began).toBeLessThan(2000);
  expect(await runs(page).getByRole('button').count()).toBe(0);
  expect(await trainButton(page).evaluate((element) => element === document.activeElement)).toBe(
    true,
  );
  await page.getByLabel('nEstimators').fill('5');
  await trainNth(page, 1);
});

it('another table can be opened while one is trained on', async () => {
  const page = await playground.openPage();
  await openSample(page, 'Breast cancer');
  await page.getByLabel('nEstimators').fill('400');
  await trainButton(page).click();
  await openSample(page, 'Iris');
  await runs(page).getByRole('button', { name: '1. Random forest' }).waitFor();
  await page.getByText('455 rows learned, 114 rows held out').waitFor();
});

it('two tabs share what is saved, and each hears of the other', async () => {
  const first = await playground.openPage();
  const second = await playground.openTab(first.context());
  for (const page of [first, second]) {
    await openSample(page, 'Iris');
    await page.getByLabel('nEstimators').fill('5');
    await trainNth(page, 1);
  }
  await saveAs(first, 'shared');
  await second.getByRole('button', { name: 'Load shared' }).waitFor();
  await Promise.all([saveAs(first, 'both'), saveAs(second, 'both')]);
  expect(await second.locator('#saved li').count()).toBe(2);
  await second.getByRole('button', { name: 'Delete shared' }).click();
  await first.getByRole('button', { name: 'Load shared' }).waitFor({ state: 'detached' });
  await first.getByRole('button', { name: 'Load both' }).click();
  await first.getByText('saved as both').waitFor();
});

it('works offline once it has been opened', async () => {
  const page = await playground.openPage();
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  await page.context().setOffline(true);
  await page.reload();
  await isReady(page);
  await openSample(page, 'Iris');
  await page.getByLabel('nEstimators').fill('5');
  await trainNth(page, 1);
  await page
    .getByRole('img', { name: /^Confusion matrix/ })
    .locator('svg')
    .waitFor();
});
