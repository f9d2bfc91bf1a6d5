import { RandomForestRegressor } from '../../src/estimators/random-forest/random-forest-regressor.js';

/** Rows of whole numbers, a few of them missing. */
export const largeForestRows = Array.from({ length: 900 }, (_, i) => [
  (i * 37) % 101,
  i % 13 === 0 ? Number.NaN : (i * 11) % 29,
]);

/** A forest of so many nodes that its file has the form of large ones. */
export function largeForest(): RandomForestRegressor {
  const targets = largeForestRows.map(([a, b], i) => a * 3 + (b > 9 ? 50 : 0) + (i % 17));
  return new RandomForestRegressor({ nEstimators: 9, randomState: 0 }).fit(
    largeForestRows,
    targets,
  );
}
