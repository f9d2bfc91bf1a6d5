import fc from 'fast-check';
import { Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import {
  LogisticRegression,
  RandomForestClassifier,
  Table,
  thresholdReport,
  trainModel,
} from '../../src/index.js';
import { edgesOf } from '../../src/plots/grid-edges.js';
import type { PlotRow, PlotSpec } from '../../src/plots/plot-spec.js';
import * as plots from '../../src/plots.js';

const rowsOf = ({ layer }: PlotSpec, at: number): PlotRow[] => layer[at].data.values;
const X = Array.from({ length: 40 }, (_, i) => [i % 8, Math.floor(i / 8)]);
const y = X.map(([a]) => (a < 4 ? 'low' : 'high'));

describe('a plot', () => {
  it('is plain data, whatever is drawn', () => {
    const numbers = fc.array(fc.double(), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(numbers, (values) => {
        const spec = plots.plotResiduals(values, [...values].reverse());
        expect(JSON.parse(JSON.stringify(spec))).toEqual(spec);
      }),
    );
  });

  it('has the words, the size and the ground that are asked for', () => {
    const spec = plots.plotKDistances([1, 2], {
      title: 'Near?',
      width: 100,
      height: 50,
      theme: 'dark',
    });
    expect(spec).toMatchObject({ title: { text: 'Near?' }, width: 100, height: 50 });
    expect(spec.config).toEqual(plots.theme('dark'));
    expect(plots.plotKDistances([1, 2], { title: null })).not.toHaveProperty('title');
  });

  it.each([
    [{ width: 0 }, 'plotKDistances: width must be a number of pixels above 0, but got 0.'],
    [
      { height: Number.NaN },
      'plotKDistances: height must be a number of pixels above 0, but got NaN.',
    ],
    [{ title: 3 as never }, 'plotKDistances: title must be text, or null for none, but got 3.'],
    [
      { theme: 'blue' as never },
      'plotKDistances: theme must be one of "light", "dark", but got "blue".',
    ],
  ])('refuses %j', (options, message) => {
    expect(() => plots.plotKDistances([1], options)).toThrow(message);
  });

  it('refuses what another function has not made', () => {
    expect(() => plots.plotDrift({} as never)).toThrow(
      'plotDrift: pass what driftReport gives, but got {',
    );
    expect(() => plots.plotTree(null as never)).toThrow(/plotTree: pass what .* but got null/);
    expect(() => plots.plotRocCurve({ a: { fpr: 3 } } as never)).toThrow(
      'plotRocCurve: "a" is no curve, which has an array fpr. Pass one curve, or several by name.',
    );
    expect(() => plots.plotRocCurve({})).toThrow(
      'plotRocCurve: there are no curves. Pass at least one.',
    );
  });
});

describe('a confusion matrix', () => {
  it('says how many are right, and colours by the share of the true class', () => {
    const spec = plots.plotConfusionMatrix(
      [
        [3, 1],
        [0, 0],
      ],
      { labels: ['no', 'yes'] },
    );
    expect(spec.title).toEqual({ text: 'Confusion matrix', subtitle: ['3 of 4 right'] });
    expect(
      rowsOf(spec, 0).map(({ truth, prediction, share }) => [truth, prediction, share]),
    ).toEqual([
      ['no', 'no', 0.75],
      ['no', 'yes', 0.25],
      ['yes', 'no', 0],
      ['yes', 'yes', 0],
    ]);
  });

  it('is square, with a label a class', () => {
    expect(() => plots.plotConfusionMatrix([[1, 2]])).toThrow(
      'plotConfusionMatrix: there are 1 row, 2 columns and 2 labels. Pass one of each for every class.',
    );
  });
});

describe('curves', () => {
  it('carry their areas', () => {
    const perfect = { fpr: [0, 0, 1], tpr: [0, 1, 1], thresholds: [Infinity, 1, 0] };
    expect(plots.plotRocCurve(perfect).title?.subtitle).toEqual(['Area 1']);
    const names = rowsOf(plots.plotRocCurve({ good: perfect, alike: perfect }), 1).map(
      ({ curve }) => curve,
    );
    expect(new Set(names)).toEqual(new Set(['good: 1', 'alike: 1']));
    const steps = { precision: [0.5, 1, 1], recall: [1, 0.5, 0], thresholds: [0.1, 0.9] };
    expect(plots.plotPrecisionRecallCurve(steps).title?.subtitle).toEqual([
      'Average precision 0.75',
    ]);
  });

  it('of thresholds refuse scores that the report does not have', () => {
    const report = thresholdReport([0, 1], [0.2, 0.8]);
    expect(() => plots.plotThresholds(report, { metrics: ['fscore' as never] })).toThrow(
      'plotThresholds: the report has no score "fscore".',
    );
  });

  it('of a hyperparameter leave failed folds out, and take ratios where values span many', () => {
    const scores = {
      trainScores: new Matrix([
        [1, 1],
        [1, 1],
      ]),
      testScores: new Matrix([
        [1, Number.NaN],
        [Number.NaN, Number.NaN],
      ]),
    };
    const curve = {
      ...scores,
      fitTimes: scores.trainScores,
      scoreTimes: scores.trainScores,
      errors: [],
    };
    const spec = plots.plotValidationCurve(curve, { paramName: 'C', paramRange: [0.01, 100] });
    expect(rowsOf(spec, 1).map(({ mean }) => mean)).toEqual([1, 1, 1, null]);
    expect(spec.layer[1].encoding.x).toMatchObject({ title: 'C', scale: { type: 'log' } });
    expect(() => plots.plotValidationCurve(curve, { paramRange: [1] })).toThrow(
      'plotValidationCurve: paramRange has 1 entries, but the curve has 2.',
    );
  });
});

describe('points', () => {
  it('are drawn at even distances where they are too many, which the words say', () => {
    const many = Array.from({ length: 5000 }, (_, i) => i);
    const spec = plots.plotPredictions(many, many, { maxPoints: 100 });
    expect(rowsOf(spec, 1).map(({ row }) => row)).toEqual(many.filter((i) => i % 50 === 0));
    expect(spec.title?.subtitle).toEqual(['100 of 5000 samples']);
  });

  it('of outliers and clusters ask for numbers, so that no name passes for one', () => {
    const X = [
      [1, 2],
      [3, 4],
    ];
    const drawn = plots.plotOutliers(X, [1, -1]);
    expect(drawn.title).toMatchObject({ subtitle: ['1 of 2 samples is an outlier'] });
    // @ts-expect-error names are no numbers
    expect(() => plots.plotOutliers(X, [1, 'outlier'])).toThrow('label 1 is "outlier"');
    expect(() => plots.plotOutliers(X, [Number.NaN, 1])).toThrow('label 0 is NaN');
    // @ts-expect-error names are no numbers
    expect(() => plots.plotClusters(X, [0, 'noise'])).toThrow('label 1 is "noise"');
  });

  it('of regions are refused to a regressor', () => {
    const model = {
      predict: (asked: unknown) => Array.from({ length: (asked as Matrix).rows }, (_, i) => i / 7),
    };
    expect(() => plots.plotDecisionRegions(model, X, y)).toThrow(
      /tells \d+ labels apart. Pass a classifier/,
    );
  });

  it('of regions lie in cells that say what the model says', () => {
    const model = new LogisticRegression().fit(X, y);
    const spec = plots.plotDecisionRegions(model, X, y, { resolution: 4 });
    const cells = rowsOf(spec, 0);
    const middles = cells.map((cell) =>
      [Number(cell.x) + Number(cell.x2), Number(cell.y) + Number(cell.y2)].map((sum) => sum / 2),
    );
    expect(cells.map(({ label }) => label)).toEqual(model.predict(middles));
  });
});

describe('bars', () => {
  it('of anomalies hold every score once, and none on both sides of 0', () => {
    const scores = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(scores, fc.integer({ min: 1, max: 30 }), (decisions, nBins) => {
        const bins = rowsOf(plots.plotAnomalyScores(decisions, { nBins }), 0);
        expect(bins.reduce((sum, { samples }) => sum + Number(samples), 0)).toBe(decisions.length);
        const anomalies = bins.filter(({ what }) => what === 'anomaly');
        expect(anomalies.reduce((sum, { samples }) => sum + Number(samples), 0)).toBe(
          decisions.filter((score) => score < 0).length,
        );
      }),
    );
  });

  it('of a waterfall lead from what is usual to the prediction', () => {
    const contributions = [3, -2, 1, 0.5].map((contribution, j) => ({
      column: `c${j}`,
      value: null,
      contribution,
    }));
    const spec = plots.plotWaterfall(
      { label: null, baseValue: 10, prediction: 12.5, contributions },
      { maxColumns: 2 },
    );
    expect(rowsOf(spec, 1).map(({ what, from, to }) => [what, from, to])).toEqual([
      ['c0 = missing', 10, 13],
      ['c1 = missing', 13, 11],
      ['2 other columns', 11, 12.5],
    ]);
  });

  it('of importances refuse several scores at once', () => {
    expect(() => plots.plotImportances({ accuracy: {} } as never)).toThrow(
      'importances of several scores',
    );
  });
});

