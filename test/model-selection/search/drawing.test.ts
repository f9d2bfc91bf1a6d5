import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  choice,
  clone,
  defaultSearchSpace,
  InvalidParameterError,
  integers,
  listModels,
  logUniform,
  ParameterSampler,
  Pipeline,
  StandardScaler,
  SVC,
  uniform,
} from '../../../src/index.js';
import { propose, type Tried } from '../../../src/model-selection/search/propose.js';
import { createRng } from '../../../src/random/rng.js';
import { catalogueClasses } from '../../../src/training/catalogue.js';

describe('distributions', () => {
  it('give values between their ends, the same for the same seed', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 50 }), (randomState, width) => {
        const space = {
          u: uniform(-1, width),
          l: logUniform(1e-3, width),
          i: integers(1, 1 + width, { log: true }),
        };
        const draws = [...new ParameterSampler(space, { nIter: 20, randomState })];
        for (const { u, l, i } of draws as Record<string, number>[]) {
          expect(u >= -1 && u <= width && l >= 1e-3 && l <= width).toBe(true);
          expect(Number.isInteger(i) && i >= 1 && i <= 1 + width).toBe(true);
        }
        expect([...new ParameterSampler(space, { nIter: 20, randomState })]).toEqual(draws);
      }),
      { numRuns: 20 },
    );
  });

  it('give each whole number alike, and lists each combination once', () => {
    const counts = new Map<unknown, number>();
    for (const { i } of new ParameterSampler(
      { i: integers(1, 3) },
      { nIter: 3000, randomState: 0 },
    )) {
      counts.set(i, (counts.get(i) ?? 0) + 1);
    }
    for (const n of counts.values()) expect(Math.abs(n - 1000)).toBeLessThan(110); // four standard deviations
    const lists = new ParameterSampler(
      { a: [1, 2, 3], b: choice(['x', 'y']) },
      { nIter: 6, randomState: 0 },
    );
    expect(new Set([...lists].map((one) => JSON.stringify(one))).size).toBe(6);
    const own = { sample: (rng: { next(): number }) => rng.next() };
    expect([...new ParameterSampler({ own }, { nIter: 2, randomState: 0 })]).toHaveLength(2);
  });

  it.each([
    () => uniform(1, 1),
    () => logUniform(0, 1),
    () => integers(0.5, 3),
    () => choice([]),
    () => new ParameterSampler({ C: [] }),
    () => new ParameterSampler({}),
  ])('refuse what cannot be: %s', (make) => {
    expect(make).toThrow(InvalidParameterError);
  });
});

describe('default search spaces', () => {
  it('hold values that the model takes, for every model', () => {
    expect(listModels().length).toBeGreaterThan(0);
    for (const Class of catalogueClasses()) {
      const space = defaultSearchSpace(Class.info.type);
      expect(Object.keys(space).length, Class.info.type).toBeGreaterThan(0);
      for (const setting of new ParameterSampler(space, { nIter: 4, randomState: 0 })) {
        expect(() => new Class(setting)).not.toThrow();
      }
    }
  });

  it('reach into pipelines', () => {
    const pipeline = new Pipeline({
      steps: [
        ['scale', new StandardScaler()],
        ['svc', new SVC()],
      ],
    });
    const space = defaultSearchSpace(pipeline);
    expect(Object.keys(space)).toContain('svc__C');
    const [setting] = new ParameterSampler(space, { nIter: 1, randomState: 0 });
    expect(() => clone(pipeline).setParams(setting)).not.toThrow();
    expect(() => defaultSearchSpace('SVN')).toThrow('Did you mean "SVC"');
  });
});

describe('proposals', () => {
  it('come near to the best of a smooth function in 25 trials, past failures', () => {
    const space = [
      ['x', uniform(-5, 10)],
      ['kind', choice(['a', 'b'])],
    ] as const;
    const rng = createRng(0);
    const tried: Tried[] = [];
    for (let i = 0; i < 25; i++) {
      const next = propose([space], tried, rng);
      const { x, kind } = next.setting as { x: number; kind: string };
      const score = x > 8 ? Number.NaN : -((x - 3) * (x - 3)) - (kind === 'a' ? 1 : 0);
      tried.push({ ...next, score });
    }
    const best = Math.max(...tried.map(({ score }) => (Number.isNaN(score) ? -Infinity : score)));
    expect(best).toBeGreaterThan(-0.01);
  });
});
