import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInProcess } from './browser-process.js';

export const FIREFOX = process.env.FIREFOX ?? '/usr/bin/firefox-esr';

/** What the `index.html` of a site posts to `/answers`, as JSON, in Firefox. */
export async function runInFirefox(site: string): Promise<unknown> {
  const profile = await mkdtemp(join(tmpdir(), 'fitpredict-firefox-'));
  const firefox = {
    name: 'Firefox',
    binary: FIREFOX,
    given: (url: string) => ['--headless', '--no-remote', '--profile', profile, url],
  };
  try {
    return await runInProcess(firefox, site);
  } finally {
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
