import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Pieces } from '../../../src/data/csv/pieces.js';

/** Columns of `rows` values that come `step` at a time, as `shareOf` says how much of the text has been taken. */
function grown(
  rows: number,
  step: number,
  shareOf: (taken: number) => number,
  create = (length: number) => new Int32Array(length),
) {
  const reading = { share: 0 };
  const lengths: number[] = [];
  const pieces = new Pieces((length: number) => {
    lengths.push(length);
    return create(length);
  }, reading);
  for (let at = 0; at < rows; at += step) {
    const count = Math.min(step, rows - at);
    reading.share = shareOf(at + count);
    const values = pieces.extend(count);
    for (let i = 0; i < count; i++) values[i] = at + i;
  }
  return { joined: pieces.join(), lengths };
}

const counting = (rows: number) => Int32Array.from({ length: rows }, (_, i) => i);

describe('pieces', () => {
  it('hold all values in their order, whatever is expected', () => {
    const shares = fc.constantFrom(0, 0.01, 0.5, 0.9, 1, 1.2, Infinity, Number.NaN);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9000 }), shares, (step, factor) => {
        const { joined } = grown(50_000, step, (taken) => (factor * taken) / 50_000);
        expect(joined).toEqual(counting(50_000));
      }),
      { numRuns: 15 },
    );
  });

  it('are one array without a copy where the share of the text is known', () => {
    const { joined, lengths } = grown(200_000, 500, (taken) => taken / 200_000);
    expect(joined).toEqual(counting(200_000));
    const whole = lengths.at(-1) ?? 0;
    expect(joined.buffer.byteLength).toBe(4 * whole);
    expect(whole).toBeLessThan(1.07 * 200_000);
    const before = lengths.slice(0, -1).reduce((sum, length) => sum + length, 0);
    expect(before).toBeLessThan(40_000);
  });

  it('are copied where much more was expected, or the share is not known', () => {
    for (const shareOf of [(taken: number) => taken / 400_000, () => 0]) {
      const { joined } = grown(200_000, 500, shareOf);
      expect(joined).toEqual(counting(200_000));
      expect(joined.buffer.byteLength).toBe(4 * 200_000);
    }
  });

  it('go on where there are more than expected, or no room for all', () => {
    const more = grown(200_000, 500, (taken) => Math.min(1, taken / 100_000));
    expect(more.joined).toEqual(counting(200_000));
    const small = grown(
      100_000,
      500,
      (taken) => taken / 3e6,
      (length) => {
        if (length > 1e6) throw new RangeError('Array buffer allocation failed');
        return new Int32Array(length);
      },
    );
    expect(small.joined).toEqual(counting(100_000));
    expect(small.lengths.filter((length) => length > 1e6)).toHaveLength(1);
  });

  it('take back what was extended last', () => {
    const reading = { share: 0 };
    const pieces = new Pieces((length) => new Int32Array(length), reading);
    reading.share = 0.5;
    pieces.extend(20_000).fill(1);
    pieces.extend(20_000).fill(2);
    pieces.cutTo(30_000);
    pieces.extend(1).fill(3);
    const joined = pieces.join();
    expect(joined).toHaveLength(30_001);
    expect(joined.subarray(29_999)).toEqual(Int32Array.of(2, 3));
  });
});
