import {
  equal,
  equalBytes,
  pattern,
  rejects,
  rejectsWith,
  type StorageChecks,
} from './storage-assertions.js';

/** What is put is what is got, said alike by every method, until it is replaced or deleted. */
export const MODEL_CHECKS: StorageChecks = {
  async 'gives back the bytes that were stored'(storage) {
    for (const size of [0, 1, 1000, 3_000_000]) {
      const bytes = pattern(size, size);
      await storage.put(`models/${size}.bin`, bytes);
      const stored = await storage.get(`models/${size}.bin`);
      equalBytes(stored.bytes, bytes, `the ${size} bytes`);
      equal(stored.size, size, 'size');
      equal(stored.key, `models/${size}.bin`, 'key');
    }
  },

  async 'replaces what was stored under the key'(storage) {
    await storage.put('a', pattern(100, 1));
    await storage.put('a', pattern(10, 2));
    equalBytes((await storage.get('a')).bytes, pattern(10, 2), 'the second bytes');
    equal((await storage.list()).models.length, 1, 'the number of models');
  },

  async 'copies bytes on the way in and on the way out'(storage) {
    const bytes = pattern(50, 1);
    const writing = storage.put('a', bytes);
    bytes.fill(0);
    await writing;
    const first = (await storage.get('a')).bytes;
    equalBytes(first, pattern(50, 1), 'the bytes after the caller changed its own');
    first.fill(0);
    equalBytes(
      (await storage.get('a')).bytes,
      pattern(50, 1),
      'the bytes after a reader changed its copy',
    );
  },

  async 'stores a part of a larger buffer, and returns a plain Uint8Array'(storage) {
    await storage.put('a', pattern(100, 1).subarray(10, 20));
    const { bytes } = await storage.get('a');
    equalBytes(bytes, pattern(100, 1).slice(10, 20), 'the part');
    equal(Object.getPrototypeOf(bytes) === Uint8Array.prototype, true, 'plainness');
  },

  async 'says the same of a model in put, get, head and list'(storage) {
    const put = await storage.put('team/model.safetensors', pattern(20, 1));
    const { bytes, ...get } = await storage.get('team/model.safetensors');
    const head = await storage.head('team/model.safetensors');
    const [entry] = (await storage.list()).models;
    for (const [source, info] of Object.entries({ get, head })) {
      equal(info?.etag, put.etag, `the etag of ${source}`);
    }
    for (const [source, info] of Object.entries({ get, head, entry })) {
      equal(info?.key, put.key, `the key of ${source}`);
      equal(info?.size, bytes.length, `the size of ${source}`);
      equal(info?.modified.getTime(), put.modified.getTime(), `the time of ${source}`);
    }
  },

  async 'gives a time near now and a new etag to changed bytes'(storage) {
    const first = await storage.put('a', pattern(20, 1));
    const second = await storage.put('a', pattern(20, 2));
    equal(typeof first.etag === 'string' && first.etag !== '', true, 'that etag is text');
    equal(first.etag === second.etag, false, 'that the etags agree');
    const day = 86_400_000;
    equal(
      Math.abs(second.modified.getTime() - Date.now()) < day,
      true,
      'that the time is of today',
    );
  },

  async 'names the missing model and what is near it'(storage) {
    await rejects(() => storage.get('churn'), 'missing', 'there is no model "churn"');
    await storage.put('churn/v1', pattern(5, 1));
    await rejects(() => storage.get('churm/v1'), 'missing', '"churm/v1"');
  },

  async 'knows what exists'(storage) {
    equal(await storage.exists('a/b'), false, 'exists of an empty storage');
    equal(await storage.head('a/b'), undefined, 'head of an empty storage');
    await storage.put('a/b', pattern(5, 1));
    equal(await storage.exists('a/b'), true, 'exists');
    equal(await storage.exists('a'), false, 'exists of the first name alone');
    equal(await storage.head('a'), undefined, 'head of the first name alone');
    equal(await storage.exists('a/b/c'), false, 'exists below a model');
    await rejects(() => storage.get('a'), 'missing', 'there is no model "a"');
  },

  async 'deletes, and takes deleting nothing for done'(storage) {
    await storage.delete('a/b/c');
    await storage.put('a/b/c', pattern(5, 1));
    await storage.put('a/d', pattern(5, 2));
    await storage.delete('a');
    await storage.delete('a/b');
    equal((await storage.list()).models.length, 2, 'the number of models before');
    await storage.delete('a/b/c');
    equal(await storage.exists('a/b/c'), false, 'exists after delete');
    equalBytes((await storage.get('a/d')).bytes, pattern(5, 2), 'its neighbour');
    await storage.delete('a/b/c');
    await storage.put('a/b', pattern(5, 3)); // the name is free again
    equalBytes((await storage.get('a/b')).bytes, pattern(5, 3), 'what took its place');
  },

  async 'refuses what is no Uint8Array'(storage) {
    const text: unknown = 'text';
    await rejectsWith(
      () => storage.put('a', text as Uint8Array),
      'InvalidInputError',
      'Uint8Array',
    );
    equal(await storage.exists('a'), false, 'exists afterwards');
  },
};
