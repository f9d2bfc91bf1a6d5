import { Table, type TableProfile, type TabularModel, trainModel } from 'fitpredict';
import { expect, it } from 'vitest';
import { DriftCounts } from '../../examples/rest-api/src/drift-counts.js';

const table = Table.fromColumns({
  size: Array.from({ length: 60 }, (_, i) => i % 20),
  open: Array.from({ length: 60 }, (_, i) => i % 3 === 0),
  code: Array.from({ length: 60 }, (_, i) => `${i % 4}`),
  price: Array.from({ length: 60 }, (_, i) => (i % 20) * 2 + (i % 4)),
});
const train = (profile: object | false): TabularModel =>
  trainModel(table, { target: 'price', modelName: 'linearRegression', randomState: 1, profile })
    .model as TabularModel;
const model = train({});
const row = { size: 3, open: true, code: '1' };
const predicted = { predictions: [7], warnings: [] };

it('counts rows as they come over HTTP: a code of digits is text', () => {
  const counts = new DriftCounts();
  counts.count('a', model, [row, { ...row, code: 2 }], { predictions: [7, 8], warnings: [] });
  counts.count('a', model, [[3, false, null]], predicted);
  const { rows, columns, not_counted, predictions } = counts.report('a', model);
  expect(rows).toEqual({ reference: 48, current: 3 });
  expect(columns.find(({ name }) => name === 'code')).toMatchObject({
    type: 'text',
    new_categories: [],
    missing: { current: 1 / 3 },
  });
  expect(predictions?.type).toBe('number');
  expect(not_counted).toBe(0);
});

it('tells of rows that it cannot count, and counts on', () => {
  const counts = new DriftCounts();
  counts.count('a', model, [{ ...row, open: 'yes' }], predicted);
  counts.count('a', model, [row], predicted);
  expect(counts.report('a', model)).toMatchObject({ not_counted: 1, rows: { current: 1 } });
});

it('begins anew with a model whose counts were dropped to make room, or that is deleted', () => {
  const bytes = 3 * (model.profile as TableProfile).byteLength;
  const counts = new DriftCounts(2 * bytes);
  for (const id of ['a', 'b', 'a', 'c']) counts.count(id, model, [row], predicted);
  expect(counts.report('a', model).rows.current).toBe(2);
  expect(counts.report('c', model).rows.current).toBe(1);
  expect(counts.report('b', model).rows.current).toBe(0);
  counts.forget('b');
  expect(counts.report('b', model).rows.current).toBe(0);
});

it('watches no model that keeps no profile, and says so', () => {
  const counts = new DriftCounts();
  const blind = train(false);
  counts.count('a', blind, [row], predicted);
  expect(() => counts.report('a', blind)).toThrow('The model keeps no profile');
});
