import { beforeAll, describe, expect, it, vi } from 'vitest';
import { reference } from './reference/reference.js';

const { scores } = reference<{ scores: Record<string, number> }>('jobs');

/**
 * How far a score may lie below scikit-learn's. `trainModel` holds a fifth of the rows back that scikit-learn learned
 * from, to report on: hence the first ones. Clusters are of all rows.
 */
const leeway: Record<string, number> = {
  churn: 0.01,
  'house-prices': 0.01,
  segments: 0.001,
  fraud: 0.03,
};

describe('a job done end to end scores as with scikit-learn, on the same rows', () => {
  beforeAll(() => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    return () => log.mockRestore();
  });

  it.each(Object.entries(scores))('%s', async (name, theirs) => {
    const { score }: { score: number } = await import(`../examples/jobs/${name}.ts`);
    expect(score).toBeGreaterThan(theirs - (leeway[name] ?? 0));
    expect(score).toBeLessThanOrEqual(1);
  });
});
