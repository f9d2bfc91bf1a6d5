import { AwsV4Signer } from 'aws4fetch';
import { StorageError } from '../../errors.js';
import { count, shorten, show } from '../../words.js';
import { sha256 } from '../hash.js';
import { encodePath, encodeText } from '../object-names.js';
import { readBody, TooLarge } from './body.js';
import { errorIn, refusal, type S3ErrorBody } from './refusal.js';
import { backoff, pause, retryAfter, withTimeout } from './retry.js';
import type { Credentials, S3Settings } from './s3-options.js';

/** One call of a method of the storage: its name for messages, and what ends it. */
export interface Operation {
  readonly where: string;
  readonly signal: AbortSignal | undefined;
  /** When it must be done, as `performance.now()` counts. Later for each byte that arrives. */
  deadline: number;
}

export interface S3Request {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  /** Name of the object; none for requests to the bucket. */
  readonly name?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array<ArrayBuffer>;
  /** SHA-256 of the body, where it is known already. */
  readonly bodyHash?: string;
  /** The most bytes of a successful answer. Default 16 MiB, which holds every answer in XML. */
  readonly maxBytes?: number;
}

/** An answer that is final: a success, or a refusal that repeating does not change. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array<ArrayBuffer>;
  /** What the server refused with, also where it hides that behind a status of success. */
  readonly error?: S3ErrorBody;
  /** Whether earlier attempts got no clear answer, so that the server may have acted on one of them. */
  readonly repeated: boolean;
}

/** No clear answer came: the server may have acted on the request or not. */
export class Unanswered extends StorageError {}

const MAX_XML_BYTES = 1 << 24;
const MAX_ERROR_BYTES = 1 << 16;
/** Refusals with a status of the 4xx kind that the server asks to repeat: it got the bytes too slowly. */
const PASSING_CODES: readonly string[] = ['RequestTimeout'];

interface Failure {
  /** What happened, to follow "since". */
  readonly problem: string;
  readonly cause?: unknown;
  /** Milliseconds that the server asks to wait. */
  readonly wait: number;
}

/** Signed requests to one bucket, repeated while that makes sense. */
export class S3Client {
  readonly settings: S3Settings;
  /** What earlier answers have shown. */
  readonly learnt = {
    /** Whether the bucket is there. */
    bucketExists: false,
    /** Whether the server wants the ETag of If-Match without its quotes, as Ceph does. */
    plainEtags: false,
  };
  readonly #credentials: Credentials;
  /** Signing keys that aws4fetch derives from the secret, and keeps under names that hold it. */
  readonly #signingKeys = new Map<string, ArrayBuffer>();

  constructor(settings: S3Settings, credentials: Credentials) {
    this.settings = settings;
    this.#credentials = credentials;
  }

  /** @param bytes - to be sent in all */
  start(where: string, signal: AbortSignal | undefined, bytes = 0): Operation {
    signal?.throwIfAborted();
    const deadline = performance.now() + this.settings.timeout + allowance(bytes);
    return { where, signal, deadline };
  }

  /**
   * Send a request until it is answered: broken connections, time-outs and the answers 429 and 5xx are
   * repeated with growing, random pauses, or as long as Retry-After asks for.
   *
   * @throws Unanswered when no attempt was answered, StorageError for an answer that is too large, the
   *   signal's reason
   */
  async send(operation: Operation, request: S3Request): Promise<Answer> {
    const { retries, retryDelay } = this.settings;
    const bodyHash = request.bodyHash ?? (await sha256(request.body ?? new Uint8Array()));
    for (let attempts = 1; ; attempts++) {
      const outcome = await this.#attempt(operation, { ...request, bodyHash });
      if (!('problem' in outcome)) return { ...outcome, repeated: attempts > 1 };
      operation.signal?.throwIfAborted();
      if (attempts > retries) throw this.#unanswered(operation, outcome, attempts);
      const wait = Math.max(outcome.wait, backoff(attempts, retryDelay));
      if (performance.now() + wait >= operation.deadline) {
        throw this.#unanswered(operation, outcome, attempts);
      }
      await pause(wait, operation.signal);
    }
  }

