import fc from 'fast-check';
import {
  fitParts,
  GradientBoostingClassifier,
  type GradientBoostingOptions,
  GradientBoostingRegressor,
  makeClassification,
  serialize,
  setWarningHandler,
} from 'fitpredict';
import { createPool, usePool } from 'fitpredict/parallel';
import { Matrix } from 'ml-matrix';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installPool, type PoolTask } from '../../src/parallel-work.js';
import { drain } from '../../src/progress.js';
import { createRng } from '../../src/random/rng.js';
import { range } from '../../src/random/sampling.js';
import { ADD_PACKED } from '../../src/trees/boosting/add-packed-words.js';
import {
  beginOrder,
  doNext,
  growerOf,
  ORDER,
  type SharedFilling,
} from '../../src/trees/boosting/filling-order.js';
import { GradientTreeGrower } from '../../src/trees/boosting/gradient-tree.js';
import type { GradientTreePlan } from '../../src/trees/boosting/gradient-tree-plan.js';
import { fillHistogram } from '../../src/trees/boosting/histogram.js';
import { HistogramCrew } from '../../src/trees/boosting/histogram-crew.js';
import { layOutHistogram } from '../../src/trees/boosting/histogram-layout.js';
import { LoneCrew } from '../../src/trees/boosting/lone-crew.js';
import { partitionRows } from '../../src/trees/boosting/partition-rows.js';
import { sharedCodes } from '../../src/trees/boosting/shared-arrays.js';
import { roundUnitGradients } from '../../src/trees/boosting/unit-gradients.js';
import { binFeatures } from '../support/bin-features.js';
import { watchedWorkers } from '../support/pools.js';

let heard: string[];
let open: { close(): void }[];
beforeEach(() => {
  heard = [];
  open = [];
  setWarningHandler(({ message }) => heard.push(message));
});
afterEach(() => {
  for (const pool of open) pool.close();
  installPool(undefined);
  setWarningHandler(null);
});

const { X, y } = makeClassification({ nSamples: 5500, nFeatures: 12, randomState: 0 });
const three = Array.from(y, (code, i) => (X.get(i, 0) > 0.5 ? 'c' : code === 1 ? 'b' : 'a'));
const options: GradientBoostingOptions = { nEstimators: 6, maxDepth: 5, randomState: 3 };
const fitted = (nJobs: number | null) => new GradientBoostingClassifier({ ...options, nJobs });
const bitsOf = (model: GradientBoostingClassifier | GradientBoostingRegressor) =>
  serialize(model.setParams({ nJobs: null }));
const alone = bitsOf(fitted(null).fit(X, three));

async function start(workers: number) {
  const watched = watchedWorkers();
  const pool = createPool({ workers, createWorker: watched.createWorker });
  open.push(pool);
  await usePool(pool);
  return watched;
}

