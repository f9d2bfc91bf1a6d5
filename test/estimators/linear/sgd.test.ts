import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeClassification } from '../../../src/data/synthetic/make-classification.js';
import { makeRegression } from '../../../src/data/synthetic/make-regression.js';
import { LinearRegression } from '../../../src/estimators/linear/linear-regression.js';
import { LogisticRegression } from '../../../src/estimators/linear/logistic-regression.js';
import { SGDClassifier } from '../../../src/estimators/linear/sgd-classifier.js';
import { SGDRegressor } from '../../../src/estimators/linear/sgd-regressor.js';
import { StandardScaler } from '../../../src/preprocessing/scalers/standard-scaler.js';
import { deserializeAs, serialize } from '../../../src/serialization/bytes.js';
import { setWarningHandler } from '../../../src/warnings.js';

const warnings: string[] = [];
beforeEach(() => {
  warnings.length = 0;
  setWarningHandler(({ message }) => warnings.push(message));
});
afterEach(() => void setWarningHandler(null));

const number = fc.double({ min: -2, max: 2, noNaN: true });
const sample = fc.record({
  row: fc.tuple(number, number, number),
  label: fc.constantFrom('a', 'b', 'c'),
  target: number,
});
const samples = fc.array(sample, { minLength: 1, maxLength: 30 });
const rates = fc.constantFrom('optimal', 'invscaling', 'constant') as fc.Arbitrary<
  'optimal' | 'invscaling' | 'constant'
>;
const classes = ['a', 'b', 'c'] as const;

