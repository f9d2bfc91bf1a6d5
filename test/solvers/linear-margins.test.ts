import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { logistic } from '../../src/numeric/special.js';
import {
  argmaxRows,
  linearMargins,
  marginBlocks,
  marginsToProbabilities,
  marginsToProbableCodes,
  writeSides,
} from '../../src/solvers/linear-margins.js';

/** Margins that differ much, by rounding only, or not at all. */
const margin = fc.oneof(
  fc.constantFrom(0, -0, 1e-17, -1e-17, 1e-9, 1, 1 + 2 ** -52, 800, -800, 1.5e308, -1.5e308),
  fc.double({ min: -50, max: 50, noNaN: true }),
);

it('finds the class that the probabilities have for the most probable, ties included', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(1, 3, 4),
      fc.array(margin, { minLength: 12, maxLength: 12 }),
      (nOutputs, values) => {
        const margins = Float64Array.from(values);
        const shares = marginsToProbabilities(margins, nOutputs);
        expect(marginsToProbableCodes(margins, nOutputs)).toEqual(
          argmaxRows(shares, Math.max(nOutputs, 2)),
        );
      },
    ),
  );
});

it('finds the most probable of many samples, of which some have classes that are all but as probable', () => {
  const row = fc.array(margin, { minLength: 4, maxLength: 4 });
  fc.assert(
    fc.property(fc.array(row, { maxLength: 11 }), (rows) => {
      const shares = marginsToProbabilities(Float64Array.from(rows.flat()), 4);
      expect(marginsToProbableCodes(Float64Array.from(rows.flat()), 4)).toEqual(
        argmaxRows(shares, 4),
      );
    }),
  );
});

it('puts labels of two classes where they go, and says where probabilities may say otherwise', () => {
  fc.assert(
    fc.property(fc.array(margin), fc.nat(3), (values, from) => {
      const margins = Float64Array.from(values);
      const labels = new Array<string>(from).fill('kept');
      const isSure = writeSides(margins, ['no', 'yes'], labels, from);
      expect(labels.slice(0, from)).toEqual(new Array(from).fill('kept'));
      expect(labels.slice(from)).toEqual(values.map((value) => (value > 0 ? 'yes' : 'no')));
      expect(isSure).toBe(values.every((value) => Math.abs(value) >= 1e-8));
      const codes = [...marginsToProbableCodes(margins, 1)];
      if (isSure) expect(labels.slice(from)).toEqual(codes.map((code) => ['no', 'yes'][code]));
    }),
  );
});

it('finds the position of the largest value of each row as a plain loop does, however many rows there are', () => {
  const row = fc.array(margin, { minLength: 5, maxLength: 5 });
  fc.assert(
    fc.property(fc.constantFrom(1, 2, 5), fc.array(row, { maxLength: 10 }), (columns, rows) => {
      const values = Float64Array.from(rows.flatMap((values) => values.slice(0, columns)));
      const plain = rows.map((values) => {
        let best = 0;
        for (let k = 1; k < columns; k++) if (values[k] > values[best]) best = k;
        return best;
      });
      expect([...argmaxRows(values, columns)]).toEqual(plain);
    }),
  );
});

it('has the bits of the logistic function in the probabilities of two classes', () => {
  fc.assert(
    fc.property(margin, (value) => {
      expect([...marginsToProbabilities(Float64Array.of(value), 1)]).toEqual([
        logistic(-value),
        logistic(value),
      ]);
    }),
  );
});

it('checks its input where a margin is not finite, and only there', () => {
  const calls: number[] = [];
  const check = () => void calls.push(1);
  const coef = Float64Array.of(0, 2);
  const intercept = Float64Array.of(1);
  linearMargins(Float64Array.of(1e300, -1, 0, 3), 2, coef, intercept, check);
  expect(calls.length).toBe(0);
  for (const bad of [Number.NaN, Infinity, -Infinity]) {
    linearMargins(Float64Array.of(bad, -1, 0, 3), 2, coef, intercept, check); // its coefficient is 0
  }
  expect(calls.length).toBe(3);
});

it.each([
  [1, 1],
  [4097, 1],
  [1371, 3],
])('gives the margins of %i rows in blocks as at once, and checks once', (rows, nOutputs) => {
  for (const large of [1, 1e160, 3e307]) {
    const X = Float64Array.from({ length: 2 * rows }, (_, at) => ((at * at) % 7) * large);
    const coef = Float64Array.from({ length: 2 * nOutputs }, (_, at) => (at % 2 ? -1e150 : 1e150));
    const intercept = Float64Array.from({ length: nOutputs }, (_, k) => k - 0.5);
    const checks = { whole: 0, blocks: 0 };
    const whole = linearMargins(X, rows, coef, intercept, () => checks.whole++);
    let at = 0;
    let others = 0;
    for (const margins of marginBlocks(X, rows, coef, intercept, () => checks.blocks++)) {
      for (const margin of margins) if (!Object.is(margin, whole[at++])) others++;
    }
    expect([at, others]).toEqual([whole.length, 0]);
    expect(checks.blocks).toBe(checks.whole);
  }
});
