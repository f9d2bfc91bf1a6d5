import { Matrix, MatrixTransposeView } from 'ml-matrix';
import type { FitAsyncOptions, Label, MatrixLike } from '../contracts.js';
import { InvalidInputError, InvalidParameterError, NotFittedError } from '../errors.js';
import {
  type AnyEstimator,
  clone,
  Estimator,
  type EstimatorClass,
  givesProbabilities,
} from '../estimator.js';
import { partsOf } from '../estimator-parts.js';
import { readNamed } from '../named-options.js';
import { createRng } from '../random/rng.js';
import { permutation } from '../random/sampling.js';
import { deserializeAs, serialize } from '../serialization/bytes.js';
import { show } from '../words.js';
import { assert, type Check, runChecks, thrownBy } from './checks.js';
import { assertClose, assertFinite, assertSame, fitsOrExplains, refuses } from './compare.js';
import { assertStableProperties } from './fitted-properties.js';
import { sampleData } from './sample-data.js';

/** What `checkEstimator` may expect of an estimator, and what it must not. */
export interface EstimatorCheckOptions {
  /** Whether NaN in X is missing data to the estimator rather than an error. Default false. */
  allowsMissing?: boolean;
  /**
   * How far predictions may differ where the arithmetic runs in another order (rows permuted, a
   * weight of two instead of a repeated row), relative to their size. `null` skips those checks,
   * for estimators that draw samples at random. Default 1e-6.
   */
  tolerance?: number | null;
  /** Checks that do not apply, by name, each with the reason. */
  exempt?: Readonly<Record<string, string>>;
  /** What it is. Default: what its members say, which of a pipeline depend on its last step. */
  kind?: 'classifier' | 'regressor' | 'clusterer' | 'outlierDetector' | 'transformer';
  /** Further classes that a saved file may hold: those of estimators inside this one. */
  classes?: readonly EstimatorClass[];
}

/** What the suite uses of an estimator; which parts it has says what kind it is. */
interface Subject extends AnyEstimator {
  fit(X: MatrixLike, y?: ArrayLike<Label>, options?: FitAsyncOptions): this;
  fitAsync?(X: MatrixLike, y?: ArrayLike<Label>, options?: FitAsyncOptions): Promise<this>;
  predict?(X: MatrixLike): Label[];
  predictProba?(X: MatrixLike): { to2DArray(): number[][] };
  transform?(X: MatrixLike): { to2DArray(): number[][] };
  score?(X: MatrixLike, y?: ArrayLike<Label>): number;
  readonly classes?: readonly Label[];
}

type Rows = number[][];

/** Everything an estimator says of each row: label and probabilities, or the transformed features. */
type Answers = (subject: Subject, rows: MatrixLike) => Label[][];

/**
 * Throw unless an estimator behaves as every estimator of this library does.
 *
 * @param estimator - unfitted, with the hyperparameters to check; it is cloned, never fitted itself
 * @throws Error listing each broken rule
 *
 * @example
 * await checkEstimator(new MyRegressor({ depth: 3 }))
 */
export async function checkEstimator(
  estimator: AnyEstimator,
  options?: EstimatorCheckOptions,
): Promise<void> {
  const { info } = partsOf(estimator);
  await runChecks(info.type, estimatorChecks(estimator, options));
}

