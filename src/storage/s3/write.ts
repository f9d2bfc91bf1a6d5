import { StorageError } from '../../errors.js';
import { show } from '../../words.js';
import { alreadyStored, changed } from '../model-storage.js';
import { type Answer, type Operation, type S3Client, Unanswered } from './client.js';
import { hex, sha256 } from './hash.js';
import { uploadInParts } from './multipart.js';
import { etagOf, headObject, metadata, noHeaders, type ObjectInfo } from './objects.js';
import { decodeXml } from './refusal.js';
import { backoff, pause } from './retry.js';
import { childText, parseXml } from './xml.js';

export interface Write {
  /** For messages. */
  readonly key: string;
  readonly name: string;
  readonly content: Uint8Array<ArrayBuffer>;
  readonly ifAbsent: boolean;
  readonly ifMatch: string | undefined;
}

/**
 * Write an object, whole or not at all, and tell what was stored.
 *
 * A request without a clear answer may have been carried out, and repeating it then meets its own object:
 * a condition that held fails the second time. So each write has a random id, kept in the metadata, and
 * where there is doubt the object is asked whose it is before anything is reported.
 *
 * @throws StorageError with the reason `exists` or `changed` when the condition does not hold, and
 *   `failed` when the server refuses, gives no answer, or it cannot be known what became of the write
 */
export async function writeObject(
  client: S3Client,
  operation: Operation,
  write: Write,
): Promise<ObjectInfo> {
  const id = hex(crypto.getRandomValues(new Uint8Array(16)));
  const hash = await sha256(write.content);
  const isOurs = (object: ObjectInfo | undefined): object is ObjectInfo => object?.write === id;
  let doubt = false;
  let plainEtag = client.learnt.plainEtags;
  for (let attempts = 1; ; attempts++) {
    let answer: Answer;
    try {
      answer = await send(client, operation, write, metadata(hash, id), hash, plainEtag);
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error;
      const current = await headObject(client, operation, write.name).catch(() => undefined);
      if (isOurs(current)) return current;
      throw unknownOutcome(error.message, error.cause);
    }
    if (isSuccess(answer)) {
      client.learnt.plainEtags = plainEtag;
      return stored(client, operation, write, answer, isOurs);
    }
    doubt ||= answer.repeated;

    if (
      answer.error?.code === 'ConditionalRequestConflict' &&
      attempts <= client.settings.retries
    ) {
      // Another writer was at it, and who wins is open: S3 asks to write again.
      await pause(backoff(attempts, client.settings.retryDelay), operation.signal);
      continue;
    }
    const isRefusedByCondition =
      answer.status === 412 || (write.ifMatch !== undefined && answer.error?.code === 'NoSuchKey');
    const mayBeDone = doubt && (isRefusedByCondition || answer.error?.code === 'NoSuchUpload');
    if (!isRefusedByCondition && !mayBeDone) throw client.refusal(operation, answer);

    const current =
      mayBeDone || write.ifMatch !== undefined
        ? await headObject(client, operation, write.name)
        : undefined;
    if (mayBeDone && isOurs(current)) return current;
    if (!isRefusedByCondition) throw client.refusal(operation, answer);
    if (write.ifMatch !== undefined && current?.etag === write.ifMatch && !plainEtag) {
      plainEtag = true; // the condition holds after all: Ceph wants the ETag without its quotes
      continue;
    }
    throw conditionFailed(operation.where, write, doubt, current);
  }
}

/** One request, or those of an upload in parts. */
function send(
  client: S3Client,
  operation: Operation,
  { name, content, ifAbsent, ifMatch }: Write,
  headers: Readonly<Record<string, string>>,
  hash: string,
  plainEtag: boolean,
): Promise<Answer> {
  const condition: Record<string, string> = {};
  if (ifAbsent) condition['if-none-match'] = '*';
  if (ifMatch !== undefined) condition['if-match'] = plainEtag ? ifMatch : `"${ifMatch}"`;
  const isConditional = ifAbsent || ifMatch !== undefined;
  const { partSize, conditionalMultipart } = client.settings;
  if (content.length > partSize && (!isConditional || conditionalMultipart)) {
    return uploadInParts(client, operation, { name, content, metadata: headers, condition });
  }
  return client.send(operation, {
    method: 'PUT',
    name,
    headers: { ...headers, ...condition },
    body: content,
    bodyHash: hash,
  });
}

function isSuccess({ status, error }: Answer): boolean {
  return status === 200 && error === undefined;
}

/**
 * What the server tells of the object just written. The answer to a write holds no time, so it is asked
 * for; where that fails the write still is done, and the time is that of the answer.
 */
async function stored(
  client: S3Client,
  operation: Operation,
  { name, content }: Write,
  answer: Answer,
  isOurs: (object: ObjectInfo | undefined) => boolean,
): Promise<ObjectInfo> {
  const current = await headObject(client, operation, name).catch(() => undefined);
  if (current !== undefined && isOurs(current)) return current;
  const etag = etagOf(answer.headers.get('etag')) ?? etagOf(completedEtag(answer));
  if (etag === undefined) throw noHeaders(client, operation, 'ETag');
  const time = Date.parse(answer.headers.get('date') ?? '');
  return {
    size: content.length,
    modified: new Date(Number.isNaN(time) ? Date.now() : time),
    etag,
    sha256: undefined,
    write: undefined,
  };
}

/** The ETag of an object put together of parts, which is not in the headers. */
function completedEtag({ body }: Answer): string | undefined {
  if (body.length === 0) return undefined;
  try {
    return childText(parseXml(decodeXml(body)), 'ETag');
  } catch {
    return undefined;
  }
}

/** @param current - the object that is there now, where that was asked */
function conditionFailed(
  where: string,
  { key, ifMatch }: Write,
  doubt: boolean,
  current: ObjectInfo | undefined,
): StorageError {
  if (doubt && (ifMatch !== undefined || current === undefined)) {
    return unknownOutcome(
      `${where}: the connection broke while the model ${show(key)} was written, and another writer has changed it since.`,
    );
  }
  return ifMatch !== undefined ? changed(key, where) : alreadyStored(key, where);
}

function unknownOutcome(message: string, cause?: unknown): StorageError {
  return new StorageError(
    `${message} Whether the model was stored is not known. Get it to see, before writing it again.`,
    { cause },
  );
}
