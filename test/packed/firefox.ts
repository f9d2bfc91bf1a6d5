import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { address, STRICT, serve } from './browser.js';

export const FIREFOX = process.env.FIREFOX ?? '/usr/bin/firefox-esr';

/** What the `index.html` of a site posts to `/answers`, as JSON, in Firefox. */
export async function runInFirefox(site: string): Promise<unknown> {
  let answer: (answers: string) => void = () => {};
  const server = await serve(site, STRICT, (answers) => answer(answers));
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
