import fc from 'fast-check';
import { InvalidParameterError, MemoryStorage } from 'fitpredict';
import { createQueue, startQueueWorker } from 'fitpredict/distributed';
import { describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { cutIntoParts } from '../../src/distributed/part.js';
import { VERSION } from '../../src/distributed/version.js';

const ends = { redis: 'redis://127.0.0.1', storage: new MemoryStorage() };
const wrong: [string, object, string][] = [
  ['no address', { storage: ends.storage }, 'redis is missing'],
  [
    'an address of something else',
    { ...ends, redis: 'http://x' },
    'redis must be a URL that begins',
  ],
  ['no storage', { redis: ends.redis }, 'storage is missing'],
  ['what is no storage', { ...ends, storage: {} }, 'storage must be a storage'],
  ['a colon in the name', { ...ends, queue: 'a:b' }, 'queue must be text without colons'],
  ['an unknown option', { ...ends, queues: 'a' }, 'queues'],
];

describe.each([
  ['createQueue', async (options: object) => void createQueue(options as typeof ends)],
  [
    'startQueueWorker',
    async (options: object) => void (await startQueueWorker(options as typeof ends)),
  ],
])('%s', (name, call) => {
  it.each(wrong)('refuses %s', async (_, options, message) => {
    const refused = await call(options).catch((cause: Error) => cause);
    expect(refused).toBeInstanceOf(InvalidParameterError);
    expect(String(refused)).toContain(name);
    expect(String(refused)).toContain(message);
  });
});

it.each([
  ['parts', 0],
  ['attempts', 0.5],
  ['backoff', -1],
])('createQueue refuses a %s of %s', (name, value) => {
  expect(() => createQueue({ ...ends, [name]: value })).toThrow(`createQueue: ${name} must be`);
});

it.each([
  ['concurrency', 0],
  ['lockDuration', 5],
  ['createWorker', 'x'],
])('startQueueWorker refuses a %s of %s', async (name, value) => {
  await expect(startQueueWorker({ ...ends, [name]: value })).rejects.toThrow(
    `startQueueWorker: ${name} must be`,
  );
});

it('cuts work into parts that hold each block once', () => {
  fc.assert(
    fc.property(fc.nat(500), fc.integer({ min: 1, max: 300 }), (blocks, most) => {
      const parts = cutIntoParts(blocks, most);
      expect(parts.length).toBeLessThanOrEqual(most);
      const held = parts.flatMap(({ from, to }) =>
        Array.from({ length: to - from }, (_, i) => from + i),
      );
      expect(held).toEqual(Array.from({ length: blocks }, (_, i) => i));
    }),
  );
});

it('knows the version of the package', () => {
  expect(VERSION).toBe(manifest.version);
});
