/** The playground in Chromium, served under a policy that runs no inline and no evaluated code. */

import type { Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { address, launchChromium, PATIENCE, STRICT, serve } from '../packed/browser.js';

/** Where the built playground lies. */
export const site = fileURLToPath(new URL('../../examples/playground/dist', import.meta.url));

/** Pages of one file of tests: each opens its own, and none may leave an error in the console. */
export function usePlayground() {
  let browser: Browser;
  let server: Server;
  let errors: string[] = [];

  beforeAll(async () => {
    server = await serve(site, STRICT);
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser.close();
    server.closeAllConnections();
    server.close();
  });
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
    const found = errors;
    errors = [];
    expect(found).toEqual([]);
  });

  const url = () => address(server).replace('index.html', '');

  /** One more tab. */
  async function openTab(context: ReturnType<Page['context']>): Promise<Page> {
    const page = await context.newPage();
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') errors.push(message.text());
    });
    await page.goto(url());
    await isReady(page);
    return page;
  }

  return {
    openTab,
    /** A page of a browser that was never there; `first` runs in it before its own code. */
    async openPage(options: BrowserContextOptions = {}, first?: () => void): Promise<Page> {
      const context = await browser.newContext(options);
      context.setDefaultTimeout(PATIENCE);
      if (first !== undefined) await context.addInitScript(first);
      return openTab(context);
    },
  };
}

export const isReady = (page: Page) => page.locator('html[data-ready]').waitFor();

export const trainButton = (page: Page): Locator =>
  page.getByRole('button', { name: 'Train', exact: true });

/** The models that were trained or loaded. */
export const runs = (page: Page): Locator => page.getByRole('list', { name: 'Trained models' });

export async function openSample(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).click();
  await page.locator('#data-opened strong').filter({ hasText: name }).waitFor();
}

/** The table that is open, by its size. */
export const opened = (page: Page, size: string): Promise<void> =>
  page.locator('#data-opened').getByText(size).waitFor();

export async function openCsv(page: Page, name: string, text: string): Promise<void> {
  const buffer = Buffer.from(text);
  await page.locator('#file').setInputFiles({ name, mimeType: 'text/csv', buffer });
}

/** Train, and wait for the model to be the nth. */
export async function trainNth(page: Page, n: number): Promise<void> {
  await trainButton(page).click();
  await runs(page)
    .getByRole('button', { name: new RegExp(`^${n}\\. `) })
    .waitFor();
}

/** Where a row to predict is typed. */
export const rowForm = (page: Page): Locator => page.getByRole('form', { name: /^A row for/ });

export async function saveAs(page: Page, name: string): Promise<void> {
  await page.getByLabel('Name to save the model under').first().fill(name);
  await page.getByRole('button', { name: 'Save', exact: true }).first().click();
  await page.locator('#saved').getByText(name, { exact: true }).waitFor();
}
