import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseCsv } from '../../src/data/csv/csv.js';
import { Table } from '../../src/data/table.js';
import { InvalidInputError, InvalidParameterError, ModelFormatError } from '../../src/errors.js';
import { LogisticRegression } from '../../src/estimators/linear/logistic-regression.js';
import { probabilityRecords } from '../../src/estimators/predictions.js';
import { accuracyScore } from '../../src/metrics/classification.js';
import { thresholdReport } from '../../src/metrics/threshold-report.js';
import { serialize } from '../../src/serialization/bytes.js';
import { deserialize, fromJSON } from '../../src/serialization/deserialize.js';
import { listModels } from '../../src/training/catalogue.js';
import type { TabularModel } from '../../src/training/tabular-model.js';
import { trainModel } from '../../src/training/train-model.js';
import { dataFile } from '../reference/reference.js';

const penguins = parseCsv(readFileSync(dataFile('penguins.csv'), 'utf8'));
const fast: Readonly<Record<string, Record<string, unknown>>> = {
  randomForest: { nEstimators: 5 },
  gradientBoosting: { nEstimators: 5 },
  isolationForest: { nEstimators: 5 },
  kMeans: { nClusters: 3 },
};

/** Two classes that overlap, in a table with a gap and a text. */
const mixed = Table.fromRecords(
  Array.from({ length: 120 }, (_, i) => ({
    size: i % 17 === 0 ? null : (i * 37) % 101,
    colour: ['red', 'green', 'blue'][i % 3],
    bought: (i * 37) % 101 > 45 + ((i * 13) % 31) ? 'yes' : 'no',
  })),
);
const buyers = trainModel(mixed, {
  target: 'bought',
  modelName: 'logisticRegression',
  randomState: 0,
}).model;
const records = mixed.toRecords();

describe('one record', () => {
  it.each(listModels().flatMap(({ name, tasks }) => tasks.map((task) => [name, task] as const)))(
    'is predicted by %s for %s as in a table of many',
    (modelName, task) => {
      const common = { modelName, hyperparams: fast[modelName], randomState: 0 };
      const target = task === 'regression' ? 'body_mass_g' : 'species';
      const isSupervised = task === 'regression' || task === 'classification';
      const { model } = isSupervised
        ? trainModel(penguins, { ...common, target, task, importance: false })
        : trainModel(penguins, { ...common, features: ['bill_length_mm', 'body_mass_g'] });
      const rows = penguins.head(12);
      const predicted = model.predict(rows);
      const told = model.predictRecords(rows);
      expect(told).toEqual(rows.toRecords().map((record) => model.predictOne(record)));
      const first: object = told[0];
      const { probabilities } = model.predictWithReport(rows);
      if (task === 'classification') {
        expect(told.map((one) => 'label' in one && one.label)).toEqual(predicted);
        expect('probabilities' in first).toBe(probabilities !== undefined);
        told.forEach((one, i) => {
          if (!('probabilities' in one) || probabilities === undefined) return;
          expect(Object.keys(one.probabilities ?? {})).toEqual(model.classes);
          expect(Object.values(one.probabilities ?? {})).toEqual(probabilities.getRow(i));
        });
      } else if (task === 'regression') {
        expect(told).toEqual(predicted.map((value) => ({ value })));
      } else if (task === 'clustering') {
        expect(told).toEqual(predicted.map((cluster) => ({ cluster })));
      } else {
        const decisions = model.decisionFunction(rows);
        expect(told).toEqual(
          predicted.map((sign, i) => ({
            isOutlier: sign === -1,
            decision: (decisions as number[])[i],
          })),
        );
      }
    },
  );

  it('may be cells in the order of the features, and lacks no column', () => {
    const { size, colour } = records[5];
    expect(buyers.predictOne([size, colour])).toEqual(buyers.predictOne({ colour, size }));
    expect(() => buyers.predictOne({ colour })).toThrow(InvalidInputError);
    expect(() => buyers.predictOne({ size: 'big', colour })).toThrow(/row 0 of column "size"/);
  });

  it('has probabilities by class name beside the matrix of a report', () => {
    const { probabilities, probabilityRecords: byName } = buyers.predictWithReport(mixed);
    expect(byName?.map(({ yes }) => yes)).toEqual(probabilities?.getColumn(1));
  });
});

