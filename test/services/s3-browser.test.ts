import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { S3Storage } from '../../src/storage/s3.js';
import { storageChecks } from '../../src/testing/check-storage.js';
import { launchChromium, PATIENCE } from '../packed/browser.js';
import { CREDENTIALS, type S3Server, startS3Server } from './s3-server.js';

let server: S3Server;
let pages: Server;
let browser: Browser;
let page: Page;
let buckets = 0;

beforeAll(async () => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('./browser-checks.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    logLevel: 'error',
  });
  pages = createServer((_, answer) => {
    answer.setHeader('content-type', 'text/html').end('<!DOCTYPE html><title>Checks</title>');
  }).listen(0, '127.0.0.1');
  await once(pages, 'listening');
  server = await startS3Server();
  browser = await launchChromium();
  page = await browser.newPage();
  page.setDefaultTimeout(PATIENCE);
  await page.goto(`http://127.0.0.1:${(pages.address() as AddressInfo).port}/`);
  await page.addScriptTag({ content: outputFiles[0].text });
});

afterAll(async () => {
  await browser?.close();
  pages?.close();
  await server?.stop();
});

/** The CORS rules that the documentation recommends. */
async function corsRules(): Promise<string> {
  const docs = await readFile(new URL('../../docs/storage.md', import.meta.url), 'utf8');
  const [rule] = JSON.parse(/```json\n([\s\S]*?)```/.exec(docs)?.[1] ?? '') as Record<
    string,
    string[]
  >[];
  const origin = `http://127.0.0.1:${(pages.address() as AddressInfo).port}`;
  const elements = Object.entries({ ...rule, AllowedOrigins: [origin] }).flatMap(([name, values]) =>
    values.map((value) => `<${name.slice(0, -1)}>${value}</${name.slice(0, -1)}>`),
  );
  return `<CORSConfiguration><CORSRule>${elements.join('')}</CORSRule></CORSConfiguration>`;
}

describe('the contract of a storage, in Chromium', () => {
  for (const { name } of storageChecks(() => new S3Storage({ bucket: 'none', ...CREDENTIALS }))) {
    it(name, async () => {
      const bucket = `bucket-${++buckets}`;
      await server.createBucket(bucket, await corsRules());
      const options = { endpoint: server.endpoint, bucket, ...CREDENTIALS };
      const outcome = await page.evaluate(
        ([check, s3]) => Reflect.get(globalThis, 'runCheck')(check, s3),
        [name, options] as const,
      );
      expect(outcome).toBe('ok');
    });
  }
});

it('a bucket that does not allow the page is a failure that speaks of CORS', async () => {
  await server.createBucket('closed');
  const options = { endpoint: server.endpoint, bucket: 'closed', retries: 0, ...CREDENTIALS };
  const outcome = await page.evaluate(
    ([check, s3]) => Reflect.get(globalThis, 'runCheck')(check, s3),
    ['lists nothing in an empty storage', options] as const,
  );
  expect(outcome).toContain('that the bucket allows this origin (CORS)');
});
