import type { Cell } from '../../data/columns.js';
import { codesOf } from '../encoders/encode-column.js';
import type { TargetEncoder } from '../encoders/target-encoder.js';
import { textHash } from '../encoders/text-hash.js';
import { type ColumnPlan, planFeatureNames } from './column-plan.js';
import { DATE_PARTS, type DateOrder, readDate } from './dates.js';

/** A column in use, made ready for coding: it fills `width` features from `first` on. */
export interface Coder {
  readonly name: string;
  readonly type: ColumnPlan['type'];
  /** Where the column stands among those of fit. */
  readonly position: number;
  readonly first: number;
  readonly width: number;
  /** What a missing value becomes [width]. */
  readonly fill: Float64Array;
  /** Whether `fill` stands for a value, rather than for there being none. */
  readonly fills: boolean;
  /** What text becomes that is no category, or no date [width]. */
  readonly unknown: Float64Array;
  /** The code of each category: of text, and of false and true. */
  readonly codes: ReadonlyMap<Cell, number>;
  /** How a code becomes features, and `'alone'` where all that counts is whether there is a value. */
  readonly encoding: ColumnPlan['encoding'] | 'alone';
  /** `'target'` only: what each category becomes [nOutputs], row-major. */
  readonly encodings: readonly number[];
  /** Features of the value, without that of the indicator. */
  readonly valueWidth: number;
  /** Dates only: how they are read, and which of the parts are kept. */
  readonly dateOrder: DateOrder | null;
  readonly dateParts: readonly number[];
}

/** How many features the coders fill. */
export function featureCount(coders: readonly Coder[]): number {
  return coders.reduce((sum, { width }) => sum + width, 0);
}

/**
 * Coders of the columns in use, whose features stand side by side.
 *
 * @param targets - what has learned the columns that are encoded by the target; null where there are none
 */
export function createCoders(plans: readonly ColumnPlan[], targets: TargetEncoder | null): Coder[] {
  const coders: Coder[] = [];
  let first = 0;
  let encoded = 0;
  for (const [position, plan] of plans.entries()) {
    if (!plan.use) continue;
    const learned =
      plan.encoding === 'target' && targets !== null ? targetCodes(targets, encoded++) : NO_TARGET;
    const coder = createCoder(plan, position, first, learned);
    coders.push(coder);
    first += coder.width;
  }
  return coders;
}

/** What the target teaches of one column. */
interface TargetCodes {
  readonly encodings: readonly number[];
  readonly missing: readonly number[];
  readonly unknown: readonly number[];
}

const NO_TARGET: TargetCodes = { encodings: [], missing: [], unknown: [] };

function targetCodes(targets: TargetEncoder, j: number): TargetCodes {
  const { targetMean: unknown } = targets;
  const encodings = targets.encodings[j];
  const hasMissing = targets.categories[j].at(-1) === null;
  return { encodings, missing: hasMissing ? encodings.slice(-unknown.length) : unknown, unknown };
}

function createCoder(
  plan: ColumnPlan,
  position: number,
  first: number,
  target: TargetCodes,
): Coder {
  const { name, type, fill, encoding, dateOrder, indicator } = plan;
  const width = planFeatureNames(plan, name).length;
  const coder: Coder = {
    name,
    type,
    position,
    first,
    width,
    fill: new Float64Array(width),
    fills: fill !== null,
    unknown: new Float64Array(width),
    codes: codesOf(type === 'boolean' ? [false, true] : plan.categories),
    encoding: indicator === 'alone' ? 'alone' : encoding,
    encodings: target.encodings,
    valueWidth: indicator === 'none' ? width : width - 1,
    dateOrder,
    dateParts: plan.dateParts.map((part) => DATE_PARTS.indexOf(part)),
  };
  writeFill(fill, coder);
  coder.unknown.set(coder.fill);
  if (encoding === 'target') {
    coder.fill.set(target.missing);
    coder.unknown.set(target.unknown);
  }
  if (indicator !== 'none') coder.fill[width - 1] = 1;
  return coder;
}

/** Write what a missing value becomes, but for its indicator. */
function writeFill(fill: Cell, coder: Coder): void {
  const { type, encoding, valueWidth } = coder;
  if (fill === null) {
    // One-hot and hashed text has a 0 for each.
    const absent = encoding === 'label' || encoding === 'categorical';
    if (absent) coder.fill.fill(Number.NaN, 0, valueWidth);
  } else if (type === 'number') coder.fill[0] = fill as number;
  else codeKnown(fill as string | boolean, coder, coder.fill, 0);
}

/** Write the features of text or of a boolean, which are 0 so far; false when it is no category and no date. */
export function codeKnown(
  value: string | boolean,
  coder: Coder,
  out: Float64Array,
  at: number,
): boolean {
  const { encoding, encodings, valueWidth } = coder;
  if (encoding === 'alone') return true;
  if (coder.type === 'date') return writeDate(value as string, coder, out, at);
  if (encoding === 'hash') {
    out[at + (textHash(value as string) % valueWidth)] = 1;
    return true;
  }
  const code = coder.codes.get(value);
  if (code === undefined) return false;
  if (encoding === 'oneHot') out[at + code] = 1;
  else if (encoding === 'target') {
    for (let k = 0; k < valueWidth; k++) out[at + k] = encodings[code * valueWidth + k];
  } else out[at] = code;
  return true;
}

const parts = /* @__PURE__ */ new Float64Array(DATE_PARTS.length);

/** Write the parts of a date; false when it is none. */
function writeDate(text: string, { dateOrder, dateParts }: Coder, out: Float64Array, at: number) {
  if (!readDate(text, dateOrder as DateOrder, parts)) return false;
  for (let k = 0; k < dateParts.length; k++) out[at + k] = parts[dateParts[k]];
  return true;
}
