import { StorageError } from '../../errors.js';
import { show } from '../../words.js';
import { hex, sha256 } from '../hash.js';
import { alreadyStored, changed } from '../model-storage.js';
import { type Answer, type Operation, type S3Client, Unanswered } from './client.js';
import { ANYTHING, fateOf, NOTHING, type PastWrite } from './history.js';
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

/** What a `put` tells of the object it wrote. */
export type WrittenObject = Pick<ObjectInfo, 'etag' | 'modified'>;

/**
 * Write an object, whole or not at all, and tell what was stored.
 *
 * A request without a clear answer may have been carried out, and repeating it then meets its own object:
 * a condition that held fails the second time. So each write has a random id, kept in the metadata, and
 * where there is doubt the object is asked what became of the write before anything is reported.
 *
 * @throws StorageError with the reason `exists` or `changed` when the condition does not hold, and
 *   `failed` when the server refuses, gives no answer, or it cannot be known what became of the write
 */
export async function writeObject(
  client: S3Client,
  operation: Operation,
  write: Write,
): Promise<WrittenObject> {
  const history = await historyOf(client, operation, write);
  const hash = await sha256(write.content);
  const headers = metadata(hash, history);
  let doubt = false;
  let plainEtag = client.learnt.plainEtags;
  for (let attempts = 1; ; attempts++) {
    let answer: Answer;
    try {
      answer = await send(client, operation, write, { headers, hash, plainEtag });
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error;
      const current = await headObject(client, operation, write.name).catch(() => undefined);
      const fate = settle(operation, write, history, current);
      if (fate === undefined) throw unknownOutcome(error.message, error.cause);
      return fate;
    }
    if (answer.status === 200 && answer.error === undefined) {
      if (plainEtag) client.learnt.plainEtags = true;
      return written(client, operation, write, history, answer);
    }
    doubt ||= answer.repeated;

    const { code } = answer.error ?? {};
    if (code === 'ConditionalRequestConflict' && attempts <= client.settings.retries) {
      // Another writer was at it, and who wins is open: S3 asks to write again.
      await pause(backoff(attempts, client.settings.retryDelay), operation.signal);
      continue;
    }
    const failedCondition =
      answer.status === 412 || (write.ifMatch !== undefined && code === 'NoSuchKey');
    const mayBeDone = doubt && (failedCondition || code === 'NoSuchUpload');
    if (!failedCondition && !mayBeDone) throw client.refusal(operation, answer);

    const asks = mayBeDone || write.ifMatch !== undefined;
    const current = asks ? await headObject(client, operation, write.name) : undefined;
    if (mayBeDone) {
      const fate = settle(operation, write, history, current);
      if (fate !== undefined) return fate;
      if (!failedCondition) throw client.refusal(operation, answer);
      const isOpen =
        write.ifMatch === undefined ? current === undefined : current?.etag !== write.ifMatch;
      if (isOpen) {
        throw unknownOutcome(
          `${operation.where}: the connection broke while the model ${show(write.key)} was written, and others have changed it since.`,
        );
      }
    }
    if (current === undefined || current.etag !== write.ifMatch || plainEtag) {
      throw conditionFailed(operation, write);
    }
    plainEtag = true; // the condition holds after all: Ceph wants the ETag without its quotes
  }
}

/**
 * The writes up to this one, itself first.
 *
 * @throws StorageError when the version to replace is not there, before anything is sent
 */
async function historyOf(
  client: S3Client,
  operation: Operation,
  write: Write,
): Promise<PastWrite[]> {
  const id = hex(crypto.getRandomValues(new Uint8Array(8)));
  const { name, ifAbsent, ifMatch } = write;
  if (ifMatch === undefined) return [{ id, replaced: ifAbsent ? NOTHING : ANYTHING }];
  const current = await headObject(client, operation, name);
  if (current?.etag !== ifMatch) throw conditionFailed(operation, write);
  return [{ id, replaced: ifMatch }, ...current.history];
}

/**
 * What became of a write that may have been carried out, from the object that is there now.
 *
 * @returns what was stored, or undefined when that cannot be told
 * @throws StorageError when another write took its place
 */
function settle(
  operation: Operation,
  write: Write,
  history: readonly PastWrite[],
  current: ObjectInfo | undefined,
): WrittenObject | undefined {
  if (current === undefined) return undefined;
  if (isBy(history, current)) return current;
  const fate = fateOf(history, current.history);
  if (fate === 'refused') throw conditionFailed(operation, write);
  return fate && { etag: fate.etag, modified: current.modified };
}

/** Whether an object was stored by the write with this history. */
function isBy([self]: readonly PastWrite[], object: ObjectInfo): boolean {
  return object.history[0]?.id === self.id;
}

/** What the attempts at one write send, and in what way. */
interface Attempt {
  readonly headers: Readonly<Record<string, string>>;
  /** SHA-256 of the content. */
  readonly hash: string;
  /** Whether the ETag of the condition goes without quotes. */
  readonly plainEtag: boolean;
}

/** One request, or those of an upload in parts. */
function send(
  client: S3Client,
  operation: Operation,
  { name, content, ifAbsent, ifMatch }: Write,
  { headers, hash, plainEtag }: Attempt,
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

/**
 * What the server tells of the object just written. The answer to a write holds no time, so it is asked
 * for; where that fails the write still is done, and the time is that of the answer.
 */
async function written(
  client: S3Client,
  operation: Operation,
  { name }: Write,
  history: readonly PastWrite[],
  answer: Answer,
): Promise<WrittenObject> {
  const current = await headObject(client, operation, name).catch(() => undefined);
  if (current !== undefined && isBy(history, current)) return current;
  const etag = etagOf(answer.headers.get('etag')) ?? etagOf(completedEtag(answer));
  if (etag === undefined) throw noHeaders(client, operation, 'ETag');
  return { etag, modified: timeOf(answer) };
}

/** When the server answered. */
function timeOf({ headers }: Answer): Date {
  const time = Date.parse(headers.get('date') ?? '');
  return new Date(Number.isNaN(time) ? Date.now() : time);
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

function conditionFailed({ where }: Operation, { key, ifMatch }: Write): StorageError {
  return ifMatch === undefined ? alreadyStored(key, where) : changed(key, where);
}

function unknownOutcome(message: string, cause?: unknown): StorageError {
  return new StorageError(
    `${message} Whether the model was stored is not known. Get it to see, before writing it again.`,
    { cause },
  );
}
