import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { parseFeatures } from '../../src/data/dense.js';
import { InvalidInputError, ModelFormatError, NotFittedError } from '../../src/errors.js';
import { IsolationForest } from '../../src/estimators/isolation-forest.js';
import { RandomForestClassifier } from '../../src/estimators/random-forest/random-forest-classifier.js';
import { RandomForestRegressor } from '../../src/estimators/random-forest/random-forest-regressor.js';
import { setMemoryLimit } from '../../src/memory.js';
import { createRng } from '../../src/random/rng.js';
import { choice } from '../../src/random/sampling.js';
import { deserializeAs, serialize } from '../../src/serialization/bytes.js';
import { growHyperplaneTree } from '../../src/trees/isolation/hyperplane-tree.js';
import { planTreeSamples } from '../../src/trees/isolation/isolation-samples.js';
import { growIsolationTree } from '../../src/trees/isolation/isolation-tree.js';
import { type Tree, TreeBuilder } from '../../src/trees/tree.js';

afterEach(() => {
  setMemoryLimit(null);
});

/** Rows of distinct values, so that fully grown trees part them all. */
const rows = Array.from({ length: 40 }, (_, i) => [(i * 17) % 40, (i * 23) % 40]);
const names = rows.map((_, i) => i);
const someWeights = rows.map((_, i) => [0, 0.5, 1, 3.25][i % 4]);

type AnyForest = RandomForestClassifier | RandomForestRegressor | IsolationForest;

/** The model after saving as bytes and loading. */
function reloaded(model: AnyForest): AnyForest {
  const classes = [RandomForestClassifier, RandomForestRegressor, IsolationForest];
  return deserializeAs(serialize(model), classes) as AnyForest;
}

/** How often each of the rows was drawn. */
function countsOf(drawn: readonly number[], length = rows.length): number[] {
  const counts = new Array<number>(length).fill(0);
  for (const row of drawn) counts[row]++;
  return counts;
}

/** What is the same of every list of rows. */
function expectRows(drawn: readonly (readonly number[])[], trees: number): void {
  expect(drawn).toHaveLength(trees);
  expect(Object.isFrozen(drawn)).toBe(true);
  for (const of of drawn) {
    expect(Object.isFrozen(of)).toBe(true);
    expect(of).toEqual([...of].sort((a, b) => a - b));
  }
}

const ways: [string, object, object][] = [
  ['bootstrap', {}, {}],
  ['a share', { maxSamples: 0.3 }, {}],
  ['a count', { maxSamples: 7 }, {}],
  ['one', { maxSamples: { count: 1 } }, {}],
  ['bootstrap by weight', {}, { sampleWeight: someWeights }],
  ['a share by weight', { maxSamples: 0.5 }, { sampleWeight: someWeights }],
  ['equal weights', {}, { sampleWeight: rows.map(() => 2) }],
];

describe.each(ways)('random forests of drawn rows: %s', (_way, options, fitOptions) => {
  const settings = { ...options, nEstimators: 6, randomState: 3 };

  it('the root of each tree has seen the rows named, as often as named', () => {
    // Every row is a class of its own, so the shares at the root tell how often each was drawn.
    const model = new RandomForestClassifier(settings).fit(rows, names, fitOptions);
    expectRows(model.estimatorsSamples, 6);
    for (const [t, drawn] of model.estimatorsSamples.entries()) {
      const { cover, value } = model.estimators[t];
      expect(cover[0]).toBe(drawn.length);
      const counts = countsOf(drawn).filter((_, i) => model.classes.includes(i));
      expect([...value.subarray(0, counts.length)]).toEqual(counts.map((n) => n / drawn.length));
    }
  });
  it('each row named stands alone in a leaf, as often as named', () => {
    const model = new RandomForestRegressor(settings).fit(rows, names, fitOptions);
    expectRows(model.estimatorsSamples, 6);
    const leaves = model.apply(rows).to2DArray();
    for (const [t, drawn] of model.estimatorsSamples.entries()) {
      const { left, cover } = model.estimators[t];
      expect((left.length + 1) / 2).toBe(new Set(drawn).size);
      const counts = countsOf(drawn);
      for (const row of drawn) expect(cover[leaves[row][t]]).toBe(counts[row]);
    }
  });
  it('are the same after saving', () => {
    const model = new RandomForestRegressor(settings).fit(rows, names, fitOptions);
    const loaded = reloaded(model);
    expect(loaded.estimatorsSamples).toEqual(model.estimatorsSamples);
    expect(RandomForestRegressor.fromJSON(model.toJSON()).estimatorsSamples).toEqual(
      model.estimatorsSamples,
    );
  });
});

