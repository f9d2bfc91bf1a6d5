import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FileSystemStorage } from '../../../src/storage/file-system/file-system-storage.js';
import { openWorkFolder } from '../../../src/storage/file-system/work-folder.js';
import { openStage, outcome, type Stage, start as startChild } from './file-system-stage.js';

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
const start = (task: string, argument: string) => startChild(stage, root, task, argument);

describe('what a crash leaves', () => {
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

/**
 * The attack on locks: a writer is stopped when it has checked its condition and is about to commit, for
 * longer than others wait for it. They write meanwhile, and then it goes on.
 */
describe.runIf(process.platform !== 'win32')('a writer that is paused before its commit', () => {
  const WRITERS = 8;
  const ROUNDS = 3;

  it.each(['put', 'delete'] as const)(
    '(%s) does not act upon a model that others have changed since',
    async (task) => {
      for (let round = 0; round < ROUNDS; round++) {
        await Promise.all(
          Array.from({ length: WRITERS }, async (_, i) => {
            const home = join(root, `${round}-${i}`);
            const storage = new FileSystemStorage({ root: home });
            const { etag } = await storage.put('model', bytes(1));
            const paused = startChild(
              stage,
              home,
              task === 'put' ? 'pauseInPut' : 'pauseInDelete',
              etag,
            );
            const ended = outcome(paused);
            await once(paused.stdout as Readable, 'data'); // it is about to commit
            paused.kill('SIGSTOP');
            // Takes over after ten seconds, and is the one writer whose condition held.
            const { etag: second } = await storage.put('model', bytes(2), { ifMatch: etag });
            if (i % 2 === 0) await storage.put('model', bytes(3), { ifMatch: second });
            paused.stdin?.write('go on');
            paused.kill('SIGCONT');
            if (task === 'put') {
              expect(await ended).toMatch(/committing\nchanged /);
              expect((await storage.get('model')).bytes).toEqual(bytes(i % 2 === 0 ? 3 : 2));
            } else {
              // It deletes in a turn of its own then, after the others.
              expect(await ended).toMatch(/committing\ncommitting\nwon$/);
              expect(await storage.exists('model')).toBe(false);
            }
          }),
        );
      }
    },
  );

  it('does not let a counter lose a step', async () => {
    await new FileSystemStorage({ root }).put('counter', bytes(0, 0));
    const STEPS = 40;
    const writers = [1, 2, 3, 4].map(() => start('raise', `${STEPS}`));
    const codes = Promise.all(writers.map(async (writer) => (await once(writer, 'exit'))[0]));
    let running = true;
    codes.then(() => {
      running = false;
    });
    // Stops at any moment: two for a short time, and one for longer than its turn lasts.
    for (let i = 0; running; i++) {
      const writer = writers[i % 4];
      writer.kill('SIGSTOP');
      await sleep(i % 5 === 4 ? 11_000 : 20 + ((i * 37) % 90));
      writer.kill('SIGCONT');
      await sleep(5 + ((i * 13) % 40));
    }
    expect(await codes).toEqual([0, 0, 0, 0]);
    const { bytes: counter } = await new FileSystemStorage({ root }).get('counter');
    expect(new Uint16Array(counter.buffer)[0]).toBe(4 * STEPS);
  });
});

it('a turn is renewed while its owner works, however long that takes', async () => {
  const work = await openWorkFolder(root, { dead: 5, silent: 5_000 });
  const first = await work.turn('a', await work.write(bytes(1)));
  const waiting = work.turn('a', await work.write(bytes(2)));
  await sleep(9_000);
  expect(await first.isOwn()).toBe(true);
  await first.end();
  await (await waiting).end();
});
