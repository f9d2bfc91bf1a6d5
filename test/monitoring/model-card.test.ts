import { describe, expect, it } from 'vitest';
import { Table } from '../../src/data/table.js';
import { loadDiabetes } from '../../src/datasets/load-diabetes.js';
import { loadPenguins } from '../../src/datasets/load-penguins.js';
import { accuracyScore } from '../../src/metrics/classification.js';
import { balancedAccuracyScore } from '../../src/metrics/confusion-scores.js';
import { f1Score } from '../../src/metrics/precision-recall.js';
import { scorerOf } from '../../src/monitoring/held-out-scores.js';
import { modelCard } from '../../src/monitoring/model-card.js';
import { scoreIntervals } from '../../src/monitoring/score-intervals.js';
import { createRng } from '../../src/random/rng.js';
import { createNormal } from '../../src/random/sampling.js';
import { trainModel } from '../../src/training/train-model.js';

const { table } = loadPenguins();
const trained = trainModel(table, {
  target: 'species',
  modelName: 'logisticRegression',
  randomState: 1,
});
const card = modelCard(trained, { notFor: 'Penguins of other seas.' });

describe('a model card', () => {
  it('has a section for each question', () => {
    expect(card.match(/^#+ .*/gm)).toEqual([
      '# species by logisticRegression',
      '## What it is for',
      '## What it must not be used for',
      '## Data',
      '## Scores',
      '## Calibration',
      '## What it relies on',
      '## Remarks',
    ]);
    expect(card).toContain('## What it must not be used for\n\nPenguins of other seas.');
    expect(card).toContain('_To be filled in: by whom');
  });

  it('has the scores of the training, within their intervals, beside those without features', () => {
    const [, held, low, high, without] =
      /^\| accuracy \| (\S+) \| (\S+) to (\S+) \| (\S+) \|$/m.exec(card)?.map(Number) ?? [];
    expect(held).toBeCloseTo(trained.metrics.accuracy, 2);
    expect(low).toBeLessThanOrEqual(held);
    expect(high).toBeGreaterThanOrEqual(held);
    expect(without).toBeLessThan(low);
  });

  it('does not take a score without an error for one without doubt', () => {
    const perfect = trained.metrics.accuracy === 1;
    expect(card.includes('No held-out row was wrong')).toBe(perfect);
    const truth = ['a', 'b', 'a', 'b'];
    const heldOut = { truth, predictions: truth, confidences: null };
    expect(modelCard({ ...trained, heldOut } as never)).toContain(
      'with so many rows, up to 75 % of others may be wrong even so',
    );
  });

  it('is the same at each call, and another by another seed', () => {
    expect(modelCard(trained, { notFor: 'Penguins of other seas.' })).toBe(card);
    const hard = trainModel(table, {
      target: 'sex',
      features: ['bill_length_mm'],
      modelName: 'logisticRegression',
      randomState: 1,
    });
    expect(modelCard(hard, { randomState: 1 })).not.toBe(modelCard(hard, { randomState: 2 }));
  });

  it('counts as many rows in its calibration as were held out', () => {
    const [, rows] = card.split('## Calibration');
    const bins = [...rows.matchAll(/^\| [\d.]+ to [\d.]+ \| (\d+) \|/gm)].map(([, n]) => Number(n));
    expect(bins.reduce((sum, n) => sum + n, 0)).toBe(trained.report.rows.test);
  });

  it('tells errors of numbers, in their units', () => {
    const { data, target, featureNames } = loadDiabetes();
    const columns = Object.fromEntries(featureNames.map((name, j) => [name, data.getColumn(j)]));
    const diabetes = Table.fromColumns({ ...columns, progression: target });
    const found = trainModel(diabetes, {
      target: 'progression',
      modelName: 'linearRegression',
      randomState: 1,
    });
    const text = modelCard(found);
    expect(text).toMatch(/^\| r2 \| 0\.\d+ \| -?0\.\d+ to 0\.\d+ \| -?\S+ \|$/m);
    expect(text).toMatch(/## Errors\n\nPredictions are \S+ too (low|high) on average/);
    expect(text).not.toContain('## Calibration');
  });

  it('lets no name of the data become Markdown', () => {
    const odd = Table.fromColumns({
      'a|b\n# head': table.numbers('body_mass_g').map((x) => x || 0),
      '<img src=x>': table.numbers('bill_length_mm').map((x) => x || 0),
      'y`': table.strings('species'),
    });
    const text = modelCard(
      trainModel(odd, { target: 'y`', modelName: 'logisticRegression', randomState: 1 }),
    );
    expect(text.match(/^#+ /gm)).toHaveLength(8);
    expect(text).toContain('| a\\|b # head |');
    expect(text).not.toMatch(/(?<!\\)<img/);
  });

  it.each([
    [() => modelCard({} as never), 'trained must be what trainModel gave with a target'],
    [() => modelCard(null as never), 'trained must be what trainModel gave with a target'],
    [
      () => modelCard(trainModel(table, { modelName: 'kMeans', randomState: 1 }) as never),
      'trained must be what trainModel gave with a target',
    ],
    [() => modelCard(trained, { confidenceLevel: 95 }), 'confidenceLevel must be a number > 0'],
    [() => modelCard(trained, { titel: 'x' } as never), 'there is no option "titel"'],
  ])('refuses what it cannot describe: %#', (call, words) => {
    expect(call).toThrow(words);
  });
});

describe('scores of held-out rows', () => {
  const truth = ['a', 'b', 'b', 'c', 'a', 'b'];
  const said = ['a', 'b', 'c', 'c', 'b', 'a'];

  it('are those of the metrics', () => {
    const { accuracy, balancedAccuracy, f1 } = scorerOf(false, truth, said)();
    expect(accuracy).toBe(accuracyScore(truth, said));
    expect(balancedAccuracy).toBeCloseTo(balancedAccuracyScore(truth, said), 15);
    expect(f1).toBeCloseTo(f1Score(truth, said, { average: 'weighted', zeroDivision: 0 }), 15);
  });

  it('have intervals that hold what they are to hold, as often as they say', () => {
    // the accuracy of a model that is right in 80 of 100 rows, in many draws of 200 rows
    const rng = createRng(3);
    let held = 0;
    const runs = 100;
    for (let run = 0; run < runs; run++) {
      const right = Array.from({ length: 200 }, () => (rng.next() < 0.8 ? 'a' : 'b'));
      const score = scorerOf(false, Array(200).fill('a'), right);
      const options = { nResamples: 100, confidenceLevel: 0.9, randomState: run };
      const [low, high] = scoreIntervals(score, 200, options).accuracy;
      if (low <= 0.8 && 0.8 <= high) held++;
    }
    expect(Math.abs(held / runs - 0.9)).toBeLessThan(4 * Math.sqrt((0.9 * 0.1) / runs));
  });

  it('have the interval of a mean error that theory has', () => {
    const normal = createNormal(createRng(1));
    const errors = Float64Array.from({ length: 400 }, normal);
    const score = scorerOf(true, new Float64Array(400), errors);
    const options = { nResamples: 2000, confidenceLevel: 0.95, randomState: 0 };
    const [low, high] = scoreIntervals(score, 400, options).mae;
    const spread = Math.sqrt((1 - 2 / Math.PI) / 400); // of the mean of |z|
    expect((high - low) / (2 * 1.96 * spread)).toBeGreaterThan(0.85);
    expect((high - low) / (2 * 1.96 * spread)).toBeLessThan(1.15);
  });
});
