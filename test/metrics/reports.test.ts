import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anomalyReport, formatAnomalyReport } from '../../src/metrics/anomaly-report.js';
import { accuracyScore } from '../../src/metrics/classification.js';
import { balancedAccuracyScore, matthewsCorrcoef } from '../../src/metrics/confusion-scores.js';
import { f1Score, precisionScore, recallScore } from '../../src/metrics/precision-recall.js';
import { formatRegressionReport, regressionReport } from '../../src/metrics/regression-report.js';
import {
  formatThresholdReport,
  type ThresholdMetric,
  thresholdReport,
} from '../../src/metrics/threshold-report.js';

describe('the report of numbers', () => {
  const truth = [1, 2, 3, 4, 10];
  const predicted = [1, 2.5, 3, 3, 7];

  it('has all scores, and the rows that were missed by most', () => {
    const report = regressionReport(truth, predicted, { worstRows: 2 });
    expect(report).toMatchObject({ maxError: 3, medae: 0.5, mae: 0.9 });
    expect(report.worst).toEqual([
      { row: 4, truth: 10, prediction: 7, residual: 3 },
      { row: 3, truth: 4, prediction: 3, residual: 1 },
    ]);
  });

  it('leaves out samples without weight', () => {
    const report = regressionReport(truth, predicted, { sampleWeight: [1, 1, 1, 1, 0] });
    expect(report.worst.map(({ row }) => row)).toEqual([3, 1, 0, 2]);
    const { worst, ...scores } = regressionReport(truth.slice(0, 4), predicted.slice(0, 4));
    expect(report).toMatchObject(scores);
    expect(worst).toHaveLength(4);
  });

  it('becomes aligned text', () => {
    expect(formatRegressionReport(regressionReport(truth, predicted, { worstRows: 1 }))).toBe(
      [
        'R²                      0.7950',
        'explained variance      0.8440',
        'MSE                     2.0500',
        'RMSE                    1.4318',
        'MAE                     0.9000',
        'median absolute error   0.5000',
        'max error               3.0000',
        'MAPE, %                16.0000',
        '',
        'Residuals (truth - prediction)',
        '  mean                  0.7000',
        '  standard deviation    1.2490',
        '  minimum              -0.5000',
        '  5 %                  -0.5000',
        '  25 %                  0.0000',
        '  median                0.0000',
        '  75 %                  1.0000',
        '  95 %                  3.0000',
        '  maximum               3.0000',
        '  skewness              1.0039',
        '  within 1 sigma, %    80.0000',
        '  within 2 sigma, %   100.0000',
        '',
        'Worst rows',
        '  row    truth  prediction  residual',
        '    4  10.0000      7.0000    3.0000',
        '',
      ].join('\n'),
    );
  });

  it('of one sample has no R²', () => {
    expect(regressionReport([1], [2]).r2).toBeNaN();
    expect(() => regressionReport([1], [2], { worstRows: -1 })).toThrow(
      'regressionReport: worstRows must be an integer >= 0, but got -1.',
    );
  });
});

