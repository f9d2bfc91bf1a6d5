import { readFile } from 'node:fs/promises';

/** How often to look: memory is filled by some GB a second. */
const MILLISECONDS = 50;

/**
 * Watch the resident memory of a process, arrays outside of the JavaScript heap included. Linux alone tells it of
 * another process in a file; elsewhere nothing is exceeded, and only the limit of the heap holds.
 *
 * @returns `exceeded` resolves when the process holds more than `maxMegabytes`
 */
export function watchMemory(pid: number | undefined, maxMegabytes: number) {
  let timer: NodeJS.Timeout | undefined;
  const exceeded = new Promise<void>((resolve) => {
    timer = setInterval(async () => {
      const kilobytes = await residentKilobytes(pid);
      if (kilobytes > maxMegabytes * 1024) resolve();
    }, MILLISECONDS);
  });
  return { exceeded, stop: () => clearInterval(timer) };
}

async function residentKilobytes(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^VmRSS:\s*(\d+) kB$/m.exec(status)?.[1] ?? 0);
}
