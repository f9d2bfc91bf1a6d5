/**
 * Everything that takes long lets others have their turn, and nothing is left out: each transformer of the library pauses
 * within a pipeline, and each asynchronous method and function ends at the next pause after it is cancelled.
 */

import * as library from 'fitpredict';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Estimator } from '../src/estimator.js';
import { type Fitting, fitSoon, isRequest } from '../src/fitting.js';
import { fitTransformed, fitTransformer } from '../src/preprocessing/composition/pipeline-steps.js';
import { type AsyncOptions, type Progress, Slices } from '../src/progress.js';
import { asyncWorks } from './support/async-works.js';
import { everyModel, type Subject } from './support/every-model.js';

beforeAll(() => void library.setWarningHandler(() => {}));
afterEach(() => void vi.restoreAllMocks());

const { X, y } = everyModel.find(({ name }) => name === 'LinearRegression') as Subject;
const further: readonly Subject[] = [
  { name: 'TargetEncoder', create: () => new library.TargetEncoder({ cv: 2 }), X, y },
  {
    name: 'TransformedTargetRegressor',
    create: () =>
      new library.TransformedTargetRegressor({ regressor: new library.LinearRegression() }),
    X,
    y,
  },
  {
    name: 'Pipeline of transformers',
    create: () =>
      new library.Pipeline({
        steps: [
          ['scale', new library.StandardScaler()],
          ['bound', new library.MinMaxScaler()],
        ],
      }),
    X,
  },
];
const subjects = [...everyModel, ...further];

const has = (of: object, method: string) => typeof Reflect.get(of, method) === 'function';
const typesWith = (method: string) =>
  Object.entries(library).flatMap(([name, value]) =>
    typeof value === 'function' &&
    value.prototype instanceof Estimator &&
    has(value.prototype, method)
      ? [name]
      : [],
  );
const subjectsWith = (method: string) => subjects.filter(({ create }) => has(create(), method));
const typeOf = ({ create }: Subject) => create().constructor.name;

/** Transformers that are not for the features of a pipeline, and one that is a function of the user's. */
const ONE_STEP = ['FunctionTransformer', 'LabelBinarizer', 'LabelEncoder'];
const transformers = subjectsWith('fitTransform').filter(
  (of) => !ONE_STEP.includes(typeOf(of)) && of.name !== 'Pipeline', // which ends with a classifier
);

describe('a transformer in a pipeline', () => {
  it('is each class that has a fitTransform', () => {
    expect([...new Set(transformers.map(typeOf)), ...ONE_STEP].sort()).toEqual(
      typesWith('fitTransform').sort(),
    );
  });

  it.each(transformers.map((of) => [of.name, of] as const))(
    '%s pauses at each column, or the more often the more rows there are',
    (_, subject) => {
      const { columns, pauses } = pausesOf(subject, 24);
      if (pauses >= columns) return;
      for (let rows = 256, before = pausesOf(subject, rows).pauses; ; rows *= 4) {
        expect(rows).toBeLessThan(2 ** 18);
        const { pauses } = pausesOf(subject, 4 * rows);
        if (pauses > before) return;
        before = pauses;
      }
    },
  );
});

/** Where nothing is to be transformed: by its own steps, or those of `fitTransform` up to where it has learned. */
describe('a transformer that is fitted alone', () => {
  const alone = transformers.filter(({ create }) => !has(create(), 'fitAsync'));
  /** They learn how many columns there are: one look at the data. */
  const oneLook = ['Normalizer', 'PolynomialFeatures'];

  it.each(alone.map((of) => [of.name, of] as const))(
    '%s pauses, and learns what `fit` does',
    async (_, { create, X, y }) => {
      const known = create();
      (known as typeof known & Learner).fit(X, y);
      const estimator = create();
      const breathe = vi.spyOn(Slices.prototype, 'breathe');
      await fitSoon({ estimator, X, y });
      expect(breathe.mock.calls.length > 0).toBe(!oneLook.includes(estimator.constructor.name));
      expect(JSON.stringify(estimator.toJSON())).toBe(JSON.stringify(known.toJSON()));
    },
  );

  it.each(alone.map((of) => [of.name, of] as const))(
    '%s pauses between what it learns and what it gives, or has a fit in steps',
    (_, { create, X, y }) => {
      const estimator = create();
      if (has(estimator, 'fitInSteps') || estimator instanceof library.TabularPreprocessor) return; // whose fit is a `fitTransform`
      const step = { name: 'it', estimator };
      const work: Fitting<unknown> = fitTransformed(step, X, y);
      let pausedFitted = false;
      for (let next = work.next(); !next.done; next = work.next())
        pausedFitted ||= estimator.isFitted;
      expect(pausedFitted).toBe(true);
    },
  );
});