describe('boosting on a pool', () => {
  it.each([1, 2, 3, 7])('learns the same bits with %d workers', async (workers) => {
    const watched = await start(workers);
    const done: number[] = [];
    const model = await fitted(-1).fitAsync(X, three, { onProgress: (p) => done.push(p.done) });
    expect(bitsOf(model)).toEqual(alone);
    expect(done).toEqual(Array.from({ length: 6 }, (_, i) => i + 1));
    // The thread of the caller is one of them; on a busy machine the fit may end before the last of the others begins.
    expect(watched.blocks).toBeLessThanOrEqual(workers - 1);
    expect(watched.blocks).toBeGreaterThanOrEqual(Math.min(1, workers - 1));
    expect(heard).toEqual([]);
  });

  it('does so with every way to draw, to weigh and to bin', async () => {
    await start(2);
    const rng = createRng(1);
    const holed = X.to2DArray().map((row) => row.map((v) => (rng.next() < 0.05 ? Number.NaN : v)));
    const rounded = holed.map((row) =>
      row.map((value, j) => (j < 5 ? Math.abs(Math.round(value)) : value)),
    );
    const sampleWeight = Array.from(y, () => (rng.next() < 0.1 ? 0 : rng.next()));
    const ways: GradientBoostingOptions[] = [
      { subsample: 0.5, colsampleByNode: 0.5, numParallelTree: 3 },
      { monotoneConstraints: [1, 0, -1, 0, 0, 0, 1, 0, 0, 0, 0, 0], regAlpha: 0.1 },
      { numParallelTree: 2, subsample: 0.7, gamma: 0.5 },
      { maxBin: 1000 },
      { colsampleByTree: 0.5 },
      { categoricalFeatures: [0, 1, 4], maxCatToOnehot: 2 },
      { maxBin: 1000, growPolicy: 'lossguide', maxLeaves: 20, maxDepth: null },
      {
        interactionConstraints: [
          [0, 1, 2],
          [3, 4, 5, 6, 7, 8, 9, 10, 11],
        ],
      },
    ];
    for (const way of ways) {
      const params = { ...options, ...way };
      const model = await new GradientBoostingRegressor({ ...params, nJobs: 2 }).fitAsync(
        rounded,
        y,
        {
          sampleWeight,
        },
      );
      const same = new GradientBoostingRegressor(params).fit(rounded, y, { sampleWeight });
      expect(bitsOf(model)).toEqual(bitsOf(same));
    }
    expect(heard).toEqual([]);
  });

  it('does so where it codes the columns together as well', async () => {
    await start(3);
    const many = makeClassification({ nSamples: 50_000, nFeatures: 11, randomState: 1 });
    const holed = Float64Array.from(many.X.to1DArray(), (v, at) =>
      at % 97 === 0 ? Number.NaN : v,
    );
    const data = Matrix.from1DArray(50_000, 11, holed);
    const few = { ...options, nEstimators: 2 };
    const model = await new GradientBoostingClassifier({ ...few, nJobs: -1 }).fitAsync(
      data,
      many.y,
    );
    expect(bitsOf(model)).toEqual(bitsOf(new GradientBoostingClassifier(few).fit(data, many.y)));
    expect(heard).toEqual([]);
  });

  it('does so from parts', async () => {
    const watched = await start(2);
    const rows = X.to2DArray();
    const parts = function* () {
      for (let from = 0; from < rows.length; from += 1000) {
        yield { X: rows.slice(from, from + 1000), y: three.slice(from, from + 1000) };
      }
    };
    expect(bitsOf(await fitParts(fitted(2), parts))).toEqual(alone);
    expect(watched.blocks).toBe(1);
  });

  it('goes on when its helper is lost', async () => {
    const watched = await start(2);
    let rounds = 0;
    const model = await fitted(2).fitAsync(X, three, {
      onProgress: () => {
        if (++rounds % 2 === 0) watched.started.at(-1)?.terminate();
      },
    });
    expect(bitsOf(model)).toEqual(alone);
  });

  it('stops when the signal says so, and lets its helper go', async () => {
    await start(2);
    const stop = new AbortController();
    const onProgress = () => stop.abort(new Error('enough'));
    const fit = fitted(2).fitAsync(X, three, { signal: stop.signal, onProgress });
    await expect(fit).rejects.toThrow('enough');
    expect(bitsOf(await fitted(2).fitAsync(X, three))).toEqual(alone);
  });

  it('stays on one thread where there is too little to do', async () => {
    const watched = await start(2);
    const few = { ...options, nEstimators: 1, maxDepth: 2 };
    await new GradientBoostingClassifier({ ...few, nJobs: 2 }).fitAsync(X, y);
    expect(watched.blocks).toBe(0);
  });
});

