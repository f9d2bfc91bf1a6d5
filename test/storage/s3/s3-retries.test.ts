import { describe, expect, it, vi } from 'vitest';
import { StorageError } from '../../../src/errors.js';
import { S3Storage, type S3StorageOptions } from '../../../src/storage/s3.js';
import { failure, S3Memory, SECRET } from './s3-memory.js';

const MiB = 1 << 20;
const bytes = (...values: number[]) => Uint8Array.from(values);
const brokenConnection = () =>
  new TypeError('fetch failed', { cause: new Error('other side closed') });

/** What happens to a request on its way: it decides what `fetch` gives, and may ask the server. */
type Way = (ask: () => Promise<Response>, init: RequestInit) => Promise<Response>;

/** A storage whose first requests, or those that `where` picks, take these ways; the others go through. */
function storageWith(
  ways: readonly Way[],
  more: Partial<S3StorageOptions> = {},
  where: (request: string) => boolean = () => true,
) {
  const server = new S3Memory();
  const left = [...ways];
  const fetch: typeof globalThis.fetch = (input, init = {}) => {
    const ask = () => server.fetch(input, init);
    const way = where(`${init.method} ${input}`) ? left.shift() : undefined;
    return way === undefined ? ask() : way(ask, init);
  };
  const storage = new S3Storage({
    endpoint: 'https://s3.example.com',
    bucket: server.bucket,
    accessKeyId: 'id',
    secretAccessKey: SECRET,
    retryDelay: 1,
    fetch,
    ...more,
  });
  return { server, storage };
}

const drop: Way = async () => {
  throw brokenConnection();
};
const dropAnswer: Way = async (ask) => {
  await ask();
  throw brokenConnection();
};
const answer =
  (response: () => Response): Way =>
  async () =>
    response();
const hang: Way = () => new Promise(() => {});
const isPut = (request: string) => request.startsWith('PUT');

