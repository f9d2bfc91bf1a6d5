import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeClassification } from '../../../src/data/synthetic/make-classification.js';
import { makeRegression } from '../../../src/data/synthetic/make-regression.js';
import {
  type FitPartsOptions,
  fitParts,
  type TrainingPart,
} from '../../../src/estimators/gradient-boosting/fit-parts.js';
import { GradientBoostingClassifier } from '../../../src/estimators/gradient-boosting/gradient-boosting-classifier.js';
import { GradientBoostingRegressor } from '../../../src/estimators/gradient-boosting/gradient-boosting-regressor.js';
import { KMeans } from '../../../src/estimators/k-means/k-means.js';
import { serialize } from '../../../src/serialization/bytes.js';

type Row = readonly number[];
interface Data<L extends number | string> {
  readonly X: readonly Row[];
  readonly y: readonly L[];
  readonly sampleWeight?: readonly number[];
}

/** Parts of some rows each, as a file would give them. */
function partsOf<L extends number | string>({ X, y, sampleWeight }: Data<L>, size: number) {
  return async function* (): AsyncGenerator<TrainingPart<L>> {
    for (let from = 0; from < X.length; from += size) {
      await Promise.resolve();
      const to = from + size;
      yield {
        X: X.slice(from, to),
        y: y.slice(from, to),
        ...(sampleWeight && { sampleWeight: sampleWeight.slice(from, to) }),
      };
    }
  };
}

const cell = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -3, max: 3 }) },
  { weight: 3, arbitrary: fc.double({ min: -1e6, max: 1e6, noNaN: true }) },
  { weight: 1, arbitrary: fc.constant(Number.NaN) },
);
const data = fc
  .array(
    fc.record({
      row: fc.tuple(cell, cell, fc.nat(5)),
      label: fc.constantFrom('a', 'b', 'c'),
      target: fc.double({ min: -10, max: 10, noNaN: true }),
      weight: fc.constantFrom(0, 0.5, 1, 2),
    }),
    { minLength: 3, maxLength: 60 },
  )
  .filter((all) => new Set(all.map(({ label, weight }) => weight > 0 && label)).size > 3);
const options = fc.record({
  nEstimators: fc.constant(4),
  maxBin: fc.constantFrom(2, 5, 255),
  subsample: fc.constantFrom(0.6, 1),
  numParallelTree: fc.constantFrom(1, 2),
  minChildWeight: fc.constantFrom(0, 1),
  categoricalFeatures: fc.constantFrom(null, [2]),
  randomState: fc.constant(7),
});
/** Sampling takes no rows away here: the model must be that of `fit`. */
const bytesOf = (model: GradientBoostingClassifier | GradientBoostingRegressor) =>
  Buffer.from(serialize(model)).toString('base64');

