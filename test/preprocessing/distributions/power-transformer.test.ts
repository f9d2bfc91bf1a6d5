import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Table } from '../../../src/data/table.js';
import { InvalidInputError } from '../../../src/errors.js';
import { expm1 } from '../../../src/numeric/exp-log.js';
import { minimise } from '../../../src/numeric/minimise.js';
import {
  inversePower,
  powerFunction,
} from '../../../src/preprocessing/distributions/power-functions.js';
import { PowerTransformer } from '../../../src/preprocessing/distributions/power-transformer.js';
import { drain } from '../../../src/progress.js';
import { reference } from '../../reference/reference.js';
import { DATA_SET_NAMES, type DataSetName, rowsOf } from '../data-sets.js';
import { expectNear, expectSome, type Rows } from './expect-some.js';

type Powers = { lambdas: number[]; summits: number[]; out: Rows };

/** distributions.py makes them. */
const expected = reference<{
  data: Record<DataSetName, Record<'yeoJohnson' | 'boxCox' | 'unscaled', Powers>>;
  missing: { X: Rows; yeoJohnson: Powers; boxCox: Powers };
}>('distributions');

const settings = {
  yeoJohnson: () => new PowerTransformer(),
  boxCox: () => new PowerTransformer({ method: 'boxCox' }),
  unscaled: () => new PowerTransformer({ standardize: false }),
};

function expectPowers(transformer: PowerTransformer, { lambdas, summits }: Powers): void {
  for (const [j, lambda] of transformer.lambdas.entries()) {
    // Where the likelihood has its summit, to 30 digits. Its terms round, and a flat summit moves by as much.
    expectNear(lambda, summits[j], 1e-10);
    // scikit-learn looks for it on the likelihood itself, of which the upper half of the digits is all that differs.
    expectNear(lambda, lambdas[j], 3e-7);
  }
}

describe.each(DATA_SET_NAMES)('on %s', (name) => {
  const rows = rowsOf(name);
  const positive = rows.some((row) => row.some((value) => value <= 0))
    ? rows.map((row) => row.map((value) => value + 1))
    : rows;
  const shifted = rows.map((row) => row.map((value, j) => value - rows[0][j]));

  it.each([
    ['yeoJohnson', rows],
    ['boxCox', positive],
    ['unscaled', shifted],
  ] as const)('equals scikit-learn: %s', (setting, X) => {
    const wanted = expected.data[name][setting];
    const transformer = settings[setting]().fit(X);
    expectPowers(transformer, wanted);
    // As far as the lambdas differ: a power of 1000 or more grows by that many times as much without scaling.
    expectSome(transformer.transform(X), wanted.out, setting === 'unscaled' ? 1e-5 : 1e-6);
    const back = transformer.inverseTransform(transformer.transform(X)).to2DArray();
    const misses = X.flatMap((row, i) => row.map((value, j) => Math.abs(back[i][j] - value)));
    expect(misses.reduce((most, miss) => Math.max(most, miss), 0)).toBeLessThan(1e-8);
  });
});

it.each(['yeoJohnson', 'boxCox'] as const)('leaves out what is missing: %s', (method) => {
  const X = expected.missing.X.map((row) => row.map((value) => value ?? Number.NaN));
  const transformer = new PowerTransformer({ method }).fit(X);
  expectPowers(transformer, expected.missing[method]);
  expectSome(transformer.transform(X), expected.missing[method].out, 1e-6);
});

