import { describe, expect, it } from 'vitest';
import { InvalidParameterError } from '../../src/errors.js';
import { LinearRegression } from '../../src/estimators/linear/linear-regression.js';
import { ModelRegistry } from '../../src/registry/model-registry.js';
import { FallbackStorage } from '../../src/storage/fallback/fallback-storage.js';
import { FileSystemStorage } from '../../src/storage/file-system/file-system-storage.js';
import { IndexedDBStorage } from '../../src/storage/indexeddb.js';
import { MemoryStorage } from '../../src/storage/memory-storage.js';
import type { ModelStorage } from '../../src/storage/model-storage.js';
import { R2Storage } from '../../src/storage/r2.js';
import { r2Storage, S3Storage } from '../../src/storage/s3.js';

const key = { bucket: 'models', accessKeyId: 'id', secretAccessKey: 'secret' };
const bucket = { head() {}, get() {}, put() {}, delete() {}, list() {} };

/** Whatever a caller in JavaScript may pass where an object of options belongs. */
const ODD: unknown[] = [null, 'text', 1, true, [], () => {}];
const odd = (value: unknown) => value as never;

const STORAGES: Record<string, () => ModelStorage> = {
  MemoryStorage: () => new MemoryStorage(),
  FileSystemStorage: () => new FileSystemStorage({ root: 'never-made' }),
  IndexedDBStorage: () => new IndexedDBStorage(),
  S3Storage: () => new S3Storage(key),
  R2Storage: () => new R2Storage(odd(bucket)),
  FallbackStorage: () => new FallbackStorage(undefined, new MemoryStorage()),
};

describe.each(Object.keys(STORAGES))('%s', (name) => {
  it('refuses by name what are no options of a method', async () => {
    const storage = STORAGES[name]();
    for (const value of [...ODD, { signal: 1 }, { signal: {} }, { unheardOf: 1 }]) {
      const uses: [string, () => Promise<unknown>][] = [
        ['put', () => storage.put('a', Uint8Array.of(1), odd(value))],
        ['get', () => storage.get('a', odd(value))],
        ['head', () => storage.head('a', odd(value))],
        ['exists', () => storage.exists('a', odd(value))],
        ['list', () => storage.list(odd(value))],
        ['delete', () => storage.delete('a', odd(value))],
      ];
      for (const [method, use] of uses) {
        const error = await use().catch((thrown: unknown) => thrown);
        expect(error).toBeInstanceOf(InvalidParameterError);
        const own = name === 'FallbackStorage' ? '(exists|head)' : 'exists';
        const where = method === 'exists' ? own : method;
        expect((error as Error).message).toMatch(new RegExp(`^${name}\\.${where}: `));
      }
    }
  });
});

it('a condition that is misspelt, or is none, replaces nothing', async () => {
  for (const [name, make] of Object.entries(STORAGES)) {
    for (const [value, words] of [
      [{ ifAbsnet: true }, 'there is no option "ifAbsnet". Did you mean "ifAbsent"?'],
      [{ ifAbsent: 'yes' }, 'ifAbsent must be true or false, but got "yes".'],
      [{ ifMatch: 5 }, 'ifMatch must be text, but got 5.'],
    ] as const) {
      const put = make().put('a', Uint8Array.of(1), odd(value));
      await expect(put, name).rejects.toThrow(`${name}.put: ${words}`);
    }
  }
});

it('a constructor refuses by name what are no options', () => {
  const makers: Record<string, (options: never) => unknown> = {
    FileSystemStorage: (options) => new FileSystemStorage(options),
    IndexedDBStorage: (options) => new IndexedDBStorage(options),
    S3Storage: (options) => new S3Storage(options),
    r2Storage: (options) => r2Storage(options),
    R2Storage: (options) => new R2Storage(odd(bucket), options),
    FallbackStorage: (options) => new FallbackStorage(undefined, new MemoryStorage(), options),
    ModelRegistry: (options) => new ModelRegistry(new MemoryStorage(), options),
  };
  for (const [name, make] of Object.entries(makers)) {
    for (const value of [...ODD, { unheardOf: 1 }]) {
      expect(() => make(odd(value)), `${name} of ${String(value)}`).toThrow(InvalidParameterError);
      if (name !== 'r2Storage') expect(() => make(odd(value))).toThrow(`${name}: `);
    }
  }
});

it('what is no storage is refused where one belongs', () => {
  for (const value of [...ODD, {}, undefined]) {
    const make = [
      () => new FallbackStorage(undefined, odd(value)),
      () => new ModelRegistry(odd(value)),
      ...(value === undefined ? [] : [() => new FallbackStorage(odd(value), new MemoryStorage())]),
    ];
    for (const one of make)
      expect(one).toThrow(/: (primary|secondary|storage) must be a storage, /);
  }
});

it('ModelRegistry refuses by name what are no options of a method', async () => {
  const registry = new ModelRegistry(new MemoryStorage());
  const model = new LinearRegression().fit([[1], [2]], [1, 2]);
  await registry.save(model, { name: 'a' });
  for (const value of [...ODD, { signal: 1 }, { name: 'a', versoin: 1 }]) {
    const uses: Record<string, () => Promise<unknown>> = {
      save: () => registry.save(model, odd(value)),
      load: () => registry.load('a', odd(value)),
      info: () => registry.info('a', odd(value)),
      list: () => registry.list(odd(value)),
      delete: () => registry.delete('a', odd(value)),
      promote: () => registry.promote('a', 1, 'production', odd(value)),
      removeAlias: () => registry.removeAlias('a', 'production', odd(value)),
      history: () => registry.history('a', odd(value)),
      clean: () => registry.clean(odd(value)),
    };
    for (const [method, use] of Object.entries(uses)) {
      const error = await use().catch((thrown: unknown) => thrown);
      expect(error, `${method} of ${String(value)}`).toBeInstanceOf(InvalidParameterError);
      expect((error as Error).message).toContain(`ModelRegistry.${method}: `);
    }
  }
  expect(() => registry.split('a', odd(null))).toThrow(InvalidParameterError);
  expect(() => registry.split('a', { production: 1 }, odd(null))).toThrow(InvalidParameterError);
  await expect(registry.save(model, { name: 'a', metrics: odd(null) })).rejects.toThrow(
    'ModelRegistry.save: metrics must be an object',
  );
});