describe('a model of parts', () => {
  it('has the bits of one of all rows, where all fit into the sample', async () => {
    await fc.assert(
      fc.asyncProperty(
        data,
        options,
        fc.integer({ min: 1, max: 30 }),
        fc.boolean(),
        async (all, given, size, isWeighted) => {
          const X = all.map(({ row }) => row);
          const labels = all.map(({ label }) => label);
          const targets = all.map(({ target }) => target);
          const weighted = isWeighted ? { sampleWeight: all.map(({ weight }) => weight) } : {};
          const classifier = () => new GradientBoostingClassifier(given);
          expect(
            bytesOf(await fitParts(classifier(), partsOf({ X, y: labels, ...weighted }, size))),
          ).toBe(bytesOf(classifier().fit(X, labels, weighted)));
          const regressor = () => new GradientBoostingRegressor(given);
          expect(
            bytesOf(await fitParts(regressor(), partsOf({ X, y: targets, ...weighted }, size))),
          ).toBe(bytesOf(regressor().fit(X, targets, weighted)));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('has those bits however codes are kept: in a byte of a word, several columns in one, or two bytes', async () => {
    const X = Array.from({ length: 2500 }, (_, i) => {
      const kind = (i * 7) % 5;
      const few = i % 11 === 0 ? Number.NaN : i % 3;
      const even = ((i * 7919) % 2500) / 10;
      return [even, ...[0, 1, 2, 3].map((k) => Number(k === kind)), few, Math.floor(even / 2)];
    });
    const y = X.map(([even, a, , c, , few]) => even + 50 * a - 20 * c + (few > 0 ? 9 : 0));
    for (const given of [{}, { maxBin: 2000 }, { subsample: 0.5, maxLeaves: 9 }]) {
      const create = () =>
        new GradientBoostingRegressor({ ...given, nEstimators: 3, randomState: 1 });
      const model = await fitParts(create(), partsOf({ X, y }, 400));
      expect(bytesOf(model)).toBe(bytesOf(create().fit(X, y)));
    }
  });

  it('is that of fit where rounds end by watched samples, and the second of two classes weighs more', async () => {
    const { X, y } = makeClassification({ nSamples: 400, flipY: 0.2, randomState: 0 });
    const rows = X.to2DArray();
    const evalSet = { X: rows.slice(300), y: y.slice(300) };
    const create = () =>
      new GradientBoostingClassifier({ earlyStoppingRounds: 3, scalePosWeight: 2, randomState: 0 });
    const learned = { X: rows.slice(0, 300), y: y.slice(0, 300) };
    const whole = create().fit(learned.X, learned.y, { evalSet });
    const parts = await fitParts(create(), partsOf(learned, 64), { evalSet });
    expect(bytesOf(parts)).toBe(bytesOf(whole));
    expect(parts.bestIteration).toBe(whole.bestIteration);
  });

  it('predicts as well where borders come from a sample of the rows', async () => {
    const { X, y } = makeRegression({ nSamples: 3000, nFeatures: 4, noise: 1, randomState: 0 });
    const rows = X.to2DArray();
    const whole = new GradientBoostingRegressor({ nEstimators: 50 }).fit(rows, y).score(rows, y);
    const model = new GradientBoostingRegressor({ nEstimators: 50, randomState: 0 });
    await fitParts(model, partsOf({ X: rows, y }, 500), { sampleSize: 400 });
    expect(model.score(rows, y)).toBeGreaterThan(whole - 0.005);
    const again = new GradientBoostingRegressor({ nEstimators: 50, randomState: 0 });
    await fitParts(again, partsOf({ X: rows, y }, 77), { sampleSize: 400 });
    expect(bytesOf(again)).toBe(bytesOf(model));
  });

  it('knows all categories, however few rows the sample has', async () => {
    const X = Array.from({ length: 200 }, (_, i) => [i % 20]);
    const y = X.map(([category]) => (category === 13 ? 5 : 0));
    const model = new GradientBoostingRegressor({ categoricalFeatures: [0], randomState: 0 });
    await fitParts(model, partsOf({ X, y }, 50), { sampleSize: 2 });
    expect(model.predict([[13]])[0]).toBeCloseTo(5, 1);
    expect(model.predict([[12]])[0]).toBeCloseTo(0, 1);
  });

  it('reads plain lists of parts too, and leaves empty parts out', async () => {
    const parts = [
      { X: [[1], [2]], y: [1, 2] },
      { X: [], y: [] },
      { X: [[3], [4]], y: [3, 4] },
    ];
    const model = await fitParts(new GradientBoostingRegressor(), () => parts);
    expect(model.isFitted).toBe(true);
  });
});

describe('parts that do not fit', () => {
  const X = [[1], [2], [3]];
  const y = [1, 2, 3];
  const model = () => new GradientBoostingRegressor({ nEstimators: 2 });
  const fitting = (parts: readonly object[], options: FitPartsOptions<number> = {}) =>
    fitParts(model(), () => parts as TrainingPart<number>[], options);

  it.each<[string, readonly object[], string]>([
    ['none', [], 'fitParts: the parts hold no rows. Pass at least one part.'],
    [
      'features',
      [
        { X, y },
        { X: [[1, 2]], y: [1] },
      ],
      'fitParts: part 1 has 2 features, those before it 1. Pass the same columns in all parts.',
    ],
    ['targets', [{ X, y: [1] }], 'fitParts: part 0: y has 1 value, but X has 3 rows.'],
    [
      'weights',
      [
        { X, y, sampleWeight: y },
        { X, y },
      ],
      'fitParts: some parts have sampleWeight and others do not. Give it to all, or to none.',
    ],
    ['infinite', [{ X: [[Infinity]], y: [1] }], 'fitParts: part 0: X[0][0] is Infinity'],
    ['labels', [{ X, y: ['a', 'b', 'c'] }], 'y[0] is "a", not a finite number'],
    ['names', [{ X, Y: y }], 'Y'],
    ['no part', [7 as never], 'fitParts: part 0'],
  ])('%s', async (_, parts, message) => {
    await expect(fitting(parts)).rejects.toThrow(message);
  });

  it('is said of parts that change from one reading to the next', async () => {
    const changing = (second: { X: number[][]; y: number[] }) => {
      let readings = 0;
      return () => [readings++ === 0 ? { X, y } : second];
    };
    const again = 'Let them give the same rows in the same order each time.';
    await expect(fitParts(model(), changing({ X: [[1]], y: [1] }))).rejects.toThrow(
      `fitParts: when the parts are read again, they hold 1 row of 3. ${again}`,
    );
    await expect(fitParts(model(), changing({ X: [...X, [4]], y: [...y, 4] }))).rejects.toThrow(
      `they hold more than 3 rows. ${again}`,
    );
    const same = `fitParts: when the parts are read again, rows 0 to 2 hold other values. ${again}`;
    await expect(fitParts(model(), changing({ X, y: [1, 2, 4] }))).rejects.toThrow(same);
    await expect(fitParts(model(), changing({ X: [[1], [3], [2]], y }))).rejects.toThrow(same);
    await expect(fitParts(model(), changing({ X: [[1], [2], [NaN]], y }))).rejects.toThrow(same);
  });

  it('is said of the first rows that change, before all are read, however the parts are cut', async () => {
    const many = Array.from({ length: 5000 }, (_, i) => [i, i % 7]);
    const names = many.map(([i]) => (i % 3 === 0 ? 'left' : 'right'));
    let readings = 0;
    let read = 0;
    const reading = (second: readonly (readonly number[])[], labels: readonly string[]) => {
      readings = 0;
      return function* () {
        const isSecond = ++readings === 2;
        const size = isSecond ? 700 : 333;
        const source = isSecond ? { X: second, y: labels } : { X: many, y: names };
        read = 0;
        for (; read < 5000; read += size) {
          const to = read + size;
          yield { X: source.X.slice(read, to), y: source.y.slice(read, to) };
        }
      };
    };
    const classifier = () => new GradientBoostingClassifier({ nEstimators: 1 });
    const other = many.map(([i, j]) => (i === 2050 ? [i, j + 1e-9] : [i, j]));
    await expect(fitParts(classifier(), reading(other, names))).rejects.toThrow(
      'rows 2048 to 3071 hold other values',
    );
    expect(read).toBeLessThan(4000);
    const renamed = [...names.slice(0, -1), 'Right'];
    await expect(fitParts(classifier(), reading(many, renamed))).rejects.toThrow(
      'rows 4096 to 4999 hold other values',
    );
    expect((await fitParts(classifier(), reading(many, names))).isFitted).toBe(true);
  });

  it('is said of what is no model or no function, and of options that cannot be used', async () => {
    await expect(fitParts(new KMeans() as never, () => [])).rejects.toThrow(
      'fitParts: the model must be a GradientBoostingClassifier or GradientBoostingRegressor, but got',
    );
    await expect(fitParts(model(), [{ X, y }] as never)).rejects.toThrow(
      'fitParts: parts must be a function that gives an iterable of { X, y }, as they are read twice, but got',
    );
    await expect(fitParts(model(), (() => 3) as never)).rejects.toThrow(
      'fitParts: parts must give an iterable of { X, y } each time it is called, but gave 3.',
    );
    await expect(fitParts(new GradientBoostingRegressor(), () => [null as never])).rejects.toThrow(
      'fitParts: part 0 must be { X, y }, but got null.',
    );
    await expect(fitting([{ X, y }], { sampleSize: 1 })).rejects.toThrow(
      'fitParts: sampleSize must be an integer >= 2, but got 1.',
    );
    for (const options of [{ warmStart: true }, { validationFraction: 0.1 }]) {
      const given = new GradientBoostingRegressor(options);
      await expect(fitParts(given, () => [{ X, y }])).rejects.toThrow('where only bins are kept');
    }
  });

  it('throws what reading throws, closes what it left, and keeps the old model', async () => {
    const fitted = model().fit(X, y);
    const before = bytesOf(fitted);
    let isClosed = false;
    async function* broken(): AsyncGenerator<TrainingPart<number>> {
      yield { X, y };
      throw new Error('the disk is gone');
    }
    await expect(fitParts(fitted, broken)).rejects.toThrow('the disk is gone');
    async function* endless(): AsyncGenerator<TrainingPart<number>> {
      try {
        for (;;) yield { X, y };
      } finally {
        isClosed = true;
      }
    }
    const abort = new AbortController();
    setTimeout(() => abort.abort(new Error('enough')), 20);
    await expect(fitParts(fitted, endless, { signal: abort.signal })).rejects.toThrow('enough');
    await new Promise((resolve) => setTimeout(resolve));
    expect(isClosed).toBe(true);
    expect(bytesOf(fitted)).toBe(before);
  });

  it('tells how far it is', async () => {
    const told: number[] = [];
    await fitting([{ X, y }], { onProgress: ({ done }) => void told.push(done) });
    expect(told).toEqual([1, 2]);
  });
});