it('a tree grown by hand on the rows named is that of the forest', () => {
  const table = fc.array(
    fc.record({ x: fc.integer({ min: 0, max: 9 }), y: fc.nat(2), w: fc.nat(3) }),
    {
      minLength: 2,
      maxLength: 30,
    },
  );
  fc.assert(
    fc.property(table, fc.boolean(), fc.nat(), (samples, weighted, randomState) => {
      // One column leaves nothing to chance but the rows; both classes are there, and in the last rows with weight.
      const all = [...samples, { x: 0, y: 0, w: 1 }, { x: 9, y: 1, w: 1 }];
      const X = all.map(({ x }) => [x]);
      const y = all.map((sample) => sample.y);
      const sampleWeight = weighted ? all.map(({ w }) => w) : undefined;
      const forest = new RandomForestClassifier({ nEstimators: 3, randomState });
      forest.fit(X, y, { sampleWeight });
      for (const [t, drawn] of forest.estimatorsSamples.entries()) {
        const classes = drawn.map((row) => y[row]);
        if (new Set(classes).size < forest.classes.length) continue; // fitted alone, it would have fewer classes
        const one = { nEstimators: 1, bootstrap: false };
        const byHand = new RandomForestClassifier(one).fit(
          drawn.map((row) => X[row]),
          classes,
        );
        expect(byHand.estimators[0]).toEqual(forest.estimators[t]);
      }
    }),
  );
});

it('without bootstrap a tree learns from all rows that have weight', () => {
  const settings = { nEstimators: 2, bootstrap: false };
  expect(new RandomForestRegressor(settings).fit(rows, names).estimatorsSamples).toEqual([
    names,
    names,
  ]);
  const weighted = new RandomForestClassifier(settings).fit(
    rows,
    names.map((i) => i % 3),
    { sampleWeight: someWeights },
  );
  const withWeight = names.filter((i) => someWeights[i] > 0);
  expect(weighted.estimatorsSamples).toEqual([withWeight, withWeight]);
  const loaded = reloaded(weighted);
  expect(loaded.estimatorsSamples).toEqual([withWeight, withWeight]);
});

it('weights of classes draw as they did in fit', () => {
  const y = names.map((i) => (i < 4 ? 'few' : 'many'));
  const model = new RandomForestClassifier({ classWeight: 'balanced', randomState: 0 }).fit(
    rows,
    y,
  );
  for (const [t, drawn] of model.estimatorsSamples.entries()) {
    const few = drawn.filter((row) => row < 4).length;
    expect(model.estimators[t].value[0]).toBe(few / drawn.length);
  }
  const drawn = model.estimatorsSamples.flat();
  expect(drawn.filter((row) => row < 4).length / drawn.length).toBeCloseTo(0.5, 1);
});

