import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { averagePrecisionScore } from '../../src/metrics/average-precision.js';
import { brierScoreLoss, calibrationCurve } from '../../src/metrics/calibration.js';
import { accuracyScore } from '../../src/metrics/classification.js';
import {
  balancedAccuracyScore,
  cohenKappaScore,
  jaccardScore,
  matthewsCorrcoef,
} from '../../src/metrics/confusion-scores.js';
import { auc, detCurve, precisionRecallCurve, rocCurve } from '../../src/metrics/curves.js';
import {
  d2AbsoluteErrorScore,
  d2BrierScore,
  d2LogLossScore,
  d2PinballScore,
} from '../../src/metrics/d2-scores.js';
import { hingeLoss, topKAccuracyScore } from '../../src/metrics/decision-scores.js';
import { f1Score } from '../../src/metrics/precision-recall.js';
import { rocAucScore } from '../../src/metrics/ranking.js';
import {
  explainedVarianceScore,
  maxError,
  meanPinballLoss,
  meanSquaredLogError,
  medianAbsoluteError,
  rootMeanSquaredLogError,
} from '../../src/metrics/regression.js';
import { setWarningHandler } from '../../src/warnings.js';

setWarningHandler(() => {});

type Weights = { sampleWeight?: number[] };
type OfLabels = (truth: string[], predicted: string[], options?: Weights) => number;
type OfScores = (truth: boolean[], scores: number[], options?: Weights) => number;
type OfNumbers = (truth: number[], predicted: number[], options?: Weights) => number;

const ofLabels: Record<string, OfLabels> = {
  accuracyScore,
  balancedAccuracyScore,
  matthewsCorrcoef,
  cohenKappaScore: (a, b, options) => cohenKappaScore(a, b, options),
  'f1Score, macro': (a, b, options) => f1Score(a, b, { ...options, average: 'macro' }),
  'jaccardScore, weighted': (a, b, options) =>
    jaccardScore(a, b, { ...options, average: 'weighted' }),
  'jaccardScore, micro': (a, b, options) => jaccardScore(a, b, { ...options, average: 'micro' }),
};

const ofScores: Record<string, OfScores> = {
  rocAucScore,
  'rocAucScore up to 0.3': (a, b, options) => rocAucScore(a, b, { ...options, maxFpr: 0.3 }),
  averagePrecisionScore,
  brierScoreLoss,
  hingeLoss,
  d2BrierScore,
  d2LogLossScore,
  topKAccuracyScore: (a, b, options) => topKAccuracyScore(a, b, { ...options, k: 1 }),
  'the area under rocCurve': (a, b, options) => {
    const { fpr, tpr } = rocCurve(a, b, options);
    return auc(fpr, tpr);
  },
  'the sum of calibrationCurve': (a, b, options) => {
    // Without weights the quantiles are interpolated, as scikit-learn's; with weights they cannot be.
    const { sampleWeight = a.map(() => 1) } = options ?? {};
    const { probTrue } = calibrationCurve(a, b, { sampleWeight, strategy: 'quantile' });
    return probTrue.reduce((s, v) => s + v, 0);
  },
};

const ofNumbers: Record<string, OfNumbers> = {
  explainedVarianceScore,
  maxError,
  medianAbsoluteError,
  meanPinballLoss: (a, b, options) => meanPinballLoss(a, b, { ...options, alpha: 0.2 }),
  meanSquaredLogError,
  rootMeanSquaredLogError,
  d2AbsoluteErrorScore,
  d2PinballScore: (a, b, options) => d2PinballScore(a, b, { ...options, alpha: 0.2 }),
};

const label = fc.constantFrom('a', 'b', 'c');
const weight = fc.integer({ min: 0, max: 3 });
const labelled = fc.array(fc.tuple(label, label, weight), { minLength: 2, maxLength: 30 });
const share = fc.integer({ min: 0, max: 8 }).map((eighths) => eighths / 8);
const scored = fc
  .array(fc.tuple(fc.boolean(), share, weight), { minLength: 2, maxLength: 30 })
  .filter((rows) =>
    [true, false].every((kind) => rows.some(([truth, , w]) => truth === kind && w > 0)),
  );
const value = fc.integer({ min: 0, max: 20 });
const measured = fc.array(fc.tuple(value, value, weight), { minLength: 2, maxLength: 30 });

