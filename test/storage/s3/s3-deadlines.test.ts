import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { FallbackStorage } from '../../../src/storage/fallback/fallback-storage.js';
import { MemoryStorage } from '../../../src/storage/memory-storage.js';
import { S3Storage, type S3StorageOptions } from '../../../src/storage/s3.js';
import { SECRET } from './s3-memory.js';

const bytes = (...values: number[]) => Uint8Array.from(values);
const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** A server that does as told with each request, over a real socket. */
async function serverThat(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<{ endpoint: string; requests: () => number }> {
  let requests = 0;
  const server = createServer((request, response) => {
    requests++;
    answer(request, response);
  });
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket));
  closers.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { endpoint: `http://127.0.0.1:${port}`, requests: () => requests };
}

const storageOn = (endpoint: string, more: Partial<S3StorageOptions> = {}) =>
  new S3Storage({
    endpoint,
    bucket: 'models',
    accessKeyId: 'id',
    secretAccessKey: SECRET,
    retryDelay: 1,
    attemptTimeout: 150,
    timeout: 400,
    ...more,
  });

const found = { etag: '"e"', 'last-modified': new Date(0).toUTCString() };
const silent = () => {};
/** A byte every 20 ms, for ever. */
const trickling = (_: IncomingMessage, response: ServerResponse) => {
  response.writeHead(200, { ...found, 'content-length': '1000000' });
  const timer = setInterval(() => response.write('x'), 20);
  response.on('close', () => clearInterval(timer));
};
const stopping = (_: IncomingMessage, response: ServerResponse) => {
  response.writeHead(200, { ...found, 'content-length': '1000000' });
  response.write('x'.repeat(1000));
};

it.each([
  ['accepts and is silent', silent],
  ['sends a byte now and then', trickling],
  ['stops in the middle of the body', stopping],
])('a server that %s holds nobody for longer than the timeout', async (_, answer) => {
  const { endpoint } = await serverThat(answer);
  const storage = storageOn(endpoint, { retries: 100 }); // 15 seconds but for the timeout
  const uses: (() => Promise<unknown>)[] = [() => storage.get('a'), () => storage.list()];
  if (answer === silent) {
    uses.push(
      () => storage.put('a', bytes(1)),
      () => storage.put('a', bytes(1), { ifMatch: 'e' }),
      () => storage.head('a'),
      () => storage.delete('a'),
    );
  }
  for (const use of uses) {
    const start = performance.now();
    await expect(use()).rejects.toMatchObject({ name: 'StorageError', reason: 'failed' });
    expect(performance.now() - start).toBeLessThan(10_000);
  }
});

it('a slow server has more time for more bytes', async () => {
  const size = 4_000_000; // is worth half a minute
  const { endpoint } = await serverThat((_, response) => {
    response.writeHead(200, { ...found, 'content-length': `${size}` });
    const piece = 'x'.repeat(size / 10);
    response.write(piece);
    let left = 9;
    const timer = setInterval(() => {
      response.write(piece);
      if (--left > 0) return;
      clearInterval(timer);
      response.end();
    }, 400);
  });
  const storage = storageOn(endpoint, { attemptTimeout: 3000, timeout: 3000, retries: 0 });
  expect((await storage.get('a')).bytes).toHaveLength(size);
});

it('a slow server has more time for an upload', async () => {
  const { endpoint, requests } = await serverThat((request, response) => {
    request.resume();
    const wait = request.method === 'PUT' ? 3300 : 0;
    setTimeout(() => response.writeHead(200, { ...found, 'content-length': '0' }).end(), wait);
  });
  // Three seconds, so that a machine that stands still for a while makes no second attempt.
  const storage = storageOn(endpoint, { attemptTimeout: 3000, timeout: 3000 });
  const info = await storage.put('a', new Uint8Array(800_000)); // are worth six seconds
  expect(info.etag).toBe('e');
  expect(requests()).toBe(2);
});

it('a put through FallbackStorage waits for one deadline, and the next ones for none', async () => {
  const { endpoint, requests } = await serverThat(silent);
  // One request each time that it is waited for: its deadline is that of its first attempt.
  const primary = storageOn(endpoint, { attemptTimeout: 1200, timeout: 1200 });
  const secondary = new MemoryStorage();
  const storage = new FallbackStorage(primary, secondary);
  const info = await storage.put('a', bytes(1), { ifAbsent: true });
  expect(info).toMatchObject({ storedIn: 'secondary' });
  expect(info.fallbackReason).toContain('no answer came within');
  expect(requests()).toBe(1);
  await storage.put('b', bytes(1));
  expect((await storage.get('a')).bytes).toEqual(bytes(1));
  expect(await storage.list()).toMatchObject({
    models: [{ key: 'a' }, { key: 'b' }],
    incomplete: expect.stringContaining('It is not asked again before'),
  });
  await storage.delete('b');
  await expect(storage.get('c')).rejects.toMatchObject({ reason: 'failed' });
  expect(requests()).toBe(1);
  // Who asks for it in so many words is not held by each key.
  expect((await storage.sync()).failed.map(({ key }) => key).sort()).toEqual(['a', 'b']);
  expect(requests()).toBe(2);
});
