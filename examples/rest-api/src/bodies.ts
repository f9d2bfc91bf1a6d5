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
    request: Request,
    maxBytes: number,
    work: (bytes: Uint8Array<ArrayBuffer>) => T | Promise<T>,
  ): Promise<T> {
    let size = 0;
    const count = (bytes: number) => {
      size += bytes;
      this.#bytes += bytes;
      if (size > maxBytes) throw new Problem(413, `The body has more than ${maxBytes} bytes.`);
      if (size > SMALL_BYTES && this.#bytes > this.#maxBytes) throw tooMany();
    };
    try {
      return await work(await readBytes(request, count));
    } finally {
      this.#bytes -= size;
    }
  }
}

async function readBytes(
  request: Request,
  count: (bytes: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const length = Number(request.headers.get('content-length') ?? Number.NaN);
  if (length <= SMALL_BYTES) {
    count(length); // HTTP lets no more through than was said
    return new Uint8Array(await request.arrayBuffer());
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    count(chunk.length);
    chunks.push(chunk);
    size += chunk.length;
  }
  const bytes = new Uint8Array(size);
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
