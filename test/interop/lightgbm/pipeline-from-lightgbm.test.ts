import { describe, expect, it } from 'vitest';
import { Table } from '../../../src/data/table.js';
import { InvalidParameterError, ModelFormatError } from '../../../src/errors.js';
import { fromLightGBM } from '../../../src/interop/lightgbm/from-lightgbm.js';
import { pipelineFromLightGBM } from '../../../src/interop/lightgbm/pipeline-from-lightgbm.js';
import { serialize } from '../../../src/serialization/bytes.js';
import { deserialize } from '../../../src/serialization/deserialize.js';
import { interopCase, interopFile } from '../../support/interop-cases.js';

const { bytes, X, colours = [], featureNames = [] } = interopCase('lgb-category-names');
const text = new TextDecoder().decode(bytes);
/** As the case was asked in Python, by the names of the colours, in another order of columns. */
const records = X.map((row, i) => {
  const [size, price, age, , depth] = row.map((x) => (Number.isNaN(x) ? null : x));
  return { depth, colour: colours[i], age, price, size, unused: 1 };
});
const wanted = fromLightGBM(bytes, { classes: ['no', 'yes'] }).predict(X);

describe('pipelineFromLightGBM', () => {
  it('takes columns by name, and words for codes', () => {
    const pipeline = pipelineFromLightGBM(bytes, { classes: ['no', 'yes'] });
    expect(pipeline.predict(records)).toEqual(wanted);
    expect(pipeline.predict(Table.fromRecords(records))).toEqual(wanted);
    expect(new Set(wanted).size).toBe(2);
    expect(featureNames).toEqual(['size', 'price', 'age', 'colour', 'depth']);
  });

  it('is saved, and predicts the same when it is loaded', () => {
    const pipeline = pipelineFromLightGBM(bytes);
    const loaded = deserialize(serialize(pipeline)) as typeof pipeline;
    expect(loaded.predict(records)).toEqual(pipeline.predict(records));
  });

  it('takes null, and a word that training did not have, for missing', () => {
    const pipeline = pipelineFromLightGBM(bytes);
    const holes = fromLightGBM(bytes).predict(
      X.map((row) => row.map((x, j) => (j === 3 ? Number.NaN : x))),
    );
    for (const colour of [null, 'pink']) {
      expect(pipeline.predict(records.map((record) => ({ ...record, colour })))).toEqual(holes);
    }
  });

  it('takes names and categories that are given for those of the file', () => {
    const others = records.map(({ colour, ...record }) => ({
      ...record,
      farbe: { blue: 'blau', green: 'grün', réd: 'rot', white: 'weiß' }[colour ?? ''] ?? null,
    }));
    const pipeline = pipelineFromLightGBM(text.replace(/^pandas_categorical.*$/m, ''), {
      classes: ['no', 'yes'],
      featureNames: ['size', 'price', 'age', 'farbe', 'depth'],
      categories: { farbe: ['blau', 'grün', 'rot', 'weiß'] },
    });
    expect(pipeline.predict(others)).toEqual(wanted);
  });

  it('takes codes as they are where the file has no words for them', () => {
    const model = fromLightGBM(interopFile('lgb-categorical.txt'));
    const { X: rows } = interopCase('lgb-categorical');
    const named = rows.map((row) => Object.fromEntries(row.map((x, j) => [`f${j}`, x])));
    expect(pipelineFromLightGBM(interopFile('lgb-categorical.txt')).predict(named)).toEqual(
      model.predict(rows),
    );
  });

  it.each([
    [{ featureNames: ['a'] }, /featureNames must be 5 different names/],
    [{ featureNames: ['a', 'a', 'b', 'c', 'd'] }, /featureNames must be 5 different names/],
    [{ categories: { color: ['a'] } }, /categories of "color"/],
    [{ categories: { colour: ['a', 'a'] } }, /categories of "colour"/],
    [{ categories: { colour: 'abc' } }, /categories of "colour"/],
    [{ names: [] }, /there is no option "names"/],
  ])('refuses what does not fit the file: %j', (options, words) => {
    const read = () => pipelineFromLightGBM(bytes, options as never);
    expect(read).toThrow(InvalidParameterError);
    expect(read).toThrow(words);
  });

  it.each([
    ['[["blue"],["x"]]'],
    ['[["blue","blue"]]'],
    ['[[]]'],
    ['[3]'],
    ['{"length":1}'],
    ['[["blue"'],
  ])('refuses damaged categories: %s', (lists) => {
    const damaged = text.replace(/^pandas_categorical.*$/m, `pandas_categorical:${lists}`);
    expect(() => pipelineFromLightGBM(damaged)).toThrow(ModelFormatError);
    expect(() => pipelineFromLightGBM(damaged)).toThrow(/pandas_categorical is/);
    expect(fromLightGBM(damaged).predict(X)).toHaveLength(X.length);
  });
});
