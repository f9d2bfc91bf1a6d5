import { beforeAll, expect, it } from 'vitest';
import { FitPredictError } from '../../src/errors.js';
import * as library from '../../src/index.js';

/** What asks models about samples: no argument, however odd, ends in a raw error or hangs. */
const X = Array.from({ length: 12 }, (_, i) => [i % 4, (i * 7) % 5]);
const y = X.map(([a, b]) => 1 + a + 2 * b);
const model = new library.LinearRegression().fit(X, y);
const table = library.Table.fromRecords(X.map(([a, b]) => ({ a, kind: `k${b}` })));

function revoked(target: object): object {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

const HOLLOW = new Array(1e9); // whose length promises more than there is
const ODD: readonly unknown[] = [
  ...[undefined, null, 0, -1, 1.5, Number.NaN, Infinity, '', 'text', true, Symbol('x'), 10n],
  ...[[], {}, [[]], [null], new Map(), new Set([1]), () => 1, new Date(), Object.create(null)],
  ...[revoked({}), revoked([]), { length: 1e9 }, { length: -1 }, HOLLOW, [HOLLOW], [[1, HOLLOW]]],
  ...[[[1, 'a'], [2]], [{ a: 1 }, [1]], [{ a: 1 }, { b: [] }], [[Number.NaN, Infinity]]],
  ...[{ constructor: 1, __proto__: 2 }, [{ ['__proto__']: 1, x: 2 }], new library.Table([])],
  ...[table, model, new library.LinearRegression(), { data: new Float64Array(3), rows: 1 }],
];

type Call = (...given: unknown[]) => unknown;
const named: Readonly<Record<string, unknown>> = library;
const permutationImportance = named.permutationImportance as Call;
const partialDependence = named.partialDependence as Call;
const accumulatedLocalEffects = named.accumulatedLocalEffects as Call;

const DEPENDENCE = [
  ...['features', 'categoricalFeatures', 'responseMethod', 'sampleWeight', 'kind'],
  ...['percentiles', 'gridResolution', 'customValues', 'method', 'categoryOrder'],
];

const CALLS: readonly (readonly [string, Call])[] = [
  ['permutation: model', (odd) => permutationImportance(odd, X, y)],
  ['permutation: X', (odd) => permutationImportance({ score: () => 1 }, odd, undefined)],
  ['permutation: y', (odd) => permutationImportance(model, X, odd)],
  ['permutation: a group', (odd) => permutationImportance(model, X, y, { features: [odd] })],
  ['permutation: in a group', (odd) => permutationImportance(model, X, y, { features: [[odd]] })],
  ...['scoring', 'features', 'sampleWeight', 'maxSamples', 'nRepeats'].map(
    (name): [string, Call] => [
      `permutation: ${name}`,
      (odd) => permutationImportance(model, X, y, { [name]: odd }),
    ],
  ),
  ...Object.entries({ partialDependence, accumulatedLocalEffects }).flatMap(
    ([name, look]): [string, Call][] => [
      [`${name}: model`, (odd) => look(odd, X, { features: 0 })],
      [`${name}: X`, (odd) => look(model, odd, { features: 0 })],
      [`${name}: answers`, (odd) => look(() => odd, X, { features: 0 })],
      [`${name}: a feature`, (odd) => look(model, X, { features: [odd] })],
      [
        `${name}: weights`,
        (odd) => look(model, X, { features: 0, sampleWeight: X.map(() => odd) }),
      ],
      ...DEPENDENCE.map((option): [string, Call] => [
        `${name}: ${option}`,
        (odd) => look(model, X, { features: 0, [option]: odd }),
      ]),
    ],
  ),
  ['values', (odd) => partialDependence(model, X, { features: 0, customValues: { 0: odd } })],
  ['a value', (odd) => partialDependence(model, X, { features: 0, customValues: { 0: [odd] } })],
  [
    'a category',
    (odd) =>
      accumulatedLocalEffects(model, X, {
        features: 0,
        categoricalFeatures: [0],
        categoryOrder: [odd],
      }),
  ],
];

beforeAll(() => {
  library.setWarningHandler(() => {});
  return () => {
    library.setWarningHandler(null);
  };
});

it.each(CALLS)('%s: what is odd passes or is refused by name', (_, call) => {
  for (const [at, odd] of ODD.entries()) {
    let raw: unknown;
    try {
      call(odd);
    } catch (error) {
      if (!(error instanceof FitPredictError)) raw = error;
    }
    expect([at, raw]).toEqual([at, undefined]);
  }
});
