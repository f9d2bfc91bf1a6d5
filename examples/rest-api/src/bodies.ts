import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import { Problem } from './problem.js';

/** Bodies up to here are never refused for what others send: a prediction of some rows is let through beside uploads. */
const SMALL_BYTES = 2 ** 16;

/** The bodies of all requests under way, whose bytes are bounded together. */
export class Bodies {
  readonly #maxBytes: number;
  #bytes = 0;

  /** @param maxBytes - of all together */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /**
   * Read a body and work on it; its bytes count until the work is done. Those beyond a limit are not read.
   *
   * @param maxBytes - of this one
   * @throws Problem when it is too large, or all together are
   */
  async read<T>(
    c: Context,
    maxBytes: number,
    work: (bytes: Uint8Array<ArrayBuffer>) => T | Promise<T>,
  ): Promise<T> {
    const tooLarge = () => new Problem(413, `The body has more than ${maxBytes} bytes.`);
    if (Number(c.req.header('content-length')) > maxBytes) throw tooLarge();
    let size = 0;
    const count = (bytes: number) => {
      size += bytes;
      this.#bytes += bytes;
      if (size > maxBytes) throw tooLarge();
      if (size > SMALL_BYTES && this.#bytes > this.#maxBytes) throw tooMany();
    };
    try {
      return await work(await readBytes(c, count));
    } finally {
      this.#bytes -= size;
    }
  }
}

async function readBytes(
  c: Context,
  count: (bytes: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const length = Number(c.req.header('content-length') ?? Number.NaN);
  if (length <= SMALL_BYTES) {
    count(length); // HTTP lets no more through than was said
    return new Uint8Array(await c.req.arrayBuffer());
  }
  const { incoming } = c.env as HttpBindings;
  const chunks: Buffer[] = [];
  // A connection that is destroyed would take the answer with it: what is not read here, the server lets run out.
  for await (const chunk of incoming.iterator({ destroyOnReturn: false })) {
    count(chunk.length);
    chunks.push(chunk);
  }
  return join(chunks);
}

/** In memory of their own, which can be given to a thread. */
function join(chunks: readonly Buffer[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

function tooMany(): Problem {
  return new Problem(503, 'Too much is being sent by all clients together. Try again later.', {
    headers: { 'retry-after': '10' },
  });
}
