import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { FallbackStorage } from '../../src/storage/fallback/fallback-storage.js';
import { storageFromEnv } from '../../src/storage/storage-from-env.js';

const SECRET = 'my-very-secret-key';
const complete = {
  CLOUDFLARE_R2_ACCESS_KEY: 'my-access-key',
  CLOUDFLARE_R2_SECRET_KEY: SECRET,
  CLOUDFLARE_R2_ENDPOINT: 'https://0123456789abcdef0123456789abcdef.r2.cloudflarestorage.com',
  CLOUDFLARE_R2_BUCKET_NAME: 'models',
};
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fitpredict-'));
  vi.spyOn(process, 'cwd').mockReturnValue(folder);
});

afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true, force: true });
});

it('is the folder saved_models alone where nothing is set', async () => {
  const storage = storageFromEnv({ CLOUDFLARE_R2_ACCESS_KEY: '' });
  expect(storage).not.toBeInstanceOf(FallbackStorage);
  await storage.put('model', Uint8Array.of(1));
  expect(await readdir(join(folder, 'saved_models'))).toContain('model');
});

it('names what is missing where a part is set, and never a secret', () => {
  for (const name of Object.keys(complete)) {
    const env = { ...complete, [name]: ' ' };
    const others = Object.keys(complete).filter((other) => other !== name);
    const message = `storageFromEnv: ${others[0]}, ${others[1]} and ${others[2]} are set, but not ${name}. Set all of them`;
    expect(() => storageFromEnv(env)).toThrow(message);
    expect(() => storageFromEnv(env)).not.toThrow(SECRET);
  }
  expect(() => storageFromEnv({ CLOUDFLARE_R2_PUBLIC_DOMAIN: 'models.example.com' })).toThrow(
    'CLOUDFLARE_R2_PUBLIC_DOMAIN is set, but not CLOUDFLARE_R2_ACCESS_KEY, CLOUDFLARE_R2_SECRET_KEY, CLOUDFLARE_R2_ENDPOINT and CLOUDFLARE_R2_BUCKET_NAME.',
  );
});

it('keeps models in the folder while R2 refuses them, and says why without the secret', async () => {
  const server = await answering(403);
  try {
    const { port } = server.address() as AddressInfo;
    const env = { ...complete, CLOUDFLARE_R2_ENDPOINT: `http://127.0.0.1:${port}` };
    const storage = storageFromEnv(env);
    expect(storage).toBeInstanceOf(FallbackStorage);
    const info = await (storage as FallbackStorage).put('model', Uint8Array.of(1));
    expect(info.storedIn).toBe('secondary');
    expect(info.fallbackReason).toContain('S3Storage.put');
    expect(JSON.stringify([info, storage])).not.toContain(SECRET);
    expect(await readdir(join(folder, 'saved_models'))).toContain('model');
    expect((await storage.get('model')).bytes).toEqual(Uint8Array.of(1));
  } finally {
    server.close();
  }
});

it('gives the public URL of what is in R2 where there is a public domain', async () => {
  const server = await answering(200);
  try {
    const { port } = server.address() as AddressInfo;
    const storage = storageFromEnv({
      ...complete,
      CLOUDFLARE_R2_ENDPOINT: `http://127.0.0.1:${port}`,
      CLOUDFLARE_R2_PUBLIC_DOMAIN: 'models.example.com',
    });
    expect(await storage.put('team/model 1', Uint8Array.of(1))).toMatchObject({
      storedIn: 'primary',
      url: 'https://models.example.com/team/model%201',
    });
  } finally {
    server.close();
  }
});

/** A server that answers every request in the same way. */
function answering(status: number): Promise<Server> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(status, { etag: '"1"', 'last-modified': new Date().toUTCString() }).end();
    });
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}