/** The same value, or both undefined. */
function expectSame(a: number, b: number): void {
  if (Number.isNaN(a)) expect(b).toBeNaN();
  else expect(a).toBeCloseTo(b, 10);
}

function holds<T, P>(
  metric: (truth: T[], predicted: P[], options?: Weights) => number,
  rows: [T, P, number][],
): void {
  if (rows.every(([, , w]) => w === 0)) return;
  const columns = (of: [T, P, number][]) =>
    [of.map(([t]) => t), of.map(([, p]) => p), of.map(([, , w]) => w)] as const;
  const [truth, predicted, sampleWeight] = columns(rows);
  const weighted = metric(truth, predicted, { sampleWeight });
  const [t, p, w] = columns([...rows].reverse());
  expectSame(metric(t, p, { sampleWeight: w }), weighted);
  // Samples of weight 0 stay: a class that only they have is still seen by averages over the classes.
  const repeated = rows.flatMap((row) => new Array<typeof row>(row[2]).fill(row));
  const [rt, rp] = columns(repeated);
  if (
    repeated.length === rows.filter((row) => row[2] > 0).length ||
    rows.every((row) => row[2] > 0)
  ) {
    expectSame(metric(rt, rp), weighted);
  }
}

describe('weights are repetition, and the order of the rows does not matter, in', () => {
  it.each(Object.entries(ofLabels))('%s', (_name, metric) => {
    const positive = labelled.map((rows) =>
      rows.map(([t, p, w]) => [t, p, w + 1] as [string, string, number]),
    );
    fc.assert(fc.property(positive, (rows) => holds(metric, rows)));
  });
  it.each(Object.entries(ofScores))('%s', (_name, metric) => {
    fc.assert(
      fc.property(scored, (rows) =>
        holds(
          metric,
          rows.map(([t, p, w]) => [t, p, w + 1]),
        ),
      ),
    );
  });
  it.each(Object.entries(ofNumbers))('%s', (_name, metric) => {
    fc.assert(
      fc.property(measured, (rows) =>
        holds(
          metric,
          rows.map(([t, p, w]) => [t, p, w + 1]),
        ),
      ),
    );
  });
});

describe('a weight of 0 leaves a sample out, in', () => {
  it.each(Object.entries(ofScores))('%s', (_name, metric) => {
    fc.assert(
      fc.property(scored, (rows) => {
        const kept = rows.filter(([, , w]) => w > 0);
        const of = (some: typeof rows) =>
          metric(
            some.map(([t]) => t),
            some.map(([, p]) => p),
            { sampleWeight: some.map(([, , w]) => w) },
          );
        expectSame(of(rows), of(kept));
      }),
    );
  });
});

it('the names of labels do not matter', () => {
  const names: Record<string, string> = { a: 'x', b: 'y', c: 'z' };
  fc.assert(
    fc.property(labelled, fc.constantFrom(...Object.values(ofLabels)), (rows, metric) => {
      const truth = rows.map(([t]) => t);
      const predicted = rows.map(([, p]) => p);
      expectSame(
        metric(
          truth.map((t) => names[t]),
          predicted.map((p) => names[p]),
        ),
        metric(truth, predicted),
      );
    }),
  );
});

it('what is perfect gets the best value', () => {
  const truth = ['a', 'b', 'c', 'a'];
  for (const metric of Object.values(ofLabels)) expect(metric(truth, truth)).toBe(1);
  const flags = [true, false, true, false];
  const sure = flags.map(Number);
  expect(rocAucScore(flags, sure)).toBe(1);
  expect(rocAucScore(flags, sure, { maxFpr: 0.1 })).toBe(1);
  expect(averagePrecisionScore(flags, sure)).toBe(1);
  expect(brierScoreLoss(flags, sure)).toBe(0);
  expect(hingeLoss(flags, [1, -1, 1, -1])).toBe(0);
  expect(topKAccuracyScore(flags, sure, { k: 1 })).toBe(1);
  expect(explainedVarianceScore([1, 2, 4], [1, 2, 4])).toBe(1);
  for (const metric of [maxError, medianAbsoluteError, meanPinballLoss, meanSquaredLogError]) {
    expect(metric([1, 2, 4], [1, 2, 4])).toBe(0);
  }
});

