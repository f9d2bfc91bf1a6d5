import { inspect } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { StorageError } from '../../../src/errors.js';
import { r2Storage, S3Storage, type S3StorageOptions } from '../../../src/storage/s3.js';
import { storageChecks } from '../../../src/testing/check-storage.js';
import { failure, S3Memory, SECRET, xml } from './s3-memory.js';

const MiB = 1 << 20;

const options = (more: Partial<S3StorageOptions> = {}): S3StorageOptions => ({
  endpoint: 'https://s3.example.com',
  bucket: 'models',
  accessKeyId: 'id',
  secretAccessKey: SECRET,
  retryDelay: 1,
  ...more,
});

const storageOn = (server: S3Memory, more: Partial<S3StorageOptions> = {}) =>
  new S3Storage(options({ fetch: server.fetch, ...more }));

/** A storage whose server gives these answers one after the other, the last for ever. */
function answering(
  answers: readonly (() => Response | Promise<Response>)[],
  more: Partial<S3StorageOptions> = {},
) {
  const urls: string[] = [];
  const fetch: typeof globalThis.fetch = async (input) => {
    urls.push(String(input));
    return answers[Math.min(urls.length, answers.length) - 1]();
  };
  return { storage: new S3Storage(options({ fetch, ...more })), urls };
}

const bytes = (...values: number[]) => Uint8Array.from(values);
const messageOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'no error',
    (error: Error) => error.message,
  );

describe('the contract of a storage', () => {
  for (const { name, run } of storageChecks(() => storageOn(new S3Memory()))) it(name, run);

  describe('with a folder in the bucket', () => {
    for (const { name, run } of storageChecks(() =>
      storageOn(new S3Memory(), { prefix: 't' }),
    ).filter(({ name }) => !name.includes('greatest length'))) {
      it(name, run);
    }
  });
});

describe('addresses', () => {
  const addressOf = async (more: Partial<S3StorageOptions>): Promise<string> => {
    const { storage, urls } = answering([() => failure(403, 'AccessDenied')], more);
    await storage.delete('a b/ü+').catch(() => {});
    return urls[0];
  };

  it('have the bucket in the path of a given endpoint, and before the host of AWS', async () => {
    expect(await addressOf({})).toBe('https://s3.example.com/models/a%20b/%C3%BC%2B');
    expect(await addressOf({ endpoint: 'http://localhost:9000/s3/' })).toBe(
      'http://localhost:9000/s3/models/a%20b/%C3%BC%2B',
    );
    expect(await addressOf({ endpoint: undefined, region: 'eu-central-1' })).toBe(
      'https://models.s3.eu-central-1.amazonaws.com/a%20b/%C3%BC%2B',
    );
    expect(await addressOf({ endpoint: undefined, bucket: 'my.models' })).toBe(
      'https://s3.us-east-1.amazonaws.com/my.models/a%20b/%C3%BC%2B',
    );
    expect(await addressOf({ pathStyle: false, prefix: 'team/x/' })).toBe(
      'https://models.s3.example.com/team/x/a%20b/%C3%BC%2B',
    );
  });

  it('are those of Cloudflare R2 with r2Storage, whatever of its addresses is given', async () => {
    const fetch = vi.fn(async () => failure(403, 'AccessDenied'));
    const account = '0123456789abcdef0123456789abcdef';
    const more = { bucket: 'models', accessKeyId: 'id', secretAccessKey: 'top-secret', fetch };
    for (const where of [
      { accountId: account },
      { endpoint: `https://${account}.r2.cloudflarestorage.com` },
      { endpoint: `https://${account}.r2.cloudflarestorage.com/models` },
    ]) {
      await r2Storage({ ...where, ...more })
        .delete('a')
        .catch(() => {});
      const [url, init] = fetch.mock.lastCall as unknown as [string, RequestInit];
      expect(url).toBe(`https://${account}.r2.cloudflarestorage.com/models/a`);
      expect(new Headers(init.headers).get('authorization')).toContain('/auto/s3/aws4_request');
    }
    expect(() => r2Storage(more)).toThrow(
      'r2Storage: pass either accountId or endpoint, but got neither',
    );
    expect(() => r2Storage({ accountId: 'me', ...more })).toThrow(
      'accountId must be 32 hexadecimal digits',
    );
  });

  it('for everyone come with a public domain', async () => {
    for (const publicDomain of ['models.example.com', 'https://models.example.com/']) {
      const storage = storageOn(new S3Memory(), { publicDomain, prefix: 'team' });
      const { url } = await storage.put('churn v1', bytes(1));
      expect(url).toBe('https://models.example.com/team/churn%20v1');
      expect((await storage.head('churn v1'))?.url).toBe(url);
      expect((await storage.get('churn v1')).url).toBe(url);
    }
    expect(await storageOn(new S3Memory()).put('a', bytes(1))).not.toHaveProperty('url');
  });
});

