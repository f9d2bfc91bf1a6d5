import { describe, expect, it } from 'vitest';
import * as fp from '../../../src/index.js';
import { evaluateModel } from '../../../src/interop/onnx/evaluate-model.js';
import type { Tensor } from '../../../src/interop/onnx/onnx-model.js';
import { readModel } from '../../../src/interop/onnx/read-model.js';
import { numbersOf } from '../../../src/interop/onnx/tensor-operators.js';
import { graphOf } from '../../../src/interop/onnx/to-onnx.js';
import { feedRows, type SampleRows, verifyModel } from '../../../src/interop/onnx/verify-model.js';
import { toONNX } from '../../../src/interop.js';

const X = [
  [0, 1],
  [1, 1],
  [2, 0],
  [3, 0],
];

/** Names, types and sizes of what goes into a graph and comes out of it. */
function doorsOf(model: object) {
  const { inputs, outputs } = readModel(toONNX(model)).graph;
  const told = ({ name, type, dims }: (typeof inputs)[number]) =>
    `${name}: ${type} [${dims?.map((size) => size ?? 'N').join(' × ')}]`;
  return { inputs: inputs.map(told), outputs: outputs.map(told) };
}

/** The values of the outputs of a graph for rows. */
function run(model: object, rows: SampleRows) {
  const { graph } = readModel(toONNX(model));
  const tensors = evaluateModel(graph, feedRows(graph.inputs, rows, 'test'));
  return Object.fromEntries(
    graph.outputs.map(({ name }) => [name, Array.from<unknown>(tensors.get(name)?.values ?? [])]),
  );
}

describe('inputs and outputs', () => {
  it('of a classifier of a matrix: X, label and probabilities', () => {
    const model = new fp.LogisticRegression().fit(X, ['no', 'no', 'yes', 'yes']);
    expect(doorsOf(model)).toEqual({
      inputs: ['X: double [N × 2]'],
      outputs: ['label: string [N]', 'probabilities: double [N × 2]'],
    });
  });

  it('have labels of the type that they were learned in', () => {
    const typeOf = (y: fp.Label[]) => doorsOf(new fp.LinearSVC().fit(X, y)).outputs;
    expect(typeOf([1, 1, 2, 2])).toEqual(['label: int64 [N]', 'score: double [N]']);
    expect(typeOf([true, true, false, false])[0]).toBe('label: bool [N]');
    expect(typeOf(['a', 'b', 'c', 'c'])).toEqual(['label: string [N]', 'score: double [N × 3]']);
  });

  it('of a regressor, of clusters, of outliers, of a transformer', () => {
    expect(doorsOf(new fp.LinearRegression().fit(X, [1, 2, 3, 4])).outputs).toEqual([
      'prediction: double [N]',
    ]);
    expect(doorsOf(new fp.KMeans({ nClusters: 2 }).fit(X)).outputs).toEqual(['label: int64 [N]']);
    expect(doorsOf(new fp.IsolationForest({ nEstimators: 3 }).fit(X)).outputs).toEqual([
      'label: int64 [N]',
      'score: double [N]',
    ]);
    expect(doorsOf(new fp.StandardScaler().fit(X)).outputs).toEqual(['features: double [N × 2]']);
  });

  it('of a table: a column each, those that nothing reads left out', () => {
    const table = fp.Table.fromRecords([
      { size: 3, colour: 'red', sold: true, spare: 1 },
      { size: null, colour: 'blue', sold: false, spare: 2 },
    ]);
    const model = new fp.ColumnTransformer({
      transformers: [
        ['size', new fp.SimpleImputer(), ['size']],
        ['rest', new fp.OneHotEncoder(), ['colour', 'sold']],
      ],
    }).fit(table);
    expect(doorsOf(model)).toEqual({
      inputs: ['size: double [N × 1]', 'colour: string [N × 1]', 'sold: double [N × 1]'],
      outputs: ['features: double [N × 5]'],
    });
    expect(run(model, table).features).toEqual([3, 0, 1, 0, 1, 3, 1, 0, 1, 0]);
  });

  it('have a name of their own where a column is called as they are', () => {
    const table = fp.Table.fromRecords([{ score: 1 }, { score: 2 }, { score: 3 }]);
    const y = ['low', 'low', 'high'];
    const model = new fp.Pipeline({
      steps: [
        ['scale', new fp.StandardScaler()],
        ['model', new fp.LinearSVC()],
      ],
    }).fit(table, y);
    const { inputs, outputs } = doorsOf(model);
    expect(inputs).toEqual(['score: double [N × 1]']);
    expect(outputs[1]).toBe('output_score: double [N]');
    expect(toONNX(model, { verify: table }).differentLabels).toBe(0);
  });
});

