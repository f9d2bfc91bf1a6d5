import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Table } from '../../src/data/table.js';
import { driftReport } from '../../src/monitoring/drift-report.js';
import { TableProfile } from '../../src/monitoring/table-profile.js';
import { createRng } from '../../src/random/rng.js';
import { createNormal } from '../../src/random/sampling.js';
import { cumulate, drawIndex } from '../../src/random/weighted-sampling.js';
import { reference } from '../reference/reference.js';

/** drift.py makes them. */
const { kolmogorovSmirnov } = reference<{
  kolmogorovSmirnov: { a: number[]; b: number[]; statistic: number; pValue: number }[];
}>('drift');

const numbers = (x: ArrayLike<number | null>) => Table.fromColumns({ x: Array.from(x) });
const texts = (x: readonly (string | null)[]) => Table.fromColumns({ x }, { types: { x: 'text' } });
const only = (a: Table | TableProfile, b: Table) => driftReport(a, b).columns[0];

describe('the test of numbers', () => {
  it('agrees with ks_2samp of SciPy, ties or not, of tables and of a profile that keeps all', () => {
    for (const { a, b, statistic, pValue } of kolmogorovSmirnov) {
      for (const before of [numbers(a), new TableProfile().fit(numbers(a))]) {
        const { test } = only(before, numbers(b));
        expect(test).toMatchObject({ name: 'kolmogorovSmirnov', exact: true, resolution: 0 });
        expect(test?.statistic).toBeCloseTo(statistic, 14);
        expect(test?.pValue).toBeCloseTo(pValue, 13);
      }
    }
  });

  it('finds with a part of the values at most `resolution` less than with all', () => {
    const values = fc.array(fc.double({ min: -9, max: 9, noNaN: true }), {
      minLength: 1,
      maxLength: 60,
    });
    fc.assert(
      fc.property(values, values, fc.integer({ min: 2, max: 20 }), (a, b, maxPoints) => {
        const all = only(numbers(a), numbers(b)).test?.statistic ?? 0;
        const profile = new TableProfile({ maxPoints }).fit(numbers(a));
        const part = only(profile, numbers(b)).test;
        const found = part?.statistic ?? 0;
        expect(found).toBeLessThanOrEqual(all + 1e-15);
        expect(all).toBeLessThanOrEqual(found + (part?.resolution ?? 0) + 1e-15);
        expect(part?.resolution).toBeLessThanOrEqual(1 / (maxPoints - 1) + 1 / a.length);
      }),
    );
  });
});

describe('the population stability index', () => {
  it('is that of tables made by hand', () => {
    // shares 0.5, 0.3, 0.2 → 0.4, 0.4, 0.2: -0.1 ln 0.8 + 0.1 ln (4/3)
    const before = texts([...'aaaaabbbcc']);
    const after = texts([...'aaaabbbbcc']);
    expect(only(before, after).psi).toBeCloseTo(0.1 * Math.log(5 / 3), 14);
    // ten bins of ten numbers each, of which the current rows have only the lower five
    const ranks = Array.from({ length: 100 }, (_, i) => i);
    const lower = ranks.filter((i) => i < 50);
    const half = 5 * (0.2 - 0.1) * Math.log(2) + 5 * (0.01 - 0.1) * Math.log(0.1);
    expect(only(numbers(ranks), numbers(lower)).psi).toBeCloseTo(half, 12);
    expect(only(numbers(ranks), numbers(ranks)).psi).toBe(0);
  });

  it('sees a constant that changes', () => {
    const { psi, drift } = only(numbers(Array(40).fill(1)), numbers(Array(40).fill(2)));
    expect(psi).toBeGreaterThan(5);
    expect(drift).toBe('large');
  });
});

/** How often SciPy 1.17.1 has p <= 0.05 in 20 000 pairs of samples like those below, ± 0.003. */
const NUMERIC_POWER = 0.832;
const CATEGORY_POWER = 0.745;