describe('options', () => {
  const refused = (more: object): string => {
    try {
      new S3Storage({ ...options(), ...more });
      return 'nothing';
    } catch (error) {
      return (error as Error).message;
    }
  };

  it.each([
    [{ bucked: 'models' }, 'S3Storage: there is no option "bucked". Did you mean "bucket"?'],
    [{ bucket: undefined }, 'bucket must be a name of letters'],
    [{ bucket: 'a/b' }, 'bucket must be a name of letters'],
    [{ bucket: '..' }, 'bucket must be a name of letters'],
    [{ bucket: 'My_Models', pathStyle: false }, 'cannot stand before the host'],
    [{ endpoint: 's3.example.com' }, 'endpoint must be an http or https address'],
    [{ endpoint: 'file:///etc' }, 'endpoint must be an http or https address'],
    [{ endpoint: 'https://me:pass@example.com' }, 'endpoint must hold no user, password'],
    [{ region: 'eu central' }, 'region must be a name such as "eu-central-1"'],
    [{ accessKeyId: undefined }, 'accessKeyId must be text, but is missing'],
    [{ secretAccessKey: 'top-secret\n' }, 'secretAccessKey holds white space'],
    [{ secretAccessKey: ['top-secret'] }, 'secretAccessKey must be text, but is of type object'],
    [{ sessionToken: '' }, 'sessionToken is empty'],
    [{ partSize: 1000 }, 'partSize must be an integer >= 5242880'],
    [{ retries: -1 }, 'retries must be an integer >= 0'],
    [{ timeout: 0 }, 'timeout must be an integer >= 1'],
    [{ attemptTimeout: 2 ** 31 }, 'attemptTimeout must be an integer'],
    [{ maxBytes: 1.5 }, 'maxBytes must be an integer >= 1'],
    [{ pathStyle: 'yes' }, 'pathStyle must be'],
    [{ prefix: '../x' }, 'prefix must be a folder'],
    [{ publicDomain: 'ftp://x' }, 'publicDomain must be a host'],
    [{ fetch: 'fetch' }, 'fetch must be a function'],
  ])('such as %j are refused', (more, words) => {
    const message = refused(more);
    expect(message).toContain(words);
    expect(message).not.toContain('top-secret');
    expect(message).not.toContain('pass@');
  });

  it('hold secrets that no inspection, text or JSON shows', async () => {
    const storage = storageOn(new S3Memory(), { sessionToken: 'the-token' });
    await storage.put('a', bytes(1));
    const shown = [
      inspect(storage, { depth: 9, showHidden: true }),
      JSON.stringify(storage),
      String(storage),
      Object.getOwnPropertyNames(storage).join(),
    ].join();
    expect(shown).not.toMatch(/top-secret|the-token|"id"/);
  });

  it('are not repeated by errors, even when the server repeats them', async () => {
    const { storage } = answering([
      () => failure(403, 'X', false, '<Message>top-secret</Message>'),
    ]);
    const { storage: other } = answering([
      () =>
        new Response(
          '<Error><Code>SignatureDoesNotMatch</Code><Message>id, top-secret</Message></Error>',
          { status: 403 },
        ),
    ]);
    for (const failing of [storage, other]) {
      const error = await failing.get('a').catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(StorageError);
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('top-secret');
    }
  });
});

