import { expect, it } from 'vitest';
import { makeSwissRoll } from '../../../src/data/synthetic/make-swiss-roll.js';

it('rolls a sheet up', () => {
  const { X, t } = makeSwissRoll({ nSamples: 300, randomState: 0 });
  expect([X.rows, X.columns, t.length]).toEqual([300, 3, 300]);
  X.to2DArray().forEach(([x, y, z], i) => {
    expect(t[i]).toBeGreaterThanOrEqual(1.5 * Math.PI);
    expect(t[i]).toBeLessThan(4.5 * Math.PI);
    expect(Math.abs(x - t[i] * Math.cos(t[i]))).toBeLessThan(1e-14);
    expect(Math.abs(z - t[i] * Math.sin(t[i]))).toBeLessThan(1e-14);
    expect(y).toBeGreaterThanOrEqual(0);
    expect(y).toBeLessThan(21);
  });
});

it('covers the sheet evenly, the hole apart', () => {
  const squares = (hole: boolean) => {
    const { X, t } = makeSwissRoll({ nSamples: 9000, hole, randomState: 3 });
    const counts = new Array<number>(9).fill(0);
    t.forEach((angle, i) => {
      counts[3 * Math.floor(angle / Math.PI - 1.5) + Math.floor(X.get(i, 1) / 7)]++;
    });
    return counts;
  };
  // Five standard errors of a count: 5 √(n p (1 - p)).
  for (const n of squares(false)) expect(Math.abs(n - 1000)).toBeLessThan(150);
  const withHole = squares(true);
  expect(withHole[4]).toBe(0);
  for (const n of withHole.filter((_, k) => k !== 4)) expect(Math.abs(n - 1125)).toBeLessThan(157);
});

it('adds noise of the standard deviation it is asked for', () => {
  const { X, t } = makeSwissRoll({ nSamples: 20_000, noise: 0.5, randomState: 1 });
  let sum = 0;
  t.forEach((angle, i) => {
    sum += (X.get(i, 0) - angle * Math.cos(angle)) ** 2;
    sum += (X.get(i, 2) - angle * Math.sin(angle)) ** 2;
  });
  expect(Math.abs(Math.sqrt(sum / 40_000) - 0.5)).toBeLessThan(0.009); // five standard errors
});

it('gives the same data for the same seed, and pins it', () => {
  const make = (randomState: number) => makeSwissRoll({ nSamples: 2, noise: 0.1, randomState });
  expect(make(9)).toEqual(make(9));
  expect(make(9)).not.toEqual(make(10));
  const { X, t } = make(42);
  expect({ X: X.to2DArray(), t }).toMatchInlineSnapshot(`
    {
      "X": [
        [
          0.7920204484382717,
          6.588114988362693,
          -4.75443839547317,
        ],
        [
          -8.903208252501488,
          17.75735575387464,
          2.5117419042699343,
        ],
      ],
      "t": [
        4.87464358753141,
        9.151976558489954,
      ],
    }
  `);
});

it('refuses options by name', () => {
  expect(() => makeSwissRoll({ noise: -1 })).toThrow(
    'makeSwissRoll: noise must be a number >= 0, but got -1.',
  );
  // @ts-expect-error: what a JavaScript user may pass
  expect(() => makeSwissRoll({ hole: 'yes' })).toThrow('hole must be true or false');
});
