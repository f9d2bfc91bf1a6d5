import type { Page } from 'playwright';

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds: when it began, how long it took, and how long of this the thread ran. */
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
}

/**
 * How long each task of a page's main thread takes between the marks `begin` and `end` that the page sets meanwhile:
 * milliseconds of the processor, as the clock also counts what a busy machine does in between.
 */
export async function tasksDuring(page: Page, work: () => Promise<unknown>): Promise<number[]> {
  const browser = page.context().browser();
  if (browser === null) throw new Error('the page has no browser that traces');
  await browser.startTracing(page, { categories: ['toplevel', 'blink.user_timing'] });
  await work().catch(async (error) => {
    await browser.stopTracing();
    throw error;
  });
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  const events: readonly TraceEvent[] = traceEvents;
  const [begin, end] = ['begin', 'end'].map((mark) => events.find(({ name }) => name === mark));
  if (begin === undefined || end === undefined) throw new Error('the trace has no marks');
  return events
    .filter(
      ({ name, pid, tid, ts, dur = 0 }) =>
        name.endsWith('RunTask') &&
        pid === begin.pid &&
        tid === begin.tid &&
        ts + dur >= begin.ts &&
        ts <= end.ts,
    )
    .map(({ tdur = 0 }) => tdur / 1000);
}
