import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accuracyScore, hammingLoss, zeroOneLoss } from '../../src/metrics/classification.js';
import { dcgScore, ndcgScore } from '../../src/metrics/discounted-gain.js';
import { classLikelihoodRatios } from '../../src/metrics/likelihood-ratios.js';
import { meanSquaredError, r2Score } from '../../src/metrics/regression.js';
import {
  d2TweedieScore,
  meanGammaDeviance,
  meanPoissonDeviance,
  meanTweedieDeviance,
} from '../../src/metrics/tweedie-deviance.js';
import { setWarningHandler, type Warning } from '../../src/warnings.js';
import { reference } from '../reference/reference.js';

/** null stands for NaN. */
type Saved = number | 'Infinity' | null;

/** metrics_further.py makes them. */
const expected = reference<{
  deviances: {
    truth: number[];
    zeros: number[];
    guess: number[];
    weight: number[] | null;
    powers: Record<string, [number, number | null]>;
    poisson: number;
    gamma: number;
  }[];
  gains: {
    gain: number[][];
    score: number[][];
    distinct: number[][];
    k: number | null;
    weight: number[] | null;
    dcg: number;
    dcgOfBase: number;
    ndcg: number;
    ndcgWithoutTies: number;
  }[];
  labels: {
    truth: number[];
    predicted: number[];
    weight: number[] | null;
    hamming: number;
    zeroOne: number;
    wrong: number;
    ratios: Saved[];
    replaced: Saved[];
  }[];
}>('metrics_further');

const warnings: Warning[] = [];
beforeEach(() => {
  warnings.length = 0;
  setWarningHandler((warning) => warnings.push(warning));
});
afterEach(() => setWarningHandler(null));

function expectSame(actual: number, saved: Saved): void {
  const wanted = saved === null ? Number.NaN : Number(saved);
  if (!Number.isFinite(wanted)) expect(actual).toBe(wanted);
  else expect(Math.abs(actual - wanted)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(wanted)));
}

const weighted = ({ weight }: { weight: number[] | null }) =>
  weight === null ? {} : { sampleWeight: weight };

describe('it equals scikit-learn', () => {
  it('in deviances, and the share that is explained', () => {
    for (const one of expected.deviances) {
      for (const [name, [deviance, share]] of Object.entries(one.powers)) {
        const power = Number(name);
        const truth = power < 2 ? one.zeros : one.truth;
        const options = { ...weighted(one), power };
        expectSame(meanTweedieDeviance(truth, one.guess, options), deviance);
        if (share !== null) expectSame(d2TweedieScore(truth, one.guess, options), share);
      }
      expectSame(meanPoissonDeviance(one.zeros, one.guess, weighted(one)), one.poisson);
      expectSame(meanGammaDeviance(one.truth, one.guess, weighted(one)), one.gamma);
    }
  });

  it('in discounted gains, of the first few, and with ties', () => {
    for (const one of expected.gains) {
      const options = { ...weighted(one), k: one.k };
      const { gain, score, distinct } = one;
      expectSame(dcgScore(gain, score, options), one.dcg);
      expectSame(dcgScore(gain, score, { ...options, logBase: 10 }), one.dcgOfBase);
      expectSame(ndcgScore(gain, score, options), one.ndcg);
      const withoutTies = { ...options, ignoreTies: true };
      expectSame(ndcgScore(gain, distinct, withoutTies), one.ndcgWithoutTies);
    }
  });

  it('in the share of wrong labels, and how many they are', () => {
    for (const one of expected.labels) {
      const { truth, predicted } = one;
      expectSame(hammingLoss(truth, predicted, weighted(one)), one.hamming);
      expectSame(zeroOneLoss(truth, predicted, weighted(one)), one.zeroOne);
      const counted = { ...weighted(one), normalize: false };
      expectSame(zeroOneLoss(truth, predicted, counted), one.wrong);
    }
  });

  it('in likelihood ratios, also where they are not defined', () => {
    for (const one of expected.labels) {
      const options = { ...weighted(one), labels: [0, 1] };
      const plain = classLikelihoodRatios(one.truth, one.predicted, options);
      expectSame(plain.positive, one.ratios[0]);
      expectSame(plain.negative, one.ratios[1]);
      const replaceUndefinedBy = { positive: Infinity, negative: 0.5 };
      const replaced = { ...options, replaceUndefinedBy };
      const { positive, negative } = classLikelihoodRatios(one.truth, one.predicted, replaced);
      expectSame(positive, one.replaced[0]);
      expectSame(negative, one.replaced[1]);
    }
  });
});