describe.each(['yeoJohnson', 'boxCox'] as const)('the powers of %s', (method) => {
  const exponent = fc.double({ min: -9, max: 9, noNaN: true });
  const low = method === 'boxCox' ? 1e-3 : -1e3;
  const value = fc.double({ min: low, max: 1e3, noNaN: true });

  it('grow with the value, and without a step where lambda is 0 or 2', () => {
    fc.assert(
      fc.property(value, value, exponent, (a, b, lambda) => {
        const power = powerFunction({ method, lambda, anchor: 0 });
        expect(power(Math.min(a, b))).toBeLessThanOrEqual(power(Math.max(a, b)));
        for (const edge of [0, 2]) {
          const at = powerFunction({ method, lambda: edge, anchor: 0 })(a);
          for (const near of [edge - 1e-15, edge + 1e-13]) {
            const beside = powerFunction({ method, lambda: near, anchor: 0 })(a);
            expectNear(beside, at, 1e-11);
          }
        }
      }),
    );
  });

  it('have a way back, and are the same from another anchor but for unit and shift', () => {
    const anchorOf = fc.double({ min: method === 'boxCox' ? -7 : 0, max: 7, noNaN: true });
    const some = fc.tuple(value, value, value);
    const exponents = fc.double({ min: -1, max: 3, noNaN: true });
    fc.assert(
      fc.property(some, exponents, anchorOf, fc.boolean(), (values, lambda, size, turned) => {
        const anchor = turned && method === 'yeoJohnson' ? -size : size;
        const power = { method, lambda, anchor };
        const [a, b, c] = values.map(powerFunction(power));
        // Down a power of -1, the digits of 1000 are those of the last thousandth before -1 / lambda.
        for (const x of values) expectNear(inversePower(power)(powerFunction(power)(x)), x, 1e-8);
        const [a0, b0, c0] = values.map(powerFunction({ ...power, anchor: 0 }));
        const cross = (b - a) * (c0 - a0) - (c - a) * (b0 - a0);
        const size0 = Math.max(Math.abs(a0), Math.abs(b0), Math.abs(c0), 1);
        const size1 = Math.max(Math.abs(a), Math.abs(b), Math.abs(c), 1);
        expect(Math.abs(cross)).toBeLessThanOrEqual(1e-12 * size0 * size1);
      }),
    );
  });
});

describe('numbers at the ends of their range', () => {
  it.each([1e300, 1e100, 1e-100, 1e-140])('are transformed without overflow: %s', (unit) => {
    const values = [1, 1.5, 2, 3, 5, 9, 40].map((value) => [value * unit]);
    for (const method of ['yeoJohnson', 'boxCox'] as const) {
      const transformer = new PowerTransformer({ method });
      const out = transformer.fitTransform(values).getColumn(0);
      expect(out.every(Number.isFinite)).toBe(true);
      expectNear(
        out.reduce((sum, value) => sum + value * value, 0),
        7,
        1e-9,
      );
      const back = transformer.inverseTransform(transformer.transform(values)).getColumn(0);
      for (const [i, [value]] of values.entries()) expect(back[i] / value).toBeCloseTo(1, 6);
    }
  });

  it('have the power that Box-Cox gives them in another unit', () => {
    const lambdas = (unit: number) =>
      new PowerTransformer({ method: 'boxCox' }).fit([1, 2, 4, 9, 30].map((v) => [v * unit]))
        .lambdas;
    for (const unit of [1e-300, 1e-3, 1e3, 1e300])
      expectNear(lambdas(unit)[0], lambdas(1)[0], 1e-9);
  });

  it('are refused by name where no power of both signs has a variance', () => {
    const table = Table.fromColumns({ a: [1, 2, 3], b: [-1e200, 1, 1e200] });
    expect(() => new PowerTransformer().fit(table)).toThrow(
      new InvalidInputError(
        'PowerTransformer.fit: the values of column "b" are so large that their spread overflows. Divide them, or take their logarithm.',
      ),
    );
  });

  it('are refused in transform where their power overflows', () => {
    const transformer = new PowerTransformer().fit([[1], [2], [2.5], [2.7]]);
    expect(transformer.lambdas[0]).toBeGreaterThan(2);
    expect(() => transformer.transform([[1], [1e300]])).toThrow(
      'PowerTransformer.transform: X[1][0] is 1e+300, whose power',
    );
  });
});

