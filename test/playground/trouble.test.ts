import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright';
import { afterEach, expect, it } from 'vitest';
import { address, CHROMIUM, launchChromium, PATIENCE, STRICT, serve } from '../packed/browser.js';
import { isReady, openSample, site, trainNth } from './open-playground.js';

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

it('a page that may start no worker says so, and what to do', async () => {
  const browser = await launchChromium();
  ends.push(() => browser.close());
  // A page of no origin, as in a frame with `sandbox`, can read nothing that a worker could be made of.
  const server = await served({
    'content-security-policy': "sandbox allow-scripts allow-forms; default-src 'self'",
    'access-control-allow-origin': '*',
  });
  const page = await browser.newPage();
  page.setDefaultTimeout(PATIENCE);
  const errors = errorsOf(page);
  await page.goto(address(server).replace('index.html', ''));
  await page.getByRole('alert').filter({ hasText: 'cannot start the worker' }).waitFor();
  expect(await page.locator('main').isVisible()).toBe(false);
  expect(errors).toEqual([]);
});

it('where nothing may be stored, models are trained all the same, and saving says why it cannot be', async () => {
  const context = await browserThatStoresNothing();
  const server = await served(STRICT);
  const page = await context.newPage();
  const errors = errorsOf(page);
  await page.goto(address(server).replace('index.html', ''));
  await isReady(page);
  expect(
    await page.evaluate(() => {
      try {
        return localStorage.length;
      } catch (error) {
        return (error as Error).name;
      }
    }),
  ).toBe('SecurityError');
  await page.locator('#saved-message').filter({ hasText: 'Download' }).waitFor();
  await openSample(page, 'Iris');
  await page.getByLabel('nEstimators').fill('5');
  await trainNth(page, 1);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.locator('.said').filter({ hasText: 'Download' }).waitFor();
  await page.getByLabel('Colours').selectOption('dark');
  expect(errors).toEqual([]);
});

async function served(headers: Readonly<Record<string, string>>): Promise<Server> {
  const server = await serve(site, headers);
  ends.push(async () => {
    server.closeAllConnections();
    server.close();
  });
  return server;
}

/** A browser whose user has forbidden cookies, which is all storage of a page. */
async function browserThatStoresNothing(): Promise<BrowserContext> {
  const folder = await mkdtemp(join(tmpdir(), 'fitpredict-private-'));
  ends.push(() => rm(folder, { recursive: true, force: true }));
  await mkdir(join(folder, 'Default'));
  const forbidden = { profile: { default_content_setting_values: { cookies: 2 } } };
  await writeFile(join(folder, 'Default/Preferences'), JSON.stringify(forbidden));
  const args = [
    '--no-sandbox',
    '--disable-gpu',
    '--no-first-run',
    '--disable-background-networking',
  ];
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: CHROMIUM,
    args,
  });
  context.setDefaultTimeout(PATIENCE);
  ends.push(() => context.close());
  return context;
}

/** What goes wrong unheard in a page. */
function errorsOf(page: Page): string[] {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  return errors;
}