  /** The error for an answer that is no success. */
  refusal({ where }: Operation, answer: Answer): StorageError {
    return refusal(where, answer, this.settings, this.#credentials);
  }

  async #attempt(
    operation: Operation,
    request: S3Request & { bodyHash: string },
  ): Promise<Omit<Answer, 'repeated'> | Failure> {
    const attemptTimeout = this.settings.attemptTimeout + allowance(request.body?.length ?? 0);
    const timeLeft = () => Math.min(operation.deadline - performance.now(), attemptTimeout);
    const milliseconds = timeLeft();
    if (milliseconds <= 0) return { problem: 'the time was up', wait: 0 };
    const timeUp = () => new Error(`no answer came within ${Math.round(milliseconds)} ms`);
    try {
      return await withTimeout(milliseconds, operation.signal, timeUp, async (signal, alive) => {
        const response = await this.#fetch(request, signal);
        const { status, headers } = response;
        const isSuccess = status >= 200 && status < 300;
        const maxBytes = isSuccess ? (request.maxBytes ?? MAX_XML_BYTES) : MAX_ERROR_BYTES;
        const body =
          request.method === 'HEAD'
            ? new Uint8Array()
            : await readBody(response, maxBytes, (bytes) => {
                operation.deadline += allowance(bytes);
                alive(timeLeft());
              });
        // Only the completion of parts may refuse with the status 200, and only it is a POST.
        const error = isSuccess && request.method !== 'POST' ? undefined : errorIn(body);
        return isPassing(status, error)
          ? { problem: `it answered ${error?.code ?? `HTTP ${status}`}`, wait: retryAfter(headers) }
          : { status, headers, body, error };
      });
    } catch (cause) {
      if (cause instanceof TooLarge) throw this.#tooLarge(operation, request, cause);
      return { problem: describe(cause), cause, wait: 0 };
    }
  }

  async #fetch(request: S3Request & { bodyHash: string }, signal: AbortSignal): Promise<Response> {
    const signer = new AwsV4Signer({
      ...this.#credentials,
      method: request.method,
      url: this.#urlOf(request),
      headers: { ...request.headers, 'x-amz-content-sha256': request.bodyHash },
      service: 's3',
      region: this.settings.region,
      cache: this.#signingKeys,
    });
    const { method, url, headers } = await signer.sign();
    // R2 leaves Content-Length out where it may compress. Not signed: proxies and browsers change it.
    headers.set('accept-encoding', 'identity');
    const { fetch } = this.settings;
    return fetch(url.href, {
      method,
      headers,
      body: request.body,
      signal,
      redirect: 'manual', // a signature is for one host, and must not be shown to another
      // A browser would answer reads from its cache. Not all other platforms know the setting.
      ...('cache' in Request.prototype && { cache: 'no-store' }),
    });
  }

  #urlOf({ name, query = {} }: S3Request): string {
    const { endpoint, bucket, pathStyle } = this.settings;
    const host = pathStyle ? endpoint.host : `${bucket}.${endpoint.host}`;
    const folder = endpoint.pathname.replace(/\/$/, '') + (pathStyle ? `/${bucket}` : '');
    const path = name === undefined ? folder || '/' : `${folder}/${encodePath(name)}`;
    const search = Object.entries(query)
      .map(([field, value]) => `${field}=${encodeText(value)}`)
      .join('&');
    return `${endpoint.protocol}//${host}${path}${search === '' ? '' : `?${search}`}`;
  }

  #tooLarge({ where }: Operation, { maxBytes }: S3Request, { bytes }: TooLarge): StorageError {
    return new StorageError(
      maxBytes === undefined
        ? `${where}: ${this.settings.endpoint.host} answers with ${bytes} bytes or more where S3 answers with a short text. Check the endpoint.`
        : `${where}: the model has ${bytes} bytes or more, but at most ${maxBytes} are read. If it is that large, pass a larger maxBytes.`,
    );
  }

  #unanswered({ where }: Operation, { problem, cause }: Failure, attempts: number): Unanswered {
    const { endpoint, timeout } = this.settings;
    const times = attempts === 1 ? 'once' : `${attempts} times, the last time`;
    return new Unanswered(
      `${where}: the request to ${endpoint.host} failed ${times} since ${problem}. Check the network and the endpoint${typeof document === 'object' ? ' and that the bucket allows this origin (CORS)' : ''}, or allow more than ${count(this.settings.retries, 'repetition')} and ${timeout} ms.`,
      { cause },
    );
  }
}

/** Milliseconds to allow for bytes on their way, at 128 KiB a second. */
function allowance(bytes: number): number {
  return (1000 / (128 * 1024)) * bytes;
}

/** Whether the same request may be answered otherwise later. */
function isPassing(status: number, error: S3ErrorBody | undefined): boolean {
  if (error !== undefined) {
    if (PASSING_CODES.includes(error.code)) return true;
    if (status === 200) return error.code === 'InternalError' || error.code === 'SlowDown';
  }
  return status === 429 || (status >= 500 && status !== 501); // 501: the server cannot do it at all
}

/** A failure of `fetch` in words: platforms hide the reason in the cause. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return `fetch failed (${show(error)})`;
  const { cause } = error;
  const inner =
    cause instanceof Error
      ? ` (${shorten('code' in cause ? String(cause.code) : cause.message, 80)})`
      : '';
  return `${shorten(error.message, 120)}${inner}`;
}
