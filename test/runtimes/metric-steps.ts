import {
  accuracyScore,
  adjustedMutualInfoScore,
  adjustedRandScore,
  averagePrecisionScore,
  balancedAccuracyScore,
  brierScoreLoss,
  calibrationCurve,
  calinskiHarabaszScore,
  chi2,
  classificationReport,
  cohenKappaScore,
  completenessScore,
  confusionMatrix,
  d2AbsoluteErrorScore,
  d2PinballScore,
  d2TweedieScore,
  daviesBouldinScore,
  dcgScore,
  detCurve,
  explainedVarianceScore,
  fClassif,
  fowlkesMallowsScore,
  fRegression,
  hingeLoss,
  homogeneityScore,
  logLoss,
  makeRegression,
  matthewsCorrcoef,
  maxError,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanGammaDeviance,
  meanPinballLoss,
  meanPoissonDeviance,
  meanSquaredError,
  meanSquaredLogError,
  meanTweedieDeviance,
  medianAbsoluteError,
  mutualInfoRegression,
  mutualInfoScore,
  ndcgScore,
  normalizedMutualInfoScore,
  precisionRecallCurve,
  precisionRecallFscoreSupport,
  r2Score,
  randScore,
  regressionReport,
  residualStatistics,
  rocAucScore,
  rocCurve,
  rootMeanSquaredError,
  rootMeanSquaredLogError,
  silhouetteSamples,
  thresholdReport,
  vMeasureScore,
} from 'fitpredict';
import type { Step } from './steps.js';

const random = makeRegression({
  nSamples: 120,
  nFeatures: 4,
  noise: 20,
  randomState: 5,
});
const positive = random.y.map((value) => Math.abs(value) + 0.5);
const guesses = positive.map((value, i) => value * (0.9 + (i % 13) / 50) + 0.1);
const shares = random.y.map((value, i) =>
  Math.min(1, Math.max(0, 0.5 + value / 300 + ((i % 7) - 3) / 20)),
);
const names = random.y.map(
  (value) => ['low', 'middle', 'high'][value < -40 ? 0 : value < 40 ? 1 : 2],
);
const guessed = names.map((name, i) => (i % 5 ? name : names[(i * 7) % 120]));
const bits = random.y.map((value) => Number(value > 0));
const gains = [positive.slice(0, 20), positive.slice(20, 40)];
const ranks = [guesses.slice(0, 20), guesses.slice(20, 40)];

const OF_NUMBERS = {
  d2AbsoluteErrorScore,
  d2PinballScore,
  d2TweedieScore,
  explainedVarianceScore,
  maxError,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanGammaDeviance,
  meanPinballLoss,
  meanPoissonDeviance,
  meanSquaredError,
  meanSquaredLogError,
  medianAbsoluteError,
  r2Score,
  regressionReport,
  residualStatistics,
  rootMeanSquaredError,
  rootMeanSquaredLogError,
};

const OF_LABELS = {
  accuracyScore,
  adjustedMutualInfoScore,
  adjustedRandScore,
  balancedAccuracyScore,
  classificationReport,
  cohenKappaScore,
  completenessScore,
  confusionMatrix,
  fowlkesMallowsScore,
  homogeneityScore,
  matthewsCorrcoef,
  mutualInfoScore,
  normalizedMutualInfoScore,
  precisionRecallFscoreSupport,
  randScore,
  vMeasureScore,
};

const OF_SHARES = {
  averagePrecisionScore,
  brierScoreLoss,
  calibrationCurve,
  detCurve,
  hingeLoss,
  logLoss,
  precisionRecallCurve,
  rocAucScore,
  rocCurve,
  thresholdReport,
};

const OF_CLUSTERS = {
  calinskiHarabaszScore,
  daviesBouldinScore,
  silhouetteSamples,
};
const OF_RANKS = {
  dcgScore,
  ndcgScore,
};

/** Every metric that has arithmetic of its own. */
export function* metricSteps(): Generator<Step> {
  for (const [name, ask] of Object.entries(OF_NUMBERS)) yield [name, () => ask(positive, guesses)];
  for (const [name, ask] of Object.entries(OF_LABELS)) yield [name, () => ask(names, guessed)];
  for (const [name, ask] of Object.entries(OF_SHARES)) yield [name, () => ask(bits, shares)];
  for (const [name, ask] of Object.entries(OF_CLUSTERS)) yield [name, () => ask(random.X, names)];
  for (const [name, ask] of Object.entries(OF_RANKS)) yield [name, () => ask(gains, ranks)];
  for (const power of [-0.5, 1.5, 2.7, 3]) {
    yield [
      `meanTweedieDeviance of power ${power}`,
      () => meanTweedieDeviance(positive, guesses, { power }),
    ];
  }
  yield ['fClassif', () => fClassif(random.X, names)];
  yield ['fRegression', () => fRegression(random.X, positive)];
  yield ['chi2', () => chi2(gains, [0, 1])];
  yield [
    'mutualInfoRegression',
    () => mutualInfoRegression(random.X, positive, { randomState: 0 }),
  ];
}