/** The checks of `checkEstimator` one by one, to be run as tests of their own. */
export function estimatorChecks(
  estimator: AnyEstimator,
  options: EstimatorCheckOptions = {},
): Check[] {
  const { info } = partsOf(estimator);
  const {
    allowsMissing = false,
    tolerance = 1e-6,
    exempt = {},
    kind = kindOf(estimator),
    classes = [],
  } = readNamed(options, 'estimatorChecks', [
    'allowsMissing',
    'tolerance',
    'exempt',
    'kind',
    'classes',
  ]);
  const Class = estimator.constructor as EstimatorClass;
  const isClassifier = kind === 'classifier';
  const isTransformer = kind === 'transformer';

  const create = (): Subject => {
    const subject = clone(estimator) as Subject;
    if (Object.hasOwn(info.hyperparameters, 'randomState')) {
      (subject as Estimator<Record<string, unknown>, object>).setParams({ randomState: 7 });
    }
    return subject;
  };
  const { X, y: target, codes } = sampleData();
  const y: Label[] = isClassifier ? codes.map((code) => ['ant', 'bee', 'cat'][code]) : target;
  const fitted = () => create().fit(X, y);
  const answers: Answers = (subject, rows) => {
    if (isTransformer) return subject.transform?.(rows).to2DArray() ?? [];
    const probabilities =
      isClassifier && givesProbabilities(subject)
        ? subject.predictProba(rows).to2DArray()
        : undefined;
    return (subject.predict?.(rows) ?? []).map((label, i) => [
      label,
      ...(probabilities?.[i] ?? []),
    ]);
  };
  const use = (subject: Subject, rows: MatrixLike) =>
    isTransformer ? subject.transform?.(rows) : subject.predict?.(rows);

  const checks: Check[] = [
    {
      name: 'can predict or transform',
      run() {
        assert('predict' in estimator || 'transform' in estimator, 'it can do neither');
      },
    },
    {
      name: 'accepts its own defaults, and documents every hyperparameter',
      run() {
        for (const [name, row] of Object.entries(info.hyperparameters)) {
          if (row.default !== undefined) {
            assert(row.accepts(row.default), `${name} refuses its default ${show(row.default)}`);
          }
          assert(row.about.length > 10, `${name} is not documented`);
          assert(row.range.length > 0, `${name} does not say what it allows`);
        }
      },
    },
    {
      name: 'gives the same fitted properties at every access, made once a fit',
      run() {
        const subject = fitted();
        assertStableProperties(subject);
        assertStableProperties(subject.fit(X, y));
      },
    },
    {
      name: 'gets and sets parameters without loss',
      run() {
        const params = estimator.getParams();
        const own = Object.entries(params).filter(([name]) => name in info.hyperparameters);
        assertSame(new Class(Object.fromEntries(own)).getParams(), params, 'new (getParams())');
        assertSame(create().setParams(params).getParams(), params, 'setParams(getParams())');
      },
    },
    {
      name: 'refuses an unknown hyperparameter by name and changes nothing',
      async run() {
        const subject = create() as Estimator<Record<string, unknown>, object>;
        const before = subject.getParams();
        const error = await thrownBy(
          () => subject.setParams({ noSuchParameter: 1 }),
          InvalidParameterError,
        );
        assert(error.message.includes('noSuchParameter'), `the message hides it: ${error.message}`);
        assertSame(subject.getParams(), before, 'parameters after a refused setParams');
        await thrownBy(() => new Class({ noSuchParameter: 1 }), InvalidParameterError);
      },
    },
    {
      name: 'clones to an unfitted estimator with the same parameters',
      run() {
        const subject = fitted();
        const copy = clone(subject);
        assert(!copy.isFitted, 'the clone is fitted');
        assert(copy.constructor === subject.constructor, 'the clone is of another class');
        assertSame(copy.getParams(), subject.getParams(), 'parameters of the clone');
      },
    },
    {
      name: 'says that it is not fitted',
      async run() {
        await thrownBy(() => use(create(), X), NotFittedError);
      },
    },
    {
      name: 'returns itself from fit, and is fitted then',
      run() {
        const subject = create();
        assert(!subject.isFitted, 'it is fitted before fit');
        assert(subject.fit(X, y) === subject, 'fit returns something else');
        assert(subject.isFitted, 'it is not fitted after fit');
      },
    },
    {
      name: 'gives the same answers after the same fit',
      run() {
        const subject = fitted();
        const first = answers(subject, X);
        assertSame(answers(subject.fit(X, y), X), first, 'answers after a second fit');
        assertSame(answers(fitted(), X), first, 'answers of a second model');
      },
    },
    {
      name: 'keeps nothing of an earlier fit',
      run() {
        const narrow = X.map((row) => row.slice(0, 2));
        const fresh = answers(create().fit(narrow, y), narrow);
        assertSame(answers(fitted().fit(narrow, y), narrow), fresh, 'answers after a refit');
      },
    },
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
          await refuses(() => create().fit(rows as Rows, labels), `fit on ${what}`);
          if (what !== 'no rows') await refuses(() => use(subject, rows as Rows), `use on ${what}`);
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
    {
      name: 'keeps the old model when a fit fails',
      async run() {
        const subject = fitted();
        const before = answers(subject, X);
        const broken = X.map((row) => [...row]);
        broken[3][1] = Infinity;
        await thrownBy(() => subject.fit(broken, y), InvalidInputError);
        assertSame(answers(subject, X), before, 'answers after a failed fit');
      },
    },
    {
      name: 'keeps what it learned when parameters are set',
      run() {
        const subject = fitted();
        const before = answers(subject, X);
        subject.setParams(estimator.getParams());
        assertSame(answers(subject, X), before, 'answers after setParams');
      },
    },
    {
      name: 'answers the same bits after saving and loading, as bytes and as JSON',
      run() {
        const subject = fitted();
        const before = answers(subject, X);
        const known = [Class, ...classes];
        const fromBytes = deserializeAs(serialize(subject), known) as Subject;
        assertSame(answers(fromBytes, X), before, 'answers after deserialize');
        assertSame(fromBytes.getParams(), subject.getParams(), 'parameters after deserialize');
        if (classes.length === 0) {
          const json: unknown = JSON.parse(JSON.stringify(subject));
          const fromJson = Estimator.fromJSON.call(Class, json) as Subject;
          assertSame(answers(fromJson, X), before, 'answers after fromJSON');
        }
        const unfitted = deserializeAs(serialize(create()), known);
        assert(!unfitted.isFitted, 'an unfitted estimator is fitted after loading');
      },
    },
    {
      name: 'treats weights of one as no weights, and refuses impossible ones',
      async run() {
        const ones = X.map(() => 1);
        const weighted = create().fit(X, y, { sampleWeight: ones });
        assertClose(
          answers(weighted, X),
          answers(fitted(), X),
          tolerance ?? 1e-6,
          'weights of one',
        );
        const weigh = (sampleWeight: number[]) => create().fit(X, y, { sampleWeight });
        await refuses(() => weigh(ones.slice(1)), 'too few weights');
        await refuses(() => weigh(ones.map((_, i) => (i === 4 ? -1 : 1))), 'a negative weight');
        await refuses(() => weigh(ones.map((_, i) => (i === 4 ? Number.NaN : 1))), 'a NaN weight');
        await refuses(() => weigh(ones.map(() => 0)), 'all weights zero');
      },
    },
  ];

  if (tolerance !== null) {
    checks.push(
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
    );
  }

  if ('fitAsync' in estimator) checks.push(...asyncChecks(create, X, y, answers));
  if (isClassifier) checks.push(...classifierChecks(create, X, codes));
  if (isClassifier || kind === 'regressor') {
    checks.push({
      name: 'refuses targets of another length',
      async run() {
        const error = await thrownBy(() => create().fit(X, y.slice(1)), InvalidInputError);
        const told =
          error.message.includes(String(X.length)) && error.message.includes(String(X.length - 1));
        assert(told, `the message hides the lengths: ${error.message}`);
      },
    });
  }
  for (const name of Object.keys(exempt)) {
    assert(
      checks.some((check) => check.name === name),
      `there is no check ${show(name)} to exempt`,
    );
  }
  return checks.filter(({ name }) => !Object.hasOwn(exempt, name));
}