describe('deviances', () => {
  it('of power 0 are squared errors, and what they explain is R²', () => {
    const [truth, guess] = [
      [-1, 2, 5],
      [0, 2.5, -3],
    ];
    const sampleWeight = [1, 2, 3];
    expect(meanTweedieDeviance(truth, guess, { sampleWeight })).toBe(
      meanSquaredError(truth, guess, { sampleWeight }),
    );
    expect(d2TweedieScore(truth, guess)).toBeCloseTo(r2Score(truth, guess), 14);
  });

  it('are 0 where the truth is met, and then all is explained', () => {
    const truth = [0.5, 1, 2.5, 7];
    for (const power of [-1, 0, 1, 1.5, 2, 3]) {
      expect(meanTweedieDeviance(truth, truth, { power })).toBeCloseTo(0, 12);
      expect(d2TweedieScore(truth, truth, { power })).toBeCloseTo(1, 12);
      expect(d2TweedieScore([2, 2], [2, 2], { power })).toBe(1);
      expect(d2TweedieScore([2, 2], [2, 3], { power })).toBe(0);
      expect(d2TweedieScore([2, 2, 9], [2, 2, 1], { power, sampleWeight: [1, 2, 0] })).toBe(1);
    }
  });

  it('hold where a quotient leaves the range of numbers', () => {
    expect(meanPoissonDeviance([5e-324], [8e307])).toBe(1.6e308);
    expect(meanGammaDeviance([5e-324], [1e308])).toBeCloseTo(
      2 * (308 * Math.LN10 + 1074 * Math.LN2 - 1),
      9,
    );
    expect(() => d2TweedieScore([-1, -2], [1, 2], { power: -1 })).toThrow(
      'd2TweedieScore: the mean of yTrue is -1.5, but the deviance of power -1 is against a mean > 0.',
    );
  });

  it('take no shares of a single sample', () => {
    expect(d2TweedieScore([1], [2], { power: 1 })).toBeNaN();
    expect(warnings[0].message).toBe(
      'd2TweedieScore: D² is not defined for one sample. Pass more samples.',
    );
  });

  it('name the value that is out of range, and powers that mean nothing', () => {
    expect(() => meanPoissonDeviance([1, -1], [1, 1])).toThrow(
      'meanPoissonDeviance: yTrue[1] is -1, but the deviance of power 1 needs values >= 0.',
    );
    expect(() => meanPoissonDeviance([1, 0], [1, 0])).toThrow(
      'meanPoissonDeviance: yPred[1] is 0, but the deviance of power 1 needs values > 0.',
    );
    expect(() => meanGammaDeviance([0], [1])).toThrow('yTrue[0] is 0');
    expect(() => meanTweedieDeviance([-2], [-1], { power: -1 })).toThrow('yPred[0] is -1');
    for (const power of [0.5, Number.NaN, Infinity]) {
      expect(() => meanTweedieDeviance([1], [1], { power })).toThrow(
        `meanTweedieDeviance: power must be a number <= 0, or a number >= 1, but got ${power}.`,
      );
    }
    expect(() => d2TweedieScore([], [])).toThrow('there are no samples');
  });
});

