import { beforeAll, describe, expect, it } from 'vitest';
import { FitPredictError } from '../src/errors.js';
import { SVR } from '../src/estimators/svm/svr.js';
import { serialize } from '../src/serialization/bytes.js';
import { deserialize } from '../src/serialization/deserialize.js';
import { setWarningHandler } from '../src/warnings.js';
import { everyModel, type Subject } from './support/every-model.js';

beforeAll(() => {
  setWarningHandler(() => {});
});

const SCALES = [1e308, 1e300, 1e159, 1e154, 1e-159, 1e-308, 5e-324];
const ASKED = ['predict', 'predictProba', 'decisionFunction', 'transform', 'inverseTransform'];
const unit = Array.from({ length: 24 }, (_, i) => [
  (i % 7) / 10 - 0.5,
  ((i * 37) % 11) / 10 - 0.5,
  ((i * i) % 5) / 10 - 0.5,
]);

/** Where the extreme numbers stand: what is learned from, and what is asked about. */
const PLACES: Readonly<
  Record<
    string,
    (scale: number) => { X?: number[][]; y?: number[]; weights?: number[]; asked?: number[][] }
  >
> = {
  'all features': (scale) => ({ X: unit.map((row) => row.map((value) => value * scale)) }),
  'both ends': (scale) => ({
    X: unit.map((row) => row.map((value) => (value > 0 ? scale : -scale))),
  }),
  'one feature': (scale) => ({ X: unit.map(([a, b, c]) => [a * scale, b, c]) }),
  targets: (scale) => ({ y: unit.map(([a]) => a * scale) }),
  weights: (scale) => ({ weights: unit.map((_, i) => (i % 2 === 0 ? 1 : scale)) }),
  // At 1e308 the sum of many is refused; that of one is not.
  'one weight': (scale) => ({ weights: unit.map((_, i) => (i === 5 ? scale : 1)) }),
  'samples of predict': (scale) => ({
    asked: unit.map((row) => row.map((value) => Math.sign(value) * scale)),
  }),
};

interface Model {
  fit(X: unknown, y: unknown, options?: object): unknown;
}
type Answer = number[] | { to2DArray(): number[][] };

/** What a fitted model says, by method; an error's text where it refuses by name. */
function answers(model: object, X: number[][]): string[] {
  return ASKED.filter((name) => typeof Reflect.get(model, name) === 'function').map((name) => {
    try {
      const said = (Reflect.get(model, name) as (X: number[][]) => Answer).call(model, X);
      return `${name} ${JSON.stringify('to2DArray' in said ? said.to2DArray() : said, exact)}`;
    } catch (error) {
      if (error instanceof FitPredictError) return error.message;
      throw error;
    }
  });
}

function exact(_key: string, value: unknown): unknown {
  const special = typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0));
  return special ? (Object.is(value, -0) ? '-0' : String(value)) : value;
}

/** What goes wrong at one place and scale, if anything. */
function fault(subject: Subject, place: string, scale: number): string | undefined {
  const { X = unit, y = subject.y, weights, asked = X } = PLACES[place](scale);
  const model = subject.create();
  // Weights of 1e300 on every other sample: a search that ends short of the optimum, with a warning, in half a minute.
  if (model instanceof SVR) model.setParams({ maxIter: 10_000 });
  try {
    (model as object as Model).fit(X, y, weights && { sampleWeight: weights });
  } catch (error) {
    return error instanceof FitPredictError ? undefined : `fit throws ${String(error)}`;
  }
  const said = answers(model, asked);
  try {
    const again = deserialize(serialize(model));
    if (answers(again, asked).join() !== said.join()) return 'a loaded model answers otherwise';
  } catch (error) {
    return `cannot be saved and loaded: ${String(error)}`;
  }
  const lost = said.find((answer) => answer.includes('"NaN"'));
  return lost && `NaN: ${lost.slice(0, 100)}`;
}

const subjects = everyModel.filter(
  ({ X }) => Array.isArray(X) && Array.isArray(X[0]) && typeof X[0][0] === 'number',
);

describe('numbers at the ends of their range are refused by name, or learned from, saved and answered alike, without NaN', () => {
  it.each(subjects.map((subject) => [subject.name, subject] as const))('%s', (_name, subject) => {
    const faults: string[] = [];
    for (const place of Object.keys(PLACES)) {
      if (place === 'targets' && typeof subject.y?.[0] !== 'number') continue;
      for (const scale of SCALES) {
        const wrong = fault(subject, place, scale);
        if (wrong !== undefined) faults.push(`${place} at ${scale}: ${wrong}`);
      }
    }
    expect(faults).toEqual([]);
  });
});