describe('the report of anomalies', () => {
  const labels = [1, 1, -1, 1, -1];
  const decision = [0.2, 0.1, -0.3, 0.05, -0.1];

  it('has their rate and the spread of the scores', () => {
    const report = anomalyReport(labels, decision);
    expect(report).toEqual({
      nAnomalies: 2,
      anomalyRate: 0.4,
      scores: { min: -0.3, q25: -0.1, median: 0.05, q75: 0.1, max: 0.2 },
    });
    expect(formatAnomalyReport(report)).toBe(
      '2 anomalies, 40.0000 % of the rows\nDecision function: from -0.3000 over -0.1000, 0.0500 and 0.1000 to 0.2000; below 0 is an anomaly\n',
    );
  });

  it('compares them with a truth, as far as it is known', () => {
    const truth = ['ok', null, 'bad', 'ok', 'ok'];
    const { truth: agreement } = anomalyReport(labels, decision, { truth });
    expect(agreement).toEqual({
      anomaly: 'bad',
      rocAuc: 1,
      averagePrecision: 1,
      precision: 0.5,
      recall: 1,
      f1: 2 / 3,
    });
    const turned = anomalyReport(labels, decision, { truth, anomalyLabel: 'ok' });
    expect(turned.truth).toMatchObject({ anomaly: 'ok', rocAuc: 0 });
    expect(formatAnomalyReport(turned)).toContain('"ok" being an anomaly: ROC AUC 0.0000');
  });

  it('takes a weight of two for a repeated sample', () => {
    const truth = [false, true, true, false, false];
    const sampleWeight = [1, 2, 2, 0, 3];
    const rows = sampleWeight.flatMap((times, i) => new Array<number>(times).fill(i));
    const repeated = anomalyReport(
      rows.map((i) => labels[i]),
      rows.map((i) => decision[i]),
      { truth: rows.map((i) => truth[i]) },
    );
    const { nAnomalies, ...weighted } = anomalyReport(labels, decision, { truth, sampleWeight });
    expect(repeated).toMatchObject(weighted);
    expect(nAnomalies).toBe(2);
  });

  it('counts one anomaly in words', () => {
    expect(formatAnomalyReport(anomalyReport([1, -1], [1, -1]))).toMatch(/^1 anomaly, 50/);
  });

  it.each<[string, () => unknown, string]>([
    [
      'labels that are not 1 and -1',
      () => anomalyReport([0], [1]),
      'yPred[0] is 0. Pass 1 for ordinary',
    ],
    ['other lengths', () => anomalyReport([1], [1, 2]), 'anomalyReport'],
    [
      'a truth of another length',
      () => anomalyReport([1], [1], { truth: [] }),
      'truth has 0 values',
    ],
    [
      'a truth of one value',
      () => anomalyReport([1, 1], [1, 1], { truth: [1, 1] }),
      'holds 1 different values',
    ],
    [
      'a truth that is even',
      () => anomalyReport([1, 1], [1, 1], { truth: ['a', 'b'] }),
      'equally frequent',
    ],
    [
      'an unknown label',
      () => anomalyReport([1, 1], [1, 1], { truth: ['a', 'b'], anomalyLabel: 'c' }),
      'is not among',
    ],
  ])('refuses %s', (_what, call, words) => {
    expect(call).toThrow(words);
  });
});

describe('the report of thresholds', () => {
  const rows = fc
    .array(fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 9 })), { minLength: 2, maxLength: 30 })
    .filter((some) => some.some(([t]) => t) && some.some(([t]) => !t));

  it('has the scores that the labels from each threshold on get, and the best of all', () => {
    const metrics: Partial<Record<ThresholdMetric, (t: boolean[], p: boolean[]) => number>> = {
      accuracy: accuracyScore,
      balancedAccuracy: balancedAccuracyScore,
      mcc: matthewsCorrcoef,
      f1: (t, p) => f1Score(t, p, { zeroDivision: 0 }),
      precision: (t, p) => precisionScore(t, p, { zeroDivision: 0 }),
      recall: (t, p) => recallScore(t, p, { zeroDivision: 0 }),
    };
    fc.assert(
      fc.property(rows, (some) => {
        const truth = some.map(([t]) => t);
        const scores = some.map(([, s]) => s);
        for (const [name, metric] of Object.entries(metrics) as [
          ThresholdMetric,
          NonNullable<(typeof metrics)['f1']>,
        ][]) {
          const report = thresholdReport(truth, scores, { metric: name });
          for (const at of report.thresholds) {
            const called = scores.map((score) => score >= at.threshold);
            expect(at[name]).toBeCloseTo(metric(truth, called), 12);
          }
          const all = [...new Set(scores), Infinity].map((threshold) =>
            metric(
              truth,
              scores.map((score) => score >= threshold),
            ),
          );
          expect(report.best[name]).toBeGreaterThanOrEqual(Math.max(...all) - 1e-12);
        }
      }),
    );
  });

  it('becomes a table of at most twenty lines', () => {
    const truth = Array.from({ length: 100 }, (_, i) => i % 3 === 0);
    const report = thresholdReport(
      truth,
      truth.map((t, i) => (t ? 50 : 0) + i),
    );
    const lines = formatThresholdReport(report).split('\n');
    expect(lines[0]).toMatch(/^Best f1 0\.\d{4} from the score \d+\.\d{4} on$/);
    expect(lines[2].trim().split(/\s+/)).toHaveLength(8);
    expect(lines).toHaveLength(20 + 4);
  });

  it('needs both labels and a metric that exists', () => {
    expect(() => thresholdReport([true, true], [1, 2])).toThrow('yTrue has no negatives.');
    expect(() => thresholdReport([0, 1], [1, 2], { metric: 'auc' as 'f1' })).toThrow(
      'metric must be one of "accuracy", "balancedAccuracy"',
    );
  });
});