it('does not change a constant column but for the scaling', () => {
  for (const method of ['yeoJohnson', 'boxCox'] as const) {
    const X = [
      [7, 1],
      [7, 2],
      [7, 5],
    ];
    const transformer = new PowerTransformer({ method });
    expect(transformer.fitTransform(X).getColumn(0)).toEqual([0, 0, 0]);
    expect(transformer.lambdas[0]).toBe(1);
    // Lambda 1 leaves the unit: other values come out as far from 7 as they are (scikit-learn 1.9.1: -5 for 2).
    const others = transformer.transform([
      [2, 1],
      [11, 1],
    ]);
    expect(others.get(0, 0)).toBeCloseTo(-5, 13);
    expect(others.get(1, 0)).toBeCloseTo(4, 13);
    const back = transformer.inverseTransform(transformer.transform(X)).getColumn(0);
    for (const value of back) expect(value).toBeCloseTo(7, 13);
    const unscaled = new PowerTransformer({ method, standardize: false });
    const [seven] = unscaled.fitTransform([[7], [7]]).getColumn(0);
    expect(seven).toBeCloseTo(method === 'boxCox' ? 6 : 7, 13);
    expect(new PowerTransformer({ method }).fitTransform([[3]]).to2DArray()).toEqual([[0]]);
  }
});

it('refuses what Box-Cox cannot take, in fit and in transform', () => {
  const transformer = new PowerTransformer({ method: 'boxCox' });
  const message = (where: string) =>
    new InvalidInputError(
      `PowerTransformer.${where}: X[1][0] is 0, but Box-Cox takes numbers above 0 alone. Pass method: "yeoJohnson".`,
    );
  expect(() => transformer.fit([[1], [0]])).toThrow(message('fit'));
  transformer.fit([[1], [2]]);
  expect(() => transformer.transform([[1], [0]])).toThrow(message('transform'));
});

it('refuses on the way back what no number is transformed to', () => {
  const transformer = new PowerTransformer({ standardize: false }).fit([[0.1], [0.2], [0.4], [9]]);
  const [lambda] = transformer.lambdas;
  expect(lambda).toBeLessThan(0); // so no power is above -1 / lambda
  expect(() => transformer.inverseTransform([[0.5], [2 - 1 / lambda]])).toThrow(
    new InvalidInputError(
      `PowerTransformer.inverseTransform: X[1][0] is ${2 - 1 / lambda}, which no number is transformed to. Pass what transform returned.`,
    ),
  );
});

it('gives the same bits whatever the order of the rows', () => {
  const rows = rowsOf('wine');
  const reversed = [...rows].reverse();
  expect(new PowerTransformer().fit(reversed).lambdas).toEqual(
    new PowerTransformer().fit(rows).lambdas,
  );
});

const atOnce = (...problem: Parameters<typeof minimise>) => drain(minimise(...problem));

it('minimises what has one valley, also beside what is no number', () => {
  fc.assert(
    fc.property(fc.double({ min: -5, max: 5, noNaN: true }), (bottom) => {
      const found = atOnce(
        (x) => (x > 6 ? Number.NaN : (x - bottom) ** 4 + (x - bottom) ** 2),
        -8,
        9,
        1e-8,
      );
      expect(Math.abs(found - bottom)).toBeLessThan(1e-6);
    }),
  );
  expect(atOnce((x) => x, 2, 3, 1e-8)).toBeCloseTo(2, 7); // the bound, where there is no valley
});

it('knows e^x - 1 to the last digits', () => {
  // mpmath 1.4.1: expm1 of each.
  for (const [x, wanted] of [
    [1e-20, 1e-20],
    [1e-5, 1.0000050000166668e-5],
    [0.3, 0.3498588075760031],
    [-0.3, -0.2591817793182821],
    [-40, -1],
    [700, 1.0142320547350045e304],
  ]) {
    expect(Math.abs(expm1(x) / wanted - 1)).toBeLessThan(1e-15);
  }
  expect([expm1(710), expm1(-800), expm1(-0)]).toEqual([Infinity, -1, -0]);
  expect(expm1(Number.NaN)).toBeNaN();
});
