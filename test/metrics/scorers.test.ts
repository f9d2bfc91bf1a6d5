import { describe, expect, it } from 'vitest';
import { makeClassification } from '../../src/data/synthetic/make-classification.js';
import { LinearRegression } from '../../src/estimators/linear/linear-regression.js';
import { LogisticRegression } from '../../src/estimators/linear/logistic-regression.js';
import { SVC } from '../../src/estimators/svm/svc.js';
import { averagePrecisionScore } from '../../src/metrics/average-precision.js';
import { classLikelihoodRatios } from '../../src/metrics/likelihood-ratios.js';
import { logLoss } from '../../src/metrics/log-loss.js';
import { f1Score } from '../../src/metrics/precision-recall.js';
import { rocAucScore } from '../../src/metrics/ranking.js';
import { rootMeanSquaredError } from '../../src/metrics/regression.js';
import { getScorer, getScorerNames } from '../../src/metrics/scorers.js';
import { meanGammaDeviance, meanPoissonDeviance } from '../../src/metrics/tweedie-deviance.js';

const { X, y } = makeClassification({
  nSamples: 120,
  nClasses: 3,
  nInformative: 4,
  randomState: 1,
});
const model = new LogisticRegression().fit(X, y);
const flags = y.map((label) => (label === 0 ? 'no' : 'yes'));
const two = new LogisticRegression().fit(X, flags);

describe('a scorer', () => {
  it('is found by either spelling of its name', () => {
    for (const name of getScorerNames()) {
      const camel = name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
      expect(getScorer(name).name).toBe(name);
      expect(getScorer(camel).name).toBe(name);
    }
  });

  it('takes labels, probabilities or decisions of the model', () => {
    const sampleWeight = y.map((_, i) => 1 + (i % 3));
    const labels = model.classes;
    const weighted = { sampleWeight };
    expect(getScorer('negLogLoss').score(model, X, y, weighted)).toBe(
      -logLoss(y, model.predictProba(X), { labels, sampleWeight }),
    );
    expect(getScorer('f1_macro').score(model, X, y)).toBe(
      f1Score(y, model.predict(X), { average: 'macro' }),
    );
    expect(getScorer('roc_auc_ovr').score(model, X, y)).toBe(
      rocAucScore(y, model.predictProba(X), { multiClass: 'ovr', labels }),
    );
    expect(getScorer('roc_auc').score(two, X, flags)).toBe(
      rocAucScore(flags, two.predictProba(X).getColumn(1)),
    );
    expect(getScorer('average_precision').score(two, X, flags)).toBeCloseTo(
      averagePrecisionScore(flags, two.predictProba(X).getColumn(1), { posLabel: 'yes' }),
      14,
    );
    const numbers = new LinearRegression().fit(X, y);
    expect(getScorer('negRootMeanSquaredError').score(numbers, X, y)).toBe(
      -rootMeanSquaredError(y, numbers.predict(X)),
    );
  });

  it('takes deviances of positive numbers, and likelihood ratios of two classes', () => {
    const amounts = y.map((label) => label + 1);
    const numbers = { predict: (rows: number[]) => rows.map((row) => row + 0.5) };
    expect(getScorer('negMeanPoissonDeviance').score(numbers, amounts, amounts)).toBe(
      -meanPoissonDeviance(amounts, numbers.predict(amounts)),
    );
    expect(getScorer('neg_mean_gamma_deviance').score(numbers, amounts, amounts)).toBe(
      -meanGammaDeviance(amounts, numbers.predict(amounts)),
    );
    const { positive, negative } = classLikelihoodRatios(flags, two.predict(X));
    expect(getScorer('positiveLikelihoodRatio').score(two, X, flags)).toBe(positive);
    expect(getScorer('neg_negative_likelihood_ratio').score(two, X, flags)).toBe(-negative);
    // A fold of one label, and nothing to divide by: 1, as in scikit-learn.
    const always = { predict: (rows: number[]) => rows.map(() => 'yes'), classes: ['no', 'yes'] };
    expect(getScorer('positive_likelihood_ratio').score(always, [1, 2], ['yes', 'yes'])).toBe(1);
  });

  it('takes the positive label from the model, also where a fold holds the other one only', () => {
    const zeros = X.to2DArray().filter((row, i) => y[i] === 0 && two.predict([row])[0] === 'no');
    const truth = zeros.map(() => 'no');
    expect(truth.length).toBeGreaterThan(0);
    expect(getScorer('precision').score(two, zeros, truth)).toBe(0);
  });

  it('says when the model lacks what it needs, or there is no such scorer', () => {
    const machine = new SVC().fit(X, flags);
    expect(getScorer('roc_auc').score(machine, X, flags)).toBeGreaterThan(0.5);
    expect(() => getScorer('neg_log_loss').score(new LinearRegression().fit(X, y), X, y)).toThrow(
      'getScorer("neg_log_loss"): the model has no probabilities. Choose a metric of labels, such as "accuracy".',
    );
    expect(() => getScorer('acuracy')).toThrow(
      'getScorer: there is no scorer "acuracy". Did you mean "accuracy"?',
    );
    expect(() => getScorer('__proto__')).toThrow('there is no scorer');
  });
});
