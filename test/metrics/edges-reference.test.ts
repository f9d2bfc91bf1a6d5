import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { averagePrecisionScore } from '../../src/metrics/average-precision.js';
import { brierScoreLoss, calibrationCurve } from '../../src/metrics/calibration.js';
import {
  balancedAccuracyScore,
  cohenKappaScore,
  jaccardScore,
  matthewsCorrcoef,
} from '../../src/metrics/confusion-scores.js';
import { detCurve, precisionRecallCurve, rocCurve } from '../../src/metrics/curves.js';
import {
  d2AbsoluteErrorScore,
  d2BrierScore,
  d2LogLossScore,
  d2PinballScore,
} from '../../src/metrics/d2-scores.js';
import { rocAucScore } from '../../src/metrics/ranking.js';
import { explainedVarianceScore, medianAbsoluteError } from '../../src/metrics/regression.js';
import { setWarningHandler } from '../../src/warnings.js';
import { reference } from '../reference/reference.js';

/** null stands for NaN. */
type Saved = number | 'Infinity' | '-Infinity' | null;

interface Case {
  flags: number[];
  /** 1e9 stands for an infinite score. */
  score: number[];
  share: number[];
  weight: number[] | null;
  labels: number[];
  predicted: number[];
  truth: number[];
  guess: number[];
  proba: number[][];
  bins: number;
  curves: Record<string, Saved[][]>;
  values: Record<string, Saved>;
}

/** metrics_edges.py makes them. */
const { cases } = reference<{ cases: Case[] }>('metrics_edges');

// One label alone and classes without samples are warned of, which other tests read.
beforeAll(() => {
  setWarningHandler(() => {});
});
afterAll(() => {
  setWarningHandler(null);
});

function load(value: Saved): number {
  if (value === null) return Number.NaN;
  return Math.abs(Number(value)) === 1e9 ? Number(value) * Infinity : Number(value);
}

function expectSame(actual: number, saved: Saved): void {
  const wanted = load(saved);
  // Relative where values are large, such as D² against a loss near 0.
  const difference = Math.abs(actual - wanted) / Math.max(1, Math.abs(wanted));
  if (Number.isFinite(wanted)) expect(difference).toBeLessThan(1e-12);
  else expect(actual).toBe(wanted);
}

const CURVES: Record<string, (of: Case) => number[][]> = {};
for (const dropIntermediate of [true, false]) {
  const name = dropIntermediate ? 'True' : 'False';
  CURVES[`roc${name}`] = (of) => {
    const { fpr, tpr, thresholds } = rocCurve(of.flags, scores(of), {
      ...weighted(of),
      dropIntermediate,
    });
    return [fpr, tpr, thresholds];
  };
  CURVES[`precisionRecall${name}`] = (of) => {
    const options = { ...weighted(of), dropIntermediate };
    const { precision, recall, thresholds } = precisionRecallCurve(of.flags, scores(of), options);
    return [precision, recall, thresholds];
  };
  CURVES[`det${name}`] = (of) => {
    const options = { ...weighted(of), dropIntermediate };
    const { fpr, fnr, thresholds } = detCurve(of.flags, scores(of), options);
    return [fpr, fnr, thresholds];
  };
}
for (const strategy of ['uniform', 'quantile'] as const) {
  CURVES[strategy] = ({ flags, share, bins }) => {
    const { probTrue, probPred } = calibrationCurve(flags, share, { nBins: bins, strategy });
    return [probTrue, probPred];
  };
}

const labels = [0, 1, 2];
const VALUES: Record<string, (of: Case) => number> = {
  averagePrecision: (of) =>
    averagePrecisionScore(of.flags, scores(of), { ...weighted(of), posLabel: 1 }),
  brier: (of) => brierScoreLoss(of.flags, of.share, { ...weighted(of), posLabel: 1 }),
  matthews: (of) => matthewsCorrcoef(of.labels, of.predicted, weighted(of)),
  balanced: (of) => balancedAccuracyScore(of.labels, of.predicted, weighted(of)),
  kappa: (of) => cohenKappaScore(of.labels, of.predicted, { ...weighted(of), weights: 'linear' }),
  jaccard: (of) =>
    jaccardScore(of.labels, of.predicted, { ...weighted(of), average: 'macro', zeroDivision: 0 }),
  median: (of) => medianAbsoluteError(of.truth, of.guess, weighted(of)),
  explained: (of) => explainedVarianceScore(of.truth, of.guess, weighted(of)),
  d2Absolute: (of) => d2AbsoluteErrorScore(of.truth, of.guess, weighted(of)),
  d2Pinball: (of) => d2PinballScore(of.truth, of.guess, { ...weighted(of), alpha: 0.3 }),
  d2LogLoss: (of) => d2LogLossScore(of.labels, of.proba, { ...weighted(of), labels }),
  d2Brier: (of) => d2BrierScore(of.labels, of.proba, { ...weighted(of), labels }),
  rocAuc: (of) => rocAucScore(of.flags, scores(of), weighted(of)),
  partial: (of) => rocAucScore(of.flags, scores(of), { ...weighted(of), maxFpr: 0.3 }),
};

function scores({ score }: Case): number[] {
  return score.map(load);
}

function weighted({ weight }: Case): { sampleWeight?: number[] } {
  return weight === null ? {} : { sampleWeight: weight };
}

describe('on ties, edges, odd weights and single labels it equals scikit-learn', () => {
  it.each(Object.entries(CURVES))('in the curve %s, point for point', (name, curve) => {
    for (const one of cases.filter(({ curves }) => name in curves)) {
      const wanted = one.curves[name];
      for (const [part, points] of curve(one).entries()) {
        expect(points).toHaveLength(wanted[part].length);
        for (const [at, point] of points.entries()) expectSame(point, wanted[part][at]);
      }
    }
  });

  it.each(Object.entries(VALUES))('in %s', (name, value) => {
    for (const one of cases.filter(({ values }) => name in values)) {
      expectSame(value(one), one.values[name]);
    }
  });
});