describe('isolation forests', () => {
  const manners = [false, true].flatMap((bootstrap) =>
    [false, true].flatMap((weighted) =>
      [0, 1].flatMap((extensionLevel) =>
        (['auto', 9, 0.9] as const).map((maxSamples) => ({
          bootstrap,
          weighted,
          extensionLevel,
          maxSamples,
        })),
      ),
    ),
  );
  it.each(manners)(
    'trees grown by hand on the rows named are those of the forest: %o',
    (manner) => {
      const { weighted, ...options } = manner;
      const weights = weighted ? someWeights : undefined;
      const model = new IsolationForest({ ...options, nEstimators: 5, randomState: 'seed' });
      model.fit(rows, undefined, { sampleWeight: weights });
      expectRows(model.estimatorsSamples, 5);
      const samples = parseFeatures(rows, 'test');
      const draw = planTreeSamples(
        rows.length,
        model.maxSamples,
        weights && Float64Array.from(weights),
        options.bootstrap,
      );
      const grown: Tree[] = model.estimatorsSamples.map((drawn, t) => {
        const rng = createRng('seed').fork(t);
        draw(rng); // to where growing begins in the stream
        const columns = choice(2, 2, rng);
        const rows = Int32Array.from(drawn);
        return options.extensionLevel === 0
          ? growIsolationTree(samples, rows, columns, rng, new TreeBuilder(1))
          : growHyperplaneTree(
              samples,
              { rows, columns, nCoefficients: 2 },
              rng,
              new TreeBuilder(1),
            );
      });
      expect(grown).toEqual(model.estimators);
      for (const drawn of model.estimatorsSamples) {
        if (weights) expect(drawn.filter((row) => weights[row] === 0)).toEqual([]);
        if (!options.bootstrap) expect(new Set(drawn).size).toBe(drawn.length);
      }
      const loaded = reloaded(model);
      expect(loaded.estimatorsSamples).toEqual(model.estimatorsSamples);
    },
  );
  it('hold the rows of weighted fits, not the weights of all rows', () => {
    const X = Array.from({ length: 20000 }, (_, i) => [i % 97, i % 89]);
    const settings = { nEstimators: 5, randomState: 0 };
    const sampleWeight = X.map((_, i) => 1 + (i % 2));
    const bytes = serialize(new IsolationForest(settings).fit(X, undefined, { sampleWeight }));
    expect(bytes.length).toBeLessThan(8 * X.length); // the weights alone
  });
});

describe('warmStart', () => {
  it('names the rows of each fit, also where the fits had other rows, draws and weights', () => {
    const model = new RandomForestClassifier({ nEstimators: 2, warmStart: true, randomState: 1 });
    const y = names.map((i) => i % 2);
    model.fit(rows, y);
    const first = model.estimatorsSamples;
    model.setParams({ nEstimators: 3 }).fit([...rows, ...rows], [...y, ...y]);
    model.setParams({ nEstimators: 4 }).fit(rows, y, { sampleWeight: someWeights });
    model.setParams({ nEstimators: 5, bootstrap: false }).fit(rows, y);
    const drawn = model.estimatorsSamples;
    expect(drawn.slice(0, 2)).toEqual(first);
    expect(drawn.map(({ length }) => length)).toEqual([40, 40, 80, 40, 40]);
    expect(Math.max(...drawn[2])).toBeGreaterThan(40);
    expect(drawn[3].filter((row) => someWeights[row] === 0)).toEqual([]);
    expect(drawn[4]).toEqual(names);
    for (const [t, tree] of model.estimators.entries()) {
      const ones = drawn[t].filter((row) => row % 2 === 1).length; // the rows repeat after an even number
      if (t !== 4) expect(tree.value[1]).toBe(ones / drawn[t].length);
    }
    const loaded = reloaded(model);
    expect(loaded.estimatorsSamples).toEqual(drawn);
  });
  it('by one tree at a time draws as one fit, and stores the weights once', () => {
    const fitOptions = { sampleWeight: someWeights };
    const warm = new RandomForestRegressor({ nEstimators: 1, warmStart: true, randomState: 1 });
    for (let nEstimators = 1; nEstimators <= 5; nEstimators++) {
      warm.setParams({ nEstimators }).fit(rows, names, fitOptions);
    }
    warm.fit(rows, names, fitOptions); // nothing more to grow
    const whole = new RandomForestRegressor({ nEstimators: 5, warmStart: true, randomState: 1 });
    whole.fit(rows, names, fitOptions);
    expect(warm.estimatorsSamples).toEqual(whole.estimatorsSamples);
    expect(serialize(warm)).toEqual(serialize(whole));
  });
  it.each([false, true])('of isolation forests draws as one fit, weighted %s', (weighted) => {
    const sampleWeight = weighted ? someWeights : undefined;
    const options = { maxSamples: 9, warmStart: true, randomState: 1 };
    const warm = new IsolationForest({ ...options, nEstimators: 2 });
    warm.fit(rows, undefined, { sampleWeight });
    warm.setParams({ nEstimators: 4 }).fit(rows, undefined, { sampleWeight });
    const whole = new IsolationForest({ ...options, nEstimators: 4 });
    whole.fit(rows, undefined, { sampleWeight });
    expect(warm.estimatorsSamples).toEqual(whole.estimatorsSamples);
    const loaded = reloaded(warm);
    expect(loaded.estimatorsSamples).toEqual(warm.estimatorsSamples);
  });
});

