import { describe, expect, it } from 'vitest';
import { withOldNames } from '../../src/metrics/old-names.js';
import { REGRESSION_OLD_NAMES } from '../../src/metrics/regression-report.js';
import { formatReport } from '../../src/training/report.js';
import type { TrainingReport } from '../../src/training/training-report.js';

const numbers: TrainingReport = {
  modelName: 'linearRegression',
  task: 'regression',
  taskReason: '"price" holds 90 different numbers',
  target: 'price',
  features: ['size', 'note'],
  columns: [],
  rows: { total: 100, withoutTarget: 0, notSampled: 0, outliers: 0, train: 80, test: 20 },
  stratified: false,
  adjusted: null,
  uneven: false,
  baseline: withOldNames(
    { task: 'regression', prediction: 4321.5, r2: -0.01, rmse: 1600, mae: 1400 },
    { r2Score: 'r2' },
  ),
  alarm: null,
  metrics: withOldNames(
    {
      task: 'regression',
      r2: 0.51234,
      explainedVariance: 0.52,
      mse: 1234567.89,
      rmse: 1111.11106,
      mae: 1000,
      medae: 900,
      maxError: 2000,
      worst: [],
      mape: 0.125,
      residuals: {
        mean: 0,
        std: 1111.1,
        min: -2000,
        max: 1999,
        quantiles: { q05: -1900, q25: -700, q50: 0, q75: 700, q95: 1900 },
        skewness: 0,
        withinOneSigma: 0.65,
        withinTwoSigma: 1,
      },
    },
    REGRESSION_OLD_NAMES,
  ),
  importance: 'coefficients',
  importances: [
    { feature: 'size', importance: 0.75 },
    { feature: 'note', importance: 0.25 },
  ],
  preview: [
    { features: { size: 3, note: 'a' }, truth: 10, prediction: 10.123456 },
    { features: { size: null, note: null }, truth: 7, prediction: 1e21 },
  ],
  warnings: [],
};

const section = (text: string, title: string) => {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.startsWith(title));
  return lines.slice(start + 1, lines.indexOf('', start));
};

it('begins with the model and the reason for its task', () => {
  expect(formatReport(numbers).split('\n')[0]).toBe(
    'linearRegression of "price": regression, because "price" holds 90 different numbers',
  );
});

it('gives scores with their decimals, large ones with their leading digits', () => {
  expect(section(formatReport(numbers), 'Scores on 20 held-out rows')).toEqual([
    '  R² 0.5123, RMSE 1111.1111, MAE 1000.0000, MAPE 12.5000 %, MSE 1.23457e+6',
    '  Always predicting the mean 4321.5: R² -0.0100, RMSE 1600.0000, MAE 1400.0000',
    '  Residuals: mean 0.0000, standard deviation 1111.1000, from -2000.0000 to 1999.0000',
  ]);
});

describe('rows', () => {
  const rowsOf = (change: Partial<TrainingReport>) =>
    section(formatReport({ ...numbers, ...change }), 'Rows');

  it('tell how many are held out', () => {
    expect(rowsOf({})).toEqual(['  80 to train on, 20 held out to test']);
  });
  it('tell how many have no target, and how many there are of each class', () => {
    const lines = rowsOf({
      stratified: true,
      rows: { total: 103, withoutTarget: 3, notSampled: 0, outliers: 0, train: 80, test: 20 },
      classCounts: { no: 60, yes: 40 },
    });
    expect(lines).toEqual([
      '  80 to train on, 20 held out to test, classes in equal shares',
      '  3 of 103 left out, because the target is missing',
      '  Classes: no 60, yes 40',
    ]);
  });
  it('are singular for one', () => {
    const text = formatReport({ ...numbers, rows: { ...numbers.rows, test: 1 } });
    expect(text).toContain('Scores on 1 held-out row\n');
  });
});

describe('features', () => {
  it('have bars as long as their importance, the longest for the first', () => {
    expect(section(formatReport(numbers), 'Most important features')).toEqual([
      `  size  0.750  ${'█'.repeat(20)}`,
      `  note  0.250  ${'█'.repeat(7)}`,
    ]);
  });
  it('without any importance have no bar', () => {
    const importances = [{ feature: 'size', importance: 0 }];
    const text = formatReport({ ...numbers, importances });
    expect(section(text, 'Most important features')).toEqual(['  size  0.000']);
  });
  it('beyond the tenth are counted', () => {
    const importances = Array.from({ length: 13 }, (_, j) => ({
      feature: `f${j}`,
      importance: 1 / 13,
    }));
    const lines = section(formatReport({ ...numbers, importances }), 'Most important features');
    expect(lines).toHaveLength(11);
    expect(lines[10]).toBe('  and 3 more');
  });
  it('are measured in a way that is named', () => {
    const text = formatReport({ ...numbers, importance: 'permutation' });
    expect(text).toContain('Most important features (loss of score when shuffled)');
  });
});

describe('the preview', () => {
  it('aligns cells, with a dash for missing ones and five digits', () => {
    expect(section(formatReport(numbers), 'Preview')).toEqual([
      '  size  note  price  predicted',
      '     3     a     10     10.123',
      '     –     –      7      1e+21',
    ]);
  });
  it('cuts long text, so that no line is a page', () => {
    const preview = [
      { features: { size: 1, note: 'word '.repeat(5000) }, truth: 1, prediction: 1 },
    ];
    const lines = section(formatReport({ ...numbers, preview }), 'Preview');
    expect(lines[1]).toMatch(/ {2}word word .*… {2}/);
    for (const line of lines) expect(line.length).toBeLessThan(80);
  });
});

it('ends with the remarks, where there are any', () => {
  expect(formatReport(numbers)).not.toContain('Remarks');
  const text = formatReport({ ...numbers, warnings: ['The first.', 'The second.'] });
  expect(text.endsWith('Remarks\n  The first.\n  The second.\n')).toBe(true);
});
