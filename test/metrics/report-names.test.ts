import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import {
  anomalyReport,
  classificationReport,
  makeBlobs,
  makeRegression,
  regressionReport,
  setWarningHandler,
  Table,
  thresholdReport,
  trainModel,
} from '../../src/index.js';

/** The names that the guide lists. */
const page = readFileSync(new URL('../../docs/metrics.md', import.meta.url), 'utf8');
const table = page.slice(page.indexOf('| in reports'), page.indexOf('`fscore` in what'));
const listed = new Set(
  [...table.matchAll(/^\| (`.*?) \|/gm)].flatMap(([, cell]) =>
    [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name),
  ),
);

/** Numbers in reports that are no scores: counts, shares, places and labels. */
const OTHER_NUMBERS = [
  ...['support', 'threshold', 'truePositives', 'falsePositives', 'falseNegatives'],
  ...[
    'trueNegatives',
    'nAnomalies',
    'anomalyRate',
    'nClusters',
    'noiseShare',
    'prediction',
    'anomaly',
    'label',
  ],
];

/** Names of the numbers of a report, and of the rows and scores inside it. */
function numbersIn(report: object): string[] {
  return Object.entries(report).flatMap(([name, value]) => {
    if (typeof value === 'number') return [name];
    if (['residuals', 'worst', 'scores', 'sizes', 'confusionMatrix'].includes(name)) return [];
    return typeof value === 'object' && value !== null && name !== 'labels' ? numbersIn(value) : [];
  });
}

const { X, y } = makeBlobs({ nSamples: 60, centers: 2, randomState: 0 });
const cells = X.to2DArray().map(([a, b], i) => ({ a, b, kind: y[i] === 0 ? 'no' : 'yes' }));
const rows = Table.fromRecords(cells);
const options = { randomState: 0 };
const line = makeRegression({ nSamples: 60, nFeatures: 2, randomState: 0 });
const amounts = Table.fromRecords(
  line.X.to2DArray().map(([a, b], i) => ({ a, b, price: line.y[i] })),
);

const reports: [string, () => object][] = [
  ['classificationReport', () => classificationReport([0, 1, 1], [0, 1, 0])],
  ['regressionReport', () => regressionReport([0, 1, 3], [0, 1, 2])],
  ['anomalyReport', () => anomalyReport([1, -1, 1], [1, -1, 2], { truth: [1, -1, 1] })],
  ['thresholdReport', () => thresholdReport([0, 1, 1], [0.1, 0.4, 0.3])],
  [
    'trainModel of classes',
    () => trainModel(rows, { target: 'kind', modelName: 'logisticRegression', ...options }).metrics,
  ],
  [
    'trainModel of numbers',
    () =>
      trainModel(amounts, { target: 'price', modelName: 'linearRegression', ...options }).metrics,
  ],
  [
    'its baseline',
    () =>
      trainModel(amounts, { target: 'price', modelName: 'linearRegression', ...options }).report
        .baseline,
  ],
  [
    'trainModel of clusters',
    () =>
      trainModel(rows, {
        modelName: 'kMeans',
        truth: 'kind',
        hyperparams: { nClusters: 2 },
        ...options,
      }).metrics,
  ],
  [
    'trainModel of anomalies',
    () => trainModel(rows, { modelName: 'isolationForest', ...options }).metrics,
  ],
];

describe('a score has one name', () => {
  it.each(reports)('in what %s gives, one that the guide lists', (_, make) => {
    const unlisted = numbersIn(make()).filter(
      (name) => !listed.has(name) && !OTHER_NUMBERS.includes(name),
    );
    expect(unlisted).toEqual([]);
  });
});

describe('old names', () => {
  it('are read with one warning each, and are not in what is listed or written', async () => {
    vi.resetModules(); // what was warned of before counts as told
    const { regressionReport } = await import('../../src/metrics/regression-report.js');
    const { setWarningHandler } = await import('../../src/warnings.js');
    const warnings: string[] = [];
    const previous = setWarningHandler(({ kind, message }) => warnings.push(`${kind}: ${message}`));
    const report = regressionReport([0, 1, 3], [0, 1, 2]);
    expect([report.r2Score, report.r2Score]).toEqual([report.r2, report.r2]);
    expect(regressionReport([0, 1], [0, 2]).r2Score).toBe(-1);
    expect(report.medianAbsoluteError).toBe(report.medae);
    setWarningHandler(previous);
    expect(warnings).toEqual([
      'deprecation: r2Score of reports is called r2. Read r2: the old name is gone in fitpredict 1.0.',
      'deprecation: medianAbsoluteError of reports is called medae. Read medae: the old name is gone in fitpredict 1.0.',
    ]);
    expect(JSON.stringify(report)).not.toMatch(/r2Score|medianAbsoluteError/);
  });

  it('are those of every report that had them', () => {
    const previous = setWarningHandler(() => {});
    const { classes, macroAverage, weightedAverage } = classificationReport([0, 1, 1], [0, 1, 0]);
    for (const row of [...classes, macroAverage, weightedAverage]) expect(row.f1Score).toBe(row.f1);
    const { truth } = anomalyReport([1, -1, 1], [1, -1, 2], { truth: [1, -1, 1] });
    expect(truth?.f1Score).toBe(truth?.f1);
    const { metrics } = trainModel(rows, {
      target: 'kind',
      modelName: 'logisticRegression',
      ...options,
    });
    expect(metrics.task === 'classification' && metrics.f1Score).toBe(1);
    setWarningHandler(previous);
  });
});
