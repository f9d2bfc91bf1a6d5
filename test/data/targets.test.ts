import { describe, expect, it } from 'vitest';
import { checkLength, parseTargets, parseWeights } from '../../src/data/targets.js';
import { InvalidInputError } from '../../src/errors.js';

describe('parseTargets', () => {
  it('copies any list of numbers into a Float64Array', () => {
    const typed = Float64Array.of(1, -2.5);
    for (const y of [[1, -2.5], typed, Float32Array.of(1, -2.5), { length: 2, 0: 1, 1: -2.5 }]) {
      expect(parseTargets(y, 2, 'SVR.fit')).toEqual(typed);
    }
    expect(parseTargets(typed, 2, 'SVR.fit')).not.toBe(typed);
  });

  const refusals: [name: string, y: unknown, message: string][] = [
    ['another length', [1], 'SVR.fit: y has 1 value, but X has 2 rows. Pass one value a sample.'],
    [
      'what is no list',
      undefined,
      'SVR.fit: y must be an array of 2 values, but got undefined. Pass one value a sample.',
    ],
    ['a single number', 5, 'SVR.fit: y must be an array of 2 values, but got 5.'],
    ['text', 'ab', 'SVR.fit: y must be an array of 2 values, but got "ab".'],
    [
      'NaN',
      [1, Number.NaN],
      'SVR.fit: y[1] is NaN, not a finite number. Drop the samples whose target is missing or infinite.',
    ],
    ['infinities', [-Infinity, 1], 'SVR.fit: y[0] is -Infinity, not a finite number.'],
    ['null', [1, null], 'SVR.fit: y[1] is null, not a finite number.'],
    ['a hole', new Array(2), 'SVR.fit: y[0] is undefined, not a finite number.'],
    [
      'labels',
      ['a', 'b'],
      'SVR.fit: y[0] is "a", not a finite number. Use a classifier to predict labels.',
    ],
    ['booleans', [true, false], 'Use a classifier to predict labels.'],
    ['several targets a sample', [[1], [2]], 'SVR.fit: y[0] is [1], not a finite number.'],
  ];
  for (const [name, y, message] of refusals) {
    it(`refuses ${name}`, () => {
      expect(() => parseTargets(y as number[], 2, 'SVR.fit')).toThrow(InvalidInputError);
      expect(() => parseTargets(y as number[], 2, 'SVR.fit')).toThrow(message);
    });
  }
});

describe('parseWeights', () => {
  it('leaves absent weights absent', () => {
    expect(parseWeights(undefined, 2, 'SVR.fit')).toBeUndefined();
  });

  it('copies them into a Float64Array, zeros included', () => {
    const weights = Float64Array.of(0, 2);
    const parsed = parseWeights(weights, 2, 'SVR.fit');
    expect(parsed).toEqual(weights);
    expect(parsed).not.toBe(weights);
    expect(parseWeights([1, 0.5], 2, 'SVR.fit')).toEqual(Float64Array.of(1, 0.5));
  });

  const refusals: [name: string, weights: unknown, message: string][] = [
    [
      'another length',
      [1, 2, 3],
      'SVR.fit: sampleWeight has 3 values, but X has 2 rows. Pass one value a sample.',
    ],
    ['what is no list', null, 'SVR.fit: sampleWeight must be an array of 2 values, but got null.'],
    [
      'negative weights',
      [1, -1],
      'SVR.fit: sampleWeight[1] is -1, but a weight must be a finite number >= 0. Give a sample that should not count the weight 0.',
    ],
    ['NaN', [Number.NaN, 1], 'SVR.fit: sampleWeight[0] is NaN, but a weight must be'],
    ['infinite weights', [1, Infinity], 'SVR.fit: sampleWeight[1] is Infinity, but a weight'],
    ['text', ['1', 1], 'SVR.fit: sampleWeight[0] is "1", but a weight must be'],
    [
      'weights that are all 0',
      [0, 0],
      'SVR.fit: all sample weights are 0. Give at least one sample a positive weight.',
    ],
  ];
  for (const [name, weights, message] of refusals) {
    it(`refuses ${name}`, () => {
      expect(() => parseWeights(weights as number[], 2, 'SVR.fit')).toThrow(InvalidInputError);
      expect(() => parseWeights(weights as number[], 2, 'SVR.fit')).toThrow(message);
    });
  }
});

it('checkLength takes any list of the length', () => {
  expect(() => checkLength(['a', 'b'], 2, 'y', 'SVC.fit')).not.toThrow();
  expect(() => checkLength(new Uint8Array(2), 2, 'y', 'SVC.fit')).not.toThrow();
});