/** The JSON of a model with some of its draws changed. */
function withDraws(model: AnyForest, changes: object): unknown {
  const json = JSON.parse(JSON.stringify(model));
  Object.assign(json.model.state.draws[0], changes);
  return json;
}

describe('files', () => {
  const saved = (name: string) => {
    const file = new URL(`../fixtures/v1-${name}.json`, import.meta.url);
    return JSON.parse(readFileSync(file, 'utf8')).model;
  };

  it.each([
    ['random-forest-classifier', RandomForestClassifier],
    ['random-forest-regressor', RandomForestRegressor],
    ['isolation-forest', IsolationForest],
  ] as const)('of earlier versions say to fit again: %s', (name, Class) => {
    const json = saved(name);
    const model = Class.fromJSON<AnyForest>(json);
    expect(() => model.estimatorsSamples).toThrow(NotFittedError);
    expect(() => model.estimatorsSamples).toThrow(
      `${Class.info.type}.estimatorsSamples: the model was saved by an earlier version, whose files do not tell which rows each tree learned from. Fit again.`,
    );
    const { model: again } = JSON.parse(JSON.stringify(model));
    expect(again.state).toEqual(json.model.state); // nothing is made up
  });
  it('of earlier versions do not tell after a warm start either', () => {
    const json = saved('isolation-forest');
    const model = IsolationForest.fromJSON(json);
    const X = rows.map((row) => new Array<number>(json.model.state.nFeatures).fill(row[0]));
    model.setParams({ warmStart: true, nEstimators: model.estimators.length + 1 }).fit(X);
    expect(() => model.estimatorsSamples).toThrow('Fit again');
    expect(() => reloaded(model).estimatorsSamples).toThrow('Fit again');
    model.setParams({ warmStart: false }).fit(X);
    expect(model.estimatorsSamples).toHaveLength(model.estimators.length);
  });

  const forest = new RandomForestRegressor({ nEstimators: 3, randomState: 0 });
  forest.fit(rows, names, { sampleWeight: someWeights });
  const kept = new IsolationForest({ nEstimators: 3, maxSamples: 2, randomState: 0 });
  kept.fit(rows, undefined, { sampleWeight: someWeights });
  it.each<[string, AnyForest, object]>([
    ['rows of 4 trees are told, but there are 3', forest, { trees: 4 }],
    ['40 weights of 39 rows', forest, { rows: 39 }],
    ['kept by the method', forest, { method: 'kept' }],
    ['40 of 30 rows are all', forest, { method: 'all' }],
    ['6 rows are kept', kept, { draws: 3 }],
    ['not one of 1', kept, { rows: 1 }],
    ['41 of 40 rows are drawn once', kept, { method: 'once', kept: null, draws: 41 }],
  ])('that contradict themselves are refused: %s', (message, model, changes) => {
    const Class = model instanceof IsolationForest ? IsolationForest : RandomForestRegressor;
    const load = () => Class.fromJSON<AnyForest>(withDraws(model, changes));
    expect(load).toThrow(ModelFormatError);
    expect(load).toThrow(message);
  });
  it('that claim more rows than memory holds are refused at access', () => {
    const huge = { method: 'again', weights: null, rows: 2 ** 31 - 1 };
    const claims = RandomForestRegressor.fromJSON(withDraws(forest, huge));
    expect(() => claims.estimatorsSamples).toThrow(InvalidInputError);
    expect(() => claims.estimatorsSamples).toThrow('for 3 trees would take');
    setMemoryLimit(1000);
    expect(() => forest.estimatorsSamples).toThrow('Lower nEstimators or maxSamples.');
    setMemoryLimit(null);
    expect(forest.estimatorsSamples).toHaveLength(3);
  });
});

it('needs a fit', () => {
  expect(() => new IsolationForest().estimatorsSamples).toThrow('not fitted yet');
});
