import { describe, expect, it } from 'vitest';
import { averagePrecisionScore } from '../../src/metrics/average-precision.js';
import { brierScoreLoss, calibrationCurve } from '../../src/metrics/calibration.js';
import {
  balancedAccuracyScore,
  cohenKappaScore,
  jaccardScore,
  matthewsCorrcoef,
} from '../../src/metrics/confusion-scores.js';
import { precisionRecallCurve, rocCurve } from '../../src/metrics/curves.js';
import { hingeLoss, topKAccuracyScore } from '../../src/metrics/decision-scores.js';
import { rocAucScore } from '../../src/metrics/ranking.js';
import {
  explainedVarianceScore,
  maxError,
  meanPinballLoss,
  meanSquaredLogError,
  medianAbsoluteError,
  rootMeanSquaredLogError,
} from '../../src/metrics/regression.js';
import { getScorerNames } from '../../src/metrics/scorers.js';
import { reference } from '../reference/reference.js';

type Weighting = 'plain' | 'weighted';

interface Curve {
  fpr: number[];
  tpr: number[];
  precision: number[];
  recall: number[];
  /** null stands for infinity. */
  thresholds: (number | null)[];
}

interface CurveScores {
  roc: Record<'dropped' | 'all', Curve>;
  precisionRecall: Record<'dropped' | 'all', Curve>;
  averagePrecision: number;
  partial: Record<string, number>;
  hinge: number;
  brier: number;
  topOne: number;
}

type CurveCase = Record<'truth' | 'score' | 'weight' | 'probability', number[]> &
  Record<Weighting, CurveScores> & {
    calibration: Record<'uniform' | 'quantile', [number[], number[]]>;
  };

interface ClassScores {
  balanced: number;
  adjusted: number;
  matthews: number;
  kappa: Record<'None' | 'linear' | 'quadratic', number>;
  jaccard: Record<'macro' | 'micro' | 'weighted' | 'binary', number>;
  jaccardEach: number[];
  brier: number;
  brierHalved: number;
  hinge: number;
  top: number[];
  averagePrecision: Record<'macro' | 'weighted' | 'micro', number>;
  rocMicro: number;
  rocEach: number[];
}

type ClassCase = Record<'truth' | 'predicted' | 'weight', number[]> &
  Record<'proba' | 'decision', number[][]> &
  Record<Weighting, ClassScores>;

interface NumberScores {
  median: number;
  explained: number;
  pinball: number[];
  squaredLog: number;
  rootSquaredLog: number;
}

/** metrics_more.py makes them. */
const expected = reference<{
  ties: CurveCase;
  fine: CurveCase;
  two: ClassCase;
  four: ClassCase;
  numbers: Record<'truth' | 'predicted' | 'weight', number[]> & { maxError: number } & Record<
      Weighting,
      NumberScores
    >;
  scorers: string[];
}>('metrics_more');

const DIGITS = 12;

function expectClose(actual: readonly number[], wanted: readonly (number | null)[]): void {
  expect(actual).toHaveLength(wanted.length);
  for (const [at, value] of wanted.entries()) {
    if (value === null) expect(actual[at]).toBe(Infinity);
    else expect(actual[at]).toBeCloseTo(value, DIGITS);
  }
}

describe.each(['ties', 'fine'] as const)('scores of two classes equal scikit-learn, %s', (name) => {
  const { truth, score, weight, probability, calibration, ...scores } = expected[name];

  describe.each(['plain', 'weighted'] as const)('%s', (weighting) => {
    const sampleWeight = weighting === 'weighted' ? weight : undefined;
    const wanted = scores[weighting];

    it.each([true, false])(
      'in curves, point for point, dropIntermediate %s',
      (dropIntermediate) => {
        const kind = dropIntermediate ? 'dropped' : 'all';
        const options = { sampleWeight, dropIntermediate };
        const roc = rocCurve(truth, score, options);
        expectClose(roc.fpr, wanted.roc[kind].fpr);
        expectClose(roc.tpr, wanted.roc[kind].tpr);
        expectClose(roc.thresholds, wanted.roc[kind].thresholds);
        const curve = precisionRecallCurve(truth, score, options);
        expectClose(curve.precision, wanted.precisionRecall[kind].precision);
        expectClose(curve.recall, wanted.precisionRecall[kind].recall);
        expectClose(curve.thresholds, wanted.precisionRecall[kind].thresholds);
      },
    );

    it('in areas and losses', () => {
      const options = { sampleWeight };
      expect(averagePrecisionScore(truth, score, options)).toBeCloseTo(
        wanted.averagePrecision,
        DIGITS,
      );
      for (const [share, area] of Object.entries(wanted.partial)) {
        const maxFpr = Number(share);
        expect(rocAucScore(truth, score, { maxFpr, sampleWeight })).toBeCloseTo(area, DIGITS);
      }
      expect(hingeLoss(truth, score, options)).toBeCloseTo(wanted.hinge, DIGITS);
      expect(brierScoreLoss(truth, probability, options)).toBeCloseTo(wanted.brier, DIGITS);
      expect(topKAccuracyScore(truth, score, { k: 1, sampleWeight })).toBeCloseTo(
        wanted.topOne,
        DIGITS,
      );
    });
  });

  it.each(['uniform', 'quantile'] as const)('in the calibration curve, %s', (strategy) => {
    const { probTrue, probPred } = calibrationCurve(truth, probability, { nBins: 7, strategy });
    expectClose(probTrue, calibration[strategy][0]);
    expectClose(probPred, calibration[strategy][1]);
  });
});

