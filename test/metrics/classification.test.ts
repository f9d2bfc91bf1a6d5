import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accuracyScore, confusionMatrix } from '../../src/metrics/classification.js';
import {
  classificationReport,
  formatClassificationReport,
} from '../../src/metrics/classification-report.js';
import { jaccardScore } from '../../src/metrics/confusion-scores.js';
import {
  f1Score,
  fbetaScore,
  precisionRecallFscoreSupport,
  precisionScore,
  recallScore,
} from '../../src/metrics/precision-recall.js';
import { setWarningHandler, type Warning } from '../../src/warnings.js';
import { DIGITS, expected } from './reference.js';

const warnings: Warning[] = [];
beforeEach(() => {
  warnings.length = 0;
  setWarningHandler((warning) => warnings.push(warning));
});
afterEach(() => setWarningHandler(null));

function expectClose(actual: readonly number[], values: readonly number[]): void {
  expect(actual).toHaveLength(values.length);
  for (const [i, value] of values.entries()) expect(actual[i]).toBeCloseTo(value, DIGITS);
}

describe.each(['binary', 'multi'] as const)('on %s labels it equals scikit-learn', (kind) => {
  const { truth, predicted, weight, ...scores } = expected[kind];

  describe.each(['plain', 'weighted'] as const)('%s', (weighting) => {
    const reference = scores[weighting];
    const sampleWeight = weighting === 'weighted' ? weight : undefined;

    it('in accuracy', () => {
      expect(accuracyScore(truth, predicted, { sampleWeight })).toBeCloseTo(
        reference.accuracy,
        DIGITS,
      );
    });

    it('in the confusion matrix, also by row', () => {
      const counts = confusionMatrix(truth, predicted, { sampleWeight });
      const shares = confusionMatrix(truth, predicted, { sampleWeight, normalize: 'true' });
      expectClose(counts.to1DArray(), reference.confusion.flat());
      expectClose(shares.to1DArray(), reference.normalized.flat());
    });

    it('in precision, recall and F, of every average', () => {
      for (const [average, [precision, recall, fscore]] of Object.entries(reference.averages)) {
        const options = { average: average as 'macro', sampleWeight };
        const all = precisionRecallFscoreSupport(truth, predicted, options);
        expectClose([all.precision, all.recall, all.fscore], [precision, recall, fscore]);
        expect(precisionScore(truth, predicted, options)).toBe(all.precision);
        expect(recallScore(truth, predicted, options)).toBe(all.recall);
        expect(f1Score(truth, predicted, options)).toBe(all.fscore);
      }
    });

    it('in precision, recall, F and size of each class', () => {
      const each = precisionRecallFscoreSupport(truth, predicted, { sampleWeight });
      expectClose(each.precision, reference.each[0]);
      expectClose(each.recall, reference.each[1]);
      expectClose(each.fscore, reference.each[2]);
      expectClose(each.support, reference.each[3]);
    });

    it('in F2', () => {
      const options = { beta: 2, average: 'macro', sampleWeight } as const;
      expect(fbetaScore(truth, predicted, options)).toBeCloseTo(reference.fbeta, DIGITS);
    });
  });

  it('in the text of the report, to the character', () => {
    const report = classificationReport(truth, predicted);
    expect(formatClassificationReport(report, { digits: 3 })).toBe(scores.text);
  });
});

it('prints named classes, and the micro average where a class is left out, as scikit-learn', () => {
  const { truth, predicted, text, partial } = expected.named;
  const report = classificationReport(truth, predicted, { zeroDivision: 0 });
  expect(formatClassificationReport(report)).toBe(text);
  const some = { labels: ['ant', 'wasp'], zeroDivision: 0 };
  expect(formatClassificationReport(classificationReport(truth, predicted, some))).toBe(partial);
});

describe('the positive class is', () => {
  const truth = ['no', 'yes', 'yes', 'no'];
  const predicted = ['no', 'yes', 'no', 'no'];

  it('the later label, 1, or true', () => {
    expect(recallScore(truth, predicted)).toBe(0.5);
    expect(recallScore([0, 1, 1, 0], [0, 1, 0, 0])).toBe(0.5);
    expect(recallScore([false, true, true, false], [false, true, false, false])).toBe(0.5);
  });

  it('the one that is asked for', () => {
    expect(recallScore(truth, predicted, { posLabel: 'no' })).toBe(1);
  });
});

it('warns of a positive class that the average does not ask for', () => {
  const [truth, predicted] = [
    [0, 1, 2],
    [0, 1, 1],
  ];
  f1Score(truth, predicted, { average: 'micro', posLabel: 2 });
  expect(warnings.map(({ message }) => message)).toEqual([
    'f1Score: posLabel 2 is ignored, since average is "micro". Pass labels: [2] to score that class alone.',
  ]);
  precisionRecallFscoreSupport(truth, truth, { posLabel: 1 });
  jaccardScore(truth, truth, { average: 'macro', posLabel: 1 });
  expect(warnings).toHaveLength(3);
  f1Score([0, 1], [0, 1], { posLabel: 0 });
  f1Score(truth, truth, { average: 'macro' });
  expect(warnings).toHaveLength(3);
});

