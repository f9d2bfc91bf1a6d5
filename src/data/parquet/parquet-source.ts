import { InvalidInputError } from '../../errors.js';
import { show } from '../../words.js';
import { reading } from '../array-like.js';

/** Bytes that are read piece by piece: what `asyncBufferFromFile` of hyparquet gives for a path. */
export interface ByteRanges {
  /** The size of all, in bytes. */
  readonly byteLength: number;
  /** The bytes from `start` up to `end`, which is left out. */
  slice(start: number, end?: number): ArrayBuffer | Promise<ArrayBuffer>;
}

/** Where a Parquet file is: bytes at hand, a file of the browser, an address that is read by ranges, or pieces as asked for. */
export type ParquetSource = ArrayBuffer | Uint8Array | Blob | URL | ByteRanges;

/** @throws InvalidInputError for what is no source, and an address that does not answer */
export async function rangesOf(
  source: ParquetSource,
  where: string,
  signal: AbortSignal | undefined,
): Promise<ByteRanges> {
  return reading(where, 'the source', () => knownRanges(source, where, signal));
}

function knownRanges(
  source: ParquetSource,
  where: string,
  signal: AbortSignal | undefined,
): ByteRanges | Promise<ByteRanges> {
  if (source instanceof ArrayBuffer) return source;
  if (ArrayBuffer.isView(source)) return rangesOfView(source);
  if (source instanceof Blob) {
    return {
      byteLength: source.size,
      slice: (start, end) => source.slice(start, end).arrayBuffer(),
    };
  }
  if (source instanceof URL) return rangesOfUrl(source, where, signal);
  if (typeof source?.slice === 'function' && Number.isSafeInteger(source.byteLength)) return source;
  throw new InvalidInputError(
    `${where}: ${show(source)} is no source. Pass bytes, a Blob or File, a URL, or await asyncBufferFromFile(path) of hyparquet.`,
  );
}

function rangesOfView({ buffer, byteOffset, byteLength }: Uint8Array): ByteRanges {
  return {
    byteLength,
    slice: (start, end = byteLength) =>
      new Uint8Array(buffer, byteOffset, byteLength).slice(start, end).buffer,
  };
}

/** Parts of a file at an address, where its server gives parts; else the whole. */
async function rangesOfUrl(
  url: URL,
  where: string,
  signal: AbortSignal | undefined,
): Promise<ByteRanges> {
  const ask = async (range: string) => {
    let response: Response;
    try {
      response = await fetch(url, { headers: { range }, signal });
    } catch (cause) {
      signal?.throwIfAborted();
      throw new InvalidInputError(
        `${where}: ${url.href} cannot be fetched. Check the address and the network, and in a browser that the server allows other origins (CORS).`,
        { cause },
      );
    }
    if (response.ok) return response;
    response.body?.cancel().catch(() => {});
    throw new InvalidInputError(
      `${where}: ${url.href} answers with status ${response.status}. Check the address.`,
    );
  };
  const first = await ask('bytes=0-0');
  const whole = /\/(\d+)$/.exec(first.headers.get('content-range') ?? '')?.[1];
  if (first.status !== 206 || whole === undefined) return first.arrayBuffer();
  await first.arrayBuffer();
  const byteLength = Number(whole);
  return {
    byteLength,
    async slice(start, end = byteLength) {
      const part = await ask(`bytes=${start}-${end - 1}`);
      const bytes = await part.arrayBuffer();
      if (bytes.byteLength === end - start) return bytes;
      throw new InvalidInputError(
        `${where}: ${url.href} gave ${bytes.byteLength} bytes where ${end - start} were asked for. Was the file changed meanwhile? Read it again.`,
      );
    },
  };
}
