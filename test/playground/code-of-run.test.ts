import { expect, it } from 'vitest';
import { codeOfRun } from '../../examples/playground/src/results/code-of-run.js';
import { typedValue } from '../../examples/playground/src/training/option-value.js';
import { timeLeft } from '../../examples/playground/src/training/time-left.js';

const settings = {
  modelName: 'randomForest',
  task: 'classification',
  target: 'it\'s "y"\\',
  features: null,
  hyperparams: {},
  testSize: 0.2,
  randomState: 0,
} as const;

it('writes names of all kinds as text of code', () => {
  const code = codeOfRun({ source: { kind: 'csv', file: "a'b\n.csv" }, settings });
  expect(code).toContain("readCsvFile('a\\'b\\n.csv')");
  expect(code).toContain("target: 'it\\'s \"y\"\\\\',");
});

it('says nothing of what is the default, and all of the rest', () => {
  const source = { kind: 'sample', name: 'iris' } as const;
  expect(codeOfRun({ source, settings: { ...settings, target: 'target' } })).toBe(
    `import { formatReport, trainModel } from 'fitpredict';
import { loadIris } from 'fitpredict/datasets';

const { table } = loadIris();
const { model, report } = trainModel(table, {
  target: 'target',
  task: 'classification',
  modelName: 'randomForest',
  randomState: 0,
});
console.log(formatReport(report));
console.log(model.predict(table.head(3)));
`,
  );
  const hyperparams = { C: Infinity, maxFeatures: { count: 1 }, list: [1, null], 'a b': true };
  const asked = { ...settings, features: ['x', 'y z'], testSize: 0.3, hyperparams };
  const code = codeOfRun({ source: { kind: 'parquet', file: 'a.parquet' }, settings: asked });
  expect(code).toContain("features: ['x', 'y z'],\n");
  expect(code).toContain('testSize: 0.3,\n');
  expect(code).toContain(
    "hyperparams: { C: Infinity, maxFeatures: { count: 1 }, list: [1, null], 'a b': true },\n",
  );
  expect(code).toContain("readParquet(await asyncBufferFromFile('a.parquet'))");
});

it('reads what is typed for an option, and leaves its check to the library', () => {
  const info = {
    name: 'maxFeatures',
    type: 'choice | countOrShare',
    range: '',
    values: ['sqrt', null],
    default: 'sqrt',
    about: '',
  };
  const cases: [string, unknown][] = [
    ['', undefined],
    [' sqrt ', undefined],
    ['null', null],
    ['0.5', 0.5],
    ['Infinity', Number.POSITIVE_INFINITY],
    ['{"count":1}', { count: 1 }],
    ['{count', '{count'],
    ['log2', 'log2'],
  ];
  for (const [text, value] of cases) expect(typedValue(text, info)).toEqual(value);
});

it('tells the time left where it can be known', () => {
  expect(timeLeft(10, 100, 1000)).toBe('about 9 s left');
  expect(timeLeft(10, 20, 500)).toBe('less than a second left');
  expect(timeLeft(1, 1000, 1000)).toBe('about 17 min left');
  for (const [done, total, elapsed] of [
    [0, 100, 1000],
    [5, Infinity, 1000],
    [5, 5, 1000],
    [1, 100, 10],
  ] as const) {
    expect(timeLeft(done, total, elapsed)).toBe('');
  }
});