describe('requests are repeated', () => {
  it.each<[string, Way]>([
    ['a broken connection', drop],
    ['a broken connection after the server acted', dropAnswer],
    ['429', answer(() => failure(429, 'TooManyRequests'))],
    ['500', answer(() => failure(500, 'InternalError'))],
    ['502 from a proxy', answer(() => new Response('<html>Bad gateway', { status: 502 }))],
    ['503', answer(() => failure(503, 'SlowDown'))],
    ['a body the server waited for too long', answer(() => failure(400, 'RequestTimeout'))],
    ['no answer in time', hang],
  ])('after %s', async (_, way) => {
    const { storage, server } = storageWith([way, way], { attemptTimeout: 500 });
    await storage.put('a', bytes(1));
    expect((await storage.get('a')).bytes).toEqual(bytes(1));
    expect(server.objects.size).toBe(1);
  });

  it.each([400, 401, 403, 404, 409, 411, 416, 501])('but not after %d', async (status) => {
    const refuse = vi.fn(answer(() => failure(status, 'Refused')));
    const { storage } = storageWith([refuse, refuse]);
    await expect(storage.get('a')).rejects.toThrow('Refused');
    expect(refuse).toHaveBeenCalledTimes(1);
  });

  it('no more often than asked for, and the last failure is told', async () => {
    const fail = vi.fn(drop);
    const { storage } = storageWith(Array(9).fill(fail), { retries: 2 });
    await expect(storage.get('a')).rejects.toThrow(
      'S3Storage.get: the request to s3.example.com failed 3 times, the last time since fetch failed (other side closed). Check the network and the endpoint',
    );
    expect(fail).toHaveBeenCalledTimes(3);
  });

  it('after random pauses whose span doubles', async () => {
    const pauses: number[] = [];
    const timer = vi.spyOn(globalThis, 'setTimeout');
    const random = vi.spyOn(crypto, 'getRandomValues').mockImplementation((array) => {
      if (array instanceof Uint32Array) array[0] = 2 ** 31; // half of the span
      return array;
    });
    try {
      const { storage } = storageWith(Array(9).fill(drop), { retries: 4, retryDelay: 8 });
      await expect(storage.head('a')).rejects.toThrow('failed 5 times');
      for (const [, milliseconds] of timer.mock.calls) {
        if (milliseconds !== undefined && milliseconds > 0 && milliseconds < 1000) {
          pauses.push(milliseconds);
        }
      }
    } finally {
      timer.mockRestore();
      random.mockRestore();
    }
    expect(pauses).toEqual([4, 8, 16, 32]);
  });

  it('after the pause that the server asks for, unless that is longer than the time left', async () => {
    const busy = (seconds: string): Way =>
      answer(() => new Response(null, { status: 503, headers: { 'retry-after': seconds } }));
    const { storage } = storageWith([busy('1')]);
    const start = performance.now();
    await expect(storage.exists('a')).resolves.toBe(false);
    expect(performance.now() - start).toBeGreaterThan(990);
    const { storage: other } = storageWith([busy('3600')], { timeout: 30_000 });
    await expect(other.exists('a')).rejects.toThrow('failed once since it answered HTTP 503');
  });

  it('within a time in all', async () => {
    const { storage } = storageWith(Array(100).fill(hang), {
      attemptTimeout: 200,
      timeout: 500,
      retries: 100, // 20 seconds but for the timeout
    });
    const start = performance.now();
    await expect(storage.get('a')).rejects.toThrow(
      // The time is up in an attempt, or between two.
      /failed (once|\d+ times, the last time) since (no answer came within \d+ ms|the time was up)/,
    );
    expect(performance.now() - start).toBeLessThan(10_000);
  });

  it('while a slow body that keeps coming is waited for', async () => {
    const slowly: Way = async (ask) => {
      const whole = new Uint8Array(await (await ask()).arrayBuffer());
      let at = 0;
      const body = new ReadableStream<Uint8Array>({
        async pull(controller) {
          await new Promise((resolve) => setTimeout(resolve, 45));
          if (at === whole.length) controller.close();
          else controller.enqueue(whole.slice(at, ++at));
        },
      });
      return new Response(body, {
        headers: { etag: '"e"', 'last-modified': new Date().toUTCString() },
      });
    };
    const { storage, server } = storageWith([slowly], { attemptTimeout: 2000 }, (request) =>
      request.startsWith('GET'),
    );
    await storage.put('a', new Uint8Array(60)); // 2.7 seconds in all; a machine may stand still for two between bytes
    expect((await storage.get('a')).bytes).toHaveLength(60);
    expect(server.requests.filter((request) => request.startsWith('GET'))).toHaveLength(1);
  });
});

describe('an abort', () => {
  it.each<[string, Way]>([
    ['while the server is silent', hang],
    [
      'in a pause between attempts',
      answer(() => new Response(null, { status: 503, headers: { 'retry-after': '20' } })),
    ],
  ])('%s rejects at once with the reason', async (_, way) => {
    const reason = new Error('enough');
    for (const use of [
      (storage: S3Storage, signal: AbortSignal) => storage.put('a', bytes(1), { signal }),
      (storage: S3Storage, signal: AbortSignal) => storage.get('a', { signal }),
      (storage: S3Storage, signal: AbortSignal) => storage.list({ signal }),
      (storage: S3Storage, signal: AbortSignal) => storage.delete('a', { signal }),
    ]) {
      const { storage } = storageWith([way]);
      const controller = new AbortController();
      const start = performance.now();
      setTimeout(() => controller.abort(reason), 10);
      await expect(use(storage, controller.signal)).rejects.toBe(reason);
      expect(performance.now() - start).toBeLessThan(5_000);
    }
  });

  it('of a model in parts removes the parts', async () => {
    const reason = new Error('enough');
    const controller = new AbortController();
    const abort: Way = (ask, init) => {
      controller.abort(reason);
      return hang(ask, init);
    };
    const { storage, server } = storageWith([(ask) => ask(), abort], { partSize: 5 * MiB }, isPut);
    const { signal } = controller;
    await expect(storage.put('a', new Uint8Array(6 * MiB), { signal })).rejects.toBe(reason);
    expect(server.uploads.size).toBe(0);
    expect(server.objects.size).toBe(0);
  });
});

