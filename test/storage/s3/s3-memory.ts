import { createHash, createHmac } from 'node:crypto';
import { compareKeys } from '../../../src/storage/model-storage.js';

interface StoredObject {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly etag: string;
  readonly modified: Date;
  readonly metadata: Readonly<Record<string, string>>;
}

interface Upload {
  readonly name: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly parts: Map<number, StoredObject>;
}

/** The secret that belongs to the key `id`. */
export const SECRET = 'top-secret';

/** A small S3 server in memory behind a function that stands for `fetch`. It checks signatures and payloads. */
export class S3Memory {
  readonly bucket = 'models';
  readonly objects = new Map<string, StoredObject>();
  readonly uploads = new Map<string, Upload>();
  /** `PUT /models/a`, one for each request. */
  readonly requests: string[] = [];
  #uploads = 0;

  readonly fetch: typeof fetch = async (input, init = {}) => {
    init.signal?.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, 0)); // other requests may come in between
    init.signal?.throwIfAborted();
    const url = new URL(String(input));
    const method = init.method ?? 'GET';
    this.requests.push(`${method} ${url.pathname}${url.search}`);
    const body = init.body instanceof Uint8Array ? Uint8Array.from(init.body) : new Uint8Array();
    return this.#answer(method, url, new Headers(init.headers), body);
  };

  #answer(method: string, url: URL, headers: Headers, body: Uint8Array<ArrayBuffer>): Response {
    if (headers.get('authorization') !== authorizationOf(method, url, headers)) {
      return failure(403, 'SignatureDoesNotMatch');
    }
    if (headers.get('x-amz-content-sha256') !== digest('sha256', body)) {
      return failure(400, 'XAmzContentSHA256Mismatch');
    }
    const [, bucket, ...names] = url.pathname.split('/');
    if (bucket !== this.bucket) return failure(404, 'NoSuchBucket');
    const name = names.map(decodeURIComponent).join('/');
    const query = url.searchParams;
    if (name === '') return this.#list(query);
    const upload = query.get('uploadId');
    if (method === 'POST' && query.has('uploads')) return this.#begin(name, headers);
    if (upload !== null) return this.#inParts(method, upload, query, headers, body);
    if (method === 'PUT')
      return this.#put(name, headers, metadataOf(headers), body, digest('md5', body));
    if (method === 'DELETE') {
      this.objects.delete(name);
      return new Response(null, { status: 204 });
    }
    return this.#get(method, name, headers);
  }

  #put(
    name: string,
    headers: Headers,
    metadata: Readonly<Record<string, string>>,
    bytes: Uint8Array<ArrayBuffer>,
    etag: string,
  ): Response {
    const current = this.objects.get(name);
    const ifMatch = headers.get('if-match');
    if (headers.get('if-none-match') === '*' && current !== undefined) {
      return failure(412, 'PreconditionFailed');
    }
    if (ifMatch !== null && current === undefined) return failure(404, 'NoSuchKey');
    if (ifMatch !== null && ifMatch !== `"${current?.etag}"`) {
      return failure(412, 'PreconditionFailed');
    }
    this.objects.set(name, { bytes, etag, modified: new Date(), metadata });
    return new Response(null, { headers: { etag: `"${etag}"`, date: new Date().toUTCString() } });
  }

  #get(method: string, name: string, headers: Headers): Response {
    const object = this.objects.get(name);
    if (object === undefined) return failure(404, 'NoSuchKey', method === 'HEAD');
    if (headers.has('range') && object.bytes.length === 0) return failure(416, 'InvalidRange');
    return new Response(method === 'HEAD' ? null : object.bytes.slice(), {
      headers: {
        ...object.metadata,
        etag: `"${object.etag}"`,
        'last-modified': object.modified.toUTCString(),
        'content-length': String(object.bytes.length),
      },
    });
  }

  #list(query: URLSearchParams): Response {
    const prefix = query.get('prefix') ?? '';
    const after = query.get('start-after');
    const limit = Number(query.get('max-keys'));
    const names = [...this.objects.keys()]
      .filter((name) => name.startsWith(prefix))
      .filter((name) => after === null || compareKeys(name, after) > 0)
      .sort(compareKeys);
    const contents = names.slice(0, limit).map((name) => {
      const { bytes, etag, modified } = this.objects.get(name) as StoredObject;
      const key = encodeURIComponent(name).replaceAll('%20', '+');
      return `<Contents><Key>${key}</Key><LastModified>${modified.toISOString()}</LastModified><ETag>&quot;${etag}&quot;</ETag><Size>${bytes.length}</Size></Contents>`;
    });
    return xml(
      `<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><EncodingType>url</EncodingType><IsTruncated>${names.length > limit}</IsTruncated>${contents.join('')}</ListBucketResult>`,
    );
  }

  #begin(name: string, headers: Headers): Response {
    const id = `upload ${++this.#uploads}`;
    this.uploads.set(id, { name, metadata: metadataOf(headers), parts: new Map() });
    return xml(
      `<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`,
    );
  }

  #inParts(
    method: string,
    id: string,
    query: URLSearchParams,
    headers: Headers,
    body: Uint8Array<ArrayBuffer>,
  ): Response {
    const upload = this.uploads.get(id);
    if (upload === undefined) return failure(404, 'NoSuchUpload');
    if (method === 'PUT') {
      const etag = digest('md5', body);
      const part = { bytes: body, etag, modified: new Date(), metadata: {} };
      upload.parts.set(Number(query.get('partNumber')), part);
      return new Response(null, { headers: { etag: `"${etag}"` } });
    }
    if (method === 'DELETE') {
      this.uploads.delete(id);
      return new Response(null, { status: 204 });
    }
    const numbers = [...new TextDecoder().decode(body).matchAll(/<PartNumber>(\d+)</g)].map(
      ([, number]) => Number(number),
    );
    const parts = numbers.map((number) => upload.parts.get(number));
    if (parts.includes(undefined)) return failure(400, 'InvalidPart');
    const bytes = Buffer.concat(parts.map((part) => part?.bytes ?? new Uint8Array()));
    const etag = `${digest('md5', bytes)}-${parts.length}`;
    const answer = this.#put(upload.name, headers, upload.metadata, Uint8Array.from(bytes), etag);
    if (!answer.ok) return answer;
    this.uploads.delete(id);
    return xml(
      `<CompleteMultipartUploadResult><ETag>&quot;${etag}&quot;</ETag></CompleteMultipartUploadResult>`,
    );
  }
}

