import { Matrix, MatrixTransposeView } from 'ml-matrix';
import type { MatrixLike } from '../../contracts.js';
import { InvalidInputError } from '../../errors.js';
import { createRng } from '../../random/rng.js';
import { permutation } from '../../random/sampling.js';
import { assert, type Check, thrownBy } from '../checks.js';
import { assertSame, refuses } from '../compare.js';
import type { Trial } from './trial.js';

/** Which matrices it takes, and how it refuses others. */
export function inputChecks({ allowsMissing, create, fitted, answers, use, X, y }: Trial): Check[] {
  return [
    {
      name: 'answers every form of matrix alike',
      run() {
        const subject = fitted();
        const expected = answers(subject, X);
        for (const [form, rows] of matrixForms(X)) {
          assertSame(answers(subject, rows), expected, `answers to ${form}`);
          assertSame(answers(create().fit(rows, y), X), expected, `answers of a fit on ${form}`);
        }
      },
    },
    {
      name: 'answers one row as it answers many, in any order',
      run() {
        const subject = fitted();
        const expected = answers(subject, X);
        assert(expected.length === X.length, 'it does not answer every row');
        assertSame(
          X.flatMap((row) => answers(subject, [row])),
          expected,
          'answers to single rows',
        );
        const order = Array.from(permutation(X.length, createRng(1)));
        const permuted = answers(
          subject,
          order.map((i) => X[i]),
        );
        assertSame(
          permuted,
          order.map((i) => expected[i]),
          'answers to permuted rows',
        );
      },
    },
    {
      name: 'refuses another number of columns, with both numbers',
      async run() {
        const subject = fitted();
        const narrow = X.map((row) => row.slice(1));
        const error = await thrownBy(() => use(subject, narrow), InvalidInputError);
        const told = error.message.includes('3 features') && error.message.includes('4');
        assert(told, `the message hides the numbers: ${error.message}`);
      },
    },
    {
      name: 'refuses what is no matrix of numbers',
      async run() {
        const subject = fitted();
        const bad: [string, unknown][] = [
          ['null', null],
          ['a number', 5],
          ['a flat array', [1, 2, 3, 4]],
          ['no rows', []],
          ['rows without columns', [[], []]],
          [
            'ragged rows',
            [
              [1, 2, 3, 4],
              [1, 2, 3],
            ],
          ],
          ['text', [['1', '2', '3', '4']]],
          ['an infinity', [[1, 2, 3, Infinity]]],
        ];
        if (!allowsMissing) bad.push(['NaN', [[1, 2, 3, Number.NaN]]]);
        for (const [what, rows] of bad) {
          const labels = y.slice(0, Array.isArray(rows) ? rows.length : 1);
          await refuses(() => create().fit(rows as number[][], labels), `fit on ${what}`);
          if (what !== 'no rows')
            await refuses(() => use(subject, rows as number[][]), `use on ${what}`);
        }
      },
    },
    {
      name: 'names the first offending row and column',
      async run() {
        const broken = X.map((row) => [...row]);
        broken[17][2] = Infinity;
        const error = await thrownBy(() => create().fit(broken, y), InvalidInputError);
        assert(error.message.includes('X[17][2]'), `the message hides the cell: ${error.message}`);
      },
    },
    {
      name: 'does not touch its input',
      run() {
        const flat = Float64Array.from(X.flat());
        const labels = [...y];
        const weights = X.map(() => 1);
        const block = { data: flat, rows: X.length, columns: 4 };
        const subject = create().fit(block, labels, { sampleWeight: weights });
        answers(subject, block);
        assertSame(Array.from(flat), X.flat(), 'X');
        assertSame(labels, y, 'y');
        assertSame(
          weights,
          X.map(() => 1),
          'sampleWeight',
        );
      },
    },
  ];
}

/** Targets that do not go with the rows. */
export function targetChecks({ create, X, y }: Trial): Check[] {
  return [
    {
      name: 'refuses targets of another length',
      async run() {
        const error = await thrownBy(() => create().fit(X, y.slice(1)), InvalidInputError);
        const told =
          error.message.includes(String(X.length)) && error.message.includes(String(X.length - 1));
        assert(told, `the message hides the lengths: ${error.message}`);
      },
    },
  ];
}

function matrixForms(X: number[][]): [string, MatrixLike][] {
  const block = { data: Float64Array.from(X.flat()), rows: X.length, columns: X[0].length };
  return [
    ['typed rows', X.map((row) => Float64Array.from(row))],
    ['a flat block', block],
    ['an ml-matrix Matrix', new Matrix(X)],
    ['an ml-matrix view', new MatrixTransposeView(new Matrix(X).transpose())],
  ];
}