describe('a write whose answer is lost', () => {
  it('is not taken for that of another', async () => {
    const { storage } = storageWith([dropAnswer], {}, isPut);
    const first = await storage.put('a', bytes(1), { ifAbsent: true });
    expect(first.etag).toBe((await storage.head('a'))?.etag);
    const { storage: other } = storageWith([(ask) => ask(), dropAnswer], {}, isPut);
    const { etag } = await other.put('a', bytes(1));
    const second = await other.put('a', bytes(2), { ifMatch: etag });
    expect(second.etag).toBe((await other.head('a'))?.etag);
  });

  it('is known to be done when another has replaced it since', async () => {
    const { storage, server } = storageWith([
      async (ask) => {
        await ask();
        const { etag } = (await other.head('a')) as { etag: string };
        await other.put('a', bytes(9), { ifMatch: etag });
        throw brokenConnection();
      },
    ]);
    const other = new S3Storage({
      endpoint: 'https://s3.example.com',
      bucket: 'models',
      accessKeyId: 'id',
      secretAccessKey: SECRET,
      fetch: server.fetch,
    });
    const { etag } = await storage.put('a', bytes(1), { ifAbsent: true });
    expect(etag).toBe('55a54008ad1ba589aa210d2629c1df41'); // MD5 of the byte 1
    expect((await storage.get('a')).bytes).toEqual(bytes(9));
  });

  it('is known not to be done when another took its place', async () => {
    const { storage, server } = storageWith(
      [
        (ask) => ask(),
        async () => {
          const { etag } = (await storage.head('a')) as { etag: string };
          await storage.put('a', bytes(9), { ifMatch: etag });
          throw brokenConnection();
        },
      ],
      {},
      isPut,
    );
    const { etag } = await storage.put('a', bytes(1));
    await expect(storage.put('a', bytes(2), { ifMatch: etag })).rejects.toMatchObject({
      reason: 'changed',
    });
    expect(server.objects.get('a')?.bytes).toEqual(bytes(9));
  });

  it('is reported as unknown when it cannot be known', async () => {
    const { storage } = storageWith(
      [
        (ask) => ask(),
        async (ask) => {
          await ask();
          await storage.delete('a');
          await storage.put('a', bytes(9));
          throw brokenConnection();
        },
      ],
      {},
      isPut,
    );
    const { etag } = await storage.put('a', bytes(1));
    const error = await storage
      .put('a', bytes(2), { ifMatch: etag })
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(StorageError);
    expect(error).toMatchObject({ reason: 'failed' });
    expect(String(error)).toContain('Whether the model was stored is not known.');
  });

  it('is found out also after the last repetition', async () => {
    const { storage } = storageWith([dropAnswer], { retries: 0 }, isPut);
    await storage.put('a', bytes(1), { ifAbsent: true });
    const { storage: failing, server } = storageWith([drop], { retries: 0 }, isPut);
    await expect(failing.put('a', bytes(1))).rejects.toThrow(
      'Whether the model was stored is not known.',
    );
    expect(server.objects.size).toBe(0);
  });

  it('succeeds where only asking what was stored fails', async () => {
    const { storage } = storageWith(Array(9).fill(drop), {}, (request) =>
      request.startsWith('HEAD'),
    );
    const { etag, size } = await storage.put('a', bytes(1));
    expect({ etag, size }).toEqual({ etag: '55a54008ad1ba589aa210d2629c1df41', size: 1 });
  });
});

