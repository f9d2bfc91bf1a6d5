import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Table, type TableRecord } from '../../src/data/table.js';
import type { AnyEstimator } from '../../src/estimator.js';
import { fromScikitLearn } from '../../src/interop.js';
import type { HostileSubject } from './hostile-files.js';

/** Models that scikit-learn exported, with what they say of some rows: `test/reference/sklearn_models.py` writes them. */
export const SKLEARN_MODELS = fileURLToPath(
  new URL('../fixtures/interop/sklearn', import.meta.url),
);

export interface SklearnModel {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** What it is asked about: rows, or a Table; null where nothing is asked. */
  readonly X: unknown;
  /** Answers by the names of scikit-learn's methods and attributes. */
  readonly answers: Readonly<Record<string, unknown>>;
}

interface Document {
  readonly inputs: readonly ({ rows: unknown } | { records: TableRecord[] } | null)[];
  readonly cases: Readonly<
    Record<string, { input: number; answers: Readonly<Record<string, unknown>> }>
  >;
}

/** What is no equality, and by how much: `docs/formats.md` says why. */
export const APART: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'gradient-boosting-exponential': { decision_function: Infinity },
  'logistic-symmetric': { decision_function: Infinity },
  'svc-two-probability': { predict_proba: 4e-3 },
};

/** All models of a folder. */
export function sklearnModels(folder: string = SKLEARN_MODELS): SklearnModel[] {
  const text = readFileSync(join(folder, 'answers.json'), 'utf8');
  const { inputs, cases } = JSON.parse(text) as Document;
  return Object.entries(cases).map(([name, { input, answers }]) => {
    const bytes = new Uint8Array(readFileSync(join(folder, `${name}.safetensors`)));
    const given = inputs[input];
    const X =
      given && ('records' in given ? Table.fromRecords(given.records) : numbers(given.rows));
    return { name, bytes, X, answers };
  });
}

export function sklearnModel(name: string, folder?: string): SklearnModel {
  const found = sklearnModels(folder).find((model) => model.name === name);
  if (found === undefined) throw new Error(`there is no model ${name}`);
  return found;
}

/** All models kept, those of an older version too, as what is to be changed. */
export function hostileExports(): HostileSubject[] {
  const foreign = { key: 'scikit-learn', load: fromScikitLearn };
  return [...sklearnModels(), ...sklearnModels(join(SKLEARN_MODELS, '1.2'))].map(
    ({ name, bytes, X }) => ({ name, bytes, X: X ?? [[0, 0, 0, 0]], y: undefined, foreign }),
  );
}

/** NaN, which JSON has not, is written as text. */
function numbers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(numbers);
  return value === 'nan' ? Number.NaN : value;
}

const MEMBERS: Readonly<Record<string, string>> = {
  predict: 'predict',
  predict_proba: 'predictProba',
  decision_function: 'decisionFunction',
  score_samples: 'scoreSamples',
  transform: 'transform',
  labels_: 'labels',
};

/**
 * How far the answers of a rebuilt model are from those of scikit-learn, by method: the largest difference relative to
 * numbers above 1; Infinity where labels differ or shapes do.
 */
export function differences(
  model: AnyEstimator,
  { X, answers }: SklearnModel,
): Record<string, number> {
  const found: Record<string, number> = {};
  for (const [method, expected] of Object.entries(answers)) {
    const member: unknown = Reflect.get(model, MEMBERS[method]);
    const said: unknown = typeof member === 'function' ? member.call(model, X) : member;
    found[method] = distance(flat(said), flat(numbers(expected)));
  }
  return found;
}

function flat(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.flatMap(flat);
  if (typeof value === 'object' && value !== null) {
    const matrix = value instanceof Table ? value.toMatrix() : value;
    return flat((matrix as { to2DArray(): number[][] }).to2DArray());
  }
  return [value];
}

function distance(said: readonly unknown[], expected: readonly unknown[]): number {
  if (said.length !== expected.length) return Infinity;
  return expected.reduce<number>((largest, wanted, i) => {
    const own = said[i];
    if (Object.is(own, wanted) || (own === 0 && wanted === 0)) return largest;
    const between =
      typeof own === 'number' && typeof wanted === 'number'
        ? Math.abs(own - wanted) / Math.max(1, Math.abs(wanted))
        : Infinity;
    return Math.max(largest, Number.isNaN(between) ? Infinity : between);
  }, 0);
}
