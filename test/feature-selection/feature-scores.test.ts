import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Table } from '../../src/data/table.js';
import { loadBreastCancer } from '../../src/datasets/load-breast-cancer.js';
import { loadDiabetes } from '../../src/datasets/load-diabetes.js';
import { loadIris } from '../../src/datasets/load-iris.js';
import { loadWine } from '../../src/datasets/load-wine.js';
import { chi2 } from '../../src/feature-selection/chi2.js';
import { fClassif, fRegression } from '../../src/feature-selection/f-scores.js';
import { setWarningHandler } from '../../src/warnings.js';
import { reference } from '../reference/reference.js';
import { expectClean, type Scored } from './clean.js';

/** feature_selection.py makes them. */
const expected = reference<{
  classification: Record<string, { fClassif: Scored; chi2: Scored }>;
  regression: { fRegression: Scored; uncentred: Scored };
  edges: Record<'fClassif' | 'chi2' | 'fRegression' | 'unforced', Scored> & { X: number[][] };
}>('feature_selection');

const warnings: string[] = [];
beforeEach(() => {
  warnings.length = 0;
  setWarningHandler(({ message }) => warnings.push(message));
});
afterEach(() => {
  setWarningHandler(null);
});

function expectScores(
  { scores, pValues }: { scores: readonly number[]; pValues?: readonly number[] },
  wanted: Scored,
): void {
  expectClean(scores, wanted.scores, 1e-10);
  // p of 1e-300 has the error of its score 700 times over.
  if (wanted.pValues !== null) expectClean(pValues ?? [], wanted.pValues, 1e-9);
}

const sets = { iris: loadIris(), wine: loadWine(), breastCancer: loadBreastCancer() };
const { data, target } = loadDiabetes();

describe.each(Object.entries(sets))('on %s', (name, { data: X, target: y }) => {
  it('fClassif and chi2 equal scikit-learn, scores and p-values', () => {
    expectScores(fClassif(X, y), expected.classification[name].fClassif);
    expectScores(chi2(X, y), expected.classification[name].chi2);
  });
});

it('fRegression equals scikit-learn on diabetes, centred or not', () => {
  expectScores(fRegression(data, target), expected.regression.fRegression);
  expectScores(fRegression(data, target, { center: false }), expected.regression.uncentred);
});

describe('at the edges of scikit-learn', () => {
  const { X, ...edges } = expected.edges;
  const pick = (...columns: number[]) => X.map((row) => columns.map((j) => row[j]));
  const y = [0, 0, 1, 1, 1];

  it('a constant feature has no F-value, and one that tells the classes apart an infinite one', () => {
    expectScores(fClassif(pick(0, 1, 2, 4), y), edges.fClassif);
    expect(warnings).toEqual([
      'fClassif: columns without spread have no F-value, and NaN as their score: 0. Leave them out with VarianceThreshold.',
    ]);
    expect(fClassif(pick(3), y).scores).toEqual([Number.NaN]); // 0.1 five times, which sums do not hold
  });

  it('a feature of zeros has no chi-square', () => {
    expectScores(chi2(X, y), edges.chi2);
  });

  it('fRegression makes them finite, or leaves them', () => {
    const amounts = [1, 2, 3, 4, 5];
    expectScores(fRegression(pick(0, 2), amounts), edges.fRegression);
    const unforced = fRegression(pick(0, 2), amounts, { forceFinite: false });
    expectScores(unforced, edges.unforced);
    // scikit-learn means these to be so, but takes r² from 1 and finds 1e16 where rounding leaves a rest
    const line = [[1], [2], [3]];
    expect(fRegression(line, [6, 4, 2], { forceFinite: false }).scores).toEqual([Infinity]);
    expect(fRegression(line, [6, 4, 2])).toEqual({ scores: [Number.MAX_VALUE], pValues: [0] });
    expect(fRegression([[1], [2], [3]], [5, 5, 5])).toEqual({ scores: [0], pValues: [1] });
  });
});