describe('values that fit has not seen', () => {
  const rows = [['red'], ['blue'], ['red']];

  it('stop the graph where the encoder refuses them', () => {
    const model = new fp.OneHotEncoder().fit(rows);
    expect(run(model, [['blue']]).features).toEqual([1, 0]);
    expect(() => run(model, [['green']])).toThrow('a category that fit has not seen');
    expect(() => run(new fp.OrdinalEncoder().fit(rows), [['green']])).toThrow('has not seen');
  });

  it('become what the encoder makes of them', () => {
    const ignoring = new fp.OneHotEncoder({ handleUnknown: 'ignore' }).fit(rows);
    expect(run(ignoring, [['green'], ['red']]).features).toEqual([0, 0, 0, 1]);
    const coding = new fp.OrdinalEncoder({ handleUnknown: 'useEncodedValue', unknownValue: -5 });
    expect(run(coding.fit([[1], [2]]), [[1], [3], [Number.NaN]]).features).toEqual([0, -5, -5]);
    const rare = new fp.OneHotEncoder({ minFrequency: 2, handleUnknown: 'infrequentIfExist' });
    expect(run(rare.fit([[1], [1], [2], [3]]), [[1], [7]]).features).toEqual([1, 0, 0, 1]);
  });

  it('are told by LabelEncoder too', () => {
    const model = new fp.LabelEncoder({ handleUnknown: 'useEncodedValue' }).fit(['b', 'a']);
    expect(run(model, [['a'], ['b'], ['c']]).features).toEqual([0, 1, -1]);
  });
});

describe('what ONNX cannot say is refused by name', () => {
  const reasons: [string, () => object, RegExp][] = [
    [
      'a cluster model that keeps its samples',
      () => new fp.DBSCAN().fit(X),
      /there are no operators for a DBSCAN/,
    ],
    [
      'a step of a pipeline',
      () =>
        new fp.Pipeline({
          steps: [
            ['power', new fp.PowerTransformer()],
            ['model', new fp.LinearRegression()],
          ],
        }).fit(X, [1, 2, 3, 4]),
      /the step "power" cannot be written as ONNX: there are no operators for a PowerTransformer/,
    ],
    [
      'a function',
      () => new fp.FunctionTransformer({ func: (given) => given }).fit(X),
      /its func is a function/,
    ],
    [
      'a kernel',
      () => new fp.SVC({ kernel: (a, b) => a[0] * b[0] + 1 }).fit(X, [0, 0, 1, 1]),
      /its kernel is a function/,
    ],
    [
      'planes of an isolation forest',
      () => new fp.IsolationForest({ extensionLevel: 1, nEstimators: 2 }).fit(X),
      /an extended forest/,
    ],
    [
      'dates',
      () =>
        new fp.TabularPreprocessor().fit(
          fp.Table.fromRecords([{ day: '2024-03-09' }, { day: '2025-04-10' }]),
        ),
      /the column "day" holds dates/,
    ],
    [
      'empty text that is a category',
      () => new fp.OneHotEncoder().fit([[''], ['a']]),
      /in the column "x0", "" is a category/,
    ],
    [
      'text that reaches the end',
      () =>
        new fp.SimpleImputer({ strategy: 'mostFrequent' }).fit(fp.Table.fromRecords([{ a: 'b' }])),
      /the column "a" is text there/,
    ],
  ];

  it.each(reasons)('%s', (_, create, message) => {
    expect(() => toONNX(create())).toThrow(message);
    expect(() => toONNX(create())).toThrow(fp.InvalidParameterError);
  });

  it('a model that is not fitted, and what is no model', () => {
    expect(() => toONNX(new fp.KMeans())).toThrow(fp.NotFittedError);
    expect(() => toONNX({})).toThrow('Pass a fitted estimator');
    expect(() => toONNX(new fp.StandardScaler().fit(X), { precision: 'half' as 'single' })).toThrow(
      'precision must be "double" or "single"',
    );
  });

  it('categories that are one number in single precision', () => {
    const model = new fp.OrdinalEncoder().fit([[1], [1 + 1e-12]]);
    expect(() => toONNX(model, { precision: 'single' })).toThrow('one number in single precision');
    expect(toONNX(model, { verify: [[1], [1 + 1e-12]] }).largestDifference).toBe(0);
  });
});

