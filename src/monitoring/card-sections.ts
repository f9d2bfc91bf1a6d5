/** The parts of a model card. */

import type { Cell } from '../data/columns.js';
import type { TrainedModel } from '../training/train-with-target.js';
import { count, rounded, shorten } from '../words.js';
import { scorerOf } from './held-out-scores.js';
import { type IntervalOptions, scoreIntervals } from './score-intervals.js';

/** Rows of tables that could be long. */
const LISTED = 20;
/** Bins of probabilities. */
const BINS = 5;

export function introduction({ model, report }: TrainedModel, title: string | null): string {
  const { target, modelName, task } = report;
  return [
    `# ${line(title ?? `${target} by ${modelName}`)}`,
    '',
    `A model of ${task}: it predicts ${code(target)} from ${count(model.features.length, 'column')}, by ${code(String(model.estimator))}.`,
  ].join('\n');
}

export function useSections(given: {
  readonly intendedUse: string | null;
  readonly notFor: string | null;
}): string[] {
  return [
    `## What it is for\n\n${given.intendedUse ?? '_To be filled in: by whom, for which decisions, on which rows._'}`,
    `## What it must not be used for\n\n${given.notFor ?? '_To be filled in: decisions, people and rows that it was not made for._'}`,
  ];
}

export function dataSection({ model, report }: TrainedModel): string {
  const { rows, stratified, adjusted, classCounts, crossValidation, columns } = report;
  const left = [
    [rows.withoutTarget, 'without a target'],
    [rows.notSampled, 'not drawn into the sample'],
    [rows.outliers, 'outliers of the training part'],
  ] as const;
  const leftOut = left.filter(([n]) => n > 0).map(([n, why]) => `${n} ${why}`);
  const profiles = new Map(model.profile?.columns.map((column) => [column.name, column]));
  const described = columns.slice(0, LISTED).map(({ name, type, use, reason }) => {
    const profile = profiles.get(name);
    const values = profile?.range ?? profile?.categories.map(({ value }) => value);
    return [
      name,
      type,
      profile ? String(profile.missing) : '',
      valuesText(values),
      use ? 'yes' : `no: ${reason}`,
    ];
  });
  return [
    '## Data',
    '',
    `Of ${count(rows.total, 'row')}, ${rows.train} were learned from and ${rows.test} held out${stratified ? ', classes in the same shares' : ''}.${leftOut.length > 0 ? ` Left out: ${leftOut.join(', ')}.` : ''}`,
    ...(classCounts === undefined ? [] : ['', `Classes: ${countsText(classCounts)}.`]),
    ...(adjusted === null ? [] : ['', `Hyperparameters were adjusted: ${adjusted}.`]),
    ...(crossValidation === undefined
      ? []
      : [
          '',
          `In ${crossValidation.folds} folds of the training rows the ${crossValidation.scoring} was ${rounded(crossValidation.mean)} on average, with a standard deviation of ${rounded(crossValidation.spread)}.`,
        ]),
    '',
    ...table(['column', 'type', 'missing', 'values', 'used'], described),
    ...more(columns.length),
  ].join('\n');
}

/** A range of numbers, or categories. */
function valuesText(values: readonly Cell[] | undefined): string {
  if (values === undefined) return '';
  if (typeof values[0] === 'number') return values.map((x) => rounded(Number(x))).join(' to ');
  return `${values.slice(0, 5).join(', ')}${values.length > 5 ? ', …' : ''}`;
}

function countsText(counts: Readonly<Record<string, number>>): string {
  const entries = Object.entries(counts);
  const listed = entries.slice(0, LISTED).map(([label, n]) => `${label} ${n}`);
  return line(listed.join(', ') + (entries.length > LISTED ? ', …' : ''));
}

export function scoresSection({ heldOut, report }: TrainedModel, options: IntervalOptions): string {
  const { truth, predictions } = heldOut;
  const { metrics, baseline, rows } = report;
  const score = scorerOf(report.task === 'regression', truth, predictions);
  const intervals = scoreIntervals(score, truth.length, options);
  const known: Readonly<Record<string, unknown>> = { ...baseline };
  const lines = Object.entries(score()).map(([name, value]) => {
    const [low, high] = intervals[name] ?? [Number.NaN, Number.NaN];
    const without = known[name];
    return [
      name,
      rounded(value),
      `${rounded(low)} to ${rounded(high)}`,
      typeof without === 'number' ? rounded(without) : '',
    ];
  });
  const level = `${rounded(100 * options.confidenceLevel)} % interval`;
  const classes =
    metrics.task === 'classification'
      ? [
          '',
          ...table(
            ['class', 'precision', 'recall', 'f1', 'rows'],
            metrics.classificationReport.classes
              .slice(0, LISTED)
              .map(({ name, precision, recall, f1, support }) => [
                name,
                rounded(precision),
                rounded(recall),
                rounded(f1),
                String(support),
              ]),
          ),
          ...more(metrics.classificationReport.classes.length),
        ]
      : [];
  return [
    '## Scores',
    '',
    `On ${count(rows.test, 'held-out row')}. Intervals are by the bootstrap of these rows: they tell what chance there is in the draw of them, and not what happens on rows of another kind.`,
    '',
    ...table(['score', 'held out', level, 'without features'], lines),
    ...(score().accuracy === 1 ? ['', noErrors(truth.length)] : []),
    ...classes,
  ].join('\n');
}

