import { readFileSync, writeFileSync } from 'node:fs';

/**
 * The highest resident memory during an action above that before it, where the system tells: on Linux. Run node with
 * `--expose-gc`, or garbage of before counts as there.
 */
export async function memoryOf<T extends object>(
  action: () => T | Promise<T>,
): Promise<T & { megabytes?: number }> {
  globalThis.gc?.();
  try {
    writeFileSync('/proc/self/clear_refs', '5'); // forgets the peak of reading the data
  } catch {
    return action();
  }
  const before = residentMegabytes('VmRSS');
  const result = await action();
  return { ...result, megabytes: Math.max(0, residentMegabytes('VmHWM') - before) };
}

function residentMegabytes(name: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync('/proc/self/status', 'utf8');
  return Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1024;
}
