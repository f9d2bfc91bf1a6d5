import type { Label } from '../../contracts.js';
import { givesProbabilities } from '../../estimator.js';
import { assert, type Check } from '../checks.js';
import { assertSame, refuses } from '../compare.js';
import type { Trial } from './trial.js';

/** Labels and their probabilities. */
export function classifierChecks({ create, X, codes }: Trial): Check[] {
  return [
    {
      name: 'gives labels back in the type of y, whatever they are called',
      run() {
        const expected = create().fit(X, codes).predict?.(X) as number[];
        const names = ['a', 'b', 'c'];
        const named = create().fit(
          X,
          codes.map((code) => names[code]),
        );
        assertSame(
          named.predict?.(X),
          expected.map((code) => names[code]),
          'text labels',
        );
        assertSame(named.classes, names, 'classes');
        const typed = create().fit(X, Int32Array.from(codes));
        assertSame(typed.predict?.(X), expected, 'labels in a typed array');
        const binary = codes.map((code) => code === 1);
        const flags = create().fit(X, binary);
        assertSame(flags.classes, [false, true], 'classes of booleans');
        const ones = create().fit(X, binary.map(Number));
        assertSame(ones.predict?.(X), flags.predict?.(X).map(Number), 'boolean labels');
      },
    },
    {
      name: 'predicts the label of the largest probability, and probabilities sum to 1',
      run() {
        const subject = create().fit(X, codes);
        if (!givesProbabilities(subject)) return;
        const labels = subject.predict?.(X) ?? [];
        for (const [i, row] of subject.predictProba(X).to2DArray().entries()) {
          const sum = row.reduce((total, p) => total + p, 0);
          assert(Math.abs(sum - 1) < 1e-12, `row ${i} sums to ${sum}`);
          assert(
            row.every((p) => p >= 0 && p <= 1),
            `row ${i} leaves [0, 1]`,
          );
          const best = row.indexOf(Math.max(...row));
          assert(subject.classes?.[best] === labels[i], `row ${i} predicts another label`);
        }
      },
    },
    {
      name: 'refuses a single class, missing and mixed labels',
      async run() {
        await refuses(
          () =>
            create().fit(
              X,
              X.map(() => 'only'),
            ),
          'one class',
        );
        await refuses(
          () =>
            create().fit(
              X,
              X.map((_, i) => (i === 5 ? Number.NaN : i % 2)),
            ),
          'NaN',
        );
        const mixed: Label[] = X.map((_, i) => (i === 5 ? 'five' : i % 2));
        await refuses(() => create().fit(X, mixed), 'mixed labels');
      },
    },
  ];
}
