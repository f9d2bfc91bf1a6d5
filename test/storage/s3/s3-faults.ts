import { setTimeout as sleep } from 'node:timers/promises';
import type { Rng } from '../../../src/random/rng.js';

/** What can happen to a request and its answer. */
export const FAULTS = [
  'the connection breaks before the server acts',
  'the connection breaks after the server acted',
  'the server acts after the connection broke',
  'no answer comes, and the server did not act',
  'no answer comes, and the server acted',
  'the server is busy for some requests (503)',
  'the server fails before it acts (500)',
  'the server fails after it acted (500)',
  'a proxy answers in its place (502)',
  'the body ends too early',
  'the connection breaks in the body',
  'a byte of the body is wrong',
] as const;

export type Fault = (typeof FAULTS)[number];

/** What servers are asked to do, also by clients that are gone. */
const acts = new Set<Promise<unknown>>();

/** Until all has been done that servers were asked for. */
export async function quiet(): Promise<void> {
  while (acts.size > 0) await Promise.allSettled(acts);
}

function track<T>(act: Promise<T>): Promise<T> {
  acts.add(act);
  const over = () => void acts.delete(act);
  act.then(over, over);
  return act;
}

/**
 * A `fetch` on whose way things go wrong.
 *
 * @param rate - share of requests with a fault
 * @param happened - counts the faults, by name
 */
export function faultyFetch(
  fetch: typeof globalThis.fetch,
  rng: Rng,
  rate: number,
  happened: Map<Fault, number>,
  faults: readonly Fault[] = FAULTS,
): typeof globalThis.fetch {
  let busy = 0;
  return async (input, init) => {
    if (busy > 0) {
      busy--;
      return refuse(503, 'SlowDown');
    }
    if (rng.next() >= rate) return fetch(input, init);
    const fault = faults[rng.nextInteger(faults.length)];
    happened.set(fault, (happened.get(fault) ?? 0) + 1);
    // What the server does is not undone when the client gives up.
    const ask = () => track(fetch(input, { ...init, signal: undefined }));
    switch (fault) {
      case 'the connection breaks before the server acts':
        throw broken();
      case 'the connection breaks after the server acted':
        await ask();
        throw broken();
      case 'the server acts after the connection broke':
        track(sleep(2).then(ask));
        throw broken();
      case 'no answer comes, and the server did not act':
        return new Promise(() => {});
      case 'no answer comes, and the server acted':
        await ask();
        return new Promise(() => {});
      case 'the server is busy for some requests (503)':
        busy = rng.nextInteger(6);
        return refuse(503, 'SlowDown');
      case 'the server fails before it acts (500)':
        return refuse(500, 'InternalError');
      case 'the server fails after it acted (500)':
        await ask();
        return refuse(500, 'InternalError');
      case 'a proxy answers in its place (502)':
        return new Response('<html>Bad Gateway</html>', { status: 502 });
      default:
        return damaged(await ask(), fault, rng);
    }
  };
}

async function damaged(answer: Response, fault: Fault, rng: Rng): Promise<Response> {
  const { status, headers } = answer;
  const bytes = new Uint8Array(await answer.arrayBuffer());
  if (bytes.length === 0) return new Response(null, { status, headers });
  headers.set('content-length', String(bytes.length));
  const cut = rng.nextInteger(bytes.length);
  if (fault === 'a byte of the body is wrong') {
    // S3 has checksums for objects alone. For all else that of TLS must do.
    if (!headers.has('x-amz-meta-sha256')) return new Response(bytes, { status, headers });
    bytes[cut] ^= 1 << rng.nextInteger(8);
    return new Response(bytes, { status, headers });
  }
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(bytes.slice(0, cut));
      if (fault === 'the body ends too early') controller.close();
      else controller.error(broken());
    },
  });
  return new Response(body, { status, headers });
}

function broken(): TypeError {
  return new TypeError('fetch failed', { cause: new Error('other side closed') });
}

function refuse(status: number, code: string): Response {
  return new Response(`<Error><Code>${code}</Code></Error>`, { status });
}
