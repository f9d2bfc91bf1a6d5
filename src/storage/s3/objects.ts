import type { StorageError } from '../../errors.js';
import { announcedLength } from './body.js';
import type { Answer, Operation, S3Client, S3Request } from './client.js';
import { type PastWrite, readHistory, showHistory } from './history.js';
import { notS3 } from './refusal.js';

/** What the headers of an object tell. */
export interface ObjectInfo {
  /** In bytes; undefined where the server does not say. */
  readonly size: number | undefined;
  /** In whole seconds, as HTTP has it. */
  readonly modified: Date;
  /** Without quotes. */
  readonly etag: string;
  /** Of the content, where this library stored it. */
  readonly sha256: string | undefined;
  /** The writes that led to it, the one that stored it first; empty where another program did. */
  readonly history: readonly PastWrite[];
}

const SHA256 = 'x-amz-meta-sha256';
const HISTORY = 'x-amz-meta-history';

/** The headers that keep what `ObjectInfo` later reads. */
export function metadata(sha256: string, history: readonly PastWrite[]): Record<string, string> {
  return {
    'content-type': 'application/octet-stream',
    [SHA256]: sha256,
    [HISTORY]: showHistory(history),
  };
}

/**
 * What is known of an object; undefined when there is none.
 *
 * @throws StorageError when the server refuses
 */
export async function headObject(
  client: S3Client,
  operation: Operation,
  name: string,
): Promise<ObjectInfo | undefined> {
  const request: S3Request = { method: 'HEAD', name };
  const answer = await client.send(operation, request);
  if (answer.status === 200) return infoOf(client, operation, answer);
  if (answer.status === 404 && client.learnt.bucketExists) return undefined;
  // An answer to HEAD has no body, so that a missing bucket looks like a missing object, and why the
  // server refuses is not said. A GET of the first byte says it.
  const explained = await client.send(operation, {
    ...request,
    method: 'GET',
    headers: { range: 'bytes=0-0' },
  });
  if (isMissing(client, explained)) return undefined;
  // The answers differ: a writer came in between, or the server permits GET alone.
  if (explained.status < 400 || explained.status === 416) {
    if (answer.status === 404) return undefined;
    throw client.refusal(operation, answer);
  }
  throw client.refusal(operation, explained);
}

/**
 * How many bytes an object has, from the first of them: for answers to HEAD without Content-Length, as R2
 * gives them to browsers, which ask for compressed answers and let no page say otherwise.
 *
 * @throws StorageError when that does not tell either
 */
export async function sizeOf(
  client: S3Client,
  operation: Operation,
  name: string,
): Promise<number> {
  const { headers } = await client.send(operation, {
    method: 'GET',
    name,
    headers: { range: 'bytes=0-0' },
  });
  const [, total] = /^bytes (?:0-0|\*)\/(\d{1,16})$/.exec(headers.get('content-range') ?? '') ?? [];
  if (total === undefined) throw noHeaders(client, operation, 'Content-Length');
  return Number(total);
}

/** Whether an answer says that the object is not there, though the bucket is. */
export function isMissing(client: S3Client, { status, error }: Answer): boolean {
  if (status !== 404 || error?.code !== 'NoSuchKey') return false;
  client.learnt.bucketExists = true;
  return true;
}

/** @throws StorageError when the headers are not those of an S3 object */
export function infoOf(client: S3Client, operation: Operation, answer: Answer): ObjectInfo {
  const { headers } = answer;
  const etag = etagOf(headers.get('etag'));
  const modified = new Date(headers.get('last-modified') ?? '');
  if (etag === undefined || Number.isNaN(modified.getTime())) {
    throw noHeaders(client, operation, etag === undefined ? 'ETag' : 'Last-Modified');
  }
  client.learnt.bucketExists = true;
  return {
    size: announcedLength(headers),
    modified,
    etag,
    sha256: headers.get(SHA256)?.toLowerCase(),
    history: readHistory(headers.get(HISTORY)),
  };
}

/** The error for an answer without a header that S3 always sends. */
export function noHeaders(
  { settings }: S3Client,
  { where }: Operation,
  header: string,
): StorageError {
  const hidden =
    typeof document === 'object'
      ? ` (or the CORS rules of the bucket do not expose the header ${header})`
      : '';
  return notS3(where, settings, `answered without ${header}${hidden}`);
}

/** An ETag without its quotes and mark of weakness; undefined for what is none. */
export function etagOf(header: string | null | undefined): string | undefined {
  const etag = header
    ?.trim()
    .replace(/^W\//, '')
    .replace(/^"(.*)"$/, '$1');
  return etag !== undefined && isEtag(etag) ? etag : undefined;
}

/** Whether text can be an ETag without its quotes. */
export function isEtag(text: unknown): text is string {
  return typeof text === 'string' && /^[\x21\x23-\x7e]{1,1024}$/.test(text);
}
