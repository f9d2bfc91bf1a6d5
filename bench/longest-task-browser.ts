/**
 * What Chromium itself calls a long task, 50 ms and more on a page's main thread, for everything that is asynchronous: `npx
 * tsx bench/longest-task-browser.ts [name] [runs] [slowdown] [--from=name]`. Each run has a page of its own, whose code is
 * new to the engine. Beside what the page's own observer sees stands the longest task that the browser traced, by the clock
 * and by the processor, as a busy machine lengthens tasks. A slowdown of 4 is that of a cheap telephone.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { build } from 'vite';
import type * as Cases from './longest-task-cases.js';

declare const longestTask: typeof Cases;

/** What the observer of the page sees of a case; runs in the page, so it uses nothing from outside. */
async function observed(name: string): Promise<{ tasks: number[]; whole: number }> {
  await longestTask.PREPARED[name]?.();
  const tasks: number[] = [];
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) tasks.push(duration);
  });
  const pause = () => new Promise((resolve) => setTimeout(resolve, 200));
  await pause(); // what was made above is a task of its own
  observer.observe({ entryTypes: ['longtask'] });
  performance.mark('begin');
  const start = performance.now();
  await longestTask.CASES[name]();
  const whole = performance.now() - start;
  performance.mark('end');
  await pause();
  observer.disconnect();
  return { tasks, whole };
}

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds: when it began, how long it took, and how long of this the thread ran. */
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
}

/** Milliseconds of the longest task between the marks, by the clock and by the processor. */
function longestTraced(events: readonly TraceEvent[]): { clock: number; processor: number } {
  const mark = (name: string) => events.find((event) => event.name === name);
  const [begin, end] = [mark('begin'), mark('end')];
  if (begin === undefined || end === undefined) throw new Error('the trace has no marks');
  const tasks = events.filter(
    ({ name, pid, tid, ts, dur = 0 }) =>
      name.endsWith('RunTask') &&
      pid === begin.pid &&
      tid === begin.tid &&
      ts + dur >= begin.ts &&
      ts <= end.ts,
  );
  const longest = (of: 'dur' | 'tdur') => Math.max(...tasks.map((task) => task[of] ?? 0)) / 1000;
  return { clock: longest('dur'), processor: longest('tdur') };
}

const bundle = await build({
  configFile: false,
  logLevel: 'error',
  build: {
    write: false,
    lib: {
      entry: fileURLToPath(new URL('./longest-task-cases.ts', import.meta.url)),
      formats: ['iife'],
      name: 'longestTask',
    },
  },
});
const [{ output }] = [bundle].flat() as { output: { code: string }[] }[];
/** Functions that tsx hands over call `__name`, which a page does not have. */
const html = '<script>globalThis.__name = (f) => f;</script><script src="/cases.js"></script>';
const server = createServer((request, response) => {
  const isPage = request.url === '/';
  response.setHeader('content-type', isPage ? 'text/html' : 'text/javascript');
  response.end(isPage ? html : output[0].code);
}).listen(0, '127.0.0.1');
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});

async function inNewPage<T>(
  work: (page: Awaited<ReturnType<typeof browser.newPage>>) => Promise<T>,
) {
  const page = await browser.newPage();
  try {
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    return await work(page);
  } finally {
    await page.close();
  }
}

const run = (name: string, slowdown: number) =>
  inNewPage(async (page) => {
    const session = await page.context().newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
    await browser.startTracing(page, { categories: ['toplevel', 'blink.user_timing'] });
    const seen = await page.evaluate(observed, name).finally(() => undefined);
    const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
    return { ...seen, ...longestTraced(traceEvents) };
  });

const words = process.argv.slice(2);
const from = words.find((word) => word.startsWith('--from='))?.slice(7) ?? '';
const [asked = '', runs = '1', slowdown = '1'] = words.filter((word) => !word.startsWith('--'));
const round = (ms: number) => ms.toFixed(0).padStart(4);
try {
  const all = await inNewPage((page) => page.evaluate(() => Object.keys(longestTask.CASES)));
  const begin = Math.max(
    0,
    all.findIndex((name) => name.startsWith(from)),
  );
  for (const name of all.slice(begin).filter((name) => name.includes(asked))) {
    const found: Awaited<ReturnType<typeof run>>[] = [];
    for (let i = 0; i < Number(runs); i++) found.push(await run(name, Number(slowdown)));
    const least = (of: 'clock' | 'processor' | 'whole') => {
      const sorted = found.map((one) => one[of]).sort((a, b) => a - b);
      return `${round(sorted[0])} to ${round(sorted[sorted.length - 1])}`;
    };
    const long = found.map(({ tasks }) => tasks.length).join(' ');
    console.log(
      `${name.padEnd(48)} longest task ${least('clock')}, of the processor ${least('processor')}; over 50 ms: ${long}; whole ${least('whole')}`,
    );
  }
} finally {
  await browser.close();
  server.close();
}
