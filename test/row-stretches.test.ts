import { describe, expect, it } from 'vitest';
import { type Dense, parseFeaturesInSteps } from '../src/data/dense.js';
import { Table } from '../src/data/table.js';
import { findClusters } from '../src/estimators/dbscan-clusters.js';
import { profiling } from '../src/inspection/cluster-profiles.js';
import { calinskiHarabaszInSteps, daviesBouldinInSteps } from '../src/metrics/clustering.js';
import { rocAucInSteps } from '../src/metrics/ranking.js';
import { regressionReportInSteps } from '../src/metrics/regression-report.js';
import { allOf, ask } from '../src/model-selection/remembering.js';
import { factorPivotedQrInSteps } from '../src/numeric/qr.js';
import { columnMomentsInSteps } from '../src/numeric/statistics.js';
import { centredAndDividedInSteps } from '../src/preprocessing/columns/number-columns.js';
import { fitTransformers } from '../src/preprocessing/composition/pipeline-steps.js';
import { OneHotEncoder } from '../src/preprocessing/encoders/one-hot-encoder.js';
import { TargetEncoder } from '../src/preprocessing/encoders/target-encoder.js';
import { OutlierRemover } from '../src/preprocessing/outliers/outlier-remover.js';
import { RobustScaler } from '../src/preprocessing/scalers/robust-scaler.js';
import { StandardScaler } from '../src/preprocessing/scalers/standard-scaler.js';
import { SimpleImputer } from '../src/preprocessing/simple-imputer.js';
import { sampleTableInSteps } from '../src/preprocessing/splitting/sample-table.js';
import { tableRowsInSteps } from '../src/preprocessing/splitting/table-rows.js';
import { drain } from '../src/progress.js';
import { createRng } from '../src/random/rng.js';
import { assignment } from '../src/solvers/k-means/k-means-algorithm.js';
import { kMeansPlusPlus } from '../src/solvers/k-means/k-means-plus-plus.js';
import { lloyd } from '../src/solvers/k-means/lloyd.js';
import { plainAssignment } from '../src/solvers/k-means/plain-assignment.js';
import { centre } from '../src/solvers/least-squares/centring.js';
import { leastSquares } from '../src/solvers/least-squares/least-squares.js';
import { maximiseByCoordinates } from '../src/solvers/linear-svm/linear-svm-dual.js';
import { minimiseByNewton, startFromZero } from '../src/solvers/linear-svm/linear-svm-newton.js';
import { appendIntercept } from '../src/solvers/linear-svm/linear-svm-problem.js';
import { createDesign } from '../src/solvers/logistic/design.js';
import { createLogisticObjective } from '../src/solvers/logistic/logistic-objective.js';
import { logLossOfMany, predictInSteps } from '../src/trees/boosting/boosting-objectives.js';
import { STRETCH, watch } from './support/watch-steps.js';

function someRows(rows: number, columns: number): Dense {
  const data = new Float64Array(rows * columns);
  for (let at = 0; at < data.length; at++) data[at] = (at * at) % 1009;
  return { data, rows, columns };
}

