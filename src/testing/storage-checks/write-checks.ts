import { StorageError, type StorageErrorReason } from '../../errors.js';
import {
  equal,
  equalBytes,
  equalKeys,
  failure,
  keysOf,
  pattern,
  rejects,
  rejectsWith,
  type StorageChecks,
  sameBytes,
} from './storage-assertions.js';

/** Writes on condition, at the same time, and cancelled ones. */
export const WRITE_CHECKS: StorageChecks = {
  async 'stores only where the key is free with ifAbsent'(storage) {
    await storage.put('a', pattern(5, 1), { ifAbsent: true });
    await rejects(
      () => storage.put('a', pattern(5, 2), { ifAbsent: true }),
      'exists',
      'already a model "a"',
    );
    equalBytes((await storage.get('a')).bytes, pattern(5, 1), 'the bytes');
    await storage.delete('a');
    await storage.put('a', pattern(5, 3), { ifAbsent: true });
    equalBytes((await storage.get('a')).bytes, pattern(5, 3), 'the bytes after delete');
  },

  async 'stores only over the version that ifMatch names'(storage) {
    await rejects(() => storage.put('a', pattern(5, 1), { ifMatch: 'x' }), 'changed', 'version');
    equal(await storage.exists('a'), false, 'exists after a refused write');
    const first = await storage.put('a', pattern(5, 1));
    const second = await storage.put('a', pattern(5, 2), { ifMatch: first.etag });
    await rejects(
      () => storage.put('a', pattern(5, 3), { ifMatch: first.etag }),
      'changed',
      'version',
    );
    equalBytes((await storage.get('a')).bytes, pattern(5, 2), 'the bytes');
    await storage.put('a', pattern(5, 4), { ifMatch: second.etag });
    equalBytes((await storage.get('a')).bytes, pattern(5, 4), 'the last bytes');
  },

  async 'refuses ifAbsent together with ifMatch'(storage) {
    await rejectsWith(
      () => storage.put('a', pattern(1, 1), { ifAbsent: true, ifMatch: 'x' }),
      'InvalidParameterError',
      'ifAbsent',
    );
  },

  async 'lets one of many racing ifAbsent writers win'(storage) {
    const outcomes = await race(12, (i) => storage.put('a', pattern(5000, i), { ifAbsent: true }));
    equal(outcomes.won.length, 1, 'the number of winners');
    for (const reason of outcomes.lost) equal(reason, 'exists', 'the reason of a loser');
    equalBytes(
      (await storage.get('a')).bytes,
      pattern(5000, outcomes.won[0]),
      "the winner's bytes",
    );
  },

  async 'lets one of many racing ifMatch writers win'(storage) {
    const { etag } = await storage.put('a', pattern(5000, 100));
    const outcomes = await race(12, (i) => storage.put('a', pattern(5000, i), { ifMatch: etag }));
    equal(outcomes.won.length, 1, 'the number of winners');
    for (const reason of outcomes.lost) equal(reason, 'changed', 'the reason of a loser');
    equalBytes(
      (await storage.get('a')).bytes,
      pattern(5000, outcomes.won[0]),
      "the winner's bytes",
    );
  },

  async 'loses no step of counters that are raised at the same time'(storage) {
    await storage.put('counter', Uint8Array.of(0));
    const raise = async (): Promise<void> => {
      const { bytes, etag } = await storage.get('counter');
      try {
        await storage.put('counter', Uint8Array.of(bytes[0] + 1), { ifMatch: etag });
      } catch (error) {
        if (!(error instanceof StorageError && error.reason === 'changed')) throw error;
        await raise();
      }
    };
    await Promise.all(Array.from({ length: 6 }, raise));
    equal((await storage.get('counter')).bytes[0], 6, 'the counter');
  },

  async 'leaves one whole model after concurrent writes, and readers see whole ones'(storage) {
    await storage.put('a', pattern(200_000, 0));
    const sizes = [200_000, 100_000, 50_000, 1];
    const writes = sizes.flatMap((size) => [1, 2].map((i) => storage.put('a', pattern(size, i))));
    const reads = Array.from({ length: 8 }, () => storage.get('a'));
    const [read] = await Promise.all([Promise.all(reads), ...writes]);
    for (const { bytes } of [...read, await storage.get('a')]) {
      const whole = [0, 1, 2].some((i) => sameBytes(bytes, pattern(bytes.length, i)));
      equal(whole && sizes.includes(bytes.length), true, 'that the model is whole');
    }
  },

  async 'does nothing once the signal is aborted'(storage) {
    await storage.put('a', pattern(5, 1));
    const reason = new Error('enough');
    const signal = AbortSignal.abort(reason);
    for (const use of [
      () => storage.put('a', pattern(5, 2), { signal }),
      () => storage.put('b', pattern(5, 2), { signal }),
      () => storage.get('a', { signal }),
      () => storage.head('a', { signal }),
      () => storage.exists('a', { signal }),
      () => storage.list({ signal }),
      () => storage.delete('a', { signal }),
    ]) {
      equal(await failure(use), reason, 'the reason');
    }
    equalKeys(await keysOf(storage), ['a']);
    equalBytes((await storage.get('a')).bytes, pattern(5, 1), 'the bytes');
  },

  async 'writes all or nothing when aborted on the way'(storage) {
    const old = pattern(500_000, 1);
    await storage.put('a', old);
    const controller = new AbortController();
    const reason = new Error('enough');
    const next = pattern(500_000, 2);
    const writing = storage.put('a', next, { signal: controller.signal }).then(
      () => undefined,
      (error: unknown) => error,
    );
    controller.abort(reason);
    const error = await writing;
    if (error !== undefined) equal(error, reason, 'the reason');
    equalBytes((await storage.get('a')).bytes, error === undefined ? next : old, 'the bytes');
  },
};

/** Start all writers at once: which of them won, and why the others lost. */
async function race(
  writers: number,
  write: (i: number) => Promise<unknown>,
): Promise<{ won: number[]; lost: StorageErrorReason[] }> {
  const won: number[] = [];
  const lost: StorageErrorReason[] = [];
  await Promise.all(
    Array.from({ length: writers }, async (_, i) => {
      try {
        await write(i);
        won.push(i);
      } catch (error) {
        if (!(error instanceof StorageError)) throw error;
        lost.push(error.reason);
      }
    }),
  );
  return { won, lost };
}