describe('0 / 0 is', () => {
  const truth = [0, 0, 1];
  const predicted = [0, 0, 0];

  it('0 with a warning, unless told otherwise', () => {
    expect(precisionScore(truth, predicted)).toBe(0);
    expect(warnings.map(({ message }) => message)).toEqual([
      'precisionScore: a class without predicted or without true samples scores 0, where its precision or recall is 0 / 0. Pass zeroDivision: 0 to expect that.',
    ]);
  });

  it('what zeroDivision says, and NaN is left out of means', () => {
    expect(precisionScore(truth, predicted, { zeroDivision: 1 })).toBe(1);
    const options = { average: 'macro', zeroDivision: Number.NaN } as const;
    expect(precisionScore(truth, predicted, options)).toBeCloseTo(2 / 3, DIGITS);
    expect(warnings).toEqual([]);
  });

  it('the plain mean of classes none of which has a sample', () => {
    // scikit-learn 1.9.1: precision, recall and F1 with labels=[1, 2], average='weighted', zero_division=1
    const options = { labels: [1, 2], average: 'weighted', zeroDivision: 1 } as const;
    const [yTrue, yPred] = [
      [0, 0, 0],
      [0, 0, 1],
    ];
    expect(precisionScore(yTrue, yPred, options)).toBe(0.5);
    expect(recallScore(yTrue, yPred, options)).toBe(1);
    expect(f1Score(yTrue, yPred, options)).toBe(0.5);
    expect(jaccardScore(yTrue, yPred, options)).toBe(0.5);
    const report = classificationReport(yTrue, yPred, { labels: [1, 2], zeroDivision: 1 });
    expect(report.weightedAverage).toMatchObject({ precision: 0.5, recall: 1, f1: 0.5 });
  });
});

const labelPairs = fc.array(
  fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 })),
  {
    minLength: 1,
  },
);

it('does not depend on the order of rows or the names of labels', () => {
  fc.assert(
    fc.property(labelPairs, (pairs) => {
      const score = (rows: [number, number][], name: (k: number) => number | string) =>
        f1Score(
          rows.map(([t]) => name(t)),
          rows.map(([, p]) => name(p)),
          { average: 'macro', zeroDivision: 0 },
        );
      const plain = score(pairs, (k) => k);
      expect(score([...pairs].reverse(), (k) => k)).toBeCloseTo(plain, DIGITS);
      expect(score(pairs, (k) => `label ${k}`)).toBeCloseTo(plain, DIGITS);
    }),
  );
});

it('takes a weight of two for a repeated row', () => {
  fc.assert(
    fc.property(labelPairs, (pairs) => {
      const truth = pairs.map(([t]) => t);
      const predicted = pairs.map(([, p]) => p);
      const sampleWeight = pairs.map((_, i) => 1 + (i % 2));
      const twice = pairs.flatMap((pair, i) => (i % 2 === 1 ? [pair, pair] : [pair]));
      expect(confusionMatrix(truth, predicted, { sampleWeight })).toEqual(
        confusionMatrix(
          twice.map(([t]) => t),
          twice.map(([, p]) => p),
        ),
      );
    }),
  );
});

it('gives a perfect prediction the best score', () => {
  const labels = ['a', 'b', 'c', 'a'];
  expect(accuracyScore(labels, labels)).toBe(1);
  expect(f1Score(labels, labels, { average: 'macro' })).toBe(1);
});

it('counts each sample once: rows sum to the truth, columns to the predictions', () => {
  const { truth, predicted } = expected.multi;
  const counts = confusionMatrix(truth, predicted);
  const times = (labels: number[], k: number) => labels.filter((label) => label === k).length;
  for (let k = 0; k < 4; k++) {
    expect(counts.getRowVector(k).sum()).toBe(times(truth, k));
    expect(counts.getColumnVector(k).sum()).toBe(times(predicted, k));
  }
});

describe('it refuses', () => {
  it('no samples and other lengths', () => {
    expect(() => accuracyScore([], [])).toThrow(
      'accuracyScore: there are no samples. Pass at least one.',
    );
    expect(() => accuracyScore([1, 0], [1])).toThrow(
      'accuracyScore: yTrue has 2 values, but yPred has 1 value. Pass one value a sample in both.',
    );
  });

  it('labels of different types', () => {
    expect(() => accuracyScore([1, 0], ['1', '0'])).toThrow(
      'accuracyScore: labels of different types are mixed: 1 and "1". Pass yTrue and yPred of one type.',
    );
  });

  it('missing labels, naming the place', () => {
    expect(() => accuracyScore([1, 0], [1, Number.NaN])).toThrow(
      'accuracyScore: yPred[1] is NaN, not a label. Pass numbers, text or booleans.',
    );
  });

  it('more than two classes with the binary average', () => {
    expect(() => f1Score([0, 1, 2], [0, 1, 2])).toThrow(
      'f1Score: there are 3 classes, but average is "binary". Pass average: "macro", "micro", "weighted" or null.',
    );
  });

  it('an unknown positive label, with those there are', () => {
    expect(() => f1Score(['a', 'b'], ['a', 'b'], { posLabel: 'c' })).toThrow(
      'f1Score: posLabel "c" is not among the labels ["a", "b"]. Pass one of them.',
    );
  });

  it('labels that do not occur in yTrue', () => {
    expect(() => confusionMatrix([0, 1], [0, 1], { labels: [7] })).toThrow(
      'confusionMatrix: none of the labels [7] occurs in yTrue.',
    );
  });

  it('unknown options', () => {
    const normalize = 'rows' as 'all';
    expect(() => confusionMatrix([0, 1], [0, 1], { normalize })).toThrow(
      'normalize must be one of',
    );
    const average = 'mean' as 'macro';
    expect(() => f1Score([0, 1], [0, 1], { average })).toThrow('average must be one of');
    expect(() => f1Score([0, 1], [0, 1], { zeroDivision: 2 })).toThrow('zeroDivision must be');
    expect(() => fbetaScore([0, 1], [0, 1], { beta: -1 })).toThrow('beta must be a number >= 0');
  });
});
