import type { Check } from '../checks.js';
import { assertFinite, fitsOrExplains } from '../compare.js';
import type { Trial } from './trial.js';

/** Data that is poor, lopsided or all alike. */
export function unusualDataChecks({ create, answers, X, y }: Trial): Check[] {
  return [
    {
      name: 'fits one feature, and a constant one',
      run() {
        const single = X.map((row) => [row[0]]);
        assertFinite(answers(create().fit(single, y), single), 'one feature');
        const constant = X.map((row) => [row[0], 5, row[1]]);
        assertFinite(answers(create().fit(constant, y), constant), 'a constant feature');
      },
    },
    {
      name: 'fits features of very different scales',
      run() {
        const scaled = X.map((row) => [row[0] * 1e6, row[1] * 1e-6, row[2] + 1e6, row[3]]);
        assertFinite(answers(create().fit(scaled, y), scaled), 'scales from 1e-6 to 1e6');
      },
    },
    {
      name: 'fits one row, or says what it needs',
      async run() {
        await fitsOrExplains(() => answers(create().fit([X[0]], [y[0]]), [X[0]]));
      },
    },
    {
      name: 'fits rows that are all equal, or says what it needs',
      async run() {
        const same = X.map(() => [1, 2, 3, 4]);
        await fitsOrExplains(() => answers(create().fit(same, y), same));
      },
    },
  ];
}
