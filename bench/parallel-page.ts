/** The table of docs/all-cores.md, from the figures of parallel.ts. */
import { machineText, table } from './benchmarks-page.js';
import { between } from './between.js';
import { digits } from './statistics.js';
import type { Machine } from './versions.js';

/** Seconds by one thread and by two. */
export interface ByThreads {
  readonly one: number;
  readonly two: number;
}

export interface ParallelResult {
  readonly name: string;
  readonly about: string;
  /** Until two workers were there. */
  readonly poolMilliseconds: number;
  /** In a fresh process. */
  readonly first: ByThreads;
  /** The second time in the same process. */
  readonly again: ByThreads;
  /** The native library that is fastest by two, the second time; undefined where none was measured. */
  readonly native?: { readonly library: string; readonly seconds: ByThreads };
}

export interface ParallelReport {
  readonly machine: Machine;
  readonly results: readonly ParallelResult[];
}

/** By how much two are faster than one. */
export function gain({ one, two }: ByThreads): number {
  return one / two;
}

export function allCoresPage(page: string, report?: ParallelReport): string {
  return between(page, 'figures', report === undefined ? 'Not measured yet.' : figures(report));
}

const HEAD = [
  'work',
  'one thread, s',
  'two, s',
  'gain',
  'native, two threads, s',
  'its gain',
  'ours ÷ native, one',
  'two',
];

function figures({ machine, results }: ParallelReport): string {
  const rows = results.map(({ about, again, native }) => [
    about,
    digits(again.one),
    digits(again.two),
    `${gain(again).toFixed(2)} ×`,
    ...(native === undefined ? ['–', '–', '–', '–'] : besideNative(again, native)),
  ]);
  return `${table(HEAD, rows)}\n\n${machineText(machine)}`;
}

function besideNative(
  ours: ByThreads,
  { library, seconds }: NonNullable<ParallelResult['native']>,
): string[] {
  return [
    `${digits(seconds.two)} (${library})`,
    `${gain(seconds).toFixed(2)} ×`,
    digits(ours.one / seconds.one),
    digits(ours.two / seconds.two),
  ];
}
