import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FileSystemStorage } from '../../../src/storage/file-system/file-system-storage.js';
import { storageChecks } from '../../../src/testing/check-storage.js';

let folder: string;
let root: string;
let child: string;
let roots = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fitpredict-'));
  child = join(folder, 'child.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('./file-system-child.ts', import.meta.url))],
    outfile: child,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
  });
});

beforeEach(() => {
  root = join(folder, `root-${++roots}`);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

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

  it('cannot stand where a folder is needed, nor the other way round', async () => {
    const storage = new FileSystemStorage({ root });
    await storage.put('a', bytes(1));
    await storage.put('b/c', bytes(2));
    await expect(storage.put('a/b/c', bytes(3))).rejects.toThrow(
      'FileSystemStorage.put: the key "a/b/c" needs a folder "a", but a model is stored under that key. Choose another key.',
    );
    for (const ifAbsent of [false, true]) {
      await expect(storage.put('b', bytes(3), { ifAbsent })).rejects.toMatchObject({
        name: 'StorageError',
      });
    }
    await expect(storage.put('b', bytes(3))).rejects.toThrow(
      'the key "b" is the folder of other models',
    );
    expect((await storage.list()).models.map(({ key }) => key)).toEqual(['a', 'b/c']);
    expect(await readdir(join(root, '.fitpredict'))).toEqual([]);
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
    const [host] = (await ownerOfTemporary()).split('~');
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

  it('is a lock that the next writer breaks', async () => {
    const storage = new FileSystemStorage({ root });
    await storage.put('a', bytes(1));
    const [host] = (await ownerOfTemporary()).split('~');
    const writing = storage.put('a', new Uint8Array(50_000_000));
    const lock = join(root, '.fitpredict', await appearing(/^lock~/));
    await writing;
    await writeFile(lock, `${host}~${await deadProcess()}`);
    const start = performance.now();
    await Promise.all([2, 3, 4].map((i) => storage.put('a', bytes(i))));
    expect(performance.now() - start).toBeLessThan(9_000);
    expect(await readdir(join(root, '.fitpredict'))).toEqual([]);
  });

  it('is the old or the new model, whenever writers are killed', async () => {
    const SIZE = 1_000_000;
    const storage = new FileSystemStorage({ root });
    for (let round = 0; round < 4; round++) {
      const writers = [1, 2, 3, 4].map(() => start('writeForEver', `${SIZE}`));
      await Promise.all(writers.map((writer) => once(writer.stdout as Readable, 'data')));
      for (const [i, writer] of writers.entries()) {
        await sleep((7 * round + 5 * i) % 23);
        writer.kill('SIGKILL');
        await once(writer, 'exit');
        // Each model of the writers is one value throughout, and as long as its value says.
        const model = (await storage.get('model')).bytes;
        expect(Buffer.alloc(SIZE + model[0], model[0]).equals(model)).toBe(true);
      }
    }
    expect((await storage.list()).models).toHaveLength(1);
    await storage.put('model', bytes(1));
    expect((await storage.get('model')).bytes).toEqual(bytes(1));
  });
});

describe('several processes', () => {
  it('that race for a free key: one wins, and its model is stored', async () => {
    for (let round = 0; round < 2; round++) {
      root = `${root}-${round}`;
      const outcomes = await Promise.all(
        [1, 2, 3, 4, 5, 6].map((i) => outcome(start('ifAbsent', `${i}`))),
      );
      const winner = outcomes.indexOf('won') + 1;
      expect(outcomes.filter((text) => text === 'won')).toHaveLength(1);
      expect(outcomes.filter((text) => text.startsWith('exists '))).toHaveLength(5);
      const model = (await new FileSystemStorage({ root }).get('races/model')).bytes;
      expect(model.every((byte) => byte === winner)).toBe(true);
    }
  });

  it('that raise one counter with ifMatch lose no step', async () => {
    await new FileSystemStorage({ root }).put('counter', bytes(0, 0));
    const STEPS = 25;
    const writers = [1, 2, 3, 4].map(() => start('raise', `${STEPS}`));
    const codes = await Promise.all(writers.map(async (writer) => (await once(writer, 'exit'))[0]));
    expect(codes).toEqual([0, 0, 0, 0]);
    expect((await new FileSystemStorage({ root }).get('counter')).bytes[0]).toBe(4 * STEPS);
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
      `ulimit -f 100; exec "${process.execPath}" "${child}" "${root}" put 1000000`,
    ]);
    expect(await outcome(limited)).toMatch(/^failed FileSystemStorage\.put: .*raise the limit/);
    expect((await storage.get('model')).bytes).toEqual(bytes(1));
    expect(await readdir(join(root, '.fitpredict'))).toEqual([]);
  },
);

function start(task: string, argument: string): ChildProcess {
  return spawn(process.execPath, [child, root, task, argument], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** The first thing a child prints. */
async function outcome(process: ChildProcess): Promise<string> {
  const exit = once(process, 'close');
  let text = '';
  process.stdout?.on('data', (chunk) => {
    text += chunk;
  });
  await exit;
  return text.trim();
}

/** The id of a process that is no more. */
async function deadProcess(): Promise<number> {
  const ended = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(ended, 'exit');
  return ended.pid as number;
}

/** The name of a temporary file of this process, seen while it is there. */
async function ownerOfTemporary(): Promise<string> {
  const writing = new FileSystemStorage({ root }).put('big', new Uint8Array(50_000_000));
  const name = await appearing(/^(?!lock~)/);
  await writing;
  await new FileSystemStorage({ root }).delete('big');
  return name;
}

/** The first file in the work folder whose name fits. */
async function appearing(pattern: RegExp): Promise<string> {
  for (;;) {
    const name = (await readdir(join(root, '.fitpredict'))).find((entry) => pattern.test(entry));
    if (name !== undefined) return name;
    await sleep(0);
  }
}
