/** The body of an answer is larger than it may be. */
export class TooLarge extends Error {
  /** How many there are at least. */
  readonly bytes: number;

  constructor(bytes: number) {
    super('the answer is too large');
    this.bytes = bytes;
  }
}

/** The body of an answer ended before its announced length. */
export class Truncated extends Error {}

/** Where the length is not announced, or announced at more than this, memory is taken as bytes come in. */
const MAX_FIRST_BYTES = 1 << 26;

/**
 * Read the body of an answer, and no more than `maxBytes` of it.
 *
 * @param alive - called for each piece with its length
 * @throws TooLarge before anything is read when the announced length is too large, else once too much came
 * @throws Truncated when less came than was announced
 */
export async function readBody(
  response: Response,
  maxBytes: number,
  alive: (bytes: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const announced = announcedLength(response.headers);
  if (announced !== undefined && announced > maxBytes) {
    response.body?.cancel().catch(() => {});
    throw new TooLarge(announced);
  }
  let bytes = new Uint8Array(Math.min(announced ?? 1 << 14, MAX_FIRST_BYTES));
  let length = 0;
  const reader = response.body?.getReader();
  while (reader !== undefined) {
    const { done, value } = await reader.read();
    if (done) break;
    alive(value.length);
    if (length + value.length > maxBytes) {
      reader.cancel().catch(() => {});
      throw new TooLarge(length + value.length);
    }
    if (length + value.length > bytes.length) {
      const doubled = Math.min(2 * bytes.length, announced ?? Infinity);
      const larger = new Uint8Array(Math.max(length + value.length, doubled));
      larger.set(bytes.subarray(0, length));
      bytes = larger;
    }
    bytes.set(value, length);
    length += value.length;
  }
  if (announced !== undefined && length !== announced) {
    throw new Truncated(`${length} of ${announced} bytes came`);
  }
  return length === bytes.length ? bytes : bytes.slice(0, length);
}

/** What Content-Length says of the bytes that `fetch` hands out; undefined where it speaks of compressed ones. */
export function announcedLength(headers: Headers): number | undefined {
  const encoding = headers.get('content-encoding');
  if (encoding !== null && encoding !== 'identity') return undefined;
  const text = headers.get('content-length');
  return text !== null && /^\d{1,16}$/.test(text) ? Number(text) : undefined;
}