/** Share of simulated comparisons whose p-values are at most a level. */
function rates(simulate: () => number | undefined, levels: readonly number[], runs: number) {
  const p = Array.from({ length: runs }, () => simulate() ?? Number.NaN);
  return levels.map((level) => p.filter((value) => value <= level).length / runs);
}

/** Four standard deviations of a share that is found by so many runs. */
const margin = (rate: number, runs: number) => 4 * Math.sqrt((rate * (1 - rate)) / runs);

describe('p-values', () => {
  const rng = createRng(1);
  const normal = createNormal(rng);
  const draw = (n: number, shift = 0) =>
    numbers(Float64Array.from({ length: n }, () => normal() + shift));
  const categories = (n: number, shares: readonly number[]) => {
    const cumulative = cumulate(Float64Array.from(shares));
    return texts(Array.from({ length: n }, () => 'abcdefgh'[drawIndex(cumulative, rng.next())]));
  };
  const runs = 400;
  const levels = [0.05, 0.2, 0.5, 0.8];
  const uniform = (found: readonly number[], of = runs) => {
    for (const [k, level] of levels.entries()) {
      expect(Math.abs(found[k] - level), `${level}`).toBeLessThan(margin(level, of));
    }
  };

  it('are uniform where numbers have not drifted, exact or not', () => {
    uniform(rates(() => only(draw(90), draw(70)).test?.pValue, levels, runs));
    const profile = new TableProfile().fit(draw(4000));
    // one reference for all makes them depend on each other, so each has its own
    const anew = () => only(new TableProfile().fit(draw(2500)), draw(2000)).test;
    expect(anew()?.exact).toBe(false);
    expect(only(profile, draw(500)).test?.exact).toBe(true);
    uniform(
      rates(() => anew()?.pValue, levels, 120),
      120,
    );
  });

  it('are uniform where categories have not drifted, rare ones among them', () => {
    const shares = [0.4, 0.3, 0.2, 0.06, 0.02, 0.01, 0.01];
    const run = () => only(categories(200, shares), categories(150, shares)).test?.pValue;
    uniform(rates(run, levels, runs));
  });

  it('are uniform where as many values are missing as before', () => {
    const holes = (n: number) =>
      numbers(Array.from({ length: n }, () => (rng.next() < 0.3 ? null : 1)));
    const run = () => only(holes(400), holes(300)).missing.pValue ?? undefined;
    uniform(rates(run, levels, runs));
  });

  it('detect drift as often as those of SciPy', () => {
    const [numeric] = rates(() => only(draw(100), draw(100, 0.5)).test?.pValue, [0.05], runs);
    expect(Math.abs(numeric - NUMERIC_POWER)).toBeLessThan(margin(NUMERIC_POWER, runs));
    const run = () =>
      only(categories(200, [0.4, 0.3, 0.2, 0.1]), categories(200, [0.3, 0.3, 0.2, 0.2])).test
        ?.pValue;
    const [categorical] = rates(run, [0.05], runs);
    expect(Math.abs(categorical - CATEGORY_POWER)).toBeLessThan(margin(CATEGORY_POWER, runs));
  });

  it('raise a false alarm in at most alpha of tables of many columns, and find the one that drifts', () => {
    const wide = (shift: number) =>
      Table.fromColumns(
        Object.fromEntries(
          Array.from({ length: 20 }, (_, j) => [
            `c${j}`,
            Float64Array.from({ length: 60 }, () => normal() + (j === 7 ? shift : 0)),
          ]),
        ),
      );
    let alarms = 0;
    for (let run = 0; run < 100; run++) {
      const report = driftReport(wide(0), wide(0));
      if (report.columns.some(({ drift }) => drift !== 'none')) alarms++;
    }
    expect(alarms / 100).toBeLessThan(0.05 + margin(0.05, 100));
    expect(driftReport(wide(0), wide(2)).drifted).toEqual(['c7']);
  });
});