describe('conditions', () => {
  it('are written again when the server leaves open who wins', async () => {
    const conflict = answer(() => failure(409, 'ConditionalRequestConflict'));
    const { storage } = storageWith([conflict, conflict], {}, isPut);
    await storage.put('a', bytes(1), { ifAbsent: true });
    expect((await storage.get('a')).bytes).toEqual(bytes(1));
  });

  it('hold on servers that take the ETag without its quotes only', async () => {
    const server = new S3Memory();
    const picky: typeof fetch = (input, init) => {
      const headers = new Headers(init?.headers);
      const ifMatch = headers.get('if-match');
      if (ifMatch === null) return server.fetch(input, init);
      if (ifMatch.includes('"')) return Promise.resolve(failure(412, 'PreconditionFailed'));
      const current = server.objects.get('a')?.etag === ifMatch;
      if (!current) return Promise.resolve(failure(412, 'PreconditionFailed'));
      server.objects.delete('a'); // what the server in memory would make of the signed header is not asked
      server.objects.set('a', { bytes: bytes(2), etag: 'new', modified: new Date(), metadata: {} });
      return Promise.resolve(new Response(null, { headers: { etag: '"new"' } }));
    };
    const storage = new S3Storage({
      endpoint: 'https://s3.example.com',
      bucket: 'models',
      accessKeyId: 'id',
      secretAccessKey: SECRET,
      fetch: picky,
    });
    const { etag } = await storage.put('a', bytes(1));
    expect(await storage.put('a', bytes(2), { ifMatch: etag })).toMatchObject({ etag: 'new' });
    await expect(storage.put('a', bytes(3), { ifMatch: etag })).rejects.toMatchObject({
      reason: 'changed',
    });
  });

  it('that cannot be an ETag never hold', async () => {
    const { storage, server } = storageWith([]);
    await storage.put('a', bytes(1));
    for (const ifMatch of ['', 'a"b', 'a\r\nx-amz-acl: public-read', 'ü']) {
      await expect(storage.put('a', bytes(2), { ifMatch })).rejects.toMatchObject({
        reason: 'changed',
      });
    }
    expect(server.objects.get('a')?.bytes).toEqual(bytes(1));
  });
});

describe('a large model', () => {
  const large = new Uint8Array(5 * MiB + 1000).fill(1, 3 * MiB).fill(2, 5 * MiB);
  const parts = (server: S3Memory) =>
    server.requests.filter((request) => request.includes('partNumber')).length;

  it('is sent in parts, each repeated by itself', async () => {
    const { storage, server } = storageWith([drop, dropAnswer], { partSize: 5 * MiB }, (request) =>
      request.includes('partNumber=2'),
    );
    const { etag, size } = await storage.put('a', large);
    expect(parts(server)).toBe(3);
    expect(etag).toMatch(/-2$/);
    expect(size).toBe(large.length);
    expect(Buffer.compare((await storage.get('a')).bytes, large)).toBe(0);
    expect(server.uploads.size).toBe(0);
  });

  it('with a condition is sent whole unless the server honours conditions for parts', async () => {
    const whole = storageWith([], { partSize: 5 * MiB });
    await whole.storage.put('a', large, { ifAbsent: true });
    expect(parts(whole.server)).toBe(0);
    const { storage, server } = storageWith([], { partSize: 5 * MiB, conditionalMultipart: true });
    const { etag } = await storage.put('a', large, { ifAbsent: true });
    await storage.put('a', large, { ifMatch: etag });
    expect(parts(server)).toBe(4);
    await expect(storage.put('a', large, { ifAbsent: true })).rejects.toMatchObject({
      reason: 'exists',
    });
    await expect(storage.put('a', large, { ifMatch: 'x' })).rejects.toMatchObject({
      reason: 'changed',
    });
    expect(server.uploads.size).toBe(0);
  });

  it('is known to be stored when the answer to its completion is lost', async () => {
    const { storage, server } = storageWith([dropAnswer], { partSize: 5 * MiB }, (request) =>
      /^POST .*uploadId/.test(request),
    );
    await storage.put('a', large);
    expect(server.objects.get('a')?.bytes).toHaveLength(large.length);
  });

  it.each<[string, Way, (request: string) => boolean, string]>([
    [
      'a part is refused',
      answer(() => failure(403, 'AccessDenied')),
      (request) => request.includes('partNumber=2'),
      'do not permit',
    ],
    [
      'a part has no ETag',
      answer(() => new Response()),
      (request) => request.includes('partNumber=1'),
      'without ETag',
    ],
    [
      'the completion fails behind a status of success',
      answer(() => new Response('<Error><Code>InvalidPart</Code></Error>')),
      (request) => /^POST .*uploadId/.test(request),
      'InvalidPart',
    ],
    [
      'the beginning is no S3 answer',
      answer(() => new Response('<html/>')),
      (request) => request.includes('uploads='),
      'began no upload',
    ],
  ])('leaves nothing behind when %s', async (_, way, where, words) => {
    const { storage, server } = storageWith([way], { partSize: 5 * MiB }, where);
    await expect(storage.put('a', large)).rejects.toThrow(words);
    expect(server.objects.size).toBe(0);
    expect(server.uploads.size).toBe(0);
  });
});
