import * as library from 'fitpredict';
import {
  type AnyEstimator,
  LinearRegression,
  makeRegression,
  StandardScaler,
  serialize,
  TargetEncoder,
  TransformedTargetRegressor,
} from 'fitpredict';
import { everyModel, fittedModel, type Subject } from '../support/every-model.js';
import type { Step } from './steps.js';

/** What a fitted model is asked, where it has it. */
const ASKED = [
  'predict',
  'predictProba',
  'predictLogProba',
  'decisionFunction',
  'scoreSamples',
  'transform',
  'apply',
] as const;

/** Every estimator of the library: what it learned, as it is saved, and what it then says. */
export function* modelSteps(): Generator<Step> {
  const subjects = [...everyModel, ...others];
  yield ['every class of estimators', () => checkComplete(subjects)];
  for (const subject of subjects) {
    yield* stepsOf(subject);
    const wide = onRoundlessNumbers(subject);
    if (wide !== undefined) yield* stepsOf(wide);
  }
}

function checkComplete(subjects: readonly Subject[]): void {
  const tried = new Set<unknown>(subjects.map(({ create }) => create().constructor));
  tried.add(library.TabularModel); // what trainModel makes
  for (const [name, value] of Object.entries<unknown>(library)) {
    const isEstimator = typeof value === 'function' && value.prototype instanceof library.Estimator;
    if (isEstimator && !tried.has(value)) throw new Error(`no step trains ${name}`);
  }
}

function* stepsOf(subject: Subject): Generator<Step> {
  let model: AnyEstimator | undefined;
  yield [
    `${subject.name}: parameters`,
    () => {
      model = fittedModel(subject);
      return learned(model);
    },
  ];
  for (const method of ASKED) {
    const ask: unknown = model && Reflect.get(model, method);
    if (typeof ask !== 'function') continue;
    yield [`${subject.name}: ${method}`, () => answered(() => ask.call(model, subject.X), method)];
  }
}

/** What a model answers; where it asks another inside for what that has not, that it says so. */
function answered(ask: () => unknown, method: string): unknown {
  try {
    return ask();
  } catch (error) {
    const said = error instanceof library.FitPredictError ? error.message : '';
    if (said.includes(`which has no ${method}.`)) return said;
    throw error;
  }
}

/** Of a search all but the seconds that it took, which its file has too. */
function learned(model: AnyEstimator): unknown {
  if (!('cvResults' in model && 'bestEstimator' in model)) return serialize(model);
  const columns = Object.entries(model.cvResults as object);
  const best = serialize(model.bestEstimator as AnyEstimator);
  return [columns.filter(([name]) => !name.endsWith('Time')), best];
}

const problem = makeRegression({ nSamples: 150, nFeatures: 3, noise: 5, randomState: 7 });
const rows = problem.X.to2DArray().map(([, b, c], i) => [i % 7, b, c]);

/** The same on numbers whose every bit counts, where it learns from rows of numbers; the first column stays whole. */
function onRoundlessNumbers({ name, create, X, y }: Subject): Subject | undefined {
  const isOfNumbers =
    Array.isArray(X) && X.every((row) => Array.isArray(row) && row.every(Number.isFinite));
  if (!isOfNumbers) return undefined;
  const targets: Record<string, () => unknown[]> = {
    number: () => problem.y,
    string: () => problem.y.map((value) => (value < -40 ? 'low' : value < 40 ? 'middle' : 'high')),
    boolean: () => problem.y.map((value) => value > 0),
    undefined: () => [],
  };
  return {
    name: `${name} of 150 rows`,
    create,
    X: rows,
    ...(y && { y: targets[typeof y[0]]() }),
  };
}

/** What `everyModel` leaves to its own tests. */
const others: readonly Subject[] = [
  {
    name: 'TargetEncoder',
    create: () => new TargetEncoder({ randomState: 0 }),
    X: rows.map(([a]) => [`word ${a}`]),
    y: problem.y,
  },
  {
    name: 'TransformedTargetRegressor',
    create: () =>
      new TransformedTargetRegressor({
        regressor: new LinearRegression(),
        transformer: new StandardScaler(),
      }),
    X: rows,
    y: problem.y,
  },
];
