import { describe, expect, it } from 'vitest';
import { createRng } from '../../../src/random/rng.js';
import type { CachedRow } from '../../../src/solvers/svm/cached-row.js';
import { heldPasses } from '../../../src/solvers/svm/held-passes.js';
import { bestDown, moveGradient, type SmoVectors } from '../../../src/solvers/svm/smo-passes.js';

const rng = createRng('held passes');
const draw = () => Math.round(16 * rng.next()) / 16 - 0.5; // coarse, so that slopes are equal now and then
const off = (by: number) => (rng.next() < 0.3 ? by : 0);

function vectorsOf(n: number): SmoVectors {
  return {
    G: Float64Array.from({ length: n }, draw),
    up: Float64Array.from({ length: n }, () => off(Infinity)),
    low: Float64Array.from({ length: n }, () => off(-Infinity)),
    diagonal: Float64Array.from({ length: n }, () => 1 + off(0.25)),
  };
}

function copyOf({ G, up, low, diagonal }: SmoVectors): SmoVectors {
  return { G: G.slice(), up: up.slice(), low: low.slice(), diagonal: diagonal.slice() };
}

/** A step and a choice by both, on vectors that others hold now and then. */
function expectTheSame(
  vectors: SmoVectors,
  plain: SmoVectors,
  active: number,
  draws: () => CachedRow,
): void {
  const rows = { rowI: draws(), rowJ: draws() };
  const [changeI, changeJ] = [draw(), draw()];
  const held = heldPasses.hold(vectors);
  const next = moveGradient(plain, active, rows, changeI, changeJ);
  expect(heldPasses.moveGradient(held, active, rows, changeI, changeJ)).toBe(next);
  const i = Math.max(0, next);
  expect(heldPasses.bestDown(held, active, i, rows.rowI)).toEqual(
    bestDown(plain, active, i, rows.rowI),
  );
}

describe.each([
  ['single', (n: number) => Float32Array.from({ length: n }, draw)],
  ['double', (n: number) => Float64Array.from({ length: n }, draw)],
])('passes with rows in %s precision', (_, drawRow) => {
  it.each([
    ['few samples', 1],
    ['some', 50],
    ['more than are held', 40_000],
  ])('have the bits of the plain ones: %s', (_of, n) => {
    const rounds = n > 1000 ? 3 : 100;
    const vectors = vectorsOf(n);
    const plain = copyOf(vectors);
    for (let round = 0; round < rounds; round++) {
      const active = round % 2 === 0 ? n : Math.ceil(n / 2);
      expectTheSame(vectors, plain, active, () => drawRow(n));
    }
    expect(heldPasses.release(vectors)).toEqual(plain);
  });

  it('know whose vectors are whose, where several searches take turns', () => {
    const several = [30, 20, 45].map(vectorsOf);
    const plain = several.map(copyOf);
    for (let round = 0; round < 100; round++) {
      const turn = rng.nextInteger(3);
      const n = several[turn].G.length;
      expectTheSame(several[turn], plain[turn], n, () => drawRow(n));
      const t = rng.nextInteger(n);
      const bound = off(Infinity);
      heldPasses.hold(several[turn]).up[t] = bound;
      plain[turn].up[t] = bound;
      if (round % 10 === 0) expect(heldPasses.release(several[turn])).toEqual(plain[turn]);
    }
    expect(several.map((vectors) => heldPasses.release(vectors))).toEqual(plain);
  });
});
