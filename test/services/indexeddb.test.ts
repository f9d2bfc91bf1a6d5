import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchChromium, PATIENCE } from '../packed/browser.js';
import type { Tasks } from './indexeddb-page.js';

let site: string;
let server: Server;
let origin: string;
let browser: Browser;
/** Each test has a browser profile of its own. */
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  site = await mkdtemp(join(tmpdir(), 'fitpredict-'));
  await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      outDir: site,
      emptyOutDir: true,
      rollupOptions: {
        input: fileURLToPath(new URL('./indexeddb-page.ts', import.meta.url)),
        output: { entryFileNames: 'page.js' },
      },
    },
  });
  await writeFile(join(site, 'index.html'), '<script type="module" src="/page.js"></script>');
  server = serve(site);
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  server?.close();
  await rm(site, { recursive: true, force: true });
});

beforeEach(async () => {
  context = await browser.newContext();
  context.setDefaultTimeout(PATIENCE);
  page = await open();
});

afterEach(() => context.close());

describe('IndexedDBStorage in Chromium', () => {
  it('keeps the contract of a storage', async () => {
    const { total, failures } = await run(page, 'check');
    expect(failures).toEqual([]);
    expect(total).toBeGreaterThan(20);
  });

  it('keeps models when the page is left, and apart by the name of the database', async () => {
    expect(await run(page, 'put', 'one', 'a', 5)).toBe('done');
    await page.close();
    page = await open();
    expect(await run(page, 'size', 'one', 'a')).toBe(5);
    expect(await run(page, 'size', 'two', 'a')).toBeUndefined();
  });

  it('lets one of two tabs win with ifAbsent', async () => {
    const other = await open();
    for (let round = 0; round < 10; round++) {
      const put = (tab: Page) => run(tab, 'put', 'race', `key-${round}`, 1000, { ifAbsent: true });
      const outcomes = (await Promise.all([put(page), put(other)])).sort();
      expect(outcomes[0]).toBe('done');
      expect(outcomes[1]).toMatch(/^exists: IndexedDBStorage\.put: there is already a model "key-/);
    }
  });

  it('loses no step of a counter that two tabs raise with ifMatch', async () => {
    const other = await open();
    await Promise.all([run(page, 'raise', 'count', 50), run(other, 'raise', 'count', 50)]);
    expect(await run(page, 'counter', 'count')).toBe(100);
  });

  it('carries a registry, whose versions two tabs do not give twice', async () => {
    const other = await open();
    const versions = await Promise.all([run(page, 'save', 'r', 10), run(other, 'save', 'r', 10)]);
    const all = versions.flat().sort((a, b) => a - b);
    expect(all).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    const [[first]] = await run(page, 'load', 'r', 20);
    expect(first).toBeCloseTo(-1.0690449676496976, 15);
  });

  it('writes all or nothing when aborted at any time', async () => {
    const ends = await run(page, 'abort', 'aborted');
    expect(ends).toHaveLength(5);
    for (const { how, size } of ends) {
      expect([
        ['done', 3_000_000],
        ['Error: enough', 1],
      ]).toContainEqual([how, size]);
    }
    expect(ends[0].how).toBe('Error: enough');
  });

  it('says that the browser gives no more space, and keeps what was there', async () => {
    const devtools = await context.newCDPSession(page);
    await devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1_000_000 });
    expect(await run(page, 'put', 'full', 'a', 1000)).toBe('done');
    expect(await run(page, 'put', 'full', 'a', 20_000_000)).toMatch(
      /^failed: IndexedDBStorage\.put: the database "full" cannot be used: QuotaExceededError: .*delete models, or ask for more/,
    );
    expect(await run(page, 'size', 'full', 'a')).toBe(1000);
  });

  it('gives way to a tab that deletes the database, and makes it anew', async () => {
    expect(await run(page, 'surviveDeletion', 'gone')).toEqual(['done', 'done', 'b']);
  });

  it('says that a newer version of the library has changed the database', async () => {
    expect(await run(page, 'useForeign', 'newer', 2)).toMatch(
      /^failed: IndexedDBStorage\.list: the database "newer" cannot be used: VersionError: .*reload the page/,
    );
  });

  it('says that the database is that of another program', async () => {
    expect(await run(page, 'useForeign', 'foreign', 1)).toBe(
      'failed: IndexedDBStorage: the database "foreign" is not one of models. Choose another name.',
    );
  });

  it('says that another tab holds an older version open', async () => {
    expect(await run(page, 'upgradeBlocked', 'blocked')).toBe(
      'failed: IndexedDBStorage: another tab holds an older version of the database "blocked" open. Close or reload the other tabs of this site.',
    );
  });

  it('says that there is no IndexedDB', async () => {
    expect(await run(page, 'withoutIndexedDB')).toMatch(
      /^failed: IndexedDBStorage: there is no IndexedDB here\. Use it in a browser/,
    );
  });
});

async function open(): Promise<Page> {
  const tab = await context.newPage();
  await tab.goto(`${origin}/index.html`);
  await tab.waitForFunction('globalThis.tasks !== undefined');
  return tab;
}

/** Run a task of the page script in a tab. */
async function run<Name extends keyof Tasks>(
  tab: Page,
  task: Name,
  ...values: Parameters<Tasks[Name]>
): Promise<Awaited<ReturnType<Tasks[Name]>>> {
  return tab.evaluate<Awaited<ReturnType<Tasks[Name]>>>(
    `tasks.${task}(...${JSON.stringify(values)})`,
  );
}

/** The built page over HTTP, under a policy that allows no inline and no evaluated code. */
function serve(folder: string): Server {
  const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript' };
  return createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    response.setHeader('content-type', types[extname(path)] ?? 'application/octet-stream');
    response.setHeader('content-security-policy', "default-src 'self'");
    createReadStream(join(folder, path))
      .on('error', () => response.writeHead(404).end())
      .pipe(response);
  }).listen(0, '127.0.0.1');
}
