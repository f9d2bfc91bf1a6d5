/**
 * How much of the machine others use. A time taken while somebody else computes says little, so every one that the
 * benchmark takes comes with the cores that others used meanwhile.
 */
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { CALM } from './statistics.js';

/** Clock ticks a second in `/proc/stat`; every Linux that Node runs on has 100. */
const TICKS = 100;

/**
 * Seconds that all cores together have worked since the machine started. On Linux time that a hypervisor gave to other
 * machines counts: it is lost to us like any other.
 */
export function busySeconds(): number {
  if (process.platform === 'linux') {
    const [line] = readFileSync('/proc/stat', 'utf8').split('\n', 1);
    return ticksBusy(line) / TICKS;
  }
  let milliseconds = 0;
  for (const { times } of cpus()) milliseconds += times.user + times.nice + times.sys + times.irq;
  return milliseconds / 1000;
}

/**
 * Ticks of work in the first line of `/proc/stat`: `cpu user nice system idle iowait irq softirq steal guest guest_nice`.
 * Guests are in user already.
 */
export function ticksBusy(line: string): number {
  const [user, nice, system, , , irq, softirq, steal = 0] = line
    .trim()
    .split(/\s+/)
    .slice(1)
    .map(Number);
  return user + nice + system + irq + softirq + steal;
}

/** Measures from its making on. */
export class LoadMeter {
  readonly #start = performance.now();
  readonly #busy = busySeconds();
  readonly #own = process.cpuUsage();

  /**
   * Cores that others used on average since then.
   *
   * @param measured - processor seconds that what we measure used meanwhile, in another process
   */
  others(measured: number): number {
    const { user, system } = process.cpuUsage(this.#own);
    const elapsed = (performance.now() - this.#start) / 1000;
    const busy = busySeconds() - this.#busy;
    return Math.max(0, busy - measured - (user + system) / 1e6) / elapsed;
  }
}

/** Waits until others leave the machine alone, for as long as its patience lasts. */
export class Patience {
  /** @param seconds - what it may wait in all */
  constructor(private seconds: number) {}

  /** @returns whether the machine is calm now */
  async waitForCalm(): Promise<boolean> {
    while (this.seconds > 0) {
      const meter = new LoadMeter();
      await sleep(500);
      if (meter.others(0) <= CALM) return true;
      this.seconds -= 0.5;
    }
    return false;
  }
}