it('the area under the ROC curve is rocAucScore, whatever points are left out', () => {
  fc.assert(
    fc.property(scored, fc.boolean(), (rows, dropIntermediate) => {
      const truth = rows.map(([t]) => t);
      const scores = rows.map(([, s]) => s);
      const sampleWeight = rows.map(([, , w]) => w);
      const { fpr, tpr } = rocCurve(truth, scores, { sampleWeight, dropIntermediate });
      expect(auc(fpr, tpr)).toBeCloseTo(rocAucScore(truth, scores, { sampleWeight }), 12);
    }),
  );
});

it('curves take infinite scores', () => {
  const { fpr, tpr, thresholds } = rocCurve([true, false, true], [Infinity, -Infinity, 0]);
  expect([fpr, tpr, thresholds]).toEqual([
    [0, 0, 0, 1],
    [0, 0.5, 1, 1],
    [Infinity, Infinity, 0, -Infinity],
  ]);
  expect(precisionRecallCurve([true, false], [Infinity, -Infinity]).thresholds).toEqual([
    -Infinity,
    Infinity,
  ]);
});

describe('where a fold holds one label only', () => {
  it('a positive label that does not occur leaves nothing positive', () => {
    expect(brierScoreLoss(['no', 'no'], [0.5, 0.1], { posLabel: 'yes' })).toBeCloseTo(0.13, 12);
    expect(jaccardScore(['no', 'no'], ['no', 'no'], { posLabel: 'yes', zeroDivision: 0 })).toBe(0);
  });

  it('judges agree beyond chance by as much as one says', () => {
    expect(cohenKappaScore(['a', 'a'], ['a', 'a'])).toBeNaN();
    expect(cohenKappaScore(['a', 'a'], ['a', 'a'], { replaceUndefinedBy: 1 })).toBe(1);
  });
});

it('a constant prediction has no correlation with the truth, whatever the weights', () => {
  const weights = fc.array(fc.double({ min: 0.01, max: 9, noNaN: true }), { minLength: 2 });
  fc.assert(
    fc.property(weights, (sampleWeight) => {
      const truth = sampleWeight.map((_, i) => i % 2);
      const constant = truth.map(() => 0);
      expect(matthewsCorrcoef(truth, constant, { sampleWeight })).toBe(0);
      expect(matthewsCorrcoef(constant, truth, { sampleWeight })).toBe(0);
    }),
  );
});

it('the curve of both errors is the ROC curve, seen from the other side', () => {
  fc.assert(
    fc.property(scored, (rows) => {
      const truth = rows.map(([t]) => t);
      const scores = rows.map(([, s]) => s);
      const { fpr, fnr, thresholds } = detCurve(truth, scores);
      const roc = rocCurve(truth, scores, { dropIntermediate: false });
      for (const [at, threshold] of thresholds.entries()) {
        const point = roc.thresholds.indexOf(threshold);
        expect(fpr[at]).toBe(roc.fpr[point]);
        expect(fnr[at]).toBeCloseTo(1 - roc.tpr[point], 12);
      }
      expect([fnr[0], fpr[fpr.length - 1]]).toEqual([0, 0]);
    }),
  );
});

describe('D² is', () => {
  it('1 for the truth, and 0 for the best constant', () => {
    const truth = [1, 2, 4, 9, 3];
    expect(d2AbsoluteErrorScore(truth, truth)).toBe(1);
    expect(d2AbsoluteErrorScore(truth, [3, 3, 3, 3, 3])).toBe(0);
    const flags = ['a', 'b', 'a', 'a'];
    const shares = flags.map(() => [0.75, 0.25]);
    expect(d2LogLossScore(flags, shares)).toBeCloseTo(0, 12);
    expect(d2BrierScore(flags, shares)).toBeCloseTo(0, 12);
    expect(d2BrierScore(flags, [0, 1, 0, 0])).toBe(1);
  });

  it('NaN for one sample', () => {
    expect(d2PinballScore([1], [1])).toBeNaN();
    expect(d2LogLossScore(['a'], [[0.5, 0.5]], { labels: ['a', 'b'] })).toBeNaN();
    expect(d2BrierScore(['a'], [0.5])).toBeNaN();
  });
});

