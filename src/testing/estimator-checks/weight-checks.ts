import { createRng } from '../../random/rng.js';
import { permutation } from '../../random/sampling.js';
import type { Check } from '../checks.js';
import { assertClose, refuses } from '../compare.js';
import type { Trial } from './trial.js';

/** Weights that change nothing, and those that cannot be. */
export function weightChecks({ tolerance, create, fitted, answers, X, y }: Trial): Check[] {
  return [
    {
      name: 'treats weights of one as no weights, and refuses impossible ones',
      async run() {
        const ones = X.map(() => 1);
        const weighted = create().fit(X, y, { sampleWeight: ones });
        assertClose(answers(weighted, X), answers(fitted(), X), tolerance, 'weights of one');
        const weigh = (sampleWeight: number[]) => create().fit(X, y, { sampleWeight });
        await refuses(() => weigh(ones.slice(1)), 'too few weights');
        await refuses(() => weigh(ones.map((_, i) => (i === 4 ? -1 : 1))), 'a negative weight');
        await refuses(() => weigh(ones.map((_, i) => (i === 4 ? Number.NaN : 1))), 'a NaN weight');
        await refuses(() => weigh(ones.map(() => 0)), 'all weights zero');
      },
    },
  ];
}

/** Answers that depend on what the rows are, not on how they stand: skipped for estimators that draw samples. */
export function repetitionChecks({ tolerance, create, fitted, answers, X, y }: Trial): Check[] {
  return [
    {
      name: 'gives the same answers whatever the order of the rows',
      run() {
        const order = Array.from(permutation(X.length, createRng(2)));
        const subject = create().fit(
          order.map((i) => X[i]),
          order.map((i) => y[i]),
        );
        assertClose(answers(subject, X), answers(fitted(), X), tolerance, 'rows permuted');
      },
    },
    {
      name: 'treats a weight of two as a repeated row, and of zero as an absent one',
      run() {
        const sampleWeight = X.map((_, i) => i % 3);
        const times = X.flatMap((_, i) => new Array<number>(i % 3).fill(i));
        const weighted = create().fit(X, y, { sampleWeight });
        const repeated = create().fit(
          times.map((i) => X[i]),
          times.map((i) => y[i]),
        );
        assertClose(answers(weighted, X), answers(repeated, X), tolerance, 'weights');
      },
    },
  ];
}
