import { InvalidInputError, InvalidParameterError } from '../../errors.js';
import { show } from '../../words.js';
import { reading } from '../array-like.js';

/** Where `readCsv` reads: a URL to fetch, a file of the browser, a stream. */
export type CsvSource =
  | URL
  | Blob
  | ReadableStream<Uint8Array>
  | ReadableStream<string>
  | AsyncIterable<Uint8Array | string>;

/** A source ready to be read. */
export interface OpenSource {
  readonly chunks: AsyncIterator<Uint8Array | string>;
  /** Its size in bytes, where it is known. */
  readonly total?: number;
}

/** @throws InvalidInputError for what is no source, and a URL that does not answer with a file */
export async function openSource(
  source: CsvSource,
  where: string,
  signal: AbortSignal | undefined,
): Promise<OpenSource> {
  return reading(where, 'the source', () => openKnown(source, where, signal));
}

function openKnown(
  source: CsvSource,
  where: string,
  signal: AbortSignal | undefined,
): OpenSource | Promise<OpenSource> {
  if (source instanceof URL) return openUrl(source, where, signal);
  if (typeof source === 'object' && source !== null) {
    if (source instanceof Blob) return { chunks: chunksOf(source.stream()), total: source.size };
    if ('getReader' in source)
      return { chunks: chunksOf(source as ReadableStream<Uint8Array | string>) };
    if (Symbol.asyncIterator in source) return { chunks: source[Symbol.asyncIterator]() };
  }
  const remedy =
    typeof source === 'string'
      ? 'Use parseCsv for text, new URL(…) for an address, readCsvFile for a path'
      : 'Pass a URL, a Blob or File, or a stream of bytes';
  throw new InvalidInputError(`${where}: ${show(source)} is no source. ${remedy}.`);
}

async function openUrl(
  url: URL,
  where: string,
  signal: AbortSignal | undefined,
): Promise<OpenSource> {
  if (url.protocol === 'file:') {
    throw new InvalidInputError(
      `${where}: ${url.href} is a local file. Read it with readCsvFile of fitpredict/node.`,
    );
  }
  let response: Response;
  try {
    response = await fetch(url, { signal });
  } catch (cause) {
    signal?.throwIfAborted();
    throw new InvalidInputError(
      `${where}: ${url.href} cannot be fetched. Check the address and the network, and in a browser that the server allows other origins (CORS).`,
      { cause },
    );
  }
  if (!response.ok || response.body === null) {
    response.body?.cancel().catch(() => {});
    throw new InvalidInputError(
      `${where}: ${url.href} answered with status ${response.status}. Check the address.`,
    );
  }
  // The length of a compressed body is not that of the text.
  const length = response.headers.get('content-encoding')
    ? null
    : response.headers.get('content-length');
  return { chunks: chunksOf(response.body), total: length === null ? undefined : Number(length) };
}

/** The chunks of a stream. Not its own async iterator, which Safari lacks and whose `return` waits for a pending read. */
function chunksOf<Chunk>(stream: ReadableStream<Chunk>): AsyncIterator<Chunk> {
  const reader = stream.getReader();
  return {
    next: async () => {
      const { done, value } = await reader.read();
      return done ? { done, value: undefined } : { done, value };
    },
    return: async () => {
      await reader.cancel();
      return { done: true, value: undefined };
    },
  };
}

/** Most of a chunk that is parsed before others get their turn, in bytes or characters. */
const PIECE = 65_536;

/** A chunk in pieces: a Blob of the browser gives megabytes at once. What is no chunk is left to the decoder. */
export function* piecesOf(chunk: Uint8Array | string): Generator<Uint8Array | string, void, void> {
  if (chunk.length <= PIECE || !(typeof chunk === 'string' || chunk instanceof Uint8Array)) {
    yield chunk;
    return;
  }
  for (let at = 0; at < chunk.length; at += PIECE) {
    const end = at + PIECE;
    yield typeof chunk === 'string' ? chunk.slice(at, end) : chunk.subarray(at, end);
  }
}

/** Turns chunks of bytes into text, strictly. */
export class ChunkDecoder {
  readonly #where: string;
  readonly #lines: { lineAt(text: string, at: number): number };
  #encoding: string | null;
  #decoder: TextDecoder | undefined;
  /** The first byte, as long as there is no second one to tell the encoding by. */
  #firstByte = new Uint8Array();

  /**
   * @param lines - knows the lines of what was read before, for messages
   * @throws InvalidParameterError for an encoding that the platform does not know
   */
  constructor(
    where: string,
    encoding: string | null,
    lines: { lineAt(text: string, at: number): number },
  ) {
    this.#where = where;
    this.#lines = lines;
    this.#encoding = encoding;
    if (encoding !== null) this.#decoder = this.#createDecoder(encoding);
  }

  decode(chunk: Uint8Array | string): string {
    if (typeof chunk === 'string') return chunk;
    if (!(chunk instanceof Uint8Array)) {
      throw new InvalidInputError(
        `${this.#where}: the source gave ${show(chunk)} as a chunk. Give chunks of bytes (Uint8Array) or text.`,
      );
    }
    if (this.#decoder !== undefined) return this.#decodeWith(this.#decoder, chunk);
    const start = new Uint8Array([...this.#firstByte, ...chunk.subarray(0, 2)]);
    if (start.length < 2) {
      this.#firstByte = start;
      return '';
    }
    return this.#begin(encodingOf(start)) + this.decode(chunk);
  }

  /** Decode what waited for the encoding. */
  #begin(encoding: string): string {
    this.#encoding = encoding;
    this.#decoder = this.#createDecoder(encoding);
    return this.#decodeWith(this.#decoder, this.#firstByte);
  }

  #decodeWith(decoder: TextDecoder, chunk: Uint8Array): string {
    try {
      return decoder.decode(chunk, { stream: true });
    } catch (cause) {
      throw this.#wrongBytes(chunk, cause);
    }
  }

  /** What was left of a character that the last chunk cut off: none, or an error. */
  end(): string {
    const start = this.#decoder === undefined ? this.#begin('utf-8') : '';
    try {
      return start + (this.#decoder?.decode() ?? '');
    } catch (cause) {
      throw this.#wrongBytes(new Uint8Array(), cause);
    }
  }

  #createDecoder(encoding: string): TextDecoder {
    try {
      return new TextDecoder(encoding, { fatal: true });
    } catch (cause) {
      throw new InvalidParameterError(
        `${this.#where}: encoding must be one that TextDecoder knows, but got ${show(encoding)}. Pass "windows-1252" or "utf-16le", say.`,
        { cause },
      );
    }
  }

  #wrongBytes(chunk: Uint8Array, cause: unknown): InvalidInputError {
    const encoding = this.#encoding ?? 'utf-8';
    const text = new TextDecoder(encoding).decode(chunk);
    const line = this.#lines.lineAt(text, Math.max(0, text.indexOf('\ufffd')));
    return new InvalidInputError(
      `${this.#where}: the bytes near line ${line} are not ${encoding.toUpperCase()} text. Pass the encoding of the file, encoding: "windows-1252" say; unpack an archive and export a spreadsheet as CSV first.`,
      { cause },
    );
  }
}

/** UTF-16 where its byte order mark stands, else UTF-8. */
function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return 'utf-8';
}