describe('properties', () => {
  const value = fc.double({ min: -100, max: 100, noNaN: true });
  const samples = fc.array(fc.tuple(value, fc.integer({ min: 0, max: 2 })), {
    minLength: 8,
    maxLength: 30,
  });
  const close = (a: number, b: number) =>
    Number.isNaN(a) ? Number.isNaN(b) : a === b || Math.abs(a - b) <= 1e-9 * Math.abs(b) + 1e-9;

  it('units, sign and offset of a feature change nothing, nor does the order of the rows', () => {
    fc.assert(
      fc.property(samples, fc.constantFrom(1e-200, -3, 1e200), (rows, unit) => {
        fc.pre(new Set(rows.map(([, label]) => label)).size > 1);
        const labels = rows.map(([, label]) => label);
        const X = rows.map(([x]) => [Math.round(x)]);
        const moved = X.map(([x]) => [x * unit]).reverse();
        const [f] = fClassif(X, labels).scores;
        const [g] = fClassif(moved, [...labels].reverse()).scores;
        expect(close(f, g), `${f} ${g}`).toBe(true);
        const [r] = fRegression(X, labels).scores;
        const [s] = fRegression(moved, [...labels].reverse()).scores;
        if (r < 1e6) expect(close(r, s), `${r} ${s}`).toBe(true);
      }),
    );
  });

  it('with two classes fClassif is fRegression of 0 and 1', () => {
    fc.assert(
      fc.property(samples, (rows) => {
        const labels = rows.map(([, label]) => Number(label > 0));
        fc.pre(new Set(labels).size > 1);
        const X = rows.map(([x]) => [Math.round(x)]);
        const [f] = fClassif(X, labels).scores;
        const [r] = fRegression(X, labels).scores;
        if (f < 1e6) expect(close(r, f), `${f} ${r}`).toBe(true);
      }),
    );
  });

  it('keep their digits far from zero', () => {
    const X = (offset: number) => [1, 2, 3, 5, 6, 8].map((x) => [x + offset]);
    const y = [0, 0, 0, 1, 1, 1];
    expect(fClassif(X(2 ** 48), y)).toEqual(fClassif(X(0), y));
    expect(fRegression(X(2 ** 48), y)).toEqual(fRegression(X(0), y));
  });
});

describe('what is refused', () => {
  const X = [
    [1, 2],
    [3, 4],
    [5, -6],
  ];

  it('is named with its place and a remedy', () => {
    expect(() => chi2(X, [0, 1, 1])).toThrow(
      'chi2: X[2][1] is -6, but chi2 compares counts, which are at least 0. Use fClassif for numbers of any sign.',
    );
    expect(() => fClassif(X, [1, 1, 1])).toThrow(
      'fClassif: y holds only 1, but features are compared between at least two classes. Check how the samples were chosen.',
    );
    expect(() => fClassif(X, [1.5, 2, 2])).toThrow(
      'fClassif: y holds 1.5, but labels are whole numbers, text or booleans. Use fRegression or mutualInfoRegression for amounts',
    );
    expect(() => fClassif([[1], [Number.NaN]], [0, 1])).toThrow(
      'fClassif: X[1][0] is NaN. Drop the row, or fill it with SimpleImputer first.',
    );
    expect(() => fRegression(X, [1, 2])).toThrow('y has 2 values, but X has 3 rows.');
    expect(() => chi2([[1.7e308], [1.7e308]], [0, 1])).toThrow(
      'chi2: the counts of column 0 sum to more than numbers hold. Divide them.',
    );
    const options: object = { centre: true };
    expect(() => fRegression(X, [1, 2, 3], options)).toThrow(
      'fRegression: there is no option "centre". Did you mean "center"?',
    );
  });

  it('takes a Table of numbers, not of text', () => {
    const table = Table.fromColumns({ a: [1, 2, 3], b: [true, false, true] });
    expect(fClassif(table, ['x', 'y', 'y']).scores).toHaveLength(2);
    const text = Table.fromColumns({ a: ['p', 'q', 'r'] });
    expect(() => fClassif(text, ['x', 'y', 'y'])).toThrow('fClassif: column "a" is text.');
  });
});
