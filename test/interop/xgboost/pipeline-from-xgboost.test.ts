import { describe, expect, it } from 'vitest';
import { Table } from '../../../src/data/table.js';
import { ModelFormatError } from '../../../src/errors.js';
import { fromXGBoost } from '../../../src/interop/xgboost/from-xgboost.js';
import { pipelineFromXGBoost } from '../../../src/interop/xgboost/pipeline-from-xgboost.js';
import { serialize } from '../../../src/serialization/bytes.js';
import { deserialize } from '../../../src/serialization/deserialize.js';
import { interopCase, interopFile } from '../../support/interop-cases.js';

describe('pipelineFromXGBoost', () => {
  const { bytes, X, colours = [], featureNames = [] } = interopCase('xgb-category-names');
  const cells = (row: number[]) => row.map((x) => (Number.isNaN(x) ? null : x));
  /** As the case was asked in Python, by the names of the colours, in another order of columns. */
  const records = X.map((row, i) => {
    const [size, price, age, , depth] = cells(row);
    return { depth, colour: colours[i], age, price, size, unused: 1 };
  });

  it('takes columns by name, and words for codes', () => {
    const pipeline = pipelineFromXGBoost(bytes, { classes: ['no', 'yes'] });
    const wanted = fromXGBoost(bytes, { classes: ['no', 'yes'] }).predict(X);
    expect(pipeline.predict(records)).toEqual(wanted);
    expect(pipeline.predict(Table.fromRecords(records))).toEqual(wanted);
    expect(new Set(wanted).size).toBe(2);
    expect(featureNames).toEqual(['size', 'price', 'age', 'colour', 'depth']);
  });

  it('is saved, and predicts the same when it is loaded', () => {
    const pipeline = pipelineFromXGBoost(bytes);
    const loaded = deserialize(serialize(pipeline)) as typeof pipeline;
    expect(loaded.predict(records)).toEqual(pipeline.predict(records));
  });

  it('takes null for missing, and refuses a word that training did not have', () => {
    const pipeline = pipelineFromXGBoost(bytes);
    const missing = records.map((record) => ({ ...record, colour: null }));
    const holes = X.map((row) => row.map((x, j) => (j === 3 ? Number.NaN : x)));
    expect(pipeline.predict(missing)).toEqual(fromXGBoost(bytes).predict(holes));
    expect(() => pipeline.predict([{ ...records[0], colour: 'pink' }])).toThrow(/"pink"/);
  });

  it('takes names and categories that the file does not have', () => {
    const file = interopFile('xgb-category-names.model.json').toString();
    const old = file
      .replace(/"feature_names":\[[^\]]*\]/, '"feature_names":[]')
      .replace(/"cats":\{.*?\},"gbtree_model_param"/, '"gbtree_model_param"');
    expect(old.length).toBeLessThan(file.length - 200);
    expect(() => pipelineFromXGBoost(old)).toThrow(/no names of features. Pass featureNames, 5/);
    expect(() => pipelineFromXGBoost(old, { featureNames })).toThrow(
      /categories: \{ "colour": \[...\] \}/,
    );
    const categories = { colour: ['blue', 'green', 'red', 'white'] };
    const pipeline = pipelineFromXGBoost(old, { featureNames, categories });
    expect(pipeline.predict(records)).toEqual(pipelineFromXGBoost(bytes).predict(records));
  });

  it('refuses a file whose names are not one for each feature, or too many for a table', () => {
    const file = interopFile('xgb-category-names.model.json').toString();
    const twice = file.replace('["size","price"', '["size","size"');
    expect(() => pipelineFromXGBoost(twice)).toThrow(ModelFormatError);
    expect(() => pipelineFromXGBoost(twice)).toThrow(/not 5 different ones. Pass featureNames/);
    const wide = file.replace(
      '"num_feature":"5","num_target',
      '"num_feature":"100000","num_target',
    );
    expect(() => pipelineFromXGBoost(wide)).toThrow(/has 100000 features.*pass matrices/);
  });

  it('relies on no names beyond ASCII, which XGBoost 3.2 may have cut', () => {
    const file = interopFile('xgb-category-names.model.json').toString();
    const cut = file.replace('[98,108,117,101', '[98,-61,-68,101');
    expect(cut).not.toBe(file);
    expect(() => pipelineFromXGBoost(cut)).toThrow(/not in a way to rely on/);
  });

  it.each([
    [{ featureNames: ['a'] }, /featureNames must be 5 different names/],
    [{ categories: { size: ['a'] } }, /categories of "size" are given/],
    [{ categories: { colour: ['a', 'a'] } }, /categories of "colour" are given/],
    [{ categories: { nowhere: ['a'] } }, /categories of "nowhere" are given/],
    [{ iterations: 'most' }, /iterations must be "best" or "all"/],
  ])('refuses %j', (options, message) => {
    expect(() => pipelineFromXGBoost(bytes, options as object)).toThrow(message);
  });
});
