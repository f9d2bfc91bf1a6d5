/** What a model says of a row, and why. */

import {
  explainAsync,
  formatExplanation,
  InvalidParameterError,
  type Label,
  type TabularModel,
} from 'fitpredict';
import { plotWaterfall, type ThemeName } from 'fitpredict/plots';
import type { Answer, Row } from '../protocol.js';
import { runWith } from './model-runs.js';
import type { TaskContext } from './tasks.js';

interface Question {
  readonly run: number;
  readonly row: Row;
  readonly theme: ThemeName;
}

export async function predict(
  { run, row, theme }: Question,
  { signal }: TaskContext,
): Promise<Answer> {
  const { model } = runWith(run);
  const said = wordsOf(model, row);
  if (model.task === 'clustering') {
    const remark = 'Clusters have no explanation of single rows: see the profiles in the report.';
    return { ...said, explanation: null, remark };
  }
  try {
    const explanation = await explainAsync(model, [row], { randomState: 0, signal });
    const [{ predicted, outputs }] = explanation.rows;
    const output = outputs.find(({ label }) => label === predicted) ?? outputs[0];
    const plot = plotWaterfall(output, { theme });
    return { ...said, explanation: { plot, text: formatExplanation(explanation) }, remark: null };
  } catch (error) {
    if (!(error instanceof InvalidParameterError)) throw error;
    return { ...said, explanation: null, remark: error.message };
  }
}

function wordsOf(model: TabularModel<Label>, row: Row) {
  const answer = model.predictOne(row);
  if ('label' in answer) {
    const given: Readonly<Record<string, number>> = answer.probabilities ?? {};
    const probabilities = Object.entries(given).map(([label, share]) => ({ label, share }));
    return { headline: String(answer.label), probabilities };
  }
  return { headline: headlineOf(answer), probabilities: [] };
}

function headlineOf(answer: object): string {
  if ('value' in answer) return Number(answer.value).toLocaleString('en');
  if ('cluster' in answer) {
    return Number(answer.cluster) < 0 ? 'Noise, in no cluster' : `Cluster ${answer.cluster}`;
  }
  return 'isOutlier' in answer && answer.isOutlier ? 'An outlier' : 'Ordinary';
}