describe('probabilities by class name', () => {
  it('are made of any matrix and its classes, whatever these are called', () => {
    const model = new LogisticRegression().fit([[0], [1], [2], [3]], [false, false, true, true]);
    const [first] = probabilityRecords(model.predictProba([[0]]), model.classes);
    expect(Object.keys(first)).toEqual(['false', 'true']);
    expect(first.false + first.true).toBeCloseTo(1, 15);
    const odd = probabilityRecords([[0.25, 0.75]], ['__proto__', 'toString'])[0];
    expect(Object.entries(odd)).toEqual([
      ['__proto__', 0.25],
      ['toString', 0.75],
    ]);
  });

  it('are refused where the classes do not fit', () => {
    expect(() => probabilityRecords([[0.5, 0.5]], ['a'])).toThrow(
      'probabilityRecords: classes must hold a label for each of 2 columns, but got 1 label. Pass the classes of the model.',
    );
    expect(() => probabilityRecords([[0.5, 0.5]], ['1', 1])).toThrow('two classes are called "1"');
  });
});

describe('a threshold', () => {
  const scores = buyers.predictProba(mixed).getColumn(1);
  const truth = records.map(({ bought }) => bought);

  it('decides every answer of a new model, and leaves the old one and the probabilities alone', () => {
    const before = buyers.predict(mixed);
    for (const threshold of [0, 0.1, 0.5, 0.9, 1]) {
      const model = buyers.withThreshold(threshold);
      const expected = scores.map((score) => (score >= threshold ? 'yes' : 'no'));
      expect(model.predict(mixed)).toEqual(expected);
      expect(model.predictWithReport(mixed).predictions).toEqual(expected);
      expect(model.predictRecords(mixed).map(({ label }) => label)).toEqual(expected);
      expect(model.score(mixed, truth)).toBe(accuracyScore(truth, expected));
      expect(model.predictProba(mixed)).toEqual(buyers.predictProba(mixed));
      expect(model.threshold).toBe(threshold);
    }
    expect(buyers.predict(mixed)).toEqual(before);
    expect(buyers.threshold).toBeNull();
  });

  it('is the best of a report, and is kept in the file', () => {
    const { best } = thresholdReport(truth, scores, { posLabel: 'yes', metric: 'recall' });
    const model = buyers.withThreshold(best.threshold);
    const expected = model.predict(mixed);
    expect(expected.filter((label, i) => truth[i] === 'yes' && label === 'no')).toEqual([]);
    for (const loaded of [
      deserialize(serialize(model)) as TabularModel,
      fromJSON(JSON.parse(JSON.stringify(model))) as TabularModel,
    ]) {
      expect(loaded.predict(mixed)).toEqual(expected);
      expect(loaded.threshold).toBe(best.threshold);
    }
  });

  it('may be that of the first label', () => {
    const model = buyers.withThreshold(0.9, { posLabel: 'no' });
    const sure = buyers.predictProba(mixed).getColumn(0);
    expect(model.predict(mixed)).toEqual(sure.map((score) => (score >= 0.9 ? 'no' : 'yes')));
  });

  it('is compared with decisions where there are no probabilities', () => {
    const { model } = trainModel(mixed, { target: 'bought', modelName: 'linearSvm' });
    const decisions = model.decisionFunction(mixed) as number[];
    const expected = (from: number) => decisions.map((value) => (value >= from ? 'yes' : 'no'));
    expect(model.withThreshold(-0.4).predict(mixed)).toEqual(expected(-0.4));
    expect(model.withThreshold(0.4, { posLabel: 'no' }).predict(mixed)).toEqual(
      decisions.map((value) => (-value >= 0.4 ? 'no' : 'yes')),
    );
  });

  it('is refused where it does not fit', () => {
    for (const odd of [Number.NaN, -0.1, 1.1, Infinity, '0.5']) {
      expect(() => buyers.withThreshold(odd as number)).toThrow(InvalidParameterError);
    }
    expect(() => buyers.withThreshold(0.5, { posLabel: 'maybe' as 'yes' })).toThrow(
      'TabularModel.withThreshold: posLabel is "maybe", which is no label of the model. Pass "no" or "yes".',
    );
    const { model } = trainModel(penguins, { target: 'species', modelName: 'logisticRegression' });
    expect(() => model.withThreshold(0.5)).toThrow(
      'TabularModel.withThreshold: the model cannot have one: it has 3 classes, but a threshold divides two.',
    );
    const file = JSON.parse(JSON.stringify(model));
    file.model.state.threshold = { value: 0.5, positive: 1 };
    expect(() => fromJSON(file)).toThrow(ModelFormatError);
  });

  it('is absent from the files of models that have none', () => {
    expect(Object.keys(JSON.parse(JSON.stringify(buyers)).model.state)).not.toContain('threshold');
  });
});
