import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { weightClasses } from '../../src/data/class-weights.js';
import { InvalidInputError } from '../../src/errors.js';

const classes = ['no', 'yes'];
const codes = Int32Array.of(0, 1, 1, -1);

describe('weights of classes', () => {
  it('are multiplied into those of the samples, which are left as they are', () => {
    const given = Float64Array.of(1, 2, 3, 0);
    const weighted = weightClasses({ no: 10, yes: 0.5 }, codes, classes, given, 'Model');
    expect([...weighted]).toEqual([10, 1, 1.5, 0]);
    expect([...given]).toEqual([1, 2, 3, 0]);
  });

  it.each([
    [1e-300, 1e-20],
    [1e-300, 1e-10], // subnormal: digits are lost
    [1e300, 1e20],
  ])('refuses %s times %s, which numbers do not hold', (own, ofClass) => {
    const given = Float64Array.of(1, own, 1, 0);
    const weigh = () => weightClasses({ yes: ofClass }, codes, classes, given, 'Model');
    expect(weigh).toThrow(InvalidInputError);
    expect(weigh).toThrow(
      `Model.fit: sample 1 has the weight ${own}, and its class "yes" ${ofClass}: their product is beyond the range of numbers. Multiply all sample weights by the same number`,
    );
  });

  it('refuse whatever would lose a sample, and nothing else', () => {
    const size = fc.constantFrom(5e-324, 1e-310, 1e-300, 1e-160, 1, 1e160, 1e300);
    fc.assert(
      fc.property(size, size, size, (a, b, ofClass) => {
        const given = Float64Array.of(a, b, 1, 0);
        let weighted: Float64Array | undefined;
        try {
          weighted = weightClasses({ yes: ofClass }, codes, classes, given, 'Model');
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidInputError);
          expect([b * ofClass, ofClass].some((w) => w < 2 ** -1022 || w === Infinity)).toBe(true);
        }
        for (const weight of weighted?.subarray(0, 3) ?? []) {
          expect(weight > 0 && weight < Infinity).toBe(true);
        }
      }),
    );
  });
});
