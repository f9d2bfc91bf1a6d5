import { expect, it } from 'vitest';
import { clusterProfiles } from '../../src/inspection/cluster-profiles.js';

const X = [
  [0, 1, 7],
  [2, 1, 7],
  [10, 1, 7],
  [12, 3, 7],
  [11, 2, 7],
  [90, 1, 7],
];
const labels = [0, 0, 1, 1, 1, -1];

it('describes each cluster, and leaves noise out', () => {
  const [low, high, ...rest] = clusterProfiles(X, labels);
  expect(rest).toEqual([]);
  expect(low).toMatchObject({ label: 0, size: 2, center: [1, 1, 7], spread: 1 });
  expect(low.share).toBeCloseTo(2 / 6, 15);
  expect(low.nearest?.label).toBe(1);
  expect(low.nearest?.distance).toBeCloseTo(Math.hypot(10, 1), 12);
  expect(high).toMatchObject({ label: 1, size: 3, center: [11, 2, 7] });
  expect(high.spread).toBeCloseTo(Math.sqrt(4 / 3), 12);
});

it('names the features that set a cluster apart, the most telling first', () => {
  const [low, high] = clusterProfiles(X, labels, { featureNames: ['a', 'b', 'same'] });
  expect(high.distinguishing.map(({ name }) => name)).toEqual(['b', 'a', 'same']);
  expect(high.distinguishing[0]).toMatchObject({ mean: 2, overallMean: 1.5 });
  // Values 1, 1, 1, 3, 2, 1 have the population standard deviation √(7/12).
  expect(high.distinguishing[0].difference).toBeCloseTo(0.5 / Math.sqrt(7 / 12), 12);
  expect(high.distinguishing[2].difference).toBe(0);
  expect(low.distinguishing[0].difference).toBeLessThan(0);
  expect(clusterProfiles(X, labels, { maxFeatures: 1 })[0].distinguishing).toHaveLength(1);
});

it('makes a weight of two a repeated row, and a weight of zero an absent one', () => {
  const sampleWeight = [0, 2, 1, 1, 2, 1];
  const times = sampleWeight.flatMap((weight, i) => new Array<number>(weight).fill(i));
  const repeated = clusterProfiles(
    times.map((i) => X[i]),
    times.map((i) => labels[i]),
  );
  const weighted = clusterProfiles(X, labels, { sampleWeight });
  expect(weighted.map(({ size }) => size)).toEqual([2, 4]);
  for (const [c, profile] of weighted.entries()) {
    expect(profile.center[0]).toBeCloseTo(repeated[c].center[0], 12);
    expect(profile.spread).toBeCloseTo(repeated[c].spread, 12);
    expect(profile.share).toBeCloseTo(repeated[c].share, 12);
  }
});

it('keeps its digits a billion away from zero', () => {
  const [low] = clusterProfiles(
    X.map((row) => row.map((v) => v + 1e9)),
    labels,
  );
  expect(low).toMatchObject({ center: [1e9 + 1, 1e9 + 1, 1e9 + 7], spread: 1 });
});

it('gives a single cluster no neighbour, and noise alone no profile', () => {
  expect(clusterProfiles([[1], [3]], [4, 4])).toMatchObject([
    { label: 4, nearest: null, spread: 1 },
  ]);
  expect(clusterProfiles([[1], [3]], [-1, -1])).toEqual([]);
  expect(clusterProfiles([[1], [3]], [0, 1], { sampleWeight: [1, 0] })).toMatchObject([
    { label: 0, share: 1, nearest: null },
  ]);
});

it('refuses what does not fit', () => {
  expect(() => clusterProfiles(X, labels.slice(1))).toThrow(
    'labels has 5 values, but X has 6 rows',
  );
  expect(() => clusterProfiles(X, [0, 0, 0, 0, 0, 0.5])).toThrow(
    'a label is 0.5, but labels must be integers >= 0',
  );
  expect(() => clusterProfiles(X, labels, { featureNames: ['a'] })).toThrow(
    'featureNames has 1 names, but X has 3 columns',
  );
});