/** Of rows that are all right, every draw is all right too. */
const noErrors = (rows: number) =>
  `No held-out row was wrong, of which no draw shows any spread: with so many rows, up to ${rounded((100 * 3) / Math.max(3, rows))} % of others may be wrong even so (the rule of three, 95 %).`;

export function calibrationSection({ heldOut, report }: TrainedModel): string {
  const { truth, predictions, confidences } = heldOut;
  if (report.task === 'regression')
    return errorsSection(truth.map(Number), predictions.map(Number));
  if (confidences === null) return '';
  const bins = Array.from({ length: BINS }, () => ({ rows: 0, sure: 0, right: 0 }));
  for (const [i, confidence] of confidences.entries()) {
    const bin = bins[Math.min(BINS - 1, Math.floor(confidence * BINS))];
    bin.rows++;
    bin.sure += confidence;
    if (String(truth[i]) === String(predictions[i])) bin.right++;
  }
  const off = bins.reduce((sum, { sure, right }) => sum + Math.abs(sure - right), 0) / truth.length;
  const lines = bins.flatMap(({ rows, sure, right }, k) =>
    rows === 0
      ? []
      : [
          [
            `${rounded(k / BINS)} to ${rounded((k + 1) / BINS)}`,
            String(rows),
            rounded(sure / rows),
            rounded(right / rows),
          ],
        ],
  );
  return [
    '## Calibration',
    '',
    `How often the predicted label was right, by the probability it was given. On average the two differ by ${rounded(off)} (expected calibration error, ${BINS} bins).`,
    '',
    ...table(['probability', 'rows', 'mean', 'right'], lines),
  ].join('\n');
}

function errorsSection(truth: readonly number[], predicted: readonly number[]): string {
  const errors = Float64Array.from(truth, (y, i) => predicted[i] - y).sort();
  const at = (share: number) => rounded(errors[Math.round(share * (errors.length - 1))]);
  const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
  return [
    '## Errors',
    '',
    `Predictions are ${rounded(Math.abs(mean))} too ${mean < 0 ? 'low' : 'high'} on average, in units of the target. Nine of ten lie between ${at(0.05)} and ${at(0.95)} of the truth.`,
  ].join('\n');
}

const MEASURES = {
  impurity: 'the share of all gain in the trees',
  coefficients: 'the size of the coefficient times the spread of the feature',
  permutation: 'the loss of score when the feature is shuffled',
} as const;

export function importanceSection({ report }: TrainedModel): string {
  const { importance, importances } = report;
  if (importance === null) return '';
  return [
    '## What it relies on',
    '',
    `Measured by ${MEASURES[importance]}. It tells what the model uses, and not what causes what.`,
    '',
    ...table(
      ['feature', 'share'],
      importances.slice(0, LISTED).map((one) => [one.feature, rounded(one.importance)]),
    ),
    ...more(importances.length),
  ].join('\n');
}

export function remarksSection({ model, report }: TrainedModel): string {
  const { profile } = model;
  const watched =
    profile === null
      ? 'The model keeps no profile of its training rows, so it cannot be told whether other rows are like them.'
      : `The model keeps a profile of ${count(profile.rows, 'training row')} (${Math.ceil(profile.byteLength / 1000)} kB), with which \`driftReport\` tells whether other rows are still like them.`;
  return [
    '## Remarks',
    '',
    ...[...report.warnings.map(line), watched].map((remark) => `- ${remark}`),
  ].join('\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const row = (cells: readonly string[]) => `| ${cells.map(line).join(' | ')} |`;
  return [row(head), `| ${head.map(() => '---').join(' | ')} |`, ...rows.map(row)];
}

const more = (all: number) => (all > LISTED ? ['', `And ${all - LISTED} more.`] : []);

/** Text from the data in one line, which can neither end a cell nor begin anything else. */
function line(text: string): string {
  return shorten(text, 200)
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[\\|<>`*[\]]/g, (character) => `\\${character}`);
}

const code = (text: string) => `\`${text.replaceAll('`', "'").replaceAll(/\s+/g, ' ')}\``;
