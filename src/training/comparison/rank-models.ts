import { decimals } from '../../metrics/aligned-text.js';
import { correctedTTest } from '../../model-selection/corrected-t-test.js';
import type { ComparedModel, ModelComparison } from './comparison.js';
import { BASELINE } from './models-to-compare.js';

/** How models stand to each other. */
export type Standing = Pick<
  ModelComparison,
  'ranking' | 'best' | 'leadIsClear' | 'beatsBaseline' | 'verdict'
>;

/** A difference is clear when equally good models would show it less often than this. */
const CLEAR = 0.05;

/**
 * Rank models by their means, failed ones last, and say what the ranking means.
 *
 * @param models - at least one that is no baseline has not failed; equal means keep their order
 * @param testToTrain - samples of a test part divided by those of its training part
 */
export function rankModels(models: readonly ComparedModel[], testToTrain: number): Standing {
  const failed = ({ mean }: ComparedModel) => Number.isNaN(mean);
  const sorted = [
    ...models.filter((model) => !failed(model)).sort((a, b) => b.mean - a.mean),
    ...models.filter(failed),
  ];
  const first = sorted[0];
  const testAgainst = (model: ComparedModel, other: ComparedModel) =>
    correctedTTest(other.scores, model.scores, testToTrain).pValue;
  const ranking = sorted.map((model) => ({
    ...model,
    pValue: model === first ? null : testAgainst(model, first),
  }));
  const place = sorted.findIndex(({ name }) => name !== BASELINE);
  const best = ranking[place];
  const rivals = ranking
    .filter((model) => model !== best && model.name !== BASELINE && !failed(model))
    .map((model) => ({ ...model, pValue: testAgainst(model, best) }));
  const baseline = ranking.find(({ name }) => name === BASELINE);
  const overBaseline =
    baseline === undefined || failed(baseline) ? Number.NaN : testAgainst(baseline, best);
  const leadIsClear = rivals.length > 0 && rivals[0].pValue < CLEAR;
  const beatsBaseline = baseline !== undefined && best.mean > baseline.mean && overBaseline < CLEAR;
  const verdict = [
    aboutLead(best, rivals),
    ...(baseline === undefined ? [] : [aboutBaseline(best, baseline, overBaseline)]),
    ...ranking.filter(failed).map(aboutFailure),
  ].join(' ');
  return { ranking, best, leadIsClear, beatsBaseline, verdict };
}

type Rival = ComparedModel & { readonly pValue: number };

function aboutLead(best: ComparedModel, rivals: readonly Rival[]): string {
  if (rivals.length === 0) return `${best.name} is the only model with a score.`;
  const [next] = rivals;
  const lead = decimals(best.mean - next.mean);
  if (Number.isNaN(next.pValue)) {
    return `${best.name} is ahead of ${next.name} by ${lead}, but a single fold cannot tell whether that is more than noise.`;
  }
  if (next.pValue < CLEAR) {
    return `${best.name} is ahead of ${next.name} by ${lead}, which is more than noise (${probability(next.pValue)}).`;
  }
  const alike = rivals.filter(({ pValue }) => !(pValue < CLEAR)).map(({ name }) => name);
  const others = `${list(alike)} may be as good`;
  if (lead === decimals(0)) return `${best.name} and ${next.name} are level: ${others}.`;
  return `${best.name} is ahead of ${next.name} by ${lead}, which is within the noise of the folds (${probability(next.pValue)}): ${others}.`;
}

function aboutBaseline(best: ComparedModel, baseline: ComparedModel, pValue: number): string {
  if (Number.isNaN(pValue)) {
    return `The baseline, which looks at no feature, has ${Number.isNaN(baseline.mean) ? 'no score' : decimals(baseline.mean)}.`;
  }
  const scores = `${decimals(best.mean)} against ${decimals(baseline.mean)}`;
  if (best.mean > baseline.mean && pValue < CLEAR) {
    return `It is better than a baseline that looks at no feature: ${scores} (${probability(pValue)}).`;
  }
  return `It is not clearly better than a baseline that looks at no feature: ${scores} (${probability(pValue)}).`;
}

function aboutFailure({ name, errors }: ComparedModel): string {
  const why = errors.length === 0 ? 'a score is not a number' : errors[0].error.message;
  return `${name} failed: ${why}`;
}

/** A p-value as text. */
export function probability(p: number): string {
  return p < 0.001 ? 'p < 0.001' : `p = ${p.toFixed(3)}`;
}

function list(names: readonly string[]): string {
  if (names.length === 1) return names[0];
  return `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
}