/** A refusal as S3 writes it. */
export function failure(status: number, code: string, isHead = false, more = ''): Response {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>About ${code}.</Message>${more}</Error>`;
  return new Response(isHead ? null : body, { status });
}

export function xml(body: string): Response {
  return new Response(`<?xml version="1.0" encoding="UTF-8"?>${body}`, {
    headers: { 'content-type': 'application/xml' },
  });
}

function metadataOf(headers: Headers): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => name.startsWith('x-amz-meta-')));
}

function digest(algorithm: string, bytes: Uint8Array): string {
  return createHash(algorithm).update(bytes).digest('hex');
}

/** Source: AWS, "Create a signed AWS API request", Signature Version 4. */
function authorizationOf(method: string, url: URL, headers: Headers): string {
  const time = headers.get('x-amz-date') ?? '';
  const region = /\/([a-z0-9-]+)\/s3\/aws4_request/.exec(headers.get('authorization') ?? '')?.[1];
  const scope = `${time.slice(0, 8)}/${region}/s3/aws4_request`;
  const names = ['host', ...headers.keys()]
    .filter((name) => !['accept-encoding', 'authorization', 'content-type', 'range'].includes(name))
    .sort();
  const encode = (text: string) => encodeURIComponent(text).replace(/[!'()*]/g, percent);
  const canonical = [
    method,
    url.pathname.split('/').map(decodeURIComponent).map(encode).join('/'),
    url.search
      .slice(1)
      .split('&')
      .map((pair) => pair.split('=').map(decodeURIComponent).map(encode).join('='))
      .sort()
      .join('&'),
    ...names.map((name) => `${name}:${name === 'host' ? url.host : headers.get(name)}`),
    '',
    names.join(';'),
    headers.get('x-amz-content-sha256'),
  ].join('\n');
  const key = [time.slice(0, 8), region ?? '', 's3', 'aws4_request'].reduce<string | Buffer>(
    (previous, part) => createHmac('sha256', previous).update(part).digest(),
    `AWS4${SECRET}`,
  );
  const text = [
    'AWS4-HMAC-SHA256',
    time,
    scope,
    digest('sha256', new TextEncoder().encode(canonical)),
  ];
  const signature = createHmac('sha256', key).update(text.join('\n')).digest('hex');
  return `AWS4-HMAC-SHA256 Credential=id/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