describe('bad input is refused:', () => {
  const truth = [0, 1, 1];
  it.each<[string, () => unknown, string]>([
    [
      'other lengths',
      () => rocCurve(truth, [1, 2]),
      'rocCurve: yTrue has 3 values, but yScore has 2 values.',
    ],
    [
      'scores that are NaN',
      () => rocCurve(truth, [1, Number.NaN, 0]),
      'rocCurve: yScore[1] is NaN, not a number.',
    ],
    [
      'three classes',
      () => precisionRecallCurve([0, 1, 2], [1, 2, 3]),
      'yTrue has 3 classes, but there must be two.',
    ],
    [
      'an unknown posLabel',
      () => rocCurve(truth, [1, 2, 3], { posLabel: 7 }),
      'posLabel 7 is not among the labels',
    ],
    [
      'negative weights',
      () => averagePrecisionScore(truth, [1, 2, 3], { sampleWeight: [1, -1, 1] }),
      '-1',
    ],
    ['one class', () => rocAucScore([1, 1], [1, 2], { maxFpr: 0.5 }), 'yTrue does not hold'],
    [
      'maxFpr 0',
      () => rocAucScore(truth, [1, 2, 3], { maxFpr: 0 }),
      'maxFpr must be a share > 0 and <= 1, or null, but got 0.',
    ],
    [
      'maxFpr of several classes',
      () =>
        rocAucScore(
          [0, 1, 2],
          [
            [1, 0, 0],
            [0, 1, 0],
            [0, 0, 1],
          ],
          { multiClass: 'ovr', maxFpr: 0.5 },
        ),
      'maxFpr 0.5 has a meaning with two classes alone',
    ],
    [
      'micro over pairs',
      () =>
        rocAucScore(
          [0, 1, 2],
          [
            [1, 0, 0],
            [0, 1, 0],
            [0, 0, 1],
          ],
          { multiClass: 'ovo', average: 'micro' },
        ),
      'cannot be used with multiClass "ovo"',
    ],
    [
      'an unknown average',
      () => jaccardScore(truth, truth, { average: 'mean' as 'macro' }),
      'average must be one of',
    ],
    [
      'unknown weights',
      () => cohenKappaScore(truth, truth, { weights: 'cubic' as 'linear' }),
      'weights must be one of "linear", "quadratic", null',
    ],
    [
      'k 0',
      () => topKAccuracyScore(truth, [1, 2, 3], { k: 0 }),
      'k must be an integer >= 1, but got 0.',
    ],
    [
      'probabilities above 1',
      () => brierScoreLoss(truth, [0, 1, 1.5]),
      'the probability [2] is 1.5, which is not from 0 to 1.',
    ],
    [
      'no bins',
      () => calibrationCurve(truth, [0, 1, 1], { nBins: 0 }),
      'nBins must be an integer >= 1, but got 0.',
    ],
    [
      'an unknown strategy',
      () => calibrationCurve(truth, [0, 1, 1], { strategy: 'even' as 'uniform' }),
      'strategy must be one of',
    ],
    [
      'one score for three classes',
      () => hingeLoss([0, 1, 2], [1, 2, 3]),
      'Pass a matrix, one column a class.',
    ],
    [
      'alpha 2',
      () => meanPinballLoss([1], [1], { alpha: 2 }),
      'alpha must be a number >= 0 and <= 1, but got 2.',
    ],
    [
      'a logarithm of nothing',
      () => meanSquaredLogError([1, -1], [1, 1]),
      'yTrue[1] is -1, and only values above -1',
    ],
    ['a curve of one point', () => auc([1], [1]), 'auc: there is 1 point. Pass at least two.'],
    [
      'an x that turns back',
      () => auc([0, 2, 1], [1, 1, 1]),
      'auc: x goes up and down: x[2] is 1 after 2.',
    ],
    [
      'a zeroDivision of 2',
      () => jaccardScore(truth, truth, { zeroDivision: 2 }),
      'zeroDivision must be 0, 1, NaN or "warn", but got 2.',
    ],
    [
      'one label where two kinds of error are to be traded',
      () => detCurve([1, 1], [1, 2]),
      'detCurve: yTrue has no negatives. Pass samples of both labels.',
    ],
    ['nothing', () => maxError([], []), 'there are no samples'],
  ])('%s', (_what, call, words) => {
    expect(call).toThrow(words);
  });
});
