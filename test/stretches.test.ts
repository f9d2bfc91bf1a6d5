import { describe, expect, it } from 'vitest';
import { resolveCsvOptions } from '../src/data/csv/csv-options.js';
import { CsvParser } from '../src/data/csv/csv-parser.js';
import type { Dense } from '../src/data/dense.js';
import { curveOf } from '../src/ensembles/thresholds/threshold-curve.js';
import { SelectKBest } from '../src/feature-selection/select-k-best.js';
import { anomalyReportInSteps } from '../src/metrics/anomaly-report.js';
import { silhouetteScoring } from '../src/metrics/clustering.js';
import { getScorer } from '../src/metrics/scorers.js';
import { clusterByQueries } from '../src/neighbors/density-clusters.js';
import { clusterOnGrid } from '../src/neighbors/grid-clusters.js';
import { KdTree } from '../src/neighbors/kd-tree.js';
import { argsort, argsortInSteps } from '../src/numeric/ordering.js';
import { KBinsDiscretizer } from '../src/preprocessing/binning/k-bins-discretizer.js';
import { PowerTransformer } from '../src/preprocessing/distributions/power-transformer.js';
import { QuantileTransformer } from '../src/preprocessing/distributions/quantile-transformer.js';
import { OutlierRemover } from '../src/preprocessing/outliers/outlier-remover.js';
import { PCA } from '../src/preprocessing/pca/pca.js';
import { drain } from '../src/progress.js';
import { createRng } from '../src/random/rng.js';
import { createNormal } from '../src/random/sampling.js';
import { binFinelyInSteps, MAX_BINS } from '../src/trees/bins.js';
import { GradientTreeGrower } from '../src/trees/boosting/gradient-tree.js';
import { layOutHistogram } from '../src/trees/boosting/histogram-layout.js';
import { LoneCrew } from '../src/trees/boosting/lone-crew.js';
import { AbsoluteErrorSplitter } from '../src/trees/forest/absolute-error.js';
import { rankFeatures } from '../src/trees/forest/exact-features.js';
import { growTree } from '../src/trees/forest/grow.js';
import { columnsHidingOrder } from '../src/trees/forest/hidden-order.js';
import { gatherSamples } from '../src/trees/forest/tree-samples.js';
import { TreeBuilder } from '../src/trees/tree.js';
import { binFeatures } from './support/bin-features.js';
import { STRETCH, watch } from './support/watch-steps.js';

function normalRows(rows: number, columns: number): Dense {
  const data = Float64Array.from({ length: rows * columns }, createNormal(createRng(1)));
  return { data, rows, columns };
}

