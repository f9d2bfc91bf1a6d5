import fc from 'fast-check';
import { expect, it } from 'vitest';
import { exp, expEach, floorLog2, log, log1p } from '../../src/numeric/exp-log.js';

const words = new BigInt64Array(1);
const number = new Float64Array(words.buffer);

/** The position of a number among all doubles, so that neighbours differ by 1. */
function rank(value: number): bigint {
  number[0] = value;
  return words[0] < 0n ? -(words[0] & 0x7fffffffffffffffn) : words[0];
}

/** How many doubles lie from a to b. */
function ulps(a: number, b: number): number {
  const distance = Number(rank(a) - rank(b));
  return Math.abs(distance);
}

// Ours and V8's are each within 1 unit of the truth, so within 2 of each other.
const NEAR = 2;

it('agrees with Math.exp over the whole range', () => {
  for (const [min, max] of [
    [-745.2, 709.8],
    [-30, 30],
    [-1, 1],
    [-1e-5, 1e-5],
    [-1e-300, 1e-300],
  ]) {
    const within = fc.double({ min, max, noNaN: true });
    fc.assert(
      fc.property(within, (x) => {
        expect(ulps(exp(x), Math.exp(x)), String(x)).toBeLessThanOrEqual(NEAR);
      }),
      { numRuns: 2000 },
    );
  }
});

it('agrees with Math.exp on every step of its table', () => {
  for (let k = -190_000; k <= 181_000; k += 37) {
    for (const offset of [-0.5, -0.499, 0, 0.25, 0.5]) {
      const x = ((k + offset) * Math.LN2) / 256;
      expect(ulps(exp(x), Math.exp(x)), String(x)).toBeLessThanOrEqual(NEAR);
    }
  }
});

it('knows the ends of exp: overflow, underflow and the subnormal numbers between', () => {
  expect(exp(Infinity)).toBe(Infinity);
  expect(exp(-Infinity)).toBe(0);
  expect(exp(Number.NaN)).toBeNaN();
  expect(exp(0)).toBe(1);
  expect(exp(-0)).toBe(1);
  expect(exp(709.782712893384)).toBeLessThan(Infinity);
  expect(exp(709.7827128933841)).toBe(Infinity);
  expect(exp(1e9)).toBe(Infinity);
  expect(exp(-745.1332191019411)).toBe(5e-324);
  expect(exp(-745.1332191019412)).toBe(0);
  expect(exp(-1e9)).toBe(0);
  for (let x = -745; x < -707; x += 0.37) {
    expect(ulps(exp(x), Math.exp(x)), String(x)).toBeLessThanOrEqual(NEAR);
  }
});

it('has an exp that never falls', () => {
  fc.assert(
    fc.property(fc.double({ min: -744, max: 709, noNaN: true }), (x) => {
      number[0] = x;
      words[0] += x < 0 ? -1n : 1n;
      expect(exp(number[0])).toBeGreaterThanOrEqual(exp(x) * (1 - 2 ** -52));
    }),
    { numRuns: 2000 },
  );
});

it('agrees with Math.log over the whole range', () => {
  for (const [min, max] of [
    [5e-324, Number.MAX_VALUE],
    [0.5, 2],
    [1 - 1e-9, 1 + 1e-9],
    [5e-324, 2.3e-308],
  ]) {
    const within = fc.double({ min, max, noNaN: true });
    fc.assert(
      fc.property(within, (x) => {
        expect(ulps(log(x), Math.log(x)), String(x)).toBeLessThanOrEqual(NEAR);
      }),
      { numRuns: 2000 },
    );
  }
  for (let n = -1074; n <= 1023; n++) {
    const power = n < -1022 ? 2 ** (n + 60) / 2 ** 60 : 2 ** n;
    expect(ulps(log(power), Math.log(power)), `2^${n}`).toBeLessThanOrEqual(NEAR);
  }
});

it('knows the ends of log', () => {
  expect(log(0)).toBe(-Infinity);
  expect(log(-0)).toBe(-Infinity);
  expect(log(1)).toBe(0);
  expect(log(Infinity)).toBe(Infinity);
  expect(log(-1)).toBeNaN();
  expect(log(-5e-324)).toBeNaN();
  expect(log(-Infinity)).toBeNaN();
  expect(log(Number.NaN)).toBeNaN();
  expect(ulps(log(5e-324), -744.4400719213812)).toBeLessThanOrEqual(1);
  expect(ulps(log(Number.MAX_VALUE), 709.782712893384)).toBeLessThanOrEqual(1);
});

