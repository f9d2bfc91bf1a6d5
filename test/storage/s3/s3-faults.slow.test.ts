import { describe, expect, it } from 'vitest';
import { StorageError } from '../../../src/errors.js';
import { createRng } from '../../../src/random/rng.js';
import { S3Storage, type S3StorageOptions } from '../../../src/storage/s3.js';
import { FAULTS, type Fault, faultyFetch, quiet } from './s3-faults.js';
import { S3Memory, SECRET } from './s3-memory.js';
import { contentOf, idOf, Witness } from './s3-witness.js';

const MiB = 1 << 20;

const storageOn = (fetch: typeof globalThis.fetch, more: Partial<S3StorageOptions> = {}) =>
  new S3Storage({
    endpoint: 'https://s3.example.com',
    bucket: 'models',
    accessKeyId: 'id',
    secretAccessKey: SECRET,
    retries: 2,
    retryDelay: 1,
    attemptTimeout: 250,
    fetch,
    ...more,
  });

/** Without faults, and not put off by a machine that is busy with other tests. */
const patient = (server: S3Memory) => storageOn(server.fetch, { attemptTimeout: 30_000 });

describe('under faults', () => {
  it('a thousand of them, nothing is lost, doubled or half-written, and each failure is reported', async () => {
    const server = new S3Memory();
    const happened = new Map<Fault, number>();
    let failures = 0;
    const lanes = Array.from({ length: 24 }, async (_, lane) => {
      const rng = createRng(lane);
      const mine = new Map<Fault, number>();
      const total = () => [...mine.values()].reduce((sum, n) => sum + n, 0);
      const storage = storageOn(faultyFetch(server.fetch, rng, 0.4, mine));
      const witness = new Witness(storage, `lane-${lane}-`, rng);
      while (total() < 42) {
        await witness.step();
        await quiet(); // what acts late has acted before the next step
      }
      await witness.verify(patient(server));
      failures += witness.failures;
      for (const [fault, n] of mine) happened.set(fault, (happened.get(fault) ?? 0) + n);
    });
    await Promise.all(lanes);
    expect([...happened.keys()].sort()).toEqual([...FAULTS].sort());
    expect([...happened.values()].reduce((sum, n) => sum + n, 0)).toBeGreaterThanOrEqual(1000);
    expect(failures).toBeGreaterThan(20);
  });

  it('a counter that many raise counts each success once', async () => {
    const server = new S3Memory();
    const clean = patient(server);
    await clean.put('counter', Uint8Array.of(0));
    let done = 0;
    let open = 0;
    await Promise.all(
      Array.from({ length: 5 }, async (_, writer) => {
        const rng = createRng(100 + writer);
        const storage = storageOn(faultyFetch(server.fetch, rng, 0.3, new Map()));
        for (let turns = 0; turns < 12; turns++) {
          const { bytes, etag } = await clean.get('counter');
          try {
            await storage.put('counter', Uint8Array.of(bytes[0] + 1), { ifMatch: etag });
            done++;
          } catch (error) {
            if (!(error instanceof StorageError)) throw error;
            if (error.reason === 'failed') open++;
            else expect(error.reason).toBe('changed');
          }
        }
      }),
    );
    await quiet();
    const [value] = (await clean.get('counter')).bytes;
    expect(done).toBeGreaterThan(5);
    expect(value).toBeGreaterThanOrEqual(done);
    expect(value).toBeLessThanOrEqual(done + open);
  });

  it('one of several writers that race gets a free key, and only one', async () => {
    const server = new S3Memory();
    const clean = patient(server);
    const rngs = [1, 2, 3].map((seed) => createRng(seed));
    const storages = rngs.map((rng) => storageOn(faultyFetch(server.fetch, rng, 0.4, new Map())));
    let winners = 0;
    for (let round = 0; round < 25; round++) {
      const key = `race ${round}`;
      const outcomes = await Promise.all(
        storages.map((storage, i) =>
          storage.put(key, contentOf(i + 1), { ifAbsent: true }).then(
            () => 'won',
            (error: StorageError) => error.reason,
          ),
        ),
      );
      await quiet(); // what acts late
      const stored = (await clean.exists(key))
        ? outcomes[idOf((await clean.get(key)).bytes) - 1]
        : 'none';
      const won = outcomes.filter((outcome) => outcome === 'won').length;
      expect(won).toBeLessThanOrEqual(1);
      if (won === 1) expect(stored).toBe('won');
      else expect(stored).not.toBe('exists'); // nobody is told that the key is taken by its own model
      winners += won;
    }
    expect(winners).toBeGreaterThan(10);
  });

  it('a model in parts is stored whole or not at all', async () => {
    const server = new S3Memory();
    const rng = createRng(5);
    const storage = storageOn(faultyFetch(server.fetch, rng, 0.25, new Map()), {
      partSize: 5 * MiB,
      attemptTimeout: 2_000,
    });
    const clean = patient(server);
    const possible = new Set<number>();
    for (let round = 1; round <= 4; round++) {
      const content = new Uint8Array(5 * MiB + 1000).fill(round);
      const stored = await storage.put('large', content).then(
        () => true,
        (error: unknown) => {
          expect(error).toBeInstanceOf(StorageError);
          return false;
        },
      );
      if (stored) possible.clear();
      possible.add(round);
      if (!(await clean.exists('large'))) continue;
      const { bytes } = await clean.get('large');
      expect(Buffer.compare(bytes, new Uint8Array(content.length).fill(bytes[0]))).toBe(0);
      expect([...possible]).toContain(bytes[0]);
    }
  });
});