describe('passes over rows yield after a stretch of values', () => {
  it('k-means assigns, sums and seeds a stretch of values', () => {
    const [rows, columns, k] = [12_000, 20, 10];
    const samples = someRows(rows, columns);
    const problem = { samples, weights: undefined };
    const start = samples.data.slice(0, k * columns);
    const least = Math.floor((rows * k * columns) / STRETCH);
    for (const algorithm of ['lloyd', 'hamerly', 'elkan'] as const) {
      const assign = assignment(algorithm, problem, k);
      const work = assign(start, new Float64Array(k), new Int32Array(rows));
      expect(watch(work, () => 0).yields).toBeGreaterThanOrEqual(least);
    }
    // One candidate for the first centre, then four for each.
    const seeding = kMeansPlusPlus(problem, k, createRng(0));
    expect(watch(seeding, () => 0).yields).toBeGreaterThanOrEqual(2 * (k - 1));
    const once = { maxIter: 1, tol: 0 };
    const iterating = lloyd(problem, start, once, plainAssignment(problem));
    expect(watch(iterating, () => 0).yields).toBeGreaterThanOrEqual(2 * least);
  });

  it('logistic regression reads a stretch of values for a loss, and fewer rows for a Hessian', () => {
    const [rows, columns] = [20_000, 30];
    const samples = someRows(rows, columns);
    const codes = Int32Array.from({ length: rows }, (_, i) => i % 3);
    const weights = new Float64Array(rows).fill(1);
    const design = drain(createDesign(samples, false, 'test'));
    const penalty = { ridge: new Float64Array(columns), lasso: new Float64Array(columns) };
    const problem = { design, codes, nClasses: 3, weights };
    const { size, evaluate, hessian } = createLogisticObjective(problem, penalty, Infinity);
    const at = new Float64Array(size);
    const loss = watch(evaluate(at, new Float64Array(size)), () => 0);
    expect(loss.yields).toBeGreaterThanOrEqual(Math.floor((2 * rows * size) / STRETCH) - 1);
    // Six pairs of classes, each half of rows × columns² products, 64 rows at a time.
    const ofRow = (columns * columns) / 2;
    const pairs = Math.floor((6 * rows * ofRow) / (STRETCH + 64 * ofRow)) - 6;
    expect(watch(hessian(at), () => 0).yields).toBeGreaterThanOrEqual(pairs);
  });

  it('a linear support vector machine reads a stretch of values in each pass of an iteration', () => {
    const [rows, width] = [20_000, 30];
    const { data: Z } = someRows(rows, width);
    const y = Float64Array.from({ length: rows }, (_, i) => (i % 3 === 0 ? 1 : -1));
    const up = y.map((label) => (label > 0 ? 1e-3 : 0));
    const down = y.map((label) => (label > 0 ? 0 : 1e-3));
    const problem = { Z, rows, width, y, up, down, epsilon: 0, power: 1 as const };
    const pass = Math.floor(Z.length / STRETCH);
    const limits = { tol: 0, maxIter: 3 };
    const newton = minimiseByNewton(problem, startFromZero(problem), limits);
    expect(watch(newton, () => 0).yields).toBeGreaterThanOrEqual(3 * 2 * pass);
    const coordinates = maximiseByCoordinates(problem, createRng(0), limits);
    expect(watch(coordinates, () => 0).yields).toBeGreaterThanOrEqual(3 * 2 * pass);
    const appended = appendIntercept({ data: Z, rows, columns: width }, 1, y.map(Math.abs), 'test');
    expect(watch(appended, () => 0).yields).toBeGreaterThanOrEqual(2 * pass);
  });

  it('least squares reads a stretch of values in each pass, by either way', () => {
    const samples = someRows(20_000, 30);
    const targets = samples.data.slice(0, samples.rows);
    const pass = Math.floor(samples.data.length / STRETCH);
    const problem = { samples, targets, weights: undefined };
    const fitting = leastSquares(problem, { fitIntercept: true, positive: false });
    // The means, and at least two residuals.
    expect(watch(fitting, () => 0).yields).toBeGreaterThanOrEqual(3 * pass);
    const shift = new Float64Array(30);
    const origin = { fitIntercept: true, shift, targetShift: 0, totalWeight: samples.rows };
    expect(watch(centre(problem, origin), () => 0).yields).toBeGreaterThanOrEqual(pass);
    const wide = someRows(300, 300);
    const { yields } = watch(factorPivotedQrInSteps(wide.data, 300, 300), () => 0);
    expect(yields).toBeGreaterThanOrEqual(Math.floor(300 ** 3 / (STRETCH + 3 * 300 ** 2)));
  });

  it('transformers of numbers learn a column, or a stretch of values, at a time', () => {
    const samples = someRows(20_000, 30);
    const pass = Math.floor(samples.data.length / STRETCH);
    const standard = new StandardScaler().fitTransformInSteps(samples);
    expect(watch(standard, () => 0).yields).toBeGreaterThanOrEqual(3 * pass);
    for (const transformer of [new RobustScaler(), new SimpleImputer()]) {
      const { yields } = watch(transformer.fitTransformInSteps(samples), () => 0);
      expect(yields).toBeGreaterThanOrEqual(samples.columns);
    }
  });

  it('scores of several classes are taken a class at a time, and those of numbers one by one', () => {
    const labels = ['a', 'b', 'c', 'a'];
    const shares = labels.map((_, i) => [0.2, 0.3, 0.5].map((_, k, all) => all[(i + k) % 3]));
    const areas = rocAucInSteps(labels, shares, { multiClass: 'ovr' });
    expect(watch(areas, () => 0).yields).toBeGreaterThanOrEqual(3);
    const report = regressionReportInSteps([1, 2, 3], [1, 2, 4]);
    expect(watch(report, () => 0).yields).toBeGreaterThanOrEqual(7);
  });

  it('boosting differentiates, and turns margins into predictions, some samples at a time', () => {
    const [rows, classes] = [20_000, 12];
    const { differentiate, ...objective } = logLossOfMany(classes);
    const margins = new Float64Array(rows * classes);
    const targets = Float64Array.from({ length: rows }, (_, i) => i % classes);
    const gradients = new Float64Array(2 * margins.length);
    const work = differentiate(margins, targets, new Float64Array(rows).fill(1), gradients);
    expect(watch(work, () => 0).yields).toBeGreaterThanOrEqual(3);
    expect(watch(predictInSteps(objective, margins), () => 0).yields).toBeGreaterThanOrEqual(3);
  });

  it('columns are measured, checked and scaled a part of the rows at a time', () => {
    const samples = someRows(60_000, 40);
    const least = Math.floor(samples.data.length / STRETCH);
    const { data, rows, columns } = samples;
    expect(watch(parseFeaturesInSteps({ data, rows, columns }, 'test'), () => 0).yields).toBe(
      least + 2,
    );
    expect(watch(columnMomentsInSteps(samples), () => 0).yields).toBe(2 * (least + 1));
    const scaling = centredAndDividedInSteps(samples, undefined, undefined);
    expect(watch(scaling, () => 0).yields).toBe(least + 1);
  });

  it('text is encoded by the target in a step a column and part, and outliers are learned a column a step', () => {
    const rows = 300;
    const text = Array.from({ length: rows }, (_, i) => `kind ${i % 50}`);
    const numbers = Array.from({ length: rows }, (_, i) => Math.cos(i));
    const table = Table.fromColumns({ a: text, b: text.slice().reverse(), c: text, n: numbers });
    const y = text.map((_, i) => i % 7);
    const encoding = new TargetEncoder({ cv: 5 }).fitTransformInSteps(
      table.select(['a', 'b', 'c']),
      y,
    );
    expect(watch(encoding, () => 0).yields).toBeGreaterThanOrEqual(3 + 5 * 3);
    const remover = new OutlierRemover().fitInSteps(someRows(rows, 9));
    expect(watch(remover, () => 0).yields).toBeGreaterThanOrEqual(9);
    expect(watch(sampleTableInSteps(table, { size: 100 }), () => 0).yields).toBe(1 + 4);
    expect(watch(tableRowsInSteps(table, [5, 3]), () => 0).yields).toBe(4);
  });

  it('features of 0 and 1 are written a stretch of values at a time', () => {
    const rows = 20_000;
    const text = Array.from({ length: rows }, (_, i) => `kind ${i % 40}`);
    const table = Table.fromColumns({ a: text, b: text.slice().reverse() });
    const { yields } = watch(new OneHotEncoder().fitTransformInSteps(table), () => 0);
    expect(yields).toBeGreaterThanOrEqual(2 * Math.floor((rows * 80) / STRETCH));
  });

  it('DBSCAN looks for numbers that are too large a stretch of values at a time', () => {
    const samples = someRows(60_000, 40);
    samples.data[samples.data.length - 1] = 1e160;
    const options = {
      eps: 1,
      minSamples: 2,
      metric: 'euclidean',
      p: 2,
      algorithm: 'auto',
      nJobs: 1,
    };
    const work = findClusters(samples, undefined, options as Parameters<typeof findClusters>[2]);
    let yields = 0;
    expect(() => {
      for (const _ of work) yields++;
    }).toThrow('DBSCAN.fit: X[59999][39] is 1e+160');
    expect(yields).toBe(1 + Math.floor(samples.data.length / STRETCH));
  });

  it('a model is asked about few samples first, then about twice as many each time up to a block', () => {
    const rows = 5000;
    const X = someRows(rows, 2);
    const asked: number[] = [];
    const model = {
      predict({ rows }: Dense) {
        asked.push(rows);
        return new Array<number>(rows).fill(0);
      },
    };
    expect(drain(ask(model, 'predict', allOf(X, 'test')))).toHaveLength(rows);
    expect(asked).toEqual([64, 128, 256, 512, 1024, 1024, 1024, 968]);
  });

  it('a pipeline yields behind each transformer, and within those that have steps', () => {
    const steps = [
      ['scale', new StandardScaler()],
      ['encode', new TargetEncoder({ cv: 5 })],
      ['model', new StandardScaler()],
    ] as const;
    const y = Array.from({ length: 60 }, (_, i) => i % 7);
    const work = fitTransformers(steps, { X: someRows(60, 3), y, options: {} });
    expect(watch(work, () => 0).yields).toBeGreaterThanOrEqual(2 + 5 * 3);
  });

  it('scores and profiles of clusters visit a part of the rows at a time', () => {
    const samples = someRows(60_000, 40);
    const labels = Array.from({ length: samples.rows }, (_, i) => i % 5);
    const pass = Math.floor(samples.data.length / STRETCH) + 1;
    for (const work of [
      daviesBouldinInSteps(samples, labels),
      calinskiHarabaszInSteps(samples, labels),
    ]) {
      expect(watch(work, () => 0).yields).toBeGreaterThanOrEqual(3 * pass);
    }
    expect(watch(profiling(samples, labels), () => 0).yields).toBeGreaterThanOrEqual(5 * pass);
  });
});
