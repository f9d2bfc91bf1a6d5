import { describe, expect, it } from 'vitest';
import { InvalidParameterError } from '../src/errors.js';
import {
  aChoice,
  anInteger,
  aReal,
  boolean,
  classWeight,
  either,
  type Hyperparameter,
  integer,
  oneOf,
  parameter,
  real,
  resolve,
  seed,
  toSnakeCase,
} from '../src/hyperparameters.js';

const table = {
  nEstimators: integer({ min: 1, default: 100, about: 'How many trees to grow.' }),
  C: real({ above: 0, infinite: true, default: 1, about: 'the inverse of the penalty.' }),
  share: real({ min: 0, below: 1, default: 0.5, about: 'a share of the rows.' }),
  kind: oneOf(['mostFrequent', 'mean', null], { default: 'mean', about: 'what to fill in.' }),
  verbose: boolean({ default: false, about: 'true to say more.' }),
  limit: parameter(either(anInteger({ min: 1 }), aChoice(null)), {
    default: null,
    about: 'a limit, or null.',
  }),
  randomState: seed(),
  classWeight: classWeight(),
} satisfies Record<string, Hyperparameter>;

const refusal = (options: Record<string, unknown>) => {
  try {
    resolve('Model', table, options);
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidParameterError);
    return (error as Error).message;
  }
  return undefined;
};

it('resolve fills defaults in, also for undefined', () => {
  expect(resolve('Model', table, { C: undefined, nEstimators: 5 })).toEqual({
    nEstimators: 5,
    C: 1,
    share: 0.5,
    kind: 'mean',
    verbose: false,
    limit: null,
    randomState: null,
    classWeight: null,
  });
});

describe('a value out of range is refused with range, value and remedy', () => {
  it.each<[Record<string, unknown>, string]>([
    [
      { nEstimators: 0 },
      'Model: nEstimators must be an integer >= 1, but got 0. Pass how many trees to grow.',
    ],
    [{ nEstimators: 1.5 }, 'must be an integer >= 1, but got 1.5'],
    [{ nEstimators: '5' }, 'but got "5"'],
    [{ C: 0 }, 'Model: C must be a number > 0, but got 0'],
    [{ C: Number.NaN }, 'but got NaN'],
    [{ share: 1 }, 'share must be a number >= 0 and < 1, but got 1'],
    [{ share: Infinity }, 'but got Infinity'],
    [{ kind: 'median' }, 'kind must be one of "mostFrequent", "mean", null, but got "median"'],
    [{ verbose: 1 }, 'verbose must be true or false, but got 1'],
    [{ limit: 0 }, 'limit must be an integer >= 1, or null, but got 0'],
    [{ randomState: Number.NaN }, 'a finite number, text or null'],
    [{ classWeight: { a: -1 } }, 'classWeight must be null, "balanced" or an object'],
    [{ classWeight: {} }, 'classWeight must be'],
    [
      { nEstimator: 5 },
      'Model: there is no hyperparameter "nEstimator". Did you mean "nEstimators"?',
    ],
    [{ toString: 5 }, 'there is no hyperparameter "toString"'],
  ])('%o', (options, words) => {
    expect(refusal(options)).toContain(words);
  });

  it.each([
    { C: Infinity },
    { share: 0 },
    { kind: null },
    { limit: 3 },
    { randomState: 'a' },
    { randomState: -1.5 },
    { classWeight: 'balanced' },
    { classWeight: { a: 0, b: 2 } },
  ])('%o is taken', (options) => {
    expect(resolve('Model', table, options)).toMatchObject(options);
  });
});

describe('rules tell their bounds', () => {
  it('of integers and reals', () => {
    expect(anInteger({ min: 1, max: 9 })).toMatchObject({
      type: 'integer',
      range: 'an integer >= 1 and <= 9',
    });
    expect(aReal({ above: 0 })).toMatchObject({ min: 0, range: 'a number > 0' });
    expect(aReal()).toMatchObject({ range: 'a number' });
  });
  it('of several together', () => {
    expect(either(aChoice('auto'), aReal({ min: 0, max: 1 }))).toMatchObject({
      type: 'choice | real',
      range: '"auto", or a number >= 0 and <= 1',
      min: 0,
      max: 1,
      values: ['auto'],
    });
  });
});

describe('scikit-learn’s spelling', () => {
  it('has a capital where we have one', () => {
    expect([toSnakeCase('nEstimators'), toSnakeCase('C'), toSnakeCase('l1Ratio')]).toEqual([
      'n_estimators',
      'C',
      'l1_ratio',
    ]);
  });
});

describe('options that are no object of options are refused', () => {
  it.each<[unknown, string]>([
    [3, 'but got 3'],
    [null, 'but got null'],
    ['text', 'but got "text"'],
    [[3], 'but got [3]'],
    [new Map([['nEstimators', 3]]), 'but got a Map'],
    [() => 3, 'but got'],
  ])('%o', (options, words) => {
    const read = () => resolve('Model', table, options as never);
    expect(read).toThrow(InvalidParameterError);
    expect(read).toThrow(`Model: options must be an object, ${words}`);
  });
  it('but for an object of a class that has them, and one without a prototype', () => {
    class Options {
      nEstimators = 7;
    }
    expect(resolve('Model', table, { ...new Options() })).toMatchObject({ nEstimators: 7 });
    expect(resolve('Model', table, new Options() as never)).toMatchObject({ nEstimators: 7 });
    const bare: Record<string, unknown> = Object.create(null);
    expect(resolve('Model', table, bare)).toMatchObject({ nEstimators: 100 });
  });
});
