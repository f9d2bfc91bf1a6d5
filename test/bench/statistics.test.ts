import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CALM,
  digits,
  ratioOf,
  type Sample,
  sayRatio,
  spreadPercent,
  summarize,
} from '../../bench/statistics.js';

const calm = (...seconds: number[]): Sample[] => seconds.map((s) => ({ seconds: s, others: 0 }));
const noisy = (...seconds: number[]): Sample[] => seconds.map((s) => ({ seconds: s, others: 0.7 }));

describe('summarize', () => {
  it('gives the median and the range of the calm runs, and the load of all', () => {
    const timing = summarize([...calm(3, 1, 2), ...noisy(90)]);
    expect(timing).toEqual({ seconds: 2, low: 1, high: 3, runs: 3, others: 0, calm: true });
    expect(spreadPercent(timing)).toBe(50);
  });

  it('says so when most runs were noisy, and then uses all', () => {
    const timing = summarize([...calm(1), ...noisy(2, 3)]);
    expect(timing).toEqual({ seconds: 2, low: 1, high: 3, runs: 3, others: 0.7, calm: false });
  });

  it('takes a run as calm up to the limit', () => {
    expect(summarize([{ seconds: 1, others: CALM }]).calm).toBe(true);
    expect(summarize([{ seconds: 1, others: CALM + 0.01 }]).calm).toBe(false);
  });
});

describe('ratioOf', () => {
  it('is the median of the rounds, so that a machine that slows down changes nothing', () => {
    const slower = [1, 1.5, 2, 4, 8];
    const ours = calm(...slower.map((factor) => 3 * factor));
    const theirs = calm(...slower.map((factor) => 6 * factor));
    expect(ratioOf(ours, theirs)).toEqual({ median: 0.5, low: 0.5, high: 0.5 });
  });

  it('leaves out rounds in which either was noisy', () => {
    const ours = [...calm(1), ...noisy(9), ...calm(1, 1)];
    const theirs = [...calm(2, 2, 2), ...noisy(9)];
    expect(ratioOf(ours, theirs)).toEqual({ median: 0.5, low: 0.5, high: 0.5 });
  });

  it('compares the common rounds where one side has fewer', () => {
    expect(ratioOf(calm(1, 5, 5), calm(2))?.median).toBe(0.5);
    expect(ratioOf(calm(1), calm(2, 9, 9))?.median).toBe(0.5);
  });

  it('is refused where most rounds were noisy, or there were none', () => {
    expect(ratioOf([...calm(1), ...noisy(1, 1)], calm(2, 2, 2))).toBeUndefined();
    expect(ratioOf(noisy(1), calm(1))).toBeUndefined();
    expect(ratioOf([], calm(1))).toBeUndefined();
  });

  it('of the two sides swapped is the reciprocal', () => {
    const times = fc.array(fc.double({ min: 0.001, max: 1000, noNaN: true }), {
      minLength: 1,
      maxLength: 7,
    });
    fc.assert(
      fc.property(times, times, (a, b) => {
        const there = ratioOf(calm(...a), calm(...b));
        const back = ratioOf(calm(...b), calm(...a));
        // The median of an even number of rounds is a mean, which reciprocals do not keep; the ends are exact.
        expect((there?.low ?? 0) * (back?.high ?? 0)).toBeCloseTo(1, 9);
        expect((there?.high ?? 0) * (back?.low ?? 0)).toBeCloseTo(1, 9);
      }),
    );
  });
});

it('says a ratio with its range, or why there is none', () => {
  expect(sayRatio({ median: 0.512, low: 0.4, high: 0.61 })).toBe('0.512 (0.400–0.610)');
  expect(sayRatio({ median: 2, low: 2, high: 2 })).toBe('2.00');
  expect(sayRatio(undefined, summarize(noisy(1)), summarize(calm(1)))).toBe(
    'noisy: others used 0.7 cores; run again',
  );
});

it('writes three digits that count', () => {
  const values = [1234.5, 123.4, 12.34, 1.234, 0.1234, 0.00165, 0];
  expect(values.map(digits)).toEqual(['1235', '123', '12.3', '1.23', '0.123', '0.00165', '0.00']);
});