describe('partialFit', () => {
  it('of parts is that of all in one, however they are cut, saved in between and averaged', () => {
    fc.assert(
      fc.property(
        samples,
        fc.nat(30),
        rates,
        fc.constantFrom<boolean | number>(false, true, 7),
        (all, cut, learningRate, average) => {
          const options = { learningRate, average, shuffle: false, alpha: 0.01 };
          const X = all.map(({ row }) => row);
          const y = all.map(({ label }) => label);
          const t = all.map(({ target }) => target);
          const whole = new SGDClassifier({ ...options, loss: 'logLoss' });
          whole.partialFit(X, y, { classes });
          const line = new SGDRegressor(options).partialFit(X, t);
          let parts = new SGDClassifier<string>({ ...options, loss: 'logLoss' });
          let pieces = new SGDRegressor(options);
          for (const [from, to] of [
            [0, Math.min(cut, all.length)],
            [Math.min(cut, all.length), all.length],
          ]) {
            if (from === to) continue;
            parts.partialFit(X.slice(from, to), y.slice(from, to), { classes });
            pieces.partialFit(X.slice(from, to), t.slice(from, to));
            parts = deserializeAs(serialize(parts), SGDClassifier<string>);
            pieces = deserializeAs(serialize(pieces), SGDRegressor);
          }
          expect(parts.coef.to2DArray()).toEqual(whole.coef.to2DArray());
          expect(parts.intercept).toEqual(whole.intercept);
          expect([pieces.coef, pieces.intercept]).toEqual([line.coef, line.intercept]);
        },
      ),
    );
  });

  it('goes on alike after saving, also where samples are shuffled', () => {
    const { X, y } = makeClassification({
      nSamples: 60,
      nClasses: 3,
      nInformative: 4,
      randomState: 1,
    });
    const go = (isSaved: boolean) => {
      let model = new SGDClassifier<number>({ randomState: 3 });
      for (const from of [0, 20, 40]) {
        const rows = X.to2DArray().slice(from, from + 20);
        model.partialFit(rows, y.slice(from, from + 20), { classes: [0, 1, 2] });
        if (isSaved) model = deserializeAs(serialize(model), SGDClassifier<number>);
      }
      return model.coef.to2DArray();
    };
    expect(go(true)).toEqual(go(false));
  });

  it('comes near the optimum of all after a few passes over parts', () => {
    const { X, y } = makeClassification({
      nSamples: 2000,
      nFeatures: 8,
      nInformative: 5,
      randomState: 0,
    });
    const scaled = new StandardScaler().fitTransform(X).to2DArray();
    const best = new LogisticRegression({ C: 1e4 / 2000 }).fit(scaled, y).score(scaled, y);
    const model = new SGDClassifier<number>({ loss: 'logLoss', randomState: 0 });
    for (let part = 0; part < 20; part++) {
      const from = (part % 10) * 200;
      model.partialFit(scaled.slice(from, from + 200), y.slice(from, from + 200), {
        classes: [0, 1],
      });
    }
    expect(model.score(scaled, y)).toBeGreaterThan(best - 0.03);
  });

  it('needs to know the labels, and holds to them', () => {
    const model = new SGDClassifier<string>();
    expect(() => model.partialFit([[1]], ['a'])).toThrow(
      'SGDClassifier.partialFit: the first part must say what labels there will be. Pass { classes: [...] }.',
    );
    expect(() => model.partialFit([[1]], ['x'], { classes: ['a', 'b'] })).toThrow(
      'SGDClassifier.partialFit: y holds "x", which is not among the classes ["a", "b"]. Leave those samples out, or begin with a new model of more classes.',
    );
    expect(model.isFitted).toBe(false);
    model.partialFit([[1]], ['a'], { classes: ['b', 'a'] });
    expect(model.classes).toEqual(['a', 'b']);
    expect(() => model.partialFit([[1]], ['a'], { classes: ['a', 'c'] })).toThrow(
      'classes are ["a", "c"], but the parts before had ["a", "b"]. Pass the same',
    );
    expect(() => model.partialFit([[1, 2]], ['a'])).toThrow('X has 2 features, but the model');
    expect(() => model.partialFit([[1]], ['a'], { klasses: ['a'] } as never)).toThrow('klasses');
    expect(() => new SGDClassifier().partialFit([[1]], [1], { classes: [1] })).toThrow('classes');
  });

  it('refuses options that cannot act on a part', () => {
    const model = new SGDClassifier({ classWeight: 'balanced' });
    expect(() => model.partialFit([[1]], ['a'], { classes: ['a', 'b'] })).toThrow(
      'SGDClassifier: partialFit cannot know how many samples of each class there will be.',
    );
    expect(() => new SGDRegressor({ earlyStopping: true }).partialFit([[1]], [1])).toThrow(
      'SGDRegressor: partialFit makes one pass, so that earlyStopping cannot act. Set it to false.',
    );
  });
});