describe('discounted gains', () => {
  it('are best, 1, in the order of the gains, and 0 where there is nothing to gain', () => {
    const gains = [[3, 0, 2, 1]];
    expect(ndcgScore(gains, gains)).toBe(1);
    expect(ndcgScore(gains, [[9, 1, 5, 3]], { k: 2 })).toBe(1);
    expect(ndcgScore([[0, 0]], [[1, 2]])).toBe(0);
    const order = [[1, 2, 3]];
    expect(ndcgScore([[1e308, 1e308, 0]], order)).toBeCloseTo(ndcgScore([[1, 1, 0]], order), 14);
  });

  it('are the mean over all orders of items with one score', () => {
    const both = [
      dcgScore([[1, 0]], [[1, 0]], { ignoreTies: true }),
      dcgScore([[1, 0]], [[0, 1]], { ignoreTies: true }),
    ];
    expect(dcgScore([[1, 0]], [[5, 5]])).toBeCloseTo((both[0] + both[1]) / 2, 15);
    // In an order: the later item first.
    expect(dcgScore([[1, 0]], [[5, 5]], { ignoreTies: true })).toBe(both[1]);
  });

  it('say what they cannot take', () => {
    expect(() => ndcgScore([[1, -1]], [[1, 2]])).toThrow(
      'ndcgScore: yTrue[0][1] is -1, but gains are at least 0.',
    );
    expect(dcgScore([[1, -1]], [[2, 1]])).toBeCloseTo(1 - Math.LN2 / Math.log(3), 15);
    expect(() => ndcgScore([[1], [0]], [[1], [2]])).toThrow('ndcgScore: there is one item');
    expect(() => ndcgScore([[1, 2]], [[1, 2, 3]])).toThrow(
      'ndcgScore: yTrue is 1 × 2, but yScore is 1 × 3. Pass a score for each gain.',
    );
    expect(() => ndcgScore([[1, Number.NaN]], [[1, 2]])).toThrow('X[0][1] is NaN');
    expect(() => ndcgScore([[1, 2]], [[1, 2]], { k: 0 })).toThrow(
      'ndcgScore: k must be an integer >= 1, or null, but got 0.',
    );
    for (const logBase of [1, 0, Infinity, Number.NaN]) {
      expect(() => dcgScore([[1, 2]], [[1, 2]], { logBase })).toThrow(
        `dcgScore: logBase must be a number > 0 other than 1, but got ${logBase}.`,
      );
    }
  });
});

it('counts as wrong what is not right', () => {
  const [truth, predicted] = [
    ['a', 'b', 'c', 'a'],
    ['a', 'c', 'c', 'b'],
  ];
  expect(zeroOneLoss(truth, predicted)).toBe(1 - accuracyScore(truth, predicted));
  expect(zeroOneLoss(truth, predicted, { normalize: false, sampleWeight: [1, 2, 3, 4] })).toBe(6);
  expect(hammingLoss(truth, truth)).toBe(0);
  expect(() => hammingLoss([], [])).toThrow('hammingLoss: there are no samples.');
});

describe('likelihood ratios', () => {
  it('are the odds after the prediction over those before', () => {
    // Of four sick 3 are found, of six healthy 1 is taken for sick.
    const truth = [1, 1, 1, 1, 0, 0, 0, 0, 0, 0];
    const predicted = [1, 1, 1, 0, 1, 0, 0, 0, 0, 0];
    const { positive, negative } = classLikelihoodRatios(truth, predicted);
    expect(positive).toBeCloseTo(3 / 4 / (1 / 6), 14);
    expect(negative).toBeCloseTo(1 / 4 / (5 / 6), 14);
  });

  it('are warned of where they are not defined, unless told what they are', () => {
    classLikelihoodRatios(['no', 'yes'], ['no', 'yes']);
    expect(warnings.map(({ message }) => message)).toEqual([
      'classLikelihoodRatios: the positive ratio is not defined, since there are no false positives. Pass replaceUndefinedBy to expect that.',
    ]);
    const told = classLikelihoodRatios(['no', 'yes'], ['no', 'yes'], { replaceUndefinedBy: 1 });
    expect(told).toEqual({ positive: 1, negative: 0 });
    expect(warnings).toHaveLength(1);
  });

  it('are of two classes', () => {
    expect(() => classLikelihoodRatios([0, 1, 2], [0, 1, 2], { labels: [0, 1] })).toThrow(
      'classLikelihoodRatios: there must be two classes, but got [0, 1, 2].',
    );
    expect(() => classLikelihoodRatios([1, 1], [1, 1])).toThrow('but got [1]');
    const bad = [0.5, 2, { positive: 0.5, negative: 1 }, { positive: 1, negative: 2 }, null];
    for (const replaceUndefinedBy of bad) {
      const options = { replaceUndefinedBy: replaceUndefinedBy as number };
      expect(() => classLikelihoodRatios([0, 1], [0, 1], options)).toThrow(
        'classLikelihoodRatios: replaceUndefinedBy must be NaN, 1, or {',
      );
    }
  });
});
