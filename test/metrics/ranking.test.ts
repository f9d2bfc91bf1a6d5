import * as fc from 'fast-check';
import { Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { logLoss } from '../../src/metrics/log-loss.js';
import { rocAucScore } from '../../src/metrics/ranking.js';
import { DIGITS, expected } from './reference.js';

describe('it equals scikit-learn', () => {
  it.each(['plain', 'weighted'] as const)('on two classes, %s', (weighting) => {
    const { truth, proba, weight, ...scores } = expected.binary;
    const sampleWeight = weighting === 'weighted' ? weight : undefined;
    const positive = proba.map((row) => row[1]);
    const { rocAuc, logLoss: loss } = scores[weighting];
    expect(rocAucScore(truth, positive, { sampleWeight })).toBeCloseTo(rocAuc, DIGITS);
    expect(rocAucScore(truth, proba, { sampleWeight })).toBeCloseTo(rocAuc, DIGITS);
    expect(logLoss(truth, proba, { sampleWeight })).toBeCloseTo(loss, DIGITS);
    expect(logLoss(truth, positive, { sampleWeight })).toBeCloseTo(loss, DIGITS);
  });

  it.each(['plain', 'weighted'] as const)('on four classes, %s', (weighting) => {
    const { truth, proba, weight, ...scores } = expected.multi;
    const sampleWeight = weighting === 'weighted' ? weight : undefined;
    const { rocAuc, logLoss: loss } = scores[weighting];
    for (const average of ['macro', 'weighted'] as const) {
      const options = { multiClass: 'ovr', average, sampleWeight } as const;
      expect(rocAucScore(truth, proba, options)).toBeCloseTo(rocAuc[average], DIGITS);
    }
    expect(logLoss(truth, new Matrix(proba), { sampleWeight })).toBeCloseTo(loss, DIGITS);
  });

  it('over pairs of four classes', () => {
    const { truth, proba, ovo } = expected.multi;
    for (const average of ['macro', 'weighted'] as const) {
      expect(rocAucScore(truth, proba, { multiClass: 'ovo', average })).toBeCloseTo(
        ovo[average],
        DIGITS,
      );
    }
  });

  it('over pairs of the classes that occur, where one does not', () => {
    // scikit-learn 1.9.1: roc_auc_score(y, p, labels=[0, 1, 2], multi_class="ovo", average=…)
    const proba = [
      [0.2, 0, 0.8],
      [0.6, 0, 0.4],
      [0.55, 0, 0.45],
      [0.4, 0, 0.6],
    ];
    const options = { labels: [0, 1, 2], multiClass: 'ovo' } as const;
    for (const average of ['macro', 'weighted'] as const) {
      expect(rocAucScore([0, 2, 0, 2], proba, { ...options, average })).toBe(0.25);
    }
    expect(() => rocAucScore([2, 2, 2, 2], proba, options)).toThrow(
      'rocAucScore: yTrue holds only 2, and a pair needs two classes. Pass samples of at least two.',
    );
  });

  it('where a probability is 0 or 1', () => {
    const proba = [
      [1, 0],
      [1, 0],
      [0.2, 0.8],
    ];
    expect(logLoss([0, 1, 1], proba)).toBeCloseTo(expected.extremes.logLoss, DIGITS);
  });
});

it('gives a perfect ranking 1, a reversed one 0, and one score for all 0.5', () => {
  expect(rocAucScore([0, 0, 1, 1], [0.1, 0.2, 0.8, 0.9])).toBe(1);
  expect(rocAucScore([0, 0, 1, 1], [0.9, 0.8, 0.2, 0.1])).toBe(0);
  expect(rocAucScore([0, 0, 1, 1], [0.5, 0.5, 0.5, 0.5])).toBe(0.5);
});

it('ranks infinite scores', () => {
  expect(rocAucScore(['a', 'b', 'b'], [-Infinity, Infinity, 0])).toBe(1);
});

const ranked = fc
  .array(fc.tuple(fc.boolean(), fc.integer({ min: -3, max: 3 }), fc.integer({ min: 1, max: 3 })), {
    minLength: 2,
    maxLength: 40,
  })
  .filter((rows) => rows.some(([truth]) => truth) && rows.some(([truth]) => !truth));

it('is the probability that a positive is scored above a negative, ties counting half', () => {
  fc.assert(
    fc.property(ranked, (rows) => {
      let right = 0;
      let pairs = 0;
      for (const [truth, score, weight] of rows) {
        for (const [other, lower, otherWeight] of rows) {
          if (!truth || other) continue;
          pairs += weight * otherWeight;
          right += weight * otherWeight * (score > lower ? 1 : score === lower ? 0.5 : 0);
        }
      }
      const area = rocAucScore(
        rows.map(([truth]) => truth),
        rows.map(([, score]) => score),
        { sampleWeight: rows.map(([, , weight]) => weight) },
      );
      expect(area).toBeCloseTo(right / pairs, DIGITS);
    }),
  );
});

describe('it refuses', () => {
  it('one class', () => {
    expect(() => rocAucScore([1, 1], [0.5, 0.6])).toThrow(
      'rocAucScore: yTrue does not hold anything but 1, and the area is not defined for one class. Pass samples of both.',
    );
    expect(() => logLoss([1, 1], [0.5, 0.6])).toThrow('logLoss: yTrue holds only 1.');
  });

  it('several classes without saying how', () => {
    const { truth, proba } = expected.multi;
    expect(() => rocAucScore(truth, proba)).toThrow(
      'rocAucScore: with 4 classes multiClass must be one of "ovr", "ovo", but got undefined. Pass "ovr" for each class against the rest.',
    );
  });

  it('one score a sample for several classes', () => {
    expect(() => rocAucScore([0, 1, 2], [0.1, 0.2, 0.3])).toThrow('Pass a matrix of probabilities');
  });

  it('scores that are NaN', () => {
    expect(() => rocAucScore([0, 1], [0.1, Number.NaN])).toThrow('yScore[1] is NaN, not a number.');
  });

  it('what is no probability', () => {
    expect(() => logLoss([0, 1], [0.1, 1.5])).toThrow('is -0.5, which is not from 0 to 1.');
    expect(() =>
      logLoss(
        [0, 1],
        [
          [0.1, 0.2],
          [0.5, 0.5],
        ],
      ),
    ).toThrow('logLoss: the probabilities of row 0 sum to 0.3');
  });

  it('a label without a column', () => {
    const proba = [
      [0.5, 0.5],
      [0.5, 0.5],
    ];
    expect(() => logLoss([0, 9], proba, { labels: [0, 1] })).toThrow(
      'logLoss: yTrue holds 9, which is not among the labels [0, 1]. Pass all classes.',
    );
  });

  it('labels that are named twice, or none', () => {
    const proba = [
      [0.2, 0.8],
      [0.6, 0.4],
    ];
    for (const labels of [[0, 0, 1], []]) {
      expect(() => logLoss([0, 1], proba, { labels })).toThrow(
        'logLoss: labels must be one or more different labels',
      );
      expect(() => rocAucScore([0, 1], proba, { labels })).toThrow(
        'rocAucScore: labels must be one or more different labels',
      );
    }
  });

  it('weights over pairs of classes', () => {
    const { truth, proba, weight } = expected.multi;
    expect(() => rocAucScore(truth, proba, { multiClass: 'ovo', sampleWeight: weight })).toThrow(
      'sampleWeight cannot be used with multiClass "ovo"',
    );
  });
});
