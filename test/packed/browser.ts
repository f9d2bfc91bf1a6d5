import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { type Browser, chromium, type Page } from 'playwright';

export const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Runs no inline and no evaluated code. */
export const STRICT = { 'content-security-policy': "default-src 'self'" };

/** What the page of a built site leaves in `window.answers`, served with some headers. */
export async function runInBrowser(
  site: string,
  headers: Readonly<Record<string, string>> = STRICT,
): Promise<unknown> {
  const server = await serve(site, headers);
  try {
    return await answersOf(address(server));
  } finally {
    server.close();
  }
}

/** Chromium, which asks nobody but the page's own server for anything. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** Milliseconds after which a page that does not answer never will, however busy the machine. */
export const PATIENCE = 300_000;

/** What a page leaves in `window.answers`. */
export async function answersOf(url: string): Promise<unknown> {
  const browser = await launchChromium();
  try {
    return await answersIn(await browser.newPage(), url);
  } finally {
    await browser.close();
  }
}

/** What a page leaves there, in a tab that is open. */
export async function answersIn(page: Page, url: string): Promise<unknown> {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(url, { timeout: PATIENCE });
  // Not `waitForFunction`: it evaluates code in the page, which policies forbid.
  const end = Date.now() + PATIENCE;
  while (errors.length === 0 && !(await page.evaluate('window.answers !== undefined'))) {
    if (Date.now() > end) throw new Error('no answers in five minutes');
    await setTimeout(50);
  }
  if (errors.length > 0) throw new Error(errors.join('\n'));
  return JSON.parse(await page.evaluate('window.answers'));
}

/** Where a server's page is. */
export const address = (server: Server) =>
  `http://127.0.0.1:${(server.address() as AddressInfo).port}/index.html`;

/** A built site over HTTP, and who hears of what its page posts to `/answers`. */
export async function serve(
  folder: string,
  headers: Readonly<Record<string, string>>,
  onAnswers?: (answers: string) => void,
): Promise<Server> {
  const types: Record<string, string> = {
    '.html': 'text/html',
    '.js': 'text/javascript',
    '.css': 'text/css',
    '.svg': 'image/svg+xml',
  };
  const server = createServer(async (request, response) => {
    const asked = new URL(request.url ?? '/', 'http://localhost').pathname;
    const path = asked.endsWith('/') ? `${asked}index.html` : asked;
    if (request.method === 'POST' && path === '/answers') {
      const answers = await text(request);
      response.writeHead(204).end();
      onAnswers?.(answers);
      return;
    }
    response.setHeader('content-type', types[extname(path)] ?? 'application/octet-stream');
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    createReadStream(join(folder, path))
      .on('error', () => response.writeHead(404).end())
      .pipe(response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
