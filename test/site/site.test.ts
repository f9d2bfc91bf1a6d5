import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright';
import { beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, PATIENCE } from '../packed/browser.js';
import { DIST, fileOf, guidePages, serveSite } from './built-site.js';

const API_PAGE = '/api/classes/index.KMeans.html';
const axeFile = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

let browser: Browser;
let server: Server;
let url: string;

beforeAll(async () => {
  [browser, { server, url }] = await Promise.all([launchChromium(), serveSite()]);
  return async () => {
    await browser.close();
    server.close();
  };
});

async function newPage(options: BrowserContextOptions = {}): Promise<Page> {
  const page = await browser.newPage(options);
  page.setDefaultTimeout(PATIENCE);
  return page;
}

/** What a page complains of while it is used. */
async function open(path: string, options: BrowserContextOptions = {}) {
  const page = await newPage(options);
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(`${path}: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(`${path}: ${message.text()}`);
  });
  await page.goto(url + path, { waitUntil: 'networkidle' });
  // What is clicked before Vue has taken the page over is not heard; pages of the reference are without it.
  await page.waitForFunction(() => {
    const app = document.querySelector('#app');
    return app === null || '__vue_app__' in app;
  });
  return { page, errors };
}

it('transfers less than 200 kB for the start page, its model included', async () => {
  const page = await newPage();
  const sizes: Promise<number>[] = [];
  page.context().on('requestfinished', (request) => {
    sizes.push(request.sizes().then((size) => size.responseBodySize + size.responseHeadersSize));
  });
  await page.goto(url, { waitUntil: 'networkidle' });
  await page.getByText(/^Round \d+ of 60/).waitFor();
  const total = (await Promise.all(sizes)).reduce((a, b) => a + b, 0);
  expect(sizes.length).toBeGreaterThan(5);
  expect(total).toBeGreaterThan(50_000);
  expect(total).toBeLessThan(200_000);
  await page.close();
});

describe('the model of the start page', () => {
  it.each([
    ['moons', 'forest', /^Tree \d+ of 60: \d+ %/],
    ['blobs', 'k-means', /settled$/],
  ])('trains on %s as %s', async (data, model, said) => {
    const { page, errors } = await open('/index.html');
    await page.getByRole('combobox', { name: 'Data' }).selectOption(data);
    await page.getByRole('combobox', { name: 'Model' }).selectOption(model);
    await page.locator('.demo-score').filter({ hasText: said }).waitFor();
    expect(errors).toEqual([]);
    await page.close();
  });
});

/** The search button of VitePress is called by less than it shows; headings of TypeDoc skip levels. */
const LEFT_TO_OTHERS = {
  'label-content-name-mismatch': { enabled: false },
  'heading-order': { enabled: false },
};

/* But for TypeDoc's tree of names, which its script builds with links in the summaries that open it. */
describe.each(['light', 'dark'] as const)('accessibility, %s', (colorScheme) => {
  it.each(['/index.html', '/k-means.html', '/side-by-side-selection.html', API_PAGE])(
    '%s has nothing that axe objects to',
    async (path) => {
      const { page } = await open(path, { colorScheme });
      await page.addScriptTag({ path: axeFile });
      const found: { id: string; where: string[] }[] = await page.evaluate(`
      axe.run({ exclude: ['.site-menu'] }, { resultTypes: ['violations'], rules: ${JSON.stringify(LEFT_TO_OTHERS)} }).then(({ violations }) =>
        violations.map(({ id, nodes }) => ({ id, where: nodes.map(({ html }) => html.slice(0, 120)) })))`);
      expect(found).toEqual([]);
      await page.close();
    },
  );
});

describe('a snippet', () => {
  const output = (page: Page) => page.locator('.live-output').first();

  it('runs, and runs as edited', async () => {
    const { page, errors } = await open('/storage.html');
    await page.getByRole('button', { name: 'Run', exact: true }).first().click();
    await output(page).filter({ hasText: '[ 8 ]' }).waitFor();
    await page.getByRole('button', { name: 'Edit' }).first().click();
    const editor = page.getByRole('textbox', { name: 'Program' });
    await editor.fill(
      "import { LinearRegression } from 'fitpredict';\nconst twice: number = new LinearRegression().fit([[1], [2]], [2, 4]).coef[0];\nconsole.log({ twice: Math.round(twice) });",
    );
    await page.getByRole('button', { name: 'Run', exact: true }).first().click();
    await output(page).filter({ hasText: '{ twice: 2 }' }).waitFor();
    await page.getByRole('button', { name: 'Reset' }).click();
    expect(await editor.count()).toBe(0);
    expect(errors).toEqual([]);
    await page.close();
  });

  it('says what is wrong with a program, and stops one that does not end', async () => {
    const { page } = await open('/storage.html');
    await page.getByRole('button', { name: 'Edit' }).first().click();
    const editor = page.getByRole('textbox', { name: 'Program' });
    const run = () => page.getByRole('button', { name: 'Run', exact: true }).first().click();
    await editor.fill("import { readFile } from 'node:fs'; console.log(readFile);");
    await run();
    await output(page).filter({ hasText: "no module 'node:fs'" }).waitFor();
    await editor.fill('const = 1;');
    await run();
    await output(page).filter({ hasText: 'SyntaxError' }).waitFor();
    await editor.fill("console.log('begun'); for (;;);");
    await run();
    await output(page).filter({ hasText: 'begun' }).waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByText('Stopped.').waitFor();
    await page.close();
  });
});

// Some at once, since each waits for its page most of the time.
it.concurrent.each(guidePages())(
  '%s opens without an error, and its first snippet prints what its comments promise',
  async (path) => {
    const { page, errors } = await open(path);
    expect(await page.locator('h1').first().textContent()).not.toBe('');
    const snippet = page.locator('.live-snippet').first();
    if ((await snippet.count()) > 0) await expectPromised(snippet);
    expect(errors).toEqual([]);
    await page.close();
  },
);

/** Run a snippet, and find what its comments promise in what it prints, in their order. */
async function expectPromised(snippet: Locator): Promise<void> {
  const code = (await snippet.locator('pre').first().textContent()) ?? '';
  await snippet.getByRole('button', { name: 'Run', exact: true }).click();
  await snippet.getByText(/^(?:Ran in|Failed)/).waitFor();
  const lines = snippet.locator('.live-output');
  const printed = (await lines.count()) === 0 ? '' : ((await lines.textContent()) ?? '');
  const status = await snippet.locator('.live-status').textContent();
  expect(status, `${code}\n${printed}`).toMatch(/^Ran/);
  let rest = printed.replaceAll(/\s+/g, ' ');
  for (const [, promised] of code.matchAll(/\/\/ → (.*)$/gm)) {
    expect(rest, code).toContain(promised);
    rest = rest.slice(rest.indexOf(promised) + promised.length);
  }
}

it('opens the reference without an error', async () => {
  const { page, errors } = await open(API_PAGE);
  expect(await page.locator('h1').first().textContent()).toContain('KMeans');
  expect(errors).toEqual([]);
  await page.close();
});

it('finds by search what a guide is about', async () => {
  const { page, errors } = await open('/index.html');
  await page
    .getByRole('button', { name: /Search/ })
    .first()
    .click();
  await page.locator('#localsearch-input').fill('isolation');
  await page.locator('.result').filter({ hasText: 'Isolation forest' }).first().waitFor();
  await page.locator('#localsearch-input').fill('accuracy_score');
  await page.locator('.result').filter({ hasText: 'accuracyScore' }).first().waitFor();
  expect(errors).toEqual([]);
  await page.close();
});

it('links to files that are there, in guides, reference and texts for language models', () => {
  const pages = readdirSync(DIST, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.html') && !file.startsWith('playground'),
  );
  const broken: string[] = [];
  let links = 0;
  for (const file of pages) {
    const html = readFileSync(join(DIST, file), 'utf8');
    for (const [, link] of html.matchAll(/<a\b[^>]*? href="([^"#]+)/g)) {
      const target = new URL(link.replaceAll('&amp;', '&'), `http://site/${file}`);
      if (target.host !== 'site') continue;
      links++;
      if (fileOf(target.pathname) === undefined) broken.push(`${file}: ${link}`);
    }
  }
  expect(broken).toEqual([]);
  expect(links).toBeGreaterThan(1000);
  const list = readFileSync(join(DIST, 'llms.txt'), 'utf8');
  const named = [...list.matchAll(/\]\(([^)]+)\)/g)].map(([, file]) => file);
  expect(named.length).toBeGreaterThan(30);
  expect(named.filter((file) => !existsSync(join(DIST, file)))).toEqual([]);
});
