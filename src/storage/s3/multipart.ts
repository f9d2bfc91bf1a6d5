import { StorageError } from '../../errors.js';
import {
  type Answer,
  type Operation,
  type S3Client,
  type S3Request,
  Unanswered,
} from './client.js';
import { etagOf, noHeaders } from './objects.js';
import { decodeXml, notS3 } from './refusal.js';
import { childText, escapeXml, parseXml } from './xml.js';

/** What S3 takes. */
const MAX_PARTS = 10_000;
/** Parts on their way at the same time. More gain little on one connection to one host. */
const PARALLEL_PARTS = 4;
/** Milliseconds to spend on removing the parts of an upload that failed. */
const CLEANUP_TIMEOUT = 5000;

/** An object to be written. */
export interface Upload {
  readonly name: string;
  readonly content: Uint8Array<ArrayBuffer>;
  /** Headers to be kept with the object. */
  readonly metadata: Readonly<Record<string, string>>;
  /** If-Match or If-None-Match. */
  readonly condition: Readonly<Record<string, string>>;
}

/**
 * Write a large object in parts, which the server puts together in the end: before that nothing of it
 * is seen. The parts of an upload that fails are removed.
 *
 * @returns the answer to the last request made: the one that puts the parts together, or a refusal before
 * @throws Unanswered when it is not known whether the parts were put together
 */
export async function uploadInParts(
  client: S3Client,
  operation: Operation,
  { name, content, metadata, condition }: Upload,
): Promise<Answer> {
  const started = await client
    .send(operation, { method: 'POST', name, query: { uploads: '' }, headers: metadata })
    .catch(nothingStored);
  if (started.status !== 200) return started;
  const uploadId = readUploadId(client, operation, started);
  let completed: Answer | undefined;
  try {
    const sent = await sendParts(client, operation, name, uploadId, content).catch(nothingStored);
    if (!Array.isArray(sent)) return sent;
    completed = await client.send(operation, {
      method: 'POST',
      name,
      query: { uploadId },
      headers: { 'content-type': 'application/xml', ...condition },
      body: completion(sent),
    });
    return completed;
  } finally {
    if (completed === undefined || completed.status !== 200 || completed.error !== undefined) {
      await removeParts(client, operation, name, uploadId);
    }
  }
}

/** Returns the ETags of the parts in their order, or the answer that refuses one. */
async function sendParts(
  client: S3Client,
  operation: Operation,
  name: string,
  uploadId: string,
  content: Uint8Array<ArrayBuffer>,
): Promise<string[] | Answer> {
  const size = Math.max(client.settings.partSize, Math.ceil(content.length / MAX_PARTS));
  const parts = Math.ceil(content.length / size);
  const etags: string[] = new Array(parts);
  let next = 0;
  let refused: Answer | undefined;
  // When one sender fails, the others must not go on.
  const others = new AbortController();
  const stop = (): void => others.abort(operation.signal?.reason);
  if (operation.signal?.aborted) stop();
  operation.signal?.addEventListener('abort', stop, { once: true });
  const sender = async (): Promise<void> => {
    try {
      while (next < parts && refused === undefined) {
        const part = next++;
        const request: S3Request = {
          method: 'PUT',
          name,
          query: { partNumber: String(part + 1), uploadId },
          body: content.subarray(part * size, (part + 1) * size),
        };
        const answer = await client.send({ ...operation, signal: others.signal }, request);
        if (answer.status !== 200) {
          refused ??= answer;
          return;
        }
        const etag = etagOf(answer.headers.get('etag'));
        if (etag === undefined) throw noHeaders(client, operation, 'ETag');
        etags[part] = etag;
      }
    } catch (error) {
      others.abort(error);
      throw error;
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(parts, PARALLEL_PARTS) }, sender));
    return refused ?? etags;
  } finally {
    operation.signal?.removeEventListener('abort', stop);
  }
}

function readUploadId(client: S3Client, { where }: Operation, answer: Answer): string {
  let id: string | undefined;
  try {
    id = childText(parseXml(decodeXml(answer.body)), 'UploadId');
  } catch {}
  if (!id) throw notS3(where, client.settings, 'began no upload in parts when it was asked to');
  return id;
}

function completion(etags: readonly string[]): Uint8Array<ArrayBuffer> {
  const parts = etags.map(
    (etag, i) => `<Part><PartNumber>${i + 1}</PartNumber><ETag>"${escapeXml(etag)}"</ETag></Part>`,
  );
  return new TextEncoder().encode(
    `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${parts.join('')}</CompleteMultipartUpload>`,
  );
}

/**
 * Remove what was sent, also when the caller has given up. Should that fail as well, the parts stay
 * unseen until a rule of the bucket removes them, and the failure to report is the one before.
 */
async function removeParts(
  client: S3Client,
  { where }: Operation,
  name: string,
  uploadId: string,
): Promise<void> {
  const cleanup = { where, signal: undefined, deadline: performance.now() + CLEANUP_TIMEOUT };
  await client
    .send(cleanup, { method: 'DELETE', name, query: { uploadId } })
    .catch(() => undefined);
}

/** Before the parts are put together, a request without an answer leaves no doubt: nothing is stored. */
function nothingStored(error: unknown): never {
  throw error instanceof Unanswered
    ? new StorageError(error.message, { cause: error.cause })
    : error;
}