describe('a histogram filled together', () => {
  const rng = createRng(5);
  const [rows, columns] = [40_000, 9];
  const data = Float64Array.from({ length: rows * columns }, (_, i) =>
    i % columns < 3 ? Math.floor(3 * rng.next()) : rng.next(),
  );
  const features = binFeatures({ data, rows, columns });
  const layout = drain(layOutHistogram(features, 3));
  const values = Float64Array.from({ length: 4 * rows }, () => rng.next() - 0.3);

  const tree: GradientTreePlan = {
    features: { ...features, columnCodes: sharedCodes(features.columnCodes) },
    layout,
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
    maxDepth: 6,
    maxLeaves: Infinity,
    growPolicy: 'depthwise',
    gamma: 0,
    shares: { byTree: 1, byLevel: 1, byNode: 1 },
    interactions: undefined,
    partsAll: false,
  };

  /** A crew, and what its helpers would be sent. */
  function gather(plan: GradientTreePlan = { ...tree, maxLeaves: 20 }, threads = 3) {
    const state = { isWhole: true, shared: [] as SharedFilling[] };
    installPool({
      workers: 3,
      sharesMemory: true,
      isWarm: () => true,
      begin({ shared }: PoolTask) {
        state.shared.push(shared as SharedFilling);
        return {
          get isWhole() {
            return state.isWhole;
          },
          take: () => undefined,
          change: () => Promise.resolve(),
          cancel() {},
        };
      },
    });
    const Crew = threads > 1 ? HistogramCrew : LoneCrew;
    const crew = new Crew({
      threads,
      tree: plan,
      nOutputs: 2,
      rowNumbers: 2 * rows,
      hasIntegers: true,
      loss: undefined,
    });
    const { memory } = crew;
    memory.rows.set(range(rows), rows);
    memory.gradients.set(values);
    return { crew, memory, state };
  }

  it('gives no piece away while an order is being written', () => {
    const { crew, state } = gather();
    const [filling] = state.shared;
    const { order } = filling;
    beginOrder(order, { start: 0, end: 3, pieces: 1 });
    while (drain(doNext(filling, {})));
    let looks = 0;
    order.set = (values: ArrayLike<number>, at = 0) => {
      for (let k = 0; k < values.length; k++, looks++) {
        expect(drain(doNext(filling, {}))).toBe(false); // as who waits for the next order looks at any time
        order[at + k] = values[k];
      }
    };
    beginOrder(order, { start: 0, end: 3, pieces: 2 });
    expect(looks).toBeGreaterThan(0);
    let taken = 0;
    while (drain(doNext(filling, {}))) taken++;
    expect([taken, order[ORDER.done]]).toEqual([2, 2]);
    crew.close();
  });

  it('counts its orders from the first again when there are no more numbers', () => {
    const { crew, state } = gather();
    const [filling] = state.shared;
    filling.order[ORDER.next] = -1; // the last number, all of its pieces taken
    beginOrder(filling.order, { start: 0, end: 3, pieces: 1 });
    expect(drain(doNext(filling, {}))).toBe(true);
    expect(filling.order[ORDER.done]).toBe(1);
    crew.close();
  });

  it('has rows parted as by one thread, whoever takes which block, and though one is lost with its own', () => {
    fc.assert(
      fc.property(fc.integer(), fc.boolean(), (seed, isLost) => {
        const chance = createRng(seed);
        const { crew, memory, state } = gather();
        const own = memory.rows.subarray(rows, 2 * rows);
        const isLeft = Uint8Array.from({ length: 256 }, () => chance.nextInteger(2));
        const [start, end] = [chance.nextInteger(9000), rows - chance.nextInteger(9000)];
        const expected = own.slice();
        const moved = new Int32Array(rows);
        const codes = features.columnCodes[5];
        const middle = partitionRows(expected, start, end, codes, isLeft, moved);
        const work = crew.part(own, start, end, { feature: 5, isLeft }, moved);
        let step = work.next();
        for (let waits = 0; !step.done; step = work.next()) {
          if (isLost && ++waits > 3) state.isWhole = false;
          else drain(doNext(state.shared[0], {}));
        }
        expect(step.value).toBe(middle);
        expect(own).toEqual(expected);
        crew.close();
      }),
      { numRuns: 6 },
    );
  });

  it('has the sums of one thread, whoever takes which group, and though one is lost with its own', () => {
    fc.assert(
      fc.property(fc.integer(), fc.boolean(), fc.boolean(), (seed, isLost, isUnit) => {
        const chance = createRng(seed);
        const { crew, memory, state } = gather();
        const own = memory.rows.subarray(rows, 2 * rows);
        const pairs = memory.gradients.subarray(2 * rows);
        if (isUnit) for (let at = 1; at < pairs.length; at += 2) pairs[at] = 1;
        const gradients = drain(roundUnitGradients(pairs, memory.integers));
        expect(gradients.units !== undefined).toBe(isUnit);
        const histogram = new Float64Array(2 * layout.slots).fill(Number.NaN);
        const work = crew.fill(own, 7, rows - 5, gradients, histogram);
        let helper: Generator<undefined, boolean, void> | undefined;
        let waits = 0;
        while (!work.next().done) {
          if (isLost && ++waits > 20) state.isWhole = false;
          if (chance.next() < 0.5) continue;
          helper ??= doNext(state.shared[0], { adders: ADD_PACKED });
          if (isLost)
            helper.next(); // takes a group, and is never heard of again
          else if (helper.next().done) helper = undefined;
        }
        const expected = new Float64Array(2 * layout.slots);
        drain(fillHistogram(layout, own, 7, rows - 5, gradients, expected));
        expect(histogram).toEqual(expected);
        crew.close();
      }),
      { numRuns: 12 },
    );
  });

  it('grows the tree of one thread, whoever takes which node, and though one is lost with its own', () => {
    fc.assert(
      fc.property(fc.integer(), fc.boolean(), fc.boolean(), (seed, isLost, isUnit) => {
        const chance = createRng(seed);
        const limits = { ...tree.limits, regAlpha: chance.nextInteger(2) };
        const partsAll = chance.next() < 0.5;
        const plan = { ...tree, limits, maxDepth: 1 + chance.nextInteger(7), partsAll };
        const grown = [1, 3].map((threads) => {
          const { crew, memory, state } = gather(plan, threads);
          const own = memory.rows.subarray(rows, 2 * rows);
          const pairs = memory.gradients.subarray(2 * rows);
          if (isUnit) for (let at = 1; at < pairs.length; at += 2) pairs[at] = 1;
          const gradients = drain(roundUnitGradients(pairs, memory.integers));
          const work = new GradientTreeGrower(plan, crew).grow(own, gradients, createRng(1));
          let helper: Generator<undefined, boolean, void> | undefined;
          let step = work.next();
          for (let waits = 1; !step.done; step = work.next(), waits++) {
            const [filling] = state.shared;
            if (isLost && waits > 50) state.isWhole = false;
            else if (filling !== undefined && chance.next() < 0.6) {
              helper ??= doNext(filling, { adders: ADD_PACKED, ...growerOf(filling) });
              if (helper.next().done) helper = undefined;
            }
          }
          crew.close();
          const lastSplits = step.value.lastSplits.map(({ split, codes, child }) => {
            return { split: { ...split, histogram: undefined }, codes, child };
          });
          return { ...step.value, rows: step.value.rows.slice(), lastSplits };
        });
        expect(grown[1]).toEqual(grown[0]);
      }),
      { numRuns: 12 },
    );
  });
});
