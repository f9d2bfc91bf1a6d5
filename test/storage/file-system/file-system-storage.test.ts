import { spawn } from 'node:child_process';
import { mkdir, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { InvalidParameterError } from '../../../src/errors.js';
import { newFileName } from '../../../src/storage/file-system/file-owner.js';
import {
  FileSystemStorage,
  type FileSystemStorageOptions,
} from '../../../src/storage/file-system/file-system-storage.js';
import { lockFor } from '../../../src/storage/file-system/writer-turn.js';
import type { StoredInfo } from '../../../src/storage/model-storage.js';
import { storageChecks } from '../../../src/testing/check-storage.js';
import { deadProcess, openStage, outcome, type Stage } from './file-system-stage.js';

let stage: Stage;
let root: string;
let roots = 0;

beforeAll(async () => {
  stage = await openStage();
});

beforeEach(() => {
  root = join(stage.folder, `root-${++roots}`);
});

afterAll(() => stage.remove());

const bytes = (...values: number[]) => Uint8Array.from(values);

describe('the contract of a storage', () => {
  for (const { name, run } of storageChecks(() => new FileSystemStorage({ root }))) it(name, run);
});

describe('files', () => {
  it('are the bytes under the name of the key, below a root that is a path or a URL', async () => {
    const storage = new FileSystemStorage({ root: pathToFileURL(`${root}/`) });
    await storage.put('churn/v1.safetensors', bytes(1, 2, 3));
    expect(Array.from(await readFile(join(root, 'churn', 'v1.safetensors')))).toEqual([1, 2, 3]);
  });

  it('that others put into the root are models, except for hidden ones and names that are no keys', async () => {
    await mkdir(join(root, 'team', '.git'), { recursive: true });
    for (const name of ['a.safetensors', '.DS_Store', 'con', 'e\u0301', 'team/b', 'team/.git/c']) {
      await writeFile(join(root, name), 'x');
    }
    const { models } = await new FileSystemStorage({ root }).list();
    expect(models.map(({ key }) => key)).toEqual(['a.safetensors', 'team/b']);
  });

  it('leave no folder behind when the last in it is deleted', async () => {
    const storage = new FileSystemStorage({ root });
    await storage.put('a/b/c', bytes(1));
    await storage.put('a/d', bytes(1));
    await storage.delete('a/b/c');
    expect(await readdir(join(root, 'a'))).toEqual(['d']);
    await storage.delete('a/d');
    expect(await readdir(root)).toEqual(['.fitpredict']);
  });

  it('may have the name of a folder of others, whichever comes first', async () => {
    const storage = new FileSystemStorage({ root });
    for (const keys of [
      ['a', 'a/b/c', 'a/b', 'a!'],
      ['d/e/f', 'd', 'd/e', 'd!'],
    ]) {
      for (const [i, key] of keys.entries()) {
        await storage.put(key, bytes(i), { ifAbsent: true });
        await expect(storage.put(key, bytes(9), { ifAbsent: true })).rejects.toMatchObject({
          reason: 'exists',
        });
      }
      for (const [i, key] of keys.entries()) {
        const { etag, ...info } = (await storage.head(key)) as StoredInfo;
        expect((await storage.get(key)).bytes).toEqual(bytes(i));
        expect((await storage.list({ prefix: key, limit: 1 })).models).toEqual([info]);
        await storage.put(key, bytes(i, i), { ifMatch: etag });
      }
    }
    const keys = ['a', 'a!', 'a/b', 'a/b/c', 'd', 'd!', 'd/e', 'd/e/f'];
    expect((await storage.list()).models.map(({ key }) => key)).toEqual(keys);
    for (const [i, key] of keys.entries()) {
      const page = await storage.list({ cursor: key });
      expect(page.models.map((model) => model.key)).toEqual(keys.slice(i + 1));
    }
    await storage.delete('a/b');
    expect(await storage.exists('a/b')).toBe(false);
    expect(await storage.exists('a/b/c')).toBe(true);
    for (const key of keys) await storage.delete(key);
    expect(await storage.list()).toEqual({ models: [] });
    expect(await readdir(root)).toEqual(['.fitpredict']);
    expect(await readdir(join(root, '.fitpredict'))).toEqual([]);
  });

  it('of which one makes room for the folder of others are found at every moment', async () => {
    const storage = new FileSystemStorage({ root });
    for (let round = 0; round < 20; round++) {
      await storage.put('a', bytes(1));
      const writing = Promise.all(['a/b', 'a/c/d'].map((key) => storage.put(key, bytes(2))));
      let isDone = false;
      writing.then(() => {
        isDone = true;
      });
      while (!isDone) expect((await storage.get('a')).bytes).toEqual(bytes(1));
      await writing;
      const { models } = await storage.list();
      expect(models.map(({ key }) => key)).toEqual(['a', 'a/b', 'a/c/d']);
      await Promise.all(models.map(({ key }) => storage.delete(key)));
      expect(await storage.list()).toEqual({ models: [] });
    }
  });

  it('stand in no folder that is none of the storage', async () => {
    const storage = new FileSystemStorage({ root });
    await storage.put('a/b', bytes(1));
    await mkdir(`${root}-outside`);
    await symlink(`${root}-outside`, join(root, '.fitpredict-beside'));
    await expect(storage.put('a', bytes(1))).rejects.toThrow('leads through a symbolic link');
    expect((await storage.list()).models.map(({ key }) => key)).toEqual(['a/b']);
    expect(await readdir(`${root}-outside`)).toEqual([]);
  });

  it('come back when the root is removed between two writes', async () => {
    const storage = new FileSystemStorage({ root });
    await storage.put('a/b', bytes(1));
    await rm(root, { recursive: true });
    expect(await storage.exists('a/b')).toBe(false);
    await storage.put('a/b', bytes(2));
    expect((await storage.get('a/b')).bytes).toEqual(bytes(2));
  });

  it('can be stored and deleted in one folder at the same time', async () => {
    const storage = new FileSystemStorage({ root });
    for (let round = 0; round < 25; round++) {
      await storage.put('team/old', bytes(1));
      await Promise.all([
        storage.delete('team/old'),
        ...[1, 2, 3].map((i) => storage.put(`team/deep/${i}`, bytes(i))),
      ]);
      const { models } = await storage.list();
      expect(models.map(({ key }) => key)).toEqual(['team/deep/1', 'team/deep/2', 'team/deep/3']);
      await Promise.all(models.map(({ key }) => storage.delete(key)));
    }
  });
});

describe('the root', () => {
  it('is made when the first model is stored, not before', async () => {
    const storage = new FileSystemStorage({ root: join(root, 'deep') });
    expect(await storage.list()).toEqual({ models: [] });
    await storage.delete('a');
    await expect(readdir(root)).rejects.toThrow('ENOENT');
    await storage.put('a', bytes(1));
    expect(await storage.exists('a')).toBe(true);
  });

  it('must be a path', () => {
    expect(() => new FileSystemStorage({ root: '' })).toThrow(
      'FileSystemStorage: root must be a path or a file URL, but got "". Pass the folder that holds the models.',
    );
    const wrong: unknown[] = [
      { root: 'a\0b' },
      { root: new URL('file:///a%00b') },
      { root: new URL('file:///a%2Fb') },
      { root: new URL('https://example.com/') },
      { root: 1 },
      { root: undefined },
      { root: 'models', rot: 1 },
      {},
      null,
      undefined,
      'models',
    ];
    for (const options of wrong) {
      const make = () => new FileSystemStorage(options as FileSystemStorageOptions);
      expect(make).toThrow(InvalidParameterError);
      expect(make).toThrow(/^FileSystemStorage: /);
    }
  });

  it('that is a file, or below one, is refused with what to do', async () => {
    await mkdir(root);
    await writeFile(join(root, 'file'), 'x');
    for (const path of ['file', 'file/below']) {
      const storage = new FileSystemStorage({ root: join(root, path) });
      await expect(storage.put('a', bytes(1))).rejects.toMatchObject({
        name: 'StorageError',
        reason: 'failed',
        message: expect.stringContaining('A file stands where a folder is needed'),
      });
    }
    const storage = new FileSystemStorage({ root: join(root, 'file/below') });
    for (const use of [() => storage.get('a'), () => storage.list(), () => storage.delete('a')]) {
      await expect(use()).rejects.toMatchObject({ name: 'StorageError', reason: 'failed' });
    }
  });

  it.runIf(process.platform === 'linux')('that cannot be made is refused', async () => {
    const storage = new FileSystemStorage({ root: '/proc/fitpredict/models' });
    await expect(storage.put('a', bytes(1))).rejects.toMatchObject({
      name: 'StorageError',
      message: expect.stringMatching(/FileSystemStorage\.put: the folder .* cannot be used/),
    });
  });

  it('may be reached through a symbolic link', async () => {
    await mkdir(join(root, 'real'), { recursive: true });
    await symlink(join(root, 'real'), join(root, 'link'));
    const storage = new FileSystemStorage({ root: join(root, 'link') });
    await storage.put('a', bytes(1));
    expect(Array.from(await readFile(join(root, 'real', 'a')))).toEqual([1]);
    await storage.delete('a');
  });
});

describe('a symbolic link below the root', () => {
  let outside: string;
  beforeEach(async () => {
    outside = `${root}-outside`;
    await mkdir(join(outside, 'folder'), { recursive: true });
    await mkdir(root);
    await writeFile(join(outside, 'file'), 'secret');
    await writeFile(join(outside, 'folder', 'file'), 'secret');
    await symlink(outside, join(root, 'folder'));
    await symlink(join(outside, 'file'), join(root, 'file'));
    await symlink(join(outside, 'nothing'), join(root, 'dangling'));
  });

  it('is followed by nothing', async () => {
    const storage = new FileSystemStorage({ root });
    for (const key of ['file', 'folder/file', 'folder/folder/file']) {
      for (const use of [
        () => storage.get(key),
        () => storage.head(key),
        () => storage.exists(key),
        () => storage.put(key, bytes(1)),
        () => storage.put(key, bytes(1), { ifAbsent: true }),
        () => storage.delete(key),
      ]) {
        await expect(use()).rejects.toThrow('leads through a symbolic link');
      }
    }
    for (const key of ['folder/new', 'folder/new/model']) {
      await expect(storage.put(key, bytes(1))).rejects.toThrow('leads through a symbolic link');
    }
    expect((await readdir(outside, { recursive: true })).sort()).toEqual([
      'file',
      'folder',
      'folder/file',
    ]);
    expect(await readFile(join(outside, 'file'), 'utf8')).toBe('secret');
    expect((await storage.list()).models).toEqual([]);
  });

  it('that points nowhere is replaced, and its target is not made', async () => {
    const storage = new FileSystemStorage({ root });
    await storage.put('dangling', bytes(1));
    expect((await storage.get('dangling')).bytes).toEqual(bytes(1));
    expect(await readdir(outside)).not.toContain('nothing');
  });

  it('is not taken for the work folder', async () => {
    await symlink(outside, join(root, '.fitpredict'));
    await expect(new FileSystemStorage({ root }).put('a', bytes(1))).rejects.toThrow(
      'symbolic link',
    );
    expect((await readdir(outside)).sort()).toEqual(['file', 'folder']);
  });

  it('that differs in capitals only is refused, as the other name is where file systems ignore case', async () => {
    const storage = new FileSystemStorage({ root });
    await storage.put('model', bytes(1));
    await symlink('model', join(root, 'Model'));
    for (const use of [() => storage.put('Model', bytes(2)), () => storage.get('Model')]) {
      await expect(use()).rejects.toThrow(
        'does not tell "Model" from a key that differs in capitals only',
      );
    }
  });
});

describe('what a crash leaves', () => {
  it('is never listed, and removed by the next writer once its owner is long dead', async () => {
    const work = join(root, '.fitpredict');
    await new FileSystemStorage({ root }).put('a', bytes(1));
    const [host] = newFileName().split('~');
    const dead = `${host}~${await deadProcess()}`;
    const minuteAgo = new Date(Date.now() - 60_000);
    const dayAgo = new Date(Date.now() - 86_400_000);
    for (const [name, time] of [
      [`${dead}~1`, minuteAgo],
      [`${dead}~2`, new Date()],
      [`${host}~${process.pid}~3`, minuteAgo],
      ['elsewhere~1~4', minuteAgo],
      ['elsewhere~1~5', dayAgo],
    ] as const) {
      await writeFile(join(work, name), 'half a mod');
      await utimes(join(work, name), time, time);
    }
    const storage = new FileSystemStorage({ root });
    expect((await storage.list()).models.map(({ key }) => key)).toEqual(['a']);
    await storage.put('b', bytes(1));
    expect((await readdir(work)).map((name) => name.slice(-1)).sort()).toEqual(['2', '3', '4']);
  });

  it.each(['a folder with its token', 'a file, as the first version wrote it', 'an empty folder'])(
    'is a lock that the next writer breaks: %s',
    async (kind) => {
      const storage = new FileSystemStorage({ root });
      await storage.put('a', bytes(1));
      const [host] = newFileName().split('~');
      const lock = join(root, '.fitpredict', lockFor('a'));
      const dead = `${host}~${await deadProcess()}`;
      if (kind.startsWith('a file')) await writeFile(lock, dead);
      else await mkdir(lock);
      if (kind.startsWith('a folder')) await writeFile(join(lock, `${dead}~1`), 'a model');
      const start = performance.now();
      await Promise.all([2, 3, 4].map((i) => storage.put('a', bytes(i))));
      expect(performance.now() - start).toBeLessThan(9_000);
      expect(await readdir(join(root, '.fitpredict'))).toEqual([]);
    },
  );

  it('is a lock that is cleaned away, unless it may be held', async () => {
    const work = join(root, '.fitpredict');
    await new FileSystemStorage({ root }).put('a', bytes(1));
    const [host] = newFileName().split('~');
    const dead = `${host}~${await deadProcess()}~1`;
    const own = `${host}~${process.pid}~1`;
    const minuteAgo = new Date(Date.now() - 60_000);
    for (const [name, token] of [
      ['lock~1', undefined],
      ['lock~2', dead],
      ['lock~3', own],
      ['lock~4', 'elsewhere~1~1'],
    ] as const) {
      await mkdir(join(work, name));
      if (token !== undefined) await writeFile(join(work, name, token), 'x');
      await utimes(join(work, name), minuteAgo, minuteAgo);
    }
    await writeFile(join(work, 'lock~5'), dead);
    await utimes(join(work, 'lock~5'), minuteAgo, minuteAgo);
    await new FileSystemStorage({ root }).put('b', bytes(1));
    expect((await readdir(work)).sort()).toEqual(['lock~3', 'lock~4']);
  });
});

it.runIf(process.platform !== 'win32')(
  'keeps the old model, and leaves no rubbish, when the disk takes no more',
  async () => {
    const storage = new FileSystemStorage({ root });
    await storage.put('model', bytes(1));
    // The shell's limit on the size of files stands in for a full disk: write fails half way.
    const limited = spawn('sh', [
      '-c',
      `ulimit -f 100; exec "${process.execPath}" "${stage.child}" "${root}" put 1000000`,
    ]);
    expect(await outcome(limited)).toMatch(/^failed FileSystemStorage\.put: .*raise the limit/);
    expect((await storage.get('model')).bytes).toEqual(bytes(1));
    expect(await readdir(join(root, '.fitpredict'))).toEqual([]);
  },
);