describe.each(['two', 'four'] as const)('scores of %s classes equal scikit-learn', (name) => {
  const { truth, predicted, proba, decision, weight, ...scores } = expected[name];

  it.each(['plain', 'weighted'] as const)('%s', (weighting) => {
    const sampleWeight = weighting === 'weighted' ? weight : undefined;
    const options = { sampleWeight };
    const wanted = scores[weighting];
    const close = (actual: number, value: number) => expect(actual).toBeCloseTo(value, DIGITS);
    close(balancedAccuracyScore(truth, predicted, options), wanted.balanced);
    close(balancedAccuracyScore(truth, predicted, { ...options, adjusted: true }), wanted.adjusted);
    close(matthewsCorrcoef(truth, predicted, options), wanted.matthews);
    for (const [weights, kappa] of [
      [null, wanted.kappa.None],
      ['linear', wanted.kappa.linear],
      ['quadratic', wanted.kappa.quadratic],
    ] as const) {
      close(cohenKappaScore(truth, predicted, { ...options, weights }), kappa);
    }
    for (const average of Object.keys(wanted.jaccard) as (keyof typeof wanted.jaccard)[]) {
      close(jaccardScore(truth, predicted, { ...options, average }), wanted.jaccard[average]);
    }
    expectClose(jaccardScore(truth, predicted, { ...options, average: null }), wanted.jaccardEach);
    close(brierScoreLoss(truth, proba, options), wanted.brier);
    close(brierScoreLoss(truth, proba, { ...options, scaleByHalf: true }), wanted.brierHalved);
    if (name === 'two') return;
    close(hingeLoss(truth, decision, options), wanted.hinge);
    for (const [at, share] of wanted.top.entries()) {
      close(topKAccuracyScore(truth, proba, { ...options, k: at + 1 }), share);
    }
    for (const average of ['macro', 'weighted', 'micro'] as const) {
      close(
        averagePrecisionScore(truth, proba, { ...options, average }),
        wanted.averagePrecision[average],
      );
    }
    const ovr = { ...options, multiClass: 'ovr' } as const;
    close(rocAucScore(truth, proba, { ...ovr, average: 'micro' }), wanted.rocMicro);
    const each = rocAucScore(truth, proba, { ...ovr, average: null });
    expectClose(each as number[], wanted.rocEach);
  });
});

describe('errors of numbers equal scikit-learn', () => {
  const { truth, predicted, weight, maxError: largest, ...scores } = expected.numbers;

  it.each(['plain', 'weighted'] as const)('%s', (weighting) => {
    const sampleWeight = weighting === 'weighted' ? weight : undefined;
    const options = { sampleWeight };
    const wanted = scores[weighting];
    const close = (actual: number, value: number) => expect(actual).toBeCloseTo(value, DIGITS);
    close(medianAbsoluteError(truth, predicted, options), wanted.median);
    close(explainedVarianceScore(truth, predicted, options), wanted.explained);
    for (const [at, alpha] of [0.1, 0.5, 0.9].entries()) {
      close(meanPinballLoss(truth, predicted, { ...options, alpha }), wanted.pinball[at]);
    }
    const up = (values: number[]) => values.map((value) => Math.exp(value / 3));
    close(meanSquaredLogError(up(truth), up(predicted), options), wanted.squaredLog);
    close(rootMeanSquaredLogError(up(truth), up(predicted), options), wanted.rootSquaredLog);
  });

  it('in the largest', () => {
    expect(maxError(truth, predicted)).toBe(largest);
  });
});

it('knows scikit-learn’s scorers, but for those named here', () => {
  const left = expected.scorers.filter((name) => !getScorerNames().includes(name));
  expect(left).toEqual(['f1_samples', 'jaccard_samples', 'precision_samples', 'recall_samples']);
});
