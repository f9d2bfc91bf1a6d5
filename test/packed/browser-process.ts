import { type ChildProcess, spawn } from 'node:child_process';
import { address, PATIENCE, STRICT, serve } from './browser.js';

/** A browser that is started as a program and shows one page, as nobody drives it. */
interface BrowserProcess {
  readonly name: string;
  readonly binary: string;
  /** What it is given to show a page. */
  given(url: string): string[];
}

/** What the `index.html` of a site posts to `/answers`, as JSON, in a browser. */
export async function runInProcess(
  { name, binary, given }: BrowserProcess,
  site: string,
): Promise<unknown> {
  let answer: (answers: string) => void = () => {};
  const server = await serve(site, STRICT, (answers) => answer(answers));
  // A group of its own, since what starts a browser need not be the browser.
  const browser = spawn(binary, given(address(server)), { stdio: 'ignore', detached: true });
  try {
    const answers = await new Promise<string>((resolve, reject) => {
      answer = resolve;
      browser.on('error', reject);
      browser.on('exit', (code) => reject(new Error(`${name} ended with ${code}, unanswered`)));
      const late = () => reject(new Error(`${name} gave no answer in five minutes`));
      setTimeout(late, PATIENCE).unref();
    });
    return JSON.parse(answers);
  } finally {
    await ended(browser);
    server.closeAllConnections();
    server.close();
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  process.kill(-child.pid);
  await exit;
}