describe('from one yield to the next', () => {
  it('DBSCAN by queries compares a stretch of values', () => {
    for (const rows of [500, 4000]) {
      let compared = 0;
      const query = (i: number, found: Int32Array) => {
        compared += rows;
        found[0] = i;
        return 1;
      };
      const work = clusterByQueries(
        { nSamples: rows, query, work: rows },
        { weights: undefined, minSamples: 1 },
      );
      expect(watch(work, () => compared).longest).toBeLessThanOrEqual(STRETCH + rows);
    }
  });

  it('DBSCAN on a grid that has all samples in two cells does not compare them at once', () => {
    const rows = 6000;
    const data = Float64Array.from({ length: rows }, (_, i) => (i % 2 === 0 ? 0 : 1.5 + i * 1e-9));
    const points = { data, rows, columns: 1 };
    const work = clusterOnGrid(points, 1, 1, { weights: undefined, minSamples: rows });
    expect(work).toBeDefined();
    // Half of the samples meet the other half twice: 2 · 6000 · 6000 comparisons at least.
    if (work !== undefined) expect(watch(work, () => 0).yields).toBeGreaterThan(50);
  });

  it('a k-d tree takes a level or less of many points', () => {
    const points = normalRows(40_000, 10);
    const levels = Math.ceil(Math.log2(40_000 / 24));
    const { yields } = watch(KdTree.building(points, 2), () => 0);
    expect(yields).toBeGreaterThanOrEqual(Math.floor((levels * points.data.length) / STRETCH) - 1);
  });

  it('a tree tries one column of a large node, and not all columns of many small ones', () => {
    const rows = 6000;
    const samples = normalRows(rows, 5);
    const features = drain(rankFeatures(samples));
    const targets = Float64Array.from({ length: rows }, (_, i) => samples.data[5 * i] ** 2);
    const drawn = gatherSamples(new Float64Array(rows).fill(1), targets);
    let tried = 0;
    let inside = 0;
    class Counting extends AbsoluteErrorSplitter {
      override *enterInSteps(start: number, end: number) {
        inside = end - start;
        yield* super.enterInSteps(start, end);
      }
      override *tryFeatureInSteps(
        ...parameters: Parameters<AbsoluteErrorSplitter['tryFeatureInSteps']>
      ) {
        tried += inside;
        return yield* super.tryFeatureInSteps(...parameters);
      }
    }
    const limits = {
      maxDepth: Infinity,
      maxLeafNodes: Infinity,
      minSamplesSplit: 2,
      minSamplesLeaf: 1,
      minWeightLeaf: 0,
      minImpurityDecrease: 0,
      maxFeatures: 5,
    };
    const splitter = new Counting(features, drawn, { minSamples: 1, minWeight: 0 });
    const work = growTree(
      { features, size: rows, splitter },
      limits,
      createRng(2),
      new TreeBuilder(1),
    );
    const { longest, yields } = watch(work, () => tried);
    expect(longest).toBeLessThanOrEqual(STRETCH / 16 + 5 * 1024);
    expect(yields).toBeGreaterThan(5 * 5);
    expect(tried).toBeGreaterThan(20 * rows);
  });

  it('a boosted tree adds a part of the rows of a large node, and not all of many small ones', () => {
    const rows = 40_000;
    const features = binFeatures(normalRows(rows, 3));
    const gradients = Float64Array.from({ length: 2 * rows }, (_, at) =>
      at % 2 === 0 ? Math.cos(at) : 1,
    );
    const plan = {
      features,
      layout: drain(layOutHistogram(features)),
      limits: {
        regLambda: 1,
        regAlpha: 0,
        maxDeltaStep: 0,
        minChildWeight: 1,
        smallestGain: 1e-6,
        monotone: undefined,
        categorical: undefined,
        maxCatToOnehot: 4,
      },
      maxDepth: 8,
      maxLeaves: Infinity,
      growPolicy: 'depthwise' as const,
      gamma: 0,
      shares: { byTree: 1, byLevel: 1, byNode: 1 },
      interactions: undefined,
      partsAll: true,
    };
    const all = Int32Array.from({ length: rows }, (_, i) => i);
    const grow = (own: Int32Array) => {
      const crew = new LoneCrew({
        threads: 1,
        tree: plan,
        nOutputs: 1,
        rowNumbers: rows,
        hasIntegers: false,
        loss: undefined,
      });
      return new GradientTreeGrower(plan, crew).grow(own, { pairs: gradients }, createRng(1));
    };
    const { tree } = drain(grow(all.slice()));
    const work = grow(all);
    expect(tree.left.length).toBeGreaterThan(200);
    // The rows of the root take three steps.
    expect(watch(work, () => 0).yields).toBeGreaterThan(2);
  });

  it('coding features, and looking for what bins hide, take one column', () => {
    const samples = normalRows(600, 7);
    const binning = binFinelyInSteps(samples, undefined, () => MAX_BINS);
    expect(watch(binning, () => 0).yields).toBe(2 * 7); // its bins, and its codes
    expect(watch(rankFeatures(samples), () => 0).yields).toBe(7);
    const told = { targets: samples.data.slice(0, 600), nClasses: 0, weights: undefined };
    const groups = drain(rankFeatures(samples, { most: 255, weights: undefined }));
    const looking = columnsHidingOrder(samples, groups, told);
    expect(watch(looking, () => 0).yields).toBe(7);
  });

  it('a sort of many numbers takes a pass, or a part of one, and gives the order that it gives at once', () => {
    const values = normalRows(70_000, 1).data;
    values.set([Number.NaN, -0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY], 100);
    // The digits, and four passes that count and move: five parts each.
    expect(watch(argsortInSteps(values), () => 0).yields).toBe(5 * (1 + 4 * 2));
    expect(drain(argsortInSteps(values))).toEqual(argsort(values));
    const few = values.slice(0, 4000);
    expect(watch(argsortInSteps(few), () => 0).yields).toBe(0);
  });

  it('a node whose medians are wanted is entered some samples at a time', () => {
    const rows = 70_000;
    const { data: targets } = normalRows(rows, 1);
    const features = drain(rankFeatures(normalRows(rows, 1)));
    const drawn = gatherSamples(new Float64Array(rows).fill(1), targets);
    const splitter = new AbsoluteErrorSplitter(features, drawn, { minSamples: 1, minWeight: 0 });
    expect(watch(splitter.enterInSteps(0, rows), () => 0).yields).toBeGreaterThanOrEqual(18 + 4);
  });

  it('what an isolation forest found is summed up in the steps of a sort, and its trees are steps', () => {
    const { data: decisions } = normalRows(6000, 1);
    const labels = Array.from(decisions, (value) => (value < -2 ? -1 : 1));
    const report = anomalyReportInSteps(labels, decisions, { truth: labels.map((l) => l < 0) });
    expect(watch(report, () => 0).yields).toBe(1 + 4 * 2 + 3);
    const remover = new OutlierRemover({ method: 'isolationForest', randomState: 0 });
    expect(watch(remover.fitInSteps(normalRows(300, 2)), () => 0).yields).toBeGreaterThan(100);
  });

  it('CSV is parsed a batch, and its types are inferred and its columns joined one at a time', () => {
    const names = Array.from({ length: 12 }, (_, j) => `x${j}`).join(',');
    const row = `${new Array(12).fill('1.5').join(',')}\n`;
    const settings = resolveCsvOptions('test', { inferRows: 30 });
    const parser = new CsvParser('test', settings, 10 * row.length);
    expect(watch(parser.pushInSteps(`${names}\n${row.repeat(20)}`), () => 0).yields).toBe(1);
    // Twelve columns, two batches, and the text itself.
    expect(watch(parser.pushInSteps(row.repeat(20)), () => 0).yields).toBe(15);
    expect(watch(parser.finishInSteps(), () => 0).yields).toBe(12);
  });

  it('a transformer in a pipeline takes a column, or some rows of it', () => {
    const X = normalRows(5000, 12);
    const y = Array.from({ length: 5000 }, (_, i) => (i % 7) / 2);
    const selector = new SelectKBest({ scoreFunc: 'mutualInfoRegression' });
    type InSteps = {
      fitTransformInSteps(X: Dense, y: number[]): Generator<unknown, unknown, void>;
    };
    const least: [InSteps, number][] = [
      [selector, 12 * Math.floor((5000 * 1024) / STRETCH)], // neighbours of some samples
      [new PowerTransformer(), 12 * 10 + 12], // looks at all values of a column, and the powers
      [new QuantileTransformer(), 12 + 12],
      [new KBinsDiscretizer(), 12 + 2],
      [new PCA(), 5000 / 128], // rows that meet the triangle
    ];
    for (const [transformer, yields] of least) {
      expect(watch(transformer.fitTransformInSteps(X, y), () => 0).yields).toBeGreaterThanOrEqual(
        yields,
      );
    }
  });

  it('a threshold of many samples is a step', () => {
    const { data: values } = normalRows(20_000, 1);
    const y = Array.from(values, (value) => value > 0.5);
    const rules = { classes: [false, true], positive: 1 as const, where: 'test' };
    const samples = { values, y, weights: undefined };
    expect(watch(curveOf(getScorer('f1'), samples, 30, rules), () => 0).yields).toBe(30);
  });

  it('the silhouette compares a stretch of values', () => {
    const samples = normalRows(1500, 8);
    const labels = Array.from({ length: 1500 }, (_, i) => i % 3);
    const { yields } = watch(silhouetteScoring(samples, labels), () => 0);
    expect(yields).toBeGreaterThanOrEqual(Math.floor((1500 * 1500 * 8) / (STRETCH + 1500 * 8)));
  });
});
