import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MISSING } from '../../../src/trees/bins.js';
import { NodeBins } from '../../../src/trees/forest/node-bins.js';
import { Partitioner } from '../../../src/trees/forest/tree-samples.js';

const sample = fc.record({
  code: fc.oneof(fc.integer({ min: 0, max: MISSING }), fc.integer({ min: 30, max: 34 })),
  weight: fc.integer({ min: 1, max: 4 }),
  target: fc.integer({ min: 0, max: 2 }),
});
/** From nodes that are sorted to those that are counted bin by bin. */
const node = fc.oneof(
  fc.array(sample, { minLength: 1, maxLength: 16 }),
  fc.array(sample, { minLength: 17, maxLength: 256 }),
  fc.array(sample, { minLength: 257, maxLength: 400 }),
);
type Sample = { code: number; weight: number; target: number };

function layOut(samples: readonly Sample[]) {
  return {
    codes: Uint8Array.from(samples, ({ code }) => code),
    samples: {
      rows: Int32Array.from(samples, (_, i) => i),
      weights: Float64Array.from(samples, ({ weight }) => weight),
      targets: Float64Array.from(samples, ({ target }) => target),
    },
  };
}

describe.each([
  [
    'classes',
    3,
    true,
    (sums: number[], { weight, target }: Sample) => {
      sums[target] += weight;
    },
  ],
  [
    'moments',
    2,
    false,
    (sums: number[], { weight, target }: Sample) => {
      sums[0] += weight;
      sums[1] += weight * target;
    },
  ],
] as const)('sums of %s', (_what, width, classes, add) => {
  it('are those added up directly, for nodes of every size, twice in a row', () => {
    const bins = new NodeBins(width, classes, true);
    fc.assert(
      fc.property(node, (given) => {
        const { codes, samples } = layOut(given);
        bins.collect(samples, 0, given.length, codes);
        const occurring = [...new Set(given.map(({ code }) => code))]
          .filter((code) => code !== MISSING)
          .sort((a, b) => a - b);
        expect(Array.from(bins.codes.subarray(0, bins.size))).toEqual(occurring);
        const expectSums = (actual: Float64Array, inside: Sample[]) => {
          const sums = new Array<number>(width).fill(0);
          for (const one of inside) add(sums, one);
          expect(Array.from(actual)).toEqual(sums);
        };
        for (const [b, code] of occurring.entries()) {
          const inside = given.filter((one) => one.code === code);
          expectSums(bins.sums.subarray(b * width, (b + 1) * width), inside);
          expect(bins.counts[b]).toBe(inside.length);
        }
        const missing = given.filter(({ code }) => code === MISSING);
        expect(bins.missingCount).toBe(missing.length);
        if (missing.length > 0) expectSums(bins.missing, missing);
      }),
    );
  });
});

it('a partition keeps every sample, and the order on each side', () => {
  fc.assert(
    fc.property(
      node,
      fc.integer({ min: 0, max: 254 }),
      fc.boolean(),
      (given, last, missingLeft) => {
        const { codes, samples } = layOut(given);
        const middle = new Partitioner(given.length, MISSING).split(
          samples,
          0,
          given.length,
          codes,
          last,
          missingLeft,
        );
        const isLeft = ({ code }: Sample) => (code === MISSING ? missingLeft : code <= last);
        const numbers = given.map((_, i) => i);
        const expected = [
          ...numbers.filter((i) => isLeft(given[i])),
          ...numbers.filter((i) => !isLeft(given[i])),
        ];
        expect(Array.from(samples.rows)).toEqual(expected);
        expect(Array.from(samples.weights)).toEqual(expected.map((i) => given[i].weight));
        expect(Array.from(samples.targets)).toEqual(expected.map((i) => given[i].target));
        expect(middle).toBe(given.filter(isLeft).length);
      },
    ),
  );
});
