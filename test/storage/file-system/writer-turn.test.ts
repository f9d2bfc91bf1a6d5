import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWorkFolder } from '../../../src/storage/file-system/work-folder.js';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'fitpredict-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const IMPATIENT = { dead: 5, silent: 50 };
const bytes = (value: number) => Uint8Array.of(value);

describe('a turn', () => {
  it('that passes on to another writer can no longer commit, and its end does not disturb', async () => {
    const work = await openWorkFolder(root, IMPATIENT);
    const first = await work.turn('a', await work.write(bytes(1)));
    const second = await work.turn('a', await work.write(bytes(2)));
    expect([await first.isOwn(), await second.isOwn()]).toEqual([false, true]);
    await expect(rename(first.token, join(root, 'a'))).rejects.toMatchObject({ code: 'ENOENT' });
    await first.end();
    expect(await second.isOwn()).toBe(true);
    await rename(second.token, join(root, 'a'));
    await second.end();
    expect([...(await readFile(join(root, 'a')))]).toEqual([2]);
    expect(await readdir(join(root, '.fitpredict'))).toEqual([]);
  });

  it('of a deletion that passes on cannot take the model away', async () => {
    const work = await openWorkFolder(root, IMPATIENT);
    await writeFile(join(root, 'a'), 'x');
    const deleting = await work.turn('a', await work.bin());
    const writing = await work.turn('a', await work.write(bytes(2)));
    await expect(rename(join(root, 'a'), join(deleting.token, '1'))).rejects.toMatchObject({
      code: 'ENOENT',
    });
    await deleting.end();
    await writing.end();
    expect(await readdir(root)).toEqual(['.fitpredict', 'a']);
  });

  it('that has committed is over for the others at once, also when its owner sleeps on', async () => {
    const work = await openWorkFolder(root, { dead: 60_000, silent: 60_000 });
    const first = await work.turn('a', await work.write(bytes(1)));
    await rename(first.token, join(root, 'a'));
    const second = await work.turn('a', await work.write(bytes(2)));
    expect(await second.isOwn()).toBe(true);
    await first.end();
    expect(await second.isOwn()).toBe(true);
    await second.end();
  });

  it('that is waited for in vain leaves nothing of the waiting one', async () => {
    const work = await openWorkFolder(root);
    const first = await work.turn('a', await work.write(bytes(1)));
    const reason = new Error('enough');
    const waiting = work.turn('a', await work.write(bytes(2)), AbortSignal.timeout(30));
    await expect(waiting).rejects.toMatchObject({ name: 'TimeoutError' });
    const aborted = work.turn('a', await work.bin(), AbortSignal.abort(reason));
    await expect(aborted).rejects.toBe(reason);
    expect(await readdir(join(root, '.fitpredict'))).toHaveLength(1);
    await first.end();
  });
});