/**
 * How often a transformer pauses that learns from so many rows, which are those of a subject again and again; up to where
 * something is to be fitted that has a `fitAsync`.
 */
function pausesOf({ create, X, y }: Subject, rows: number): { columns: number; pauses: number } {
  const at = Int32Array.from({ length: rows }, (_, i) => i % 24);
  const again = <T>(of: readonly T[]) => Array.from(at, (i) => of[i]);
  const isTable = X instanceof library.Table;
  const samples = isTable ? X.rows(at) : again(X as readonly (readonly unknown[])[]);
  const passing = { X: samples, y: y && again(y), options: {} };
  const work: Fitting<unknown> = fitTransformer({ name: 'it', estimator: create() }, passing);
  let pauses = 0;
  for (let step = work.next(); !step.done; step = work.next()) {
    pauses++;
    if (!isRequest(step.value)) continue;
    if (has(step.value.estimator, 'fitAsync')) return { columns: 0, pauses }; // which pauses
    throw new Error(`fitted in one step: ${step.value.estimator}`);
  }
  const columns = isTable ? X.columnNames.length : (X as readonly ArrayLike<unknown>[])[0].length;
  return { columns: columns ?? 1, pauses };
}

interface Learner {
  fit(X: unknown, y: unknown): unknown;
  /** Takes X, y and options; of a table without y. */
  fitAsync(...given: readonly unknown[]): Promise<unknown>;
}

describe('a cancelled', () => {
  const learners = subjectsWith('fitAsync');

  it('fitAsync is that of each class that has one', () => {
    expect([...new Set(learners.map(typeOf))].sort()).toEqual(typesWith('fitAsync').sort());
  });

  it.each(learners.map((of) => [of.name, of] as const))(
    'fitAsync of %s ends at the next pause, and leaves what was learned before',
    async (_, { create, X, y }) => {
      const model = create();
      const learner = model as typeof model & Learner;
      let before = '';
      await endsWhenCancelled(
        (options) =>
          learner.fitAsync(X, ...(X instanceof library.Table ? [options] : [y, options])),
        () => {
          before ||= JSON.stringify(model.toJSON());
          expect(JSON.stringify(model.toJSON())).toBe(before);
        },
      );
    },
  );

  const works = asyncWorks();

  it('function is each whose name says that it is asynchronous', () => {
    expect(Object.keys(works).sort()).toEqual(
      Object.keys(library)
        .filter((name) => name.endsWith('Async'))
        .sort(),
    );
  });

  it.each(Object.keys(works))('%s ends at the next pause', async (name) => {
    await endsWhenCancelled(works[name]);
  });
});

/**
 * Run some work to its end, and then cancel it at its first pause, at one in the middle, and at its last.
 *
 * @param check - called after each run
 */
async function endsWhenCancelled(
  work: (options: AsyncOptions) => Promise<unknown>,
  check = () => {},
): Promise<void> {
  const { breathe } = Slices.prototype;
  let pauses = 0;
  let last = Infinity;
  let cancelling = new AbortController();
  vi.spyOn(Slices.prototype, 'breathe').mockImplementation(function (this: Slices) {
    if (++pauses === last) cancelling.abort('enough');
    return breathe.call(this);
  });
  const reports: Progress[] = [];
  await work({ signal: cancelling.signal, onProgress: (progress) => reports.push(progress) });
  check();
  expect(reports.at(-1)?.done).toBe(reports.at(-1)?.total);
  for (const [i, { done }] of reports.entries()) {
    expect(done).toBeGreaterThanOrEqual(reports[i - 1]?.done ?? 0);
  }
  const all = pauses;
  expect(all).toBeGreaterThan(0);
  for (last of new Set([1, Math.ceil(all / 2), all])) {
    pauses = 0;
    cancelling = new AbortController();
    await expect(work({ signal: cancelling.signal })).rejects.toBe('enough');
    expect(pauses).toBe(last);
    check();
  }
}
