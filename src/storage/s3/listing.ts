import { StorageError } from '../../errors.js';
import { show } from '../../words.js';
import { compareKeys } from '../model-storage.js';
import type { Operation, S3Client } from './client.js';
import { decodeXml, notS3 } from './refusal.js';
import { childText, parseXml, type XmlElement } from './xml.js';

export interface ListedObject {
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** In whole seconds, as the headers of an object tell it. */
  readonly modified: Date;
}

export interface ListedPage {
  /** In ascending order of their names. */
  readonly objects: readonly ListedObject[];
  /** Whether more follow. */
  readonly truncated: boolean;
}

/**
 * Objects of the bucket whose names begin with `prefix`.
 *
 * @param after - only names after this one
 * @param limit - most objects, up to 1000; the server may give fewer
 * @throws StorageError when the server refuses, or answers with something else than such a list
 */
export async function listObjects(
  client: S3Client,
  operation: Operation,
  prefix: string,
  after: string | undefined,
  limit: number,
): Promise<ListedPage> {
  const answer = await client.send(operation, {
    method: 'GET',
    query: {
      'list-type': '2',
      'encoding-type': 'url', // names may hold what XML cannot
      'max-keys': String(limit),
      ...(prefix !== '' && { prefix }),
      // By name instead of by token: a page begins where it should after deletions and years.
      ...(after !== undefined && { 'start-after': after }),
    },
  });
  if (answer.status !== 200) throw client.refusal(operation, answer);
  const page = readPage(answer.body);
  const problem = typeof page === 'string' ? page : pageProblem(page, prefix);
  if (typeof page === 'string' || problem !== undefined) {
    throw notS3(
      operation.where,
      client.settings,
      `answered a request for a list with something else (${problem})`,
    );
  }
  client.learnt.bucketExists = true;
  if (isInOrder(page.objects, after)) return page;
  // A list in one piece can be sorted; parts of a list without an order cannot be put together.
  if (after === undefined && !page.truncated) {
    return { ...page, objects: [...page.objects].sort((a, b) => compareKeys(a.name, b.name)) };
  }
  throw new StorageError(
    `${operation.where}: ${client.settings.endpoint.host} lists the bucket ${show(client.settings.bucket)} out of the order of the names, as directory buckets (S3 Express One Zone) and some gateways do, so that a list of several pages cannot be read. Use a general purpose bucket, or keep fewer than 1000 models below a prefix.`,
  );
}

/** Whether names ascend, and all come after one; a list that goes in circles would never end. */
function isInOrder(objects: readonly ListedObject[], after: string | undefined): boolean {
  let previous = after;
  for (const { name } of objects) {
    if (previous !== undefined && compareKeys(previous, name) >= 0) return false;
    previous = name;
  }
  return true;
}

/** The list in an answer, or what is wrong with it. */
function readPage(body: Uint8Array): ListedPage | string {
  let root: XmlElement;
  try {
    root = parseXml(decodeXml(body));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  if (root.name !== 'ListBucketResult') return `the element <${root.name.slice(0, 40)}>`;
  const encoding = childText(root, 'EncodingType');
  const objects: ListedObject[] = [];
  for (const element of root.children) {
    if (element.name !== 'Contents') continue;
    const object = readObject(element, encoding === 'url');
    if (object === undefined) return 'an entry without name, size or time';
    objects.push(object);
  }
  return { objects, truncated: childText(root, 'IsTruncated')?.trim() === 'true' };
}

function readObject(element: XmlElement, encoded: boolean): ListedObject | undefined {
  const key = childText(element, 'Key');
  const size = childText(element, 'Size')?.trim();
  const modified = Date.parse(childText(element, 'LastModified') ?? '');
  if (!key || size === undefined || !/^\d{1,16}$/.test(size) || Number.isNaN(modified)) {
    return undefined;
  }
  try {
    const name = encoded ? decodeURIComponent(key.replaceAll('+', '%20')) : key;
    // The headers of an object have no milliseconds, and both must tell the same time.
    return {
      name,
      size: Number(size),
      modified: new Date(Math.floor(modified / 1000) * 1000),
    };
  } catch {
    return undefined;
  }
}

/** Why a page is not what was asked for. */
function pageProblem({ objects, truncated }: ListedPage, prefix: string): string | undefined {
  if (objects.some(({ name }) => !name.startsWith(prefix))) {
    return 'a name that does not begin as asked for';
  }
  return truncated && objects.length === 0 ? 'an empty page that is not the last' : undefined;
}