it('undoes itself', () => {
  fc.assert(
    fc.property(fc.double({ min: -700, max: 700, noNaN: true }), (x) => {
      // e^x carries an error of 2^-53 relative, which log turns into one of 2^-53 absolute.
      expect(Math.abs(log(exp(x)) - x)).toBeLessThanOrEqual(2 ** -51 * Math.max(1, Math.abs(x)));
    }),
  );
});

it('gives these bits on every engine', () => {
  expect([-700, -1, -1e-8, 1e-8, 0.5, 1, 10, 709].map(exp)).toMatchInlineSnapshot(`
    [
      9.85967654375977e-305,
      0.3678794411714423,
      0.9999999900000001,
      1.00000001,
      1.6487212707001282,
      2.7182818284590455,
      22026.465794806718,
      8.218407461554971e+307,
    ]
  `);
  expect([5e-324, 1e-10, 0.1, 0.99, 1.01, 2, 10, 1e300].map(log)).toMatchInlineSnapshot(`
    [
      -744.4400719213812,
      -23.025850929940457,
      -2.3025850929940455,
      -0.01005033585350145,
      0.009950330853168092,
      0.6931471805599453,
      2.302585092994046,
      690.7755278982137,
    ]
  `);
});

it('agrees with Math.log1p over the whole range', () => {
  for (const [min, max] of [
    [-1, Number.MAX_VALUE],
    [-0.5, 1],
    [-1e-9, 1e-9],
    [-1e-300, 1e-300],
  ]) {
    const within = fc.double({ min, max, noNaN: true });
    fc.assert(
      fc.property(within, (x) => {
        expect(ulps(log1p(x), Math.log1p(x)), String(x)).toBeLessThanOrEqual(NEAR + 2);
      }),
      { numRuns: 2000 },
    );
  }
});

it('knows the ends of log1p', () => {
  expect(log1p(-0)).toBe(-0);
  expect(log1p(-1)).toBe(-Infinity);
  expect(log1p(-1.1)).toBeNaN();
  expect(log1p(Infinity)).toBe(Infinity);
  expect(log1p(Number.NaN)).toBeNaN();
  expect(log1p(Number.MAX_VALUE)).toBe(log(Number.MAX_VALUE));
});

it('finds the power of two below a number', () => {
  for (let exponent = -1022; exponent <= 1023; exponent++) {
    expect(floorLog2(2 ** exponent)).toBe(exponent);
    if (exponent < 1023) expect(floorLog2(2 ** (exponent + 1) * (1 - 2 ** -53))).toBe(exponent);
  }
});

it('takes exp of many values to the same bits', () => {
  const x = Float64Array.from({ length: 4000 }, (_, i) => -708 + (i * 1416) / 4000 + 0.001);
  const out = new Float64Array(x.length);
  expEach(x, 5, out, 2, x.length - 3);
  for (let t = 2; t < x.length - 3; t++) expect(out[t]).toBe(exp(x[t + 3]));
  expect([out[0], out[1], out[x.length - 1]]).toEqual([0, 0, 0]);
});

it('log has the bits of the version that writes 1 + f by its bits', () => {
  const value = new Float64Array(1);
  const words = new Uint32Array(value.buffer);
  const plain = (x: number): number => {
    value[0] = x < 2 ** -1022 ? x * 2 ** 54 : x;
    let n = x < 2 ** -1022 ? -54 : 0;
    const high = words[1];
    const carry = ((high & 0xfffff) + 0x95f64) & 0x100000;
    words[1] = (high & 0xfffff) | (carry ^ 0x3ff00000);
    n += (high >> 20) - 1023 + (carry >> 20);
    const f = value[0] - 1;
    const s = f / (2 + f);
    const z = s * s;
    const w = z * z;
    const odd = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373));
    const even =
      z *
      (0.6666666666666735 +
        w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)));
    const half = 0.5 * f * f;
    const low = n * 1.9082149292705877e-10;
    return n * 0.6931471803691238 - (half - (s * (half + odd + even) + low) - f);
  };
  let different = 0;
  for (let exponent = 0; exponent < 2047; exponent++) {
    // About √2, where the power of two changes, and at the ends.
    for (const mantissa of [0, 0x6a09b, 0x6a09c, 0x6a09e, 0xfffff, (exponent * 7919) & 0xfffff]) {
      words[1] = (exponent << 20) | mantissa;
      words[0] = 1 + exponent;
      const x = value[0];
      different += Number(!Object.is(log(x), plain(x)));
    }
  }
  expect(different).toBe(0);
});