describe('refusals say what to check', () => {
  const html = () =>
    new Response('<!DOCTYPE html><html><body>Welcome</body></html>', {
      headers: { 'content-type': 'text/html' },
    });
  const withHeaders = (response: Response, headers: Record<string, string>) => {
    for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
    return response;
  };

  it.each([
    [() => failure(403, 'InvalidAccessKeyId'), 'does not know this accessKeyId'],
    [
      () => failure(403, 'SignatureDoesNotMatch'),
      'The secretAccessKey does not belong to the accessKeyId',
    ],
    [() => failure(400, 'ExpiredToken'), 'temporary credentials have expired'],
    [() => failure(403, 'AccessDenied'), 'do not permit this in the bucket "models"'],
    [() => failure(404, 'NoSuchBucket'), 'There is no bucket "models" at s3.example.com'],
    [
      () =>
        failure(
          403,
          'RequestTimeTooSkewed',
          false,
          '<ServerTime>2020-01-01T00:00:00Z</ServerTime>',
        ),
      'minutes ahead of that of the server',
    ],
    [
      () => withHeaders(failure(301, 'PermanentRedirect'), { 'x-amz-bucket-region': 'eu-west-1' }),
      'is in the region "eu-west-1": pass it as region',
    ],
    [
      () => failure(400, 'AuthorizationHeaderMalformed', false, '<Region>eu-west-3</Region>'),
      'is in the region "eu-west-3"',
    ],
    [() => new Response(null, { status: 302 }), 'redirects elsewhere'],
    [() => failure(501, 'NotImplemented'), 'conditional writes'],
    [() => failure(418, 'constructor'), 'the server refused (constructor: About constructor)'],
    [html, 'seems to be no S3 server'],
    [
      () => new Response('<html>Not found</html>', { status: 404 }),
      'HTTP 404 and an HTML page, so it seems to be no S3 server',
    ],
    [() => new Response('{}', { status: 400 }), 'HTTP 400, so it seems to be no S3 server'],
    [() => new Response(null, { status: 403 }), 'refused with HTTP 403 and no reason'],
  ])('%#: %s', async (answer, words) => {
    for (const use of [
      (storage: S3Storage) => storage.get('a'),
      (storage: S3Storage) => storage.put('a', bytes(1)),
      (storage: S3Storage) => storage.list(),
      (storage: S3Storage) => storage.delete('a'),
    ]) {
      const { storage } = answering([answer]);
      const message = await messageOf(use(storage));
      expect(message).toContain(words);
      expect(message).toMatch(/^S3Storage\.(get|put|list|delete): /);
    }
  });

  it('for head and exists too, whose answers have no body', async () => {
    const head = () => new Response(null, { status: 404 });
    const missingBucket = answering([head, () => failure(404, 'NoSuchBucket')]);
    expect(await messageOf(missingBucket.storage.exists('a'))).toContain(
      'There is no bucket "models"',
    );
    const denied = answering([
      () => new Response(null, { status: 403 }),
      () => failure(403, 'InvalidAccessKeyId'),
    ]);
    expect(await messageOf(denied.storage.head('a'))).toContain('does not know this accessKeyId');
    const missing = answering([head, () => failure(404, 'NoSuchKey'), head]);
    expect(await missing.storage.head('a')).toBeUndefined();
    expect(await missing.storage.head('a')).toBeUndefined();
    expect(missing.urls).toHaveLength(3); // the second time the bucket is known
  });

  it('and a missing model is one also where listing is not permitted', async () => {
    const { storage } = answering([
      () => failure(404, 'NoSuchKey'),
      () => failure(403, 'AccessDenied'),
    ]);
    await expect(storage.get('a')).rejects.toMatchObject({ reason: 'missing' });
    await expect(storage.get('a')).rejects.toThrow('do not permit'); // the answers stay at 403
  });
});

