import { once } from 'node:events';
import fileSystem from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { FileSystemStorage } from '../../../src/storage/file-system/file-system-storage.js';

/**
 * What the tests of FileSystemStorage run in processes of their own, bundled: `node child.mjs ROOT TASK ARGUMENT`.
 * Prints a line when it is ready, and `won` or what went wrong when it is done.
 */
const [root, task, argument] = process.argv.slice(2);
const storage = new FileSystemStorage({ root });

/** Bytes of one value throughout, so that a mixture of two models is seen at once. */
const uniform = (value: number, size: number) => new Uint8Array(size).fill(value);

async function report(work: Promise<unknown>): Promise<void> {
  const outcome = await work.then(
    () => 'won',
    (error: { reason?: string; message: string }) => `${error.reason} ${error.message}`,
  );
  process.stdout.write(`${outcome}\n`);
}

/** Say so when a model is about to be moved to its place or away from it, and wait for a word before the first time. */
function announceCommits(): void {
  const { rename } = fileSystem;
  let word: Promise<unknown> | undefined;
  fileSystem.rename = async (from, to) => {
    if ([from, to].some((path) => `${path}`.endsWith('/model'))) {
      process.stdout.write('committing\n');
      word ??= once(process.stdin, 'data').then(() => process.stdin.destroy());
      await word;
    }
    return rename(from, to);
  };
  syncBuiltinESMExports();
}

if (task === 'writeForEver') {
  for (let i = 0; ; i++) {
    await storage.put('model', uniform(i % 251, Number(argument) + (i % 251)));
    if (i === 0) process.stdout.write('ready\n');
  }
} else if (task === 'ifAbsent') {
  await report(storage.put('races/model', uniform(Number(argument), 100_000), { ifAbsent: true }));
} else if (task === 'raise') {
  for (let left = Number(argument); left > 0; ) {
    const { bytes, etag } = await storage.get('counter');
    const next = new Uint8Array(Uint16Array.of(new Uint16Array(bytes.buffer)[0] + 1).buffer);
    try {
      await storage.put('counter', next, { ifMatch: etag });
      left--;
    } catch (error) {
      if ((error as { reason?: string }).reason !== 'changed') throw error;
    }
  }
} else if (task === 'put') {
  await report(storage.put('model', uniform(2, Number(argument))));
} else if (task === 'pauseInPut') {
  announceCommits();
  await report(storage.put('model', uniform(9, 100), { ifMatch: argument }));
} else if (task === 'pauseInDelete') {
  announceCommits();
  await report(storage.delete('model'));
}
