import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseCsv } from '../../src/data/csv/csv.js';
import {
  type ClassificationDataset,
  type Dataset,
  loadBreastCancer,
  loadDiabetes,
  loadIris,
  loadPenguins,
  loadWine,
} from '../../src/datasets.js';
import { dataFile, reference } from '../reference/reference.js';

interface Expected {
  shape: number[];
  featureNames: string[];
  targetNames: string[];
  rows: Record<string, number[]>;
  sums: number[];
  squares: number[];
  target: number[];
}
const scikitLearn = reference<Record<string, Expected>>('datasets');

const loaders: [string, () => Dataset | ClassificationDataset][] = [
  ['iris', loadIris],
  ['wine', loadWine],
  ['breastCancer', loadBreastCancer],
  ['diabetes', loadDiabetes],
  ['diabetesRaw', () => loadDiabetes({ scaled: false })],
];

describe.each(loaders)('%s', (name, load) => {
  const expected = scikitLearn[name];

  it('has the values of scikit-learn', () => {
    const { data, target } = load();
    expect([data.rows, data.columns]).toEqual(expected.shape);
    expect(target).toEqual(expected.target);
    const columns = expected.sums.map((_, j) => data.getColumn(j));
    const near = (actual: number, wanted: number, scale: number) => {
      expect(Math.abs(actual - wanted)).toBeLessThanOrEqual(1e-13 * scale);
    };
    for (const [j, column] of columns.entries()) {
      const squares = column.reduce((sum, value) => sum + value * value, 0);
      near(squares, expected.squares[j], squares);
      near(
        column.reduce((sum, value) => sum + value, 0),
        expected.sums[j],
        column.reduce((sum, value) => sum + Math.abs(value), 0),
      );
    }
    for (const [i, row] of Object.entries(expected.rows)) {
      // Scaled features are computed, all others read.
      const own = data.getRow(Number(i));
      if (name === 'diabetes') for (const [j, value] of own.entries()) near(value, row[j], 0.1);
      else expect(own).toEqual(row);
    }
  });

  it('has its names', () => {
    const dataset = load();
    expect(dataset.featureNames).toEqual(expected.featureNames);
    const targetNames = 'targetNames' in dataset ? dataset.targetNames : [];
    expect(targetNames).toEqual(expected.targetNames);
  });

  it('has the same data as a table', () => {
    const { data, target, featureNames, table, ...rest } = load();
    expect(table.columnNames).toEqual([...featureNames, 'target']);
    expect(table.select(featureNames).toMatrix().to2DArray()).toEqual(data.to2DArray());
    const names = 'targetNames' in rest ? rest.targetNames : undefined;
    expect(table.values('target')).toEqual(names ? target.map((k) => names[k]) : target);
  });

  it('is new at every call', () => {
    const first = load();
    first.data.set(0, 0, 1e9);
    first.target[0] = 7;
    first.featureNames[0] = 'changed';
    expect(load().data.get(0, 0)).toBeCloseTo(expected.rows[0][0], 12);
    expect(load().target[0]).toBe(expected.target[0]);
    expect(load().featureNames[0]).toBe(expected.featureNames[0]);
    expect(load().table.column(expected.featureNames[0])).not.toBe(
      load().table.column(expected.featureNames[0]),
    );
  });

  it('says where it comes from', () => {
    expect(load().description).toMatch(/^[A-Z].*\n\nSource: .*Licence: .+\.$/s);
  });
});

describe('penguins', () => {
  it('have measures with gaps, and text', () => {
    const { data, target, targetNames, featureNames, table } = loadPenguins();
    expect(targetNames).toEqual(['Adelie', 'Chinstrap', 'Gentoo']);
    expect(targetNames.map((_, k) => target.filter((code) => code === k).length)).toEqual([
      152, 68, 124,
    ]);
    expect([data.rows, data.columns]).toEqual([344, 4]);
    expect(featureNames).toEqual(table.columnNames.slice(2, 6));
    expect(data.getRow(0)).toEqual([39.1, 18.7, 181, 3750]);
    expect(data.getRow(3)).toEqual([NaN, NaN, NaN, NaN]);
    expect(table.values('species')).toEqual(target.map((code) => targetNames[code]));
  });

  it('are what the file says, one sex that is a point apart', () => {
    const file = parseCsv(readFileSync(dataFile('penguins.csv'), 'utf8'), {
      missingValues: ['', '.'],
    });
    expect(loadPenguins().table.toRecords()).toEqual(file.toRecords());
    expect(file.values('sex').filter((sex) => sex === null)).toHaveLength(11);
  });

  it('say where they come from', () => {
    expect(loadPenguins().description).toContain('Licence: CC0.');
  });
});

it.each(['iris', 'wine', 'breast_cancer', 'diabetes'])('keeps to the file %s.csv', (name) => {
  const file = parseCsv(readFileSync(dataFile(`${name}.csv`), 'utf8'));
  const load = { iris: loadIris, wine: loadWine, breast_cancer: loadBreastCancer }[name];
  const { data, featureNames, table } = load?.() ?? loadDiabetes({ scaled: false });
  const columns = file.columnNames.slice(0, featureNames.length);
  const values = file.select(columns).toMatrix().to1DArray();
  expect(data.to1DArray()).toEqual(values.map((value) => Number(value.toPrecision(15))));
  expect(table.values('target')).toEqual(file.values('target'));
});

it('refuses options of loadDiabetes by name', () => {
  // @ts-expect-error: what a JavaScript user may pass
  expect(() => loadDiabetes({ scaled: 1 })).toThrow(
    'loadDiabetes: scaled must be true or false, but got 1.',
  );
  // @ts-expect-error: what a JavaScript user may pass
  expect(() => loadDiabetes({ scale: true })).toThrow('there is no option "scale"');
});
