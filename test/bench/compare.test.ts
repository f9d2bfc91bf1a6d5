import { describe, expect, it } from 'vitest';
import { type Comparable, compare, type Rules, roundsFor } from '../../bench/compare.js';
import { ticksBusy } from '../../bench/processor.js';
import { SideFailed } from '../../bench/side.js';

const RULES: Rules = { runs: 3, seconds: 100, memoryAlone: false };
const never = { waitForCalm: async () => false };

interface Fake {
  readonly name: string;
  readonly seconds: number;
  readonly others?: number;
  /** What it does not come back from. */
  readonly failsAt?: string;
}

/** A side that writes down when it has its turn. */
function fake(log: string[], { name, seconds, others = 0, failsAt }: Fake): Comparable {
  return {
    name,
    kind: name === 'ours' ? 'ours' : 'native',
    runs: 5,
    async run(task) {
      log.push(`${name} ${task}`);
      if (task === failsAt) throw new SideFailed(`${task}: over 30 s`);
      if (task === 'one row') return undefined;
      return { seconds, others, megabytes: task === 'first fit' ? 7 : undefined };
    },
    async ask() {
      return { quality: { r2: 0.5 } };
    },
  };
}

const run = (log: string[], rules: Rules, ...sides: Fake[]) =>
  compare(
    'work',
    sides.map((side) => fake(log, side)),
    rules,
    never,
  );

describe('compare', () => {
  it('lets the sides take turns and compares them', async () => {
    const log: string[] = [];
    const sides = [
      { name: 'ours', seconds: 1 },
      { name: 'it', seconds: 2 },
    ];
    const [ours, it] = await run(log, RULES, ...sides);
    const fits = log.filter((line) => line.endsWith(' fit') && !line.endsWith('first fit'));
    expect(fits).toEqual(['ours fit', 'it fit', 'ours fit', 'it fit', 'ours fit', 'it fit']);
    expect(ours).toMatchObject({ implementation: 'ours', megabytes: 7, quality: { r2: 0.5 } });
    expect(ours.fit).not.toHaveProperty('ratio');
    expect(it.fit).toMatchObject({ seconds: 2, runs: 3, ratio: { median: 0.5 } });
    expect(it.predict?.ratio?.median).toBe(0.5);
    expect(it.oneRow).toBeUndefined();
  });

  it('gives no ratio when others were at work', async () => {
    const sides = [
      { name: 'ours', seconds: 1, others: 0.7 },
      { name: 'it', seconds: 2 },
    ];
    const [ours, it] = await run([], RULES, ...sides);
    expect(ours.fit).toMatchObject({ calm: false, others: 0.7 });
    expect(it.fit?.seconds).toBe(2);
    expect(it.fit?.ratio).toBeUndefined();
  });

  it('goes on without a side that fails, and says why', async () => {
    const sides = [
      { name: 'ours', seconds: 1 },
      { name: 'slow', seconds: 2, failsAt: 'first fit' },
      { name: 'it', seconds: 2 },
    ];
    const [, slow, it] = await run([], RULES, ...sides);
    expect(slow).toMatchObject({ failed: 'first fit: over 30 s' });
    expect(slow.fit).toBeUndefined();
    expect(it.fit?.ratio?.median).toBe(0.5);
  });

  it('counts a long first fit as a run', async () => {
    const log: string[] = [];
    const [ours] = await run(log, { ...RULES, seconds: 12 }, { name: 'ours', seconds: 10 });
    expect(ours.fit?.runs).toBe(1);
    expect(log.filter((line) => line.includes('fit'))).toEqual(['ours first fit']);
  });

  it('asks for memory alone', async () => {
    const log: string[] = [];
    const rules = { ...RULES, memoryAlone: true };
    const [ours] = await run(log, rules, { name: 'ours', seconds: 1 });
    expect(log).toEqual(['ours first fit']);
    expect(ours).toMatchObject({ megabytes: 7, fit: undefined });
  });
});

it('times as many fits as there is time for, one at least', () => {
  expect(roundsFor(0.1, 5, 12)).toBe(5);
  expect(roundsFor(5, 5, 12)).toBe(2);
  expect(roundsFor(100, 5, 12)).toBe(1);
});

it('counts ticks of work, stolen ones included and idle ones left out', () => {
  expect(ticksBusy('cpu  100 20 30 4000 500 6 7 8 9 10')).toBe(100 + 20 + 30 + 6 + 7 + 8);
  expect(ticksBusy('cpu 1 0 0 9 9 0 0')).toBe(1);
});