describe('a tree', () => {
  it('has every parent over the middle of its children, and leaves side by side', () => {
    const [tree] = new RandomForestClassifier({ nEstimators: 1, randomState: 1 }).fit(
      X,
      y,
    ).estimators;
    const spec = plots.plotTree(tree, { maxDepth: 20 });
    for (const { x, y: depth } of rowsOf(spec, 0)) {
      const children = rowsOf(spec, 0).filter((link) => link.x === x && link.y === depth);
      expect(children.reduce((sum, link) => sum + Number(link.x2), 0) / 2).toBe(x);
    }
    const leaves = rowsOf(spec, 2).map((row) => row.x);
    expect(leaves.sort((a, b) => Number(a) - Number(b))).toEqual(leaves.map((_, at) => at));
  });
});

describe('edges between values', () => {
  it('hold each value between its own two', () => {
    const grids = fc
      .uniqueArray(fc.integer(), { minLength: 1 })
      .map((values) => values.sort((a, b) => a - b));
    fc.assert(
      fc.property(grids, (values) => {
        const edges = edgesOf(values);
        expect(edges.length).toBe(values.length + 1);
        values.forEach((value, at) => {
          expect(edges[at]).toBeLessThan(value);
          expect(edges[at + 1]).toBeGreaterThan(value);
        });
      }),
    );
  });
});

describe('the plots of a training', () => {
  const table = Table.fromRecords(X.map(([a, b], i) => ({ a, b, sum: a + b, kind: y[i] })));

  it('suit classes', () => {
    const trained = trainModel(table, {
      target: 'kind',
      modelName: 'logisticRegression',
      randomState: 0,
    });
    expect(Object.keys(plots.plotReport(trained))).toEqual(['confusionMatrix', 'importances']);
  });

  it('suit numbers, where the held-out rows are known', () => {
    const trained = trainModel(table, {
      target: 'sum',
      modelName: 'linearRegression',
      randomState: 0,
    });
    expect(Object.keys(plots.plotReport(trained))).toEqual([
      'predictions',
      'residuals',
      'importances',
    ]);
    expect(Object.keys(plots.plotReport({ report: trained.report }))).toEqual(['importances']);
  });

  it('suit clusters', () => {
    const trained = trainModel(table, {
      modelName: 'kMeans',
      features: ['a', 'b'],
      randomState: 0,
    });
    expect(Object.keys(plots.plotReport(trained, { theme: 'dark' }))).toEqual(['importances']);
  });
});