function kindOf(estimator: AnyEstimator): Required<EstimatorCheckOptions>['kind'] {
  if ('classes' in estimator) return 'classifier';
  if ('labels' in estimator) return 'clusterer';
  if ('offset' in estimator) return 'outlierDetector';
  return 'predict' in estimator ? 'regressor' : 'transformer';
}

function asyncChecks(create: () => Subject, X: Rows, y: Label[], answers: Answers): Check[] {
  return [
    {
      name: 'learns the same bits in fitAsync, and reports progress up to its total',
      async run() {
        const reports: { done: number; total: number; unit: string }[] = [];
        const subject = create();
        const returned = await subject.fitAsync?.(X, y, { onProgress: (p) => reports.push(p) });
        assert(returned === subject, 'fitAsync returns something else');
        assertSame(answers(subject, X), answers(create().fit(X, y), X), 'answers after fitAsync');
        const last = reports.at(-1);
        assert(last !== undefined, 'it reports no progress');
        assert(last.done === last.total, `the last report is ${last.done} of ${last.total}`);
        assert(
          reports.every((p, i) => p.done >= (reports[i - 1]?.done ?? 0)),
          'progress goes back',
        );
        assert(
          reports.every((p) => p.done <= p.total && p.unit !== ''),
          'a report is malformed',
        );
      },
    },
    {
      name: 'keeps the old model when a fit is cancelled or its listener throws',
      async run() {
        const subject = create().fit(X, y);
        const before = answers(subject, X);
        const other = X.map((row) => row.map((value) => -3 * value));
        const aborted = AbortSignal.abort(new RangeError('stop'));
        await thrownBy(() => subject.fitAsync?.(other, y, { signal: aborted }), RangeError);
        assertSame(answers(subject, X), before, 'answers after a cancelled fit');
        const onProgress = () => {
          throw new RangeError('enough');
        };
        await thrownBy(() => subject.fitAsync?.(other, y, { onProgress }), RangeError);
        assertSame(answers(subject, X), before, 'answers after a listener threw');
      },
    },
  ];
}

function classifierChecks(create: () => Subject, X: Rows, codes: number[]): Check[] {
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

function matrixForms(X: Rows): [string, MatrixLike][] {
  const block = { data: Float64Array.from(X.flat()), rows: X.length, columns: X[0].length };
  return [
    ['typed rows', X.map((row) => Float64Array.from(row))],
    ['a flat block', block],
    ['an ml-matrix Matrix', new Matrix(X)],
    ['an ml-matrix view', new MatrixTransposeView(new Matrix(X).transpose())],
  ];
}
