import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  fromAtMostSingle,
  fromBelowSingle,
  toAtMostSingle,
  toBelowSingle,
} from '../../src/interop/single-thresholds.js';

const single = fc.oneof(
  fc.float({ noNaN: true }),
  fc.constantFrom(0, 2 ** -149, -(2 ** -149), 2 ** -126, 2 ** 128 - 2 ** 104, Infinity),
);

/** A double a few steps from another: where rounding to single precision changes sides. */
function near(value: number, steps: number): number {
  if (!Number.isFinite(value)) return value;
  if (value === 0) return steps * Number.MIN_VALUE;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  view.setBigInt64(0, view.getBigInt64(0) + BigInt(steps));
  return view.getFloat64(0);
}

it('a threshold for doubles parts them as the engine parts their singles', () => {
  fc.assert(
    fc.property(
      single,
      fc.integer({ min: -6, max: 6 }),
      fc.double({ noNaN: true }),
      (c, k, any) => {
        const below = fromBelowSingle(c);
        for (const x of [near(below, k), near(c, k), any]) {
          expect(x <= below).toBe(Math.fround(x) < c);
        }
        const atMost = fromAtMostSingle(any);
        for (const x of [near(atMost, k), near(any, k), c]) {
          expect(x <= atMost).toBe(Math.fround(x) <= any);
        }
      },
    ),
  );
});

it('what is read is written as it was, and singles keep their sides', () => {
  fc.assert(
    fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (c) => {
      if (c !== 0) expect(toBelowSingle(fromBelowSingle(c))).toBe(c);
    }),
  );
  fc.assert(
    fc.property(
      fc.float({ noNaN: true, noDefaultInfinity: true }),
      fc.double({ noNaN: true }),
      (x, t) => {
        if (Math.abs(t) >= 2 ** 128) return;
        expect(x <= toAtMostSingle(t)).toBe(x <= t);
        if (t < 2 ** 128 - 2 ** 104) expect(x < toBelowSingle(t)).toBe(x <= t);
      },
    ),
  );
});
