import type { Page } from 'playwright';
import { expect, it } from 'vitest';
import {
  isReady,
  openSample,
  rowForm,
  runs,
  saveAs,
  trainButton,
  trainNth,
  usePlayground,
} from './open-playground.js';

const playground = usePlayground();

it('a training is cancelled within 100 ms, again and at once, and the next one is not held up', async () => {
  const page = await playground.openPage({}, noteTimes);
  await openSample(page, 'Breast cancer');
  await page.getByLabel('nEstimators').fill('100000');
  let [pageTime, workerTime] = [Infinity, Infinity];
  // The least of several, as a busy machine may take its time: as many as it takes, and three at least.
  for (
    let round = 1;
    round <= 3 || (round <= 20 && Math.max(pageTime, workerTime) >= 100);
    round++
  ) {
    await trainButton(page).click();
    await page.getByText(/tree \d+ of 100000, about .* left/).waitFor();
    expect(await trainButton(page).isEnabled()).toBe(false);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page
      .getByRole('status')
      .getByText('Training was cancelled.')
      .waitFor({ state: 'attached' });
    await expect.poll(async () => (await timesOf(page)).length).toBe(round);
    const { page: said, worker: stopped } = (await timesOf(page))[round - 1];
    pageTime = Math.min(pageTime, said);
    workerTime = Math.min(workerTime, stopped);
  }
  expect(pageTime).toBeLessThan(100);
  expect(workerTime).toBeLessThan(100);
  expect(await runs(page).getByRole('button').count()).toBe(0);
  expect(await trainButton(page).evaluate((element) => element === document.activeElement)).toBe(
    true,
  );
  // Before the worker has answered at all, and twice.
  await page.evaluate(() => {
    document.querySelector<HTMLElement>('#train')?.click();
    for (const _ of [1, 2]) document.querySelector<HTMLElement>('#cancel')?.click();
  });
  await page.getByLabel('nEstimators').fill('5');
  await trainNth(page, 1);
});

/** Runs in the page before its own code: how long after Cancel the page says so, and the worker has stopped. */
function noteTimes(): void {
  const { postMessage } = Worker.prototype;
  const times: { page: number; worker: number }[] = [];

  function stops(worker: Worker, id: number): Promise<number> {
    return new Promise((resolve) => {
      worker.addEventListener('message', ({ data }) => {
        if (data.id === id && data.kind === 'failed') resolve(performance.now());
      });
    });
  }

  function isSaid(): Promise<number> {
    return new Promise((resolve) => {
      const look = () => {
        const words = document.querySelector('#status')?.textContent;
        if (words === 'Training was cancelled.') resolve(performance.now());
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
  }

  Worker.prototype.postMessage = function (this: Worker, message: { kind: string; id: number }) {
    postMessage.call(this, message);
    if (message.kind !== 'cancel') return;
    const began = performance.now();
    void Promise.all([isSaid(), stops(this, message.id)]).then(([page, worker]) => {
      times.push({ page: page - began, worker: worker - began });
      document.documentElement.dataset.cancels = JSON.stringify(times);
    });
  };
}

const timesOf = (page: Page): Promise<{ page: number; worker: number }[]> =>
  page.evaluate(() => JSON.parse(document.documentElement.dataset.cancels ?? '[]'));

it('a training holds up no prediction, and is not begun twice', async () => {
  const page = await playground.openPage();
  await openSample(page, 'Penguins');
  await page.getByLabel('nEstimators').fill('5');
  await trainNth(page, 1);
  await page.getByLabel('nEstimators').fill('100000');
  await trainButton(page).click();
  await page.getByText(/tree \d+ of 100000, about .* left/).waitFor();
  // Enter in a field of the form asks for a training too.
  await page.getByLabel('nEstimators').press('Enter');
  await rowForm(page).getByLabel('flipper_length_mm').fill('185');
  await rowForm(page).getByLabel('bill_length_mm').fill('36');
  await page.getByRole('button', { name: 'Predict', exact: true }).click();
  await page.locator('.answer').getByText('Why Adelie').waitFor();
  expect(await trainButton(page).isEnabled()).toBe(false);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page
    .getByRole('status')
    .getByText('Training was cancelled.')
    .waitFor({ state: 'attached' });
  expect(await trainButton(page).isEnabled()).toBe(true);
  expect(await runs(page).getByRole('button').count()).toBe(1);
});

it('where the disk is full, saving says so, and succeeds once there is room', async () => {
  const page = await playground.openPage();
  await openSample(page, 'Iris');
  await page.getByLabel('nEstimators').fill('5');
  await trainNth(page, 1);
  const browser = await page.context().newCDPSession(page);
  const { origin } = new URL(page.url());
  await browser.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 });
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page
    .locator('.said')
    .getByText(/QuotaExceededError: The browser .* Download keeps a model/)
    .waitFor();
  expect(await page.locator('#saved li').count()).toBe(0);
  await browser.send('Storage.overrideQuotaForOrigin', { origin });
  await saveAs(page, 'with room');
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
