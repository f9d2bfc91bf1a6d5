import { createReadStream } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { chromium } from 'playwright';
import { expect } from 'vitest';

/** Runs no inline and no evaluated code. */
const STRICT = { 'content-security-policy': "default-src 'self'" };

/** What the page of a built site leaves in `window.answers`, served with some headers. */
export async function runInBrowser(
  site: string,
  headers: Readonly<Record<string, string>> = STRICT,
): Promise<unknown> {
  const server = serve(site, headers);
  try {
    const { port } = server.address() as AddressInfo;
    return await answersOf(`http://127.0.0.1:${port}/index.html`);
  } finally {
    server.close();
  }
}

/** What a page leaves in `window.answers`. */
export async function answersOf(url: string): Promise<unknown> {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
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
  try {
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(url);
    // Not `waitForFunction`: it evaluates code in the page, which policies forbid.
    const isDone = () => page.evaluate('window.answers !== undefined');
    await expect.poll(isDone, { timeout: 30_000 }).toBe(true);
    expect(errors).toEqual([]);
    return JSON.parse(await page.evaluate('window.answers'));
  } finally {
    await browser.close();
  }
}

/** A built site over HTTP. */
function serve(folder: string, headers: Readonly<Record<string, string>>): Server {
  const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript' };
  return createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    response.setHeader('content-type', types[extname(path)] ?? 'application/octet-stream');
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    createReadStream(join(folder, path))
      .on('error', () => response.writeHead(404).end())
      .pipe(response);
  }).listen(0, '127.0.0.1');
}
