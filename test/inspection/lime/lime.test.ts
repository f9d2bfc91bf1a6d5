import { describe, expect, it } from 'vitest';
import { Table } from '../../../src/data/table.js';
import { LinearRegression } from '../../../src/estimators/linear/linear-regression.js';
import { lime, limeAsync } from '../../../src/inspection/lime/lime.js';
import { setMemoryLimit } from '../../../src/memory.js';
import { Pipeline } from '../../../src/preprocessing/composition/pipeline.js';
import { TabularPreprocessor } from '../../../src/preprocessing/tabular/tabular-preprocessor.js';
import type { Progress } from '../../../src/progress.js';
import { trainModel } from '../../../src/training/train-model.js';

const records = Array.from({ length: 120 }, (_, i) => {
  const size = (i * 37) % 120;
  const kind = ['bolt', 'nut', 'screw'][(i * 7) % 3];
  const rank = (i * 11) % 23;
  return {
    size: i % 10 === 3 ? null : size,
    kind: i % 17 === 5 ? null : kind,
    rank,
    express: i % 4 === 0,
    price: (kind === 'nut' ? 50 : 0) + size,
    grade: size > 80 ? 'high' : size > 40 ? 'middle' : 'low',
    sells: kind === 'nut' ? 'yes' : 'no',
  };
});
const table = Table.fromRecords(records);
const features = ['size', 'kind', 'rank', 'express'] as const;
const trained = (target: 'price' | 'grade' | 'sells', modelName: string) =>
  trainModel(table, {
    target,
    features: [...features],
    modelName,
    hyperparams: modelName === 'gradientBoosting' ? { nEstimators: 10 } : {},
    importance: false,
    randomState: 0,
  } as never).model;

