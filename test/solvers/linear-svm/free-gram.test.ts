import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pickRows } from '../../../src/data/dense.js';
import { gram } from '../../../src/numeric/gram.js';
import { drain } from '../../../src/progress.js';
import { createRng } from '../../../src/random/rng.js';
import { createFreeGram } from '../../../src/solvers/linear-svm/free-gram.js';

it('follows the marks: the Gram matrix of the marked rows, at first to the bit', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 400 }),
      fc.integer({ min: 1, max: 7 }),
      fc.integer(),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 5 }),
      (rows, width, seed, shares) => {
        const rng = createRng(seed);
        const Z = Float64Array.from({ length: rows * width }, () => rng.next() - 0.5);
        const weights = Float64Array.from({ length: rows }, () => rng.next());
        const free = createFreeGram(Z, rows, width, weights);
        for (const [call, share] of shares.entries()) {
          const marks = Uint8Array.from({ length: rows }, () => (rng.next() < share ? 1 : 0));
          const listed = [...marks.keys()].filter((i) => marks[i] === 1);
          const plain = gram(
            pickRows(Z, width, listed),
            listed.length,
            width,
            pickRows(weights, 1, listed),
          );
          const found = drain(free.update(marks));
          if (call === 0) expect(found).toEqual(plain);
          for (const [at, value] of plain.entries()) expect(found[at]).toBeCloseTo(value, 10);
        }
      },
    ),
  );
});
