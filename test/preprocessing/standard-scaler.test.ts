import { expect, it } from 'vitest';
import { StandardScaler } from '../../src/preprocessing/standard-scaler.js';
import { deserializeAs, serialize } from '../../src/serialization/bytes.js';

const X = [
  [1, 10, 5],
  [2, 20, 5],
  [3, 30, 5],
];

it('gives each column mean 0 and standard deviation 1, and a constant column 0', () => {
  const scaled = new StandardScaler().fitTransform(X).to2DArray();
  const step = Math.sqrt(1.5);
  expect(scaled).toEqual([
    [-step, -step, 0],
    [0, 0, 0],
    [step, step, 0],
  ]);
});

it('predicts the same bits after saving and loading, as bytes and as JSON', () => {
  const scaler = new StandardScaler().fit(X);
  const expected = scaler.transform(X).to2DArray();
  const fromBytes = deserializeAs(serialize(scaler), [StandardScaler]) as StandardScaler;
  const fromJson = StandardScaler.fromJSON(JSON.parse(JSON.stringify(scaler)));
  expect(fromBytes.transform(X).to2DArray()).toEqual(expected);
  expect(fromJson.transform(X).to2DArray()).toEqual(expected);
});
