import { expect, it } from 'vitest';
import { digamma, logExcess, stirlingError } from '../../src/numeric/gamma.js';
import { chiSquareSurvival, fSurvival } from '../../src/numeric/survival.js';
import { reference } from '../reference/reference.js';

/** feature_selection.py makes them. */
const { survival } = reference<{
  survival: { chiSquare: number[][]; f: number[][]; digamma: number[][] };
}>('feature_selection');

const relative = (actual: number, wanted: number) => Math.abs(actual / wanted - 1);

// SciPy is right to 2e-13 there, and so are we: 1e-13 against 60 digits.
it('agrees with SciPy on the tails of chi-square and F, from 1 to 1e-300', () => {
  for (const [x, degrees, p] of survival.chiSquare) {
    expect(relative(chiSquareSurvival(x, degrees), p), `${x}, ${degrees}`).toBeLessThan(1e-12);
  }
  for (const [f, between, within, p] of survival.f) {
    const actual = fSurvival(f, between, within);
    expect(relative(actual, p), `${f}, ${between}, ${within}`).toBeLessThan(1e-12);
  }
  const smallest = Math.min(...survival.f.map(([, , , p]) => p));
  expect(smallest).toBeLessThan(1e-240);
});

it('is right with many degrees of freedom, where SciPy loses digits', () => {
  // mpmath 1.4.1 with 60 digits and more: gammainc and betainc, regularized
  const tails: [number, number][] = [
    [chiSquareSurvival(989.01, 999), 0.582899438914976],
    [chiSquareSurvival(1008.99, 999), 0.40607348774284713],
    [chiSquareSurvival(1998, 999), 4.833188977602956e-69],
    [chiSquareSurvival(3696.3, 999), 8.419256777225286e-305],
    [chiSquareSurvival(22001.100000000002, 20001), 1.6888468749370902e-22],
    [fSurvival(5, 50, 1), 0.3433477708108624],
    [fSurvival(1.001, 50, 567), 0.47483303467106946],
    [fSurvival(30, 50, 567), 8.497432569722194e-128],
    [fSurvival(1, 50, 4999), 0.4737938867112836],
    [fSurvival(1.7e308, 201, 1), 6.111888683098529e-155],
    [fSurvival(10, 201, 567), 7.028900818845728e-104],
    [fSurvival(1, 201, 4999), 0.4875155756502874],
  ];
  for (const [actual, wanted] of tails) expect(relative(actual, wanted)).toBeLessThan(5e-13);
});

it('knows the ends: no tail beyond infinity, all of it beyond 0, nothing of what is no statistic', () => {
  expect(chiSquareSurvival(0, 3)).toBe(1);
  expect(chiSquareSurvival(Infinity, 3)).toBe(0);
  expect(chiSquareSurvival(1e5, 3)).toBe(0);
  expect(chiSquareSurvival(-1, 3)).toBeNaN();
  expect(chiSquareSurvival(Number.NaN, 3)).toBeNaN();
  expect(chiSquareSurvival(1, 0)).toBeNaN();
  expect(fSurvival(0, 2, 3)).toBe(1);
  expect(fSurvival(Infinity, 2, 3)).toBe(0);
  expect(fSurvival(-1, 2, 3)).toBeNaN();
  expect(fSurvival(Number.NaN, 2, 3)).toBeNaN();
  expect(fSurvival(1, 0, 3)).toBeNaN();
  expect(fSurvival(1, 2, 0)).toBeNaN();
});

it('meets what can be said in closed form', () => {
  for (const f of [1e-6, 0.5, 1, 2, 40, 1e6, 1e100]) {
    for (const within of [1, 2, 7, 100]) {
      const exponent = (-within / 2) * Math.log1p((2 * f) / within); // two degrees: a power
      const closed = Math.exp(exponent);
      if (closed > 1e-300) expect(relative(fSurvival(f, 2, within), closed)).toBeLessThan(1e-12);
    }
    if (f < 1000) expect(relative(chiSquareSurvival(f, 2), Math.exp(-f / 2))).toBeLessThan(1e-13);
  }
});

it('falls as the statistic grows, across the seam of its two methods', () => {
  for (const degrees of [1, 2, 5, 40]) {
    let before = 1;
    for (let x = 0.05; x < 120; x += 0.2) {
      const chi = chiSquareSurvival(x, degrees);
      expect(chi).toBeLessThanOrEqual(before);
      before = chi;
    }
    before = 1;
    for (let f = 0.01; f < 3; f += 0.01) {
      const tail = fSurvival(f, degrees, 17);
      expect(tail).toBeLessThanOrEqual(before);
      before = tail;
    }
  }
});

it('agrees with SciPy on the digamma function', () => {
  for (const [x, wanted] of survival.digamma) {
    const tolerance = 2e-15 * Math.max(1, Math.abs(wanted));
    expect(Math.abs(digamma(x) - wanted), String(x)).toBeLessThanOrEqual(tolerance);
  }
});

it('tells what Stirling leaves over', () => {
  // mpmath 1.4.1: loggamma(z) - ((z - 0.5) * log(z) - z + log(2 * pi) / 2) with 50 digits
  const wanted: [number, number][] = [
    [0.5, 0.15342640972002736],
    [1, 0.08106146679532726],
    [1.5, 0.05481412105191765],
    [10, 0.00833056343336287],
    [16, 0.0052076559196096404],
    [100, 0.0008333305556349147],
  ];
  for (const [z, value] of wanted) expect(Math.abs(stirlingError(z) - value)).toBeLessThan(2e-16);
});

it('keeps the digits of log(1 + u) - u', () => {
  // mpmath 1.4.1: log1p(mpf(u)) - u with 50 digits
  const wanted: [number, number][] = [
    [1e-10, -4.999999999666667e-21],
    [-1e-3, -5.003335835335002e-7],
    [0.3, -0.03763573553250894],
    [-0.49, -0.1833445532637656],
    [3, -1.6137056388801094],
  ];
  for (const [u, value] of wanted) expect(relative(logExcess(u), value)).toBeLessThan(5e-15);
  expect(logExcess(0)).toBe(0);
});