describe('the local model', () => {
  it('names what the model goes by, with the sign that it has', () => {
    const model = trained('sells', 'logisticRegression');
    const row = table.filter(({ kind, size }) => kind === 'nut' && size !== null).head(1);
    const { unit, rows } = lime(model, row, {
      background: table,
      numSamples: 600,
      randomState: 0,
    });
    expect(unit).toBe('probability');
    const [no, yes] = rows[0].outputs;
    expect([no.label, yes.label, rows[0].predicted]).toEqual(['no', 'yes', 'yes']);
    expect(yes.terms[0]).toMatchObject({ column: 'kind', value: 'nut', condition: 'kind = "nut"' });
    expect(yes.terms[0].weight).toBeGreaterThan(0.5);
    expect(no.terms[0].weight).toBeCloseTo(-yes.terms[0].weight, 9);
    expect(yes.score).toBeGreaterThan(0.8);
    expect(yes.localPrediction).toBeCloseTo(
      yes.terms.reduce((sum, { weight }) => sum + weight, yes.intercept),
      12,
    );
    expect(yes.prediction).toBe(model.predictProba(row).get(0, 1));
  });

  it('has the coefficients of a linear model, not discretised', () => {
    const complete = table.filter(({ size }) => size !== null).select(['size', 'rank', 'price']);
    const X = complete.select(['size', 'rank']);
    const y = complete
      .numbers('price')
      .map((_, i) => 3 * X.numbers('size')[i] - 10 * X.numbers('rank')[i]);
    const model = new Pipeline({
      steps: [
        ['prepare', new TabularPreprocessor()],
        ['model', new LinearRegression()],
      ],
    }).fit(X, y);
    const options = {
      background: X,
      numSamples: 1000,
      discretize: false,
      kernelWidth: 100,
      randomState: 1,
    };
    const [output] = lime(model, X.rows([4]), options).rows[0].outputs;
    for (const { column, weight, condition } of output.terms) {
      const values = X.numbers(column);
      const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
      const spread = Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length);
      const wanted = (column === 'size' ? 3 : -10) * spread;
      expect(Math.abs(weight / wanted - 1)).toBeLessThan(0.002); // shrunk by the penalty
      expect(condition).toMatch(new RegExp(`^${column} in standard deviations of \\d`));
    }
    expect(output.score).toBeGreaterThan(0.999);
    expect(Math.abs(output.localPrediction - output.prediction)).toBeLessThan(0.5);
  });

  it('tells conditions of all kinds that the row meets', () => {
    const model = trained('price', 'gradientBoosting');
    const rows = Table.fromRecords([
      { size: 5, kind: 'bolt', rank: 22, express: true },
      { size: 50, kind: null, rank: 8, express: false },
      { size: null, kind: 'new', rank: 0, express: null },
    ]);
    const found = lime(model, rows, { background: table, numSamples: 200, randomState: 0 });
    const conditions = found.rows.map(({ outputs }) =>
      outputs[0].terms.map(({ condition }) => condition).sort(),
    );
    expect(conditions).toEqual([
      ['express = true', 'kind = "bolt"', 'rank > 17', 'size <= 29.75'],
      ['29.75 < size <= 59.5', '5 < rank <= 11', 'express = false', 'kind is missing'],
      ['express is missing', 'kind = "new"', 'rank <= 5', 'size is missing'],
    ]);
    const undivided = lime(model, rows, {
      background: table,
      numSamples: 200,
      discretize: false,
      randomState: 0,
    });
    expect(undivided.rows[2].outputs[0].terms.map(({ condition }) => condition).sort()).toEqual([
      'express is missing',
      'kind = "new"',
      expect.stringMatching(/^rank in standard deviations of/),
      expect.stringMatching(/^size in standard deviations of/),
      'size is missing',
    ]);
  });

  it('has no more terms than asked for, the largest first, for every class', () => {
    const model = trained('grade', 'svm');
    const { unit, rows } = lime(model, table.head(2), {
      background: table,
      numFeatures: 2,
      numSamples: 300,
      randomState: 'a',
    });
    expect(unit).toBe('margin');
    for (const { outputs } of rows) {
      expect(outputs.map(({ label }) => label)).toEqual(['high', 'low', 'middle']);
      for (const { terms, score } of outputs) {
        expect(terms).toHaveLength(2);
        expect(Math.abs(terms[0].weight)).toBeGreaterThanOrEqual(Math.abs(terms[1].weight));
        expect(score).toBeLessThanOrEqual(1);
      }
    }
  });

  it('is the same by the same seed, whatever other rows there are, in slices too', async () => {
    const model = trained('price', 'linearRegression');
    const options = { background: table.toRecords(), numSamples: 150, randomState: 3 };
    const found = lime(model, table.head(3), options);
    expect(lime(model, table.head(2), options).rows).toEqual(found.rows.slice(0, 2));
    const reports: Progress[] = [];
    const onProgress = (progress: Progress) => reports.push(progress);
    expect(await limeAsync(model, table.head(3), { ...options, onProgress })).toEqual(found);
    expect(reports).toEqual([1, 2, 3].map((done) => ({ done, total: 3, unit: 'row' })));
    const signal = AbortSignal.abort('enough');
    await expect(limeAsync(model, table, { ...options, signal })).rejects.toBe('enough');
  });

  it('stands on one row of background, and on columns without values', () => {
    const model = trained('price', 'gradientBoosting');
    const nothing = [{ size: null, kind: null, rank: null, express: null }];
    const options = { numSamples: 20, randomState: 0 };
    for (const background of [table.head(1), nothing]) {
      for (const discretize of [true, false]) {
        const [row] = lime(model, nothing, { ...options, background, discretize }).rows;
        expect(Number.isFinite(row.outputs[0].localPrediction)).toBe(true);
      }
    }
  });
});

describe('lime refuses by name', () => {
  const model = trained('price', 'linearRegression');

  it.each([
    [{ background: null }, /lime: background is missing/],
    [{ background: 3 }, /lime: background must be a Table or an array of rows, but got 3/],
    [{ background: [] }, /background: there are no rows/],
    [{ numSamples: 1 }, /numSamples must be an integer >= 2/],
    [{ numFeatures: 0 }, /numFeatures must be an integer >= 1/],
    [{ kernelWidth: 0 }, /kernelWidth must be a number > 0, or null/],
    [{ discretize: 'yes' }, /discretize must be true or false/],
    [{ randomState: [] }, /randomState must be/],
  ])('%o', (changes, words) => {
    const options = { background: table, ...changes } as never;
    expect(() => lime(model, table.head(1), options)).toThrow(words);
  });

  it('samples beyond the memory limit', () => {
    setMemoryLimit(1e6);
    const options = { background: table, numSamples: 100_000 };
    expect(() => lime(model, table.head(1), options)).toThrow(
      /100000 samples of 4 terms would take/,
    );
    setMemoryLimit(null);
  });
});