it('a threshold of a model for tables divides the classes in the graph', () => {
  const table = fp.Table.fromRecords(
    Array.from({ length: 60 }, (_, i) => ({
      size: i,
      kind: i + 15 * Math.cos(i) > 30 ? 'big' : 'small',
    })),
  );
  const { model } = fp.trainModel(table, { target: 'kind', modelName: 'logisticRegression' });
  const careful = model.withThreshold(0.9, { posLabel: 'big' });
  const verified = toONNX(careful, { verify: table.select(['size']) });
  expect(careful.predict(table)).not.toEqual(model.predict(table));
  expect(verified.differentLabels).toBe(0);
});

it('files are the same whenever they are written, and damaged ones end in ModelFormatError', () => {
  const model = new fp.LinearRegression().fit(X, [1, 2, 3, 4]);
  const bytes = toONNX(model);
  expect(toONNX(model)).toEqual(bytes);
  for (let length = 0; length < bytes.length; length++) {
    const cut = bytes.slice(0, length);
    try {
      readModel(cut);
    } catch (error) {
      expect(error).toBeInstanceOf(fp.ModelFormatError);
    }
  }
});

describe('verify', () => {
  const y = [1, 1, 2, 2];
  const forest = (randomState: number) =>
    new fp.RandomForestClassifier({ nEstimators: 5, randomState }).fit(X, y);

  it('finds what is not the same', () => {
    const { graph, ...versions } = readModel(toONNX(forest(0)));
    const nodes = graph.nodes.map((node) => {
      if (node.op !== 'TreeEnsemble') return node;
      const { tensor } = node.attributes.nodes_splits as { tensor: Tensor };
      const splits = { tensor: { ...tensor, values: numbersOf(tensor).map((value) => value - 1) } };
      return { ...node, attributes: { ...node.attributes, nodes_splits: splits } };
    });
    const { ensembles, model } = graphOf(forest(0), 'double');
    const damaged = { ...versions, graph: { ...graph, nodes } };
    const found = verifyModel(forest(0), damaged, { ensembles, model }, X);
    expect(found.differentLeaves).toBeGreaterThan(0);
    expect(found.differentLabels).toBeGreaterThan(0);
    expect(found.largestDifference).toBeGreaterThan(0.1);
    expect(verifyModel(forest(0), model, { ensembles, model }, X)).toEqual({
      rows: 4,
      differentLabels: 0,
      differentLeaves: 0,
      largestDifference: 0,
    });
  });

  it('refuses rows that the model refuses', () => {
    expect(() => toONNX(forest(0), { verify: [[1]] })).toThrow('X has 1 feature');
    expect(() => toONNX(forest(0), { verify: null as never })).toThrow(fp.InvalidInputError);
  });

  it('hears of a proxy that cannot be asked', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(() => toONNX(proxy)).toThrow('model is an object that cannot be read');
  });
});
