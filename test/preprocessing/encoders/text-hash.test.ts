import fc from 'fast-check';
import { expect, it } from 'vitest';
import { textHash } from '../../../src/preprocessing/encoders/text-hash.js';

// scikit-learn 1.9.1: sklearn.utils.murmurhash3_32(text, seed=0, positive=True)
it.each([
  ['', 0],
  ['a', 1009084850],
  ['ab', 2613040991],
  ['abc', 3017643002],
  ['abcd', 1139631978],
  ['Zürich', 694770001],
  ['__proto__', 1102488338],
  ['北京🙂', 155562004],
] as const)('of %j is that of MurmurHash3', (text, hash) => {
  expect(textHash(text)).toBe(hash);
});

it('spreads texts evenly', () => {
  const counts = new Array<number>(16).fill(0);
  for (let i = 0; i < 16_000; i++) counts[textHash(`city ${i}`) % 16]++;
  const chiSquare = counts.reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0);
  expect(chiSquare).toBeLessThan(37.7); // 0.999-quantile of chi-square with 15 degrees of freedom
});

it('is a whole number of 32 bits for any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const hash = textHash(text);
      expect(Number.isInteger(hash) && hash >= 0 && hash < 2 ** 32).toBe(true);
    }),
  );
});