describe('fit', () => {
  it('with shuffling finds the line as well as least squares does', () => {
    const { X, y } = makeRegression({ nSamples: 500, nFeatures: 5, noise: 5, randomState: 2 });
    const scaled = new StandardScaler().fitTransform(X).to2DArray();
    const best = new LinearRegression().fit(scaled, y).score(scaled, y);
    for (const randomState of [0, 1, 2]) {
      const model = new SGDRegressor({ randomState }).fit(scaled, y);
      expect(model.converged).toBe(true);
      expect(model.score(scaled, y)).toBeGreaterThan(best - 1e-4);
    }
  });

  it('leaves samples out that weigh nothing', () => {
    fc.assert(
      fc.property(samples, fc.infiniteStream(fc.boolean()), (all, kept) => {
        const isKept = all.map(() => kept.next().value as boolean);
        fc.pre(isKept.some(Boolean));
        const options = { shuffle: false, maxIter: 3, tol: null };
        const model = new SGDRegressor(options).fit(
          all.map(({ row }) => row),
          all.map(({ target }) => target),
          { sampleWeight: isKept.map(Number) },
        );
        const rest = all.filter((_, i) => isKept[i]);
        const without = new SGDRegressor(options).fit(
          rest.map(({ row }) => row),
          rest.map(({ target }) => target),
        );
        expect(model.coef).toEqual(without.coef);
      }),
    );
  });

  it('ends by samples held out, of all classes alike', () => {
    const { X, y } = makeClassification({
      nSamples: 300,
      nClasses: 3,
      nInformative: 5,
      randomState: 4,
    });
    const model = new SGDClassifier<number>({
      earlyStopping: true,
      randomState: 0,
      learningRate: 'constant',
    });
    model.fit(X, y);
    expect(model.converged).toBe(true);
    expect(model.nIter).toBeLessThan(100);
    expect(() => new SGDRegressor({ earlyStopping: true }).fit([[1], [2]], [1, 2])).toThrow(
      'SGDRegressor: validationFraction 0.1 of 2 samples holds none out. Pass more samples, or set earlyStopping to false.',
    );
  });

  it('goes on from the last coefficients with warmStart, where the data are of the same form', () => {
    const X = [[0], [1], [2], [3]];
    const y = [0, 1, 2, 3];
    const options = { shuffle: false, maxIter: 1, tol: null, learningRate: 'constant' } as const;
    const twice = new SGDRegressor({ ...options, warmStart: true }).fit(X, y).fit(X, y);
    expect(twice.coef).toEqual(new SGDRegressor({ ...options, maxIter: 2 }).fit(X, y).coef);
    const wider = [
      [0, 1],
      [1, 0],
      [2, 1],
      [3, 0],
    ];
    expect(twice.fit(wider, y).coef).toEqual(new SGDRegressor(options).fit(wider, y).coef);
  });

  it('says when passes still improved, and when steps are too long', () => {
    const { X, y } = makeRegression({ nSamples: 50, nFeatures: 3, randomState: 0 });
    new SGDRegressor({ maxIter: 2, randomState: 0 }).fit(X, y);
    expect(warnings).toEqual([
      'SGDRegressor.fit: stopped after 2 passes that still improved. Scale the features with StandardScaler, or raise maxIter or tol.',
    ]);
    const model = new SGDRegressor();
    expect(() => model.fit([[1e150], [-1e150]], [1e10, 2])).toThrow(
      'SGDRegressor.fit: coefficients or losses leave the range of numbers in epoch',
    );
    expect(model.isFitted).toBe(false);
  });

  it('refuses options that do not go together', () => {
    const fitting = (options: object) => () =>
      new SGDClassifier(options).fit([[1], [2]], ['a', 'b']);
    expect(fitting({ alpha: 0 })).toThrow(
      'SGDClassifier: the rate "optimal" follows from alpha, which is 0. Pass alpha above 0, or another learningRate.',
    );
    expect(fitting({ learningRate: 'pa1', loss: 'logLoss' })).toThrow(
      'SGDClassifier: the rate "pa1" is for the loss "hinge", not "logLoss".',
    );
    expect(fitting({ average: 0 })).toThrow('average must be true or false, or an integer >= 1');
  });
});

describe('probabilities', () => {
  it('are of the losses that have them', () => {
    const model = new SGDClassifier({ randomState: 0 }).fit([[1], [2]], ['a', 'b']);
    expect(() => model.predictProba([[1]])).toThrow(
      'SGDClassifier.predictProba: the loss "hinge" gives no probabilities. Fit with loss: "logLoss" or "modifiedHuber", or use decisionFunction.',
    );
  });

  it.each(['logLoss', 'modifiedHuber'] as const)(
    'of %s sum to 1 however far the scores',
    (loss) => {
      const X = [[-1], [0], [1], [2], [3], [4]];
      const y = ['a', 'b', 'c', 'a', 'b', 'c'];
      const model = new SGDClassifier({ loss, randomState: 0 }).fit(X, y);
      for (const row of model.predictProba([[0], [1e3], [-1e3], [1e6], [-1e6]]).to2DArray()) {
        expect(row.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
        expect(Math.min(...row)).toBeGreaterThanOrEqual(0);
      }
    },
  );
});
