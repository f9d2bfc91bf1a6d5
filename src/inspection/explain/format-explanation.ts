import { checkMade } from '../../check-made.js';
import type { Cell } from '../../data/columns.js';
import { InvalidParameterError } from '../../errors.js';
import { readNamed } from '../../named-options.js';
import { count, shorten, show } from '../../words.js';
import type { Explanation, OutputExplanation, RowExplanation } from './explanation.js';

/** How much of an explanation is told. */
export interface FormatExplanationOptions {
  /** Most columns to name for each row, the largest first; what the others do is told together. Default 5. */
  maxColumns?: number;
}

/**
 * An explanation as text: for each row what is predicted, and what its columns did to that, such as
 * `bill_length_mm = 39.1 pushed Adelie by +2.3`. Of a classifier the class that is predicted is told of.
 *
 * @throws InvalidParameterError when maxColumns is no integer >= 1
 */
export function formatExplanation(
  explanation: Explanation,
  options: FormatExplanationOptions = {},
): string {
  const where = 'formatExplanation';
  checkMade(explanation, 'explain', ['rows', 'unit'], where);
  const { maxColumns = 5 } = readNamed(options, where, ['maxColumns']);
  if (!Number.isSafeInteger(maxColumns) || maxColumns < 1) {
    throw new InvalidParameterError(
      `${where}: maxColumns must be an integer >= 1, but got ${show(maxColumns)}. Pass how many columns to name.`,
    );
  }
  const paragraphs = explanation.rows.map((row, i) => {
    const output = row.outputs.find(({ label }) => label === row.predicted) ?? row.outputs[0];
    const title = `Row ${i + 1}: ${headline(explanation, row, output)}`;
    const lines = describeColumns(output, subjectOf(explanation, output), maxColumns);
    return [title, ...lines.map((line) => `  ${line}`)].join('\n');
  });
  return `${paragraphs.join('\n\n')}\n`;
}

const COMPARED: Readonly<Record<Explanation['comparedWith'], string>> = {
  training: 'the training rows have BASE on average',
  typicalRow: 'the typical row has BASE',
  background: 'the background has BASE on average',
};

const UNITS: Readonly<Record<Explanation['unit'], string>> = {
  probability: 'a probability of',
  margin: 'a margin of',
  value: '',
  logarithm: 'a logarithm of',
  pathLength: 'a path length (shorter is more abnormal) of',
  decision: 'a decision (negative for outliers) of',
};

/** What is predicted, how sure that is, and what is compared with. */
function headline(
  { unit, comparedWith, target }: Explanation,
  { predicted }: RowExplanation,
  { label, prediction, baseValue }: OutputExplanation,
): string {
  const compared = COMPARED[comparedWith].replace('BASE', amount(baseValue));
  const measured = `${UNITS[unit]} ${amount(prediction)}`.trim();
  if (unit === 'value') return `${target ?? 'the prediction'} is ${measured}, where ${compared}`;
  const what =
    label !== null
      ? shorten(String(label), LONGEST_LABEL)
      : unit === 'logarithm'
        ? `${target ?? 'the prediction'} is ${amount(predicted as number)}`
        : predicted === -1
          ? 'an outlier'
          : 'ordinary';
  return `${what} with ${measured}, where ${compared}`;
}

/** What is pushed. */
function subjectOf({ unit, target }: Explanation, { label }: OutputExplanation): string {
  if (label !== null) return shorten(String(label), LONGEST_LABEL);
  if (unit === 'pathLength') return 'the path length';
  if (unit === 'decision') return 'the decision';
  const name = target ?? 'the prediction';
  return unit === 'logarithm' ? `the logarithm of ${name}` : name;
}

function describeColumns(
  { contributions }: OutputExplanation,
  subject: string,
  maxColumns: number,
): string[] {
  const named = contributions.slice(0, maxColumns);
  const lines = named.map(
    ({ column, value, contribution }) =>
      `${column} ${cellText(value)} pushed ${subject} by ${signed(contribution)}`,
  );
  const others = contributions.slice(maxColumns);
  if (others.length === 0) return lines;
  const rest = others.reduce((sum, { contribution }) => sum + contribution, 0);
  return [...lines, `${count(others.length, 'other column')} pushed it by ${signed(rest)}`];
}

function cellText(value: Cell): string {
  return value === null ? 'is missing' : `= ${typeof value === 'number' ? value : show(value)}`;
}

/** Characters of a label that are shown. */
const LONGEST_LABEL = 60;

/** A number in so many digits as are enough to compare. */
function amount(value: number, digits = 4): string {
  return String(Number(value.toPrecision(digits)));
}

function signed(value: number): string {
  return value < 0 ? amount(value, 3) : `+${amount(value, 3)}`;
}