describe('what is read', () => {
  const stored = (body: BodyInit | null, headers: Record<string, string> = {}) =>
    new Response(body, {
      headers: { etag: '"e"', 'last-modified': 'Mon, 01 Jan 2024 00:00:00 GMT', ...headers },
    });

  it('is refused when it does not have the checksum it was stored with', async () => {
    const server = new S3Memory();
    const storage = storageOn(server);
    await storage.put('a', bytes(1, 2, 3));
    const object = server.objects.get('a');
    object?.bytes.set([9], 1);
    expect(await messageOf(storage.get('a'))).toContain('S3Storage.get: the model "a" is damaged');
  });

  it('may come from another program, without a checksum', async () => {
    const { storage } = answering([() => stored(bytes(1, 2), { 'content-length': '2' })]);
    expect(await storage.get('a')).toMatchObject({ size: 2, etag: 'e', bytes: bytes(1, 2) });
  });

  it('is refused before a byte is read when 2 GB are announced', async () => {
    let pulled = 0;
    const endless = () =>
      new ReadableStream<Uint8Array>(
        {
          pull(controller) {
            pulled++;
            controller.enqueue(new Uint8Array(1 << 16));
          },
        },
        { highWaterMark: 0 },
      );
    const announced = answering([() => stored(endless(), { 'content-length': '2000000000' })]);
    expect(await messageOf(announced.storage.get('a'))).toContain(
      'the model has 2000000000 bytes or more, but at most 1073741824 are read',
    );
    expect(pulled).toBe(0);
    const silent = answering([() => stored(endless())], { maxBytes: MiB });
    expect(await messageOf(silent.storage.get('a'))).toContain('but at most 1048576 are read');
    expect(pulled).toBeLessThan(20);
    expect(silent.urls).toHaveLength(1);
    const list = answering([() => new Response(endless())]);
    expect(await messageOf(list.storage.list())).toContain('where S3 answers with a short text');
    await expect(announced.storage.put('a', new Uint8Array(3))).rejects.toThrow();
    const small = new S3Storage(options({ maxBytes: 2 }));
    expect(await messageOf(small.put('a', new Uint8Array(3)))).toContain('at most 2 are stored');
  });

  it('is asked for again when it ends too early', async () => {
    const { storage, urls } = answering([
      () => stored(bytes(1), { 'content-length': '2' }),
      () => stored(bytes(1, 2), { 'content-length': '2' }),
    ]);
    expect((await storage.get('a')).bytes).toEqual(bytes(1, 2));
    expect(urls).toHaveLength(2);
  });

  it('may be compressed on the way, which Content-Length then counts', async () => {
    const { storage } = answering([
      () => stored(bytes(1, 2, 3), { 'content-length': '2', 'content-encoding': 'gzip' }),
    ]);
    expect((await storage.get('a')).size).toBe(3);
  });

  it.each([
    ['<Other/>', 'the element <Other>'],
    [
      '<ListBucketResult><Contents><Key>a</Key></Contents></ListBucketResult>',
      'without name, size or time',
    ],
    [
      '<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>',
      'an empty page that is not the last',
    ],
    ['<!DOCTYPE x [<!ENTITY e "e">]><ListBucketResult/>', 'document types'],
  ])('as a list must be one: %s', async (body, words) => {
    const { storage } = answering([() => xml(body)]);
    const message = await messageOf(storage.list());
    expect(message).toContain(words);
    expect(message).toContain('seems to be no S3 server');
  });

  const listOf = (names: string[], truncated = false) =>
    `<ListBucketResult><IsTruncated>${truncated}</IsTruncated>${names
      .map(
        (name) =>
          `<Contents><Key>${name}</Key><Size>1</Size><LastModified>2024-01-01T00:00:00Z</LastModified></Contents>`,
      )
      .join('')}</ListBucketResult>`;

  it('as a list without an order is sorted when it is whole, else refused with the cause', async () => {
    const { storage } = answering([
      () => xml(listOf(['b', 'c', 'a'])),
      () => xml(listOf(['b', 'a'], true)),
      () => xml(listOf(['a', 'b'])),
    ]);
    expect((await storage.list()).models.map(({ key }) => key)).toEqual(['a', 'b', 'c']);
    for (const use of [() => storage.list(), () => storage.list({ cursor: 'b' })]) {
      expect(await messageOf(use())).toMatch(
        /^S3Storage\.list: .* lists the bucket "[^"]+" out of the order of the names, as directory buckets \(S3 Express One Zone\)/,
      );
    }
  });

  it('to HEAD may lack the length, as that of R2 does where answers may be compressed', async () => {
    const withoutLength = () =>
      new Response(null, { headers: { etag: '"e"', 'last-modified': new Date().toUTCString() } });
    const { storage, urls } = answering([
      withoutLength,
      withoutLength,
      () =>
        new Response('x', {
          status: 206,
          headers: { 'content-range': 'bytes 0-0/7', etag: '"e"' },
        }),
      withoutLength,
      () => new Response(null, { status: 416, headers: { 'content-range': 'bytes */0' } }),
    ]);
    expect(await storage.exists('a')).toBe(true);
    expect(urls).toHaveLength(1);
    expect((await storage.head('a'))?.size).toBe(7);
    expect((await storage.head('a'))?.size).toBe(0);
  });

  it('is asked for uncompressed', async () => {
    let encoding: string | null = null;
    const fetch: typeof globalThis.fetch = async (_, init) => {
      encoding = new Headers(init?.headers).get('accept-encoding');
      return new Response(null, { status: 404 });
    };
    await messageOf(new S3Storage(options({ fetch })).exists('a'));
    expect(encoding).toBe('identity');
  });

  it('as a list leaves out objects that are no models, over pages full of them', async () => {
    const server = new S3Memory();
    const storage = storageOn(server, { prefix: 'team' });
    for (const name of ['team/', 'team/a//b', 'team/b/', 'team/c', 'team/.d', 'teams', 'other']) {
      server.objects.set(name, { bytes: bytes(1), etag: 'e', modified: new Date(), metadata: {} });
    }
    expect((await storage.list({ limit: 1 })).models.map(({ key }) => key)).toEqual(['c']);
    expect((await storage.list({ prefix: '\ud800' })).models).toEqual([]);
    await expect(storage.list({ cursor: '\ud800' })).rejects.toThrow('is no cursor');
  });
});
