import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { chromium } from 'playwright';

export const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
export const FIREFOX = process.env.FIREFOX ?? '/usr/bin/firefox-esr';

/** What the `index.html` of a site puts into `window.answers`, as JSON, in Chromium. */
export async function runInChromium(site: string): Promise<unknown> {
  const server = await serve(site);
  const browser = await chromium.launch({
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
  try {
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(address(server));
    await page.waitForFunction('window.answers !== undefined', undefined, { timeout: 30_000 });
    if (errors.length > 0) throw new Error(errors.join('\n'));
    return JSON.parse(await page.evaluate('window.answers'));
  } finally {
    await browser.close();
    server.close();
  }
}

/** What the `index.html` of a site posts to `/answers`, as JSON, in Firefox. */
export async function runInFirefox(site: string): Promise<unknown> {
  let answer: (answers: string) => void = () => {};
  const server = await serve(site, (answers) => answer(answers));
  const profile = await mkdtemp(join(tmpdir(), 'fitpredict-firefox-'));
  const given = ['--headless', '--no-remote', '--profile', profile, address(server)];
  const firefox = spawn(FIREFOX, given, { stdio: 'ignore' });
  try {
    const answers = await new Promise<string>((resolve, reject) => {
      answer = resolve;
      firefox.on('error', reject);
      firefox.on('exit', (code) => reject(new Error(`Firefox ended with ${code}, unanswered`)));
      setTimeout(() => reject(new Error('Firefox gave no answer in a minute')), 60_000).unref();
    });
    return JSON.parse(answers);
  } finally {
    await ended(firefox);
    server.closeAllConnections();
    server.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill();
  await exit;
}

const address = (server: Server) =>
  `http://127.0.0.1:${(server.address() as AddressInfo).port}/index.html`;

/** A built site over HTTP, under a policy that allows no inline and no evaluated code. */
async function serve(folder: string, onAnswers?: (answers: string) => void): Promise<Server> {
  const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript' };
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    if (request.method === 'POST' && path === '/answers') {
      const answers = await text(request);
      response.writeHead(204).end();
      onAnswers?.(answers);
      return;
    }
    response.setHeader('content-type', types[extname(path)] ?? 'application/octet-stream');
    response.setHeader('content-security-policy', "default-src 'self'");
    createReadStream(join(folder, path))
      .on('error', () => response.writeHead(404).end())
      .pipe(response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
