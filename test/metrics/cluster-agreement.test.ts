import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  adjustedMutualInfoScore,
  completenessScore,
  homogeneityScore,
  mutualInfoScore,
  normalizedMutualInfoScore,
  vMeasureScore,
} from '../../src/metrics/cluster-agreement.js';
import { contingencyMatrix } from '../../src/metrics/contingency.js';
import {
  adjustedRandScore,
  fowlkesMallowsScore,
  pairConfusionMatrix,
  randScore,
} from '../../src/metrics/pair-agreement.js';
import { reference } from '../reference/reference.js';

interface Agreement {
  truth: number[];
  predicted: number[];
  contingency: number[][];
  pairs: number[][];
  rand: number;
  adjustedRand: number;
  fowlkesMallows: number;
  mutualInfo: number;
  normalized: number[];
  adjusted: number[];
  homogeneity: number;
  completeness: number;
  vMeasure: number;
  vMeasureHalf: number;
}

const { agreement } = reference<{ agreement: Record<string, Agreement> }>('clustering_metrics');
const AVERAGES = ['min', 'geometric', 'arithmetic', 'max'] as const;

describe.each(Object.entries(agreement))('%s labellings', (_name, expected) => {
  const { truth, predicted } = expected;
  it('score as in scikit-learn', () => {
    expect(contingencyMatrix(truth, predicted).to2DArray()).toEqual(expected.contingency);
    expect(pairConfusionMatrix(truth, predicted).to2DArray()).toEqual(expected.pairs);
    expect(randScore(truth, predicted)).toBeCloseTo(expected.rand, 12);
    expect(adjustedRandScore(truth, predicted)).toBeCloseTo(expected.adjustedRand, 12);
    expect(fowlkesMallowsScore(truth, predicted)).toBeCloseTo(expected.fowlkesMallows, 12);
    expect(mutualInfoScore(truth, predicted)).toBeCloseTo(expected.mutualInfo, 12);
    for (const [a, averageMethod] of AVERAGES.entries()) {
      const options = { averageMethod };
      const normalized = normalizedMutualInfoScore(truth, predicted, options);
      expect(normalized).toBeCloseTo(expected.normalized[a], 12);
      const adjusted = adjustedMutualInfoScore(truth, predicted, options);
      expect(adjusted).toBeCloseTo(expected.adjusted[a], 10);
    }
    expect(homogeneityScore(truth, predicted)).toBeCloseTo(expected.homogeneity, 12);
    expect(completenessScore(truth, predicted)).toBeCloseTo(expected.completeness, 12);
    expect(vMeasureScore(truth, predicted)).toBeCloseTo(expected.vMeasure, 12);
    expect(vMeasureScore(truth, predicted, { beta: 0.5 })).toBeCloseTo(expected.vMeasureHalf, 12);
  });
});

const labels = (length: number) =>
  fc.array(fc.integer({ min: 0, max: 3 }), { minLength: length, maxLength: length });
const two = fc.integer({ min: 2, max: 30 }).chain((n) => fc.tuple(labels(n), labels(n)));

it('does not mind what labels are called, and scores equal labellings 1', () => {
  fc.assert(
    fc.property(two, ([a, b]) => {
      const named = b.map((label) => `cluster ${label}`);
      for (const score of [
        randScore,
        adjustedRandScore,
        normalizedMutualInfoScore,
        adjustedMutualInfoScore,
        vMeasureScore,
      ]) {
        expect(score(a, named)).toBeCloseTo(score(a, b), 12);
        expect(score(b, a)).toBeCloseTo(score(a, b), 9);
        expect(score(b, named)).toBeCloseTo(1, 12);
      }
      expect(homogeneityScore(a, b)).toBeCloseTo(completenessScore(b, a), 12);
    }),
  );
});

it('finds no agreement by chance in as many labels as samples', () => {
  const truth = Array.from({ length: 1000 }, (_, i) => i % 10);
  const apart = Array.from({ length: 1000 }, (_, i) => i);
  expect(adjustedRandScore(truth, apart)).toBeCloseTo(0, 12);
  expect(adjustedMutualInfoScore(truth, apart)).toBeCloseTo(0, 6);
});

it('refuses unusable input in words', () => {
  expect(() => adjustedRandScore([], [])).toThrow('adjustedRandScore: there are no samples.');
  expect(() => vMeasureScore([1, 2], [1])).toThrow(
    'labelsTrue has 2 values, but labelsPred has 1 value.',
  );
  expect(() => vMeasureScore([1], [1], { beta: -1 })).toThrow(
    'vMeasureScore: beta must be a number >= 0, but got -1.',
  );
  const averageMethod = 'mean' as 'min';
  expect(() => normalizedMutualInfoScore([1], [1], { averageMethod })).toThrow(
    'averageMethod must be one of "min", "geometric", "arithmetic", "max", but got "mean".',
  );
});
