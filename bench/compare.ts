/** Runs the sides of one workload in turns (ABAB…) and says how they compare. */
import type { Patience } from './processor.js';
import { type Kind, type Side, SideFailed } from './side.js';
import { isCalm, type Ratio, ratioOf, type Sample, summarize, type Timing } from './statistics.js';

/** A first fit that takes longer is a timed run too: at that length what is compiled and cached on the way is nothing. */
const LONG_FIT = 4;

const TASKS = { fit: 'fit', predict: 'predict', oneRow: 'one row' } as const;
type Task = keyof typeof TASKS;

/** Several runs of one side, and ours divided by it. */
export interface Compared extends Timing {
  /** Left out for ourselves, and where too many rounds were noisy. */
  readonly ratio?: Ratio;
}

/** What was found out about one side. */
export interface Result {
  readonly workload: string;
  readonly implementation: string;
  readonly kind: Kind;
  /** Training. */
  readonly fit?: Compared;
  /** All test rows in one call. */
  readonly predict?: Compared;
  /** One row in a call. */
  readonly oneRow?: Compared;
  /** Peak of the first fit above the data. */
  readonly megabytes?: number;
  readonly quality?: Readonly<Record<string, number>>;
  /** Why figures are missing. */
  readonly failed?: string;
}

export interface Rules {
  /** Timed runs at most. */
  readonly runs: number;
  /** Seconds that the timed fits of one side may take together; there is always one. */
  readonly seconds: number;
  /** Whether memory alone is asked for: one fit, nothing timed. */
  readonly memoryAlone: boolean;
}

/** What a comparison needs of a side. */
export type Comparable = Pick<Side, 'name' | 'kind' | 'runs' | 'run' | 'ask'>;

interface Entrant {
  readonly side: Comparable;
  /** How many fits are timed. */
  fits: number;
  readonly samples: { readonly [task in Task]: Sample[] };
  megabytes?: number;
  quality?: Readonly<Record<string, number>>;
  failed?: string;
}

/**
 * @param sides - ours first
 * @returns one result a side, in their order
 */
export async function compare(
  workload: string,
  sides: readonly Comparable[],
  rules: Rules,
  patience: Pick<Patience, 'waitForCalm'>,
): Promise<Result[]> {
  const entrants = sides.map(
    (side): Entrant => ({ side, fits: 0, samples: { fit: [], predict: [], oneRow: [] } }),
  );
  const each = async (action: (entrant: Entrant) => Promise<void>) => {
    for (const entrant of entrants) {
      if (entrant.failed === undefined) await orFailed(entrant, () => action(entrant));
    }
  };
  if (!rules.memoryAlone) await patience.waitForCalm();
  await each(async (entrant) => {
    const first = await entrant.side.run('first fit');
    if (first === undefined) return;
    entrant.megabytes = first.megabytes;
    if (first.seconds >= LONG_FIT) entrant.samples.fit.push(first);
    entrant.fits = roundsFor(first.seconds, Math.min(rules.runs, entrant.side.runs), rules.seconds);
  });
  await each(async (entrant) => {
    entrant.quality = (await entrant.side.ask('quality')).quality;
  });
  if (!rules.memoryAlone) {
    for (const task of ['fit', 'predict', 'oneRow'] as const) {
      for (let round = 0; round < rules.runs; round++) {
        await each(async (entrant) => {
          const wanted = task === 'fit' ? entrant.fits : rules.runs;
          if (round >= wanted || entrant.samples[task].length > round) return;
          const sample = await takeCalmly(entrant.side, task, patience);
          if (sample !== undefined) entrant.samples[task].push(sample);
        });
      }
    }
  }
  return entrants.map((entrant) => resultOf(workload, entrant, entrants[0]));
}

/** How many fits of this length fit into so many seconds: one at least. */
export function roundsFor(seconds: number, most: number, inAll: number): number {
  return Math.max(1, Math.min(most, Math.floor(inAll / seconds)));
}

/** A noisy run is taken once more when it is calm again. */
async function takeCalmly(
  side: Comparable,
  task: Task,
  patience: Pick<Patience, 'waitForCalm'>,
): Promise<Sample | undefined> {
  const sample = await side.run(TASKS[task]);
  if (sample === undefined || isCalm(sample) || !(await patience.waitForCalm())) return sample;
  const again = await side.run(TASKS[task]);
  return again !== undefined && again.others < sample.others ? again : sample;
}

async function orFailed(entrant: Entrant, action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (!(error instanceof SideFailed)) throw error;
    entrant.failed = error.message;
  }
}

function resultOf(workload: string, entrant: Entrant, ours: Entrant): Result {
  const { side, samples, megabytes, quality, failed } = entrant;
  const timed = (task: Task): Compared | undefined => {
    if (samples[task].length === 0) return undefined;
    const timing = summarize(samples[task]);
    if (entrant === ours) return timing;
    return { ...timing, ratio: ratioOf(ours.samples[task], samples[task]) };
  };
  const fit = timed('fit');
  const predict = timed('predict');
  const oneRow = timed('oneRow');
  const { name: implementation, kind } = side;
  return { workload, implementation, kind, fit, predict, oneRow, megabytes, quality, failed };
}
