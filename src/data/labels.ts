import type { Label } from '../contracts.js';
import { InvalidInputError } from '../errors.js';
import { show } from '../words.js';
import { checkLength } from './targets.js';

/** Labels as the engines see them. */
export interface EncodedLabels<L extends Label> {
  /** Position of each sample's label in `classes` [nSamples]. */
  readonly codes: Int32Array;
  /** The distinct labels, ascending: numbers by size, text by code unit, false before true. */
  readonly classes: L[];
}

/**
 * Distinct labels and the position of each sample's among them.
 *
 * @param y - [nSamples], numbers, text or booleans, not mixed
 * @param rows - samples in X; another length is refused
 * @param where - the method that was called, for messages
 * @param name - what they are called there
 * @throws InvalidInputError for another length, mixed types, a missing label or a number that is not finite
 */
export function encodeLabels<L extends Label>(
  y: ArrayLike<L>,
  rows: number,
  where: string,
  name = 'y',
): EncodedLabels<L> {
  checkLength(y, rows, name, where);
  const type = typeof y[0];
  const firstSeen = new Map<L, number>();
  const codes = new Int32Array(rows);
  let previous: L | undefined;
  let code = -1;
  for (let i = 0; i < rows; i++) {
    const label = y[i];
    if (label !== previous || code < 0) {
      const known = firstSeen.get(label);
      if (known === undefined) {
        checkLabel(label, { name, i, type }, where);
        code = firstSeen.size;
        firstSeen.set(label, code);
      } else {
        code = known;
      }
      previous = label;
    }
    codes[i] = code;
  }
  const classes = sortLabels(Array.from(firstSeen.keys(), asSmall));
  const position = new Int32Array(classes.length);
  for (let k = 0; k < classes.length; k++) position[firstSeen.get(classes[k]) as number] = k;
  for (let i = 0; i < rows; i++) codes[i] = position[codes[i]];
  return { codes, classes };
}

/**
 * Labels for a classifier: as `encodeLabels`, at least two of them, and no numbers with fractions. Those are amounts,
 * nearly each a class of its own; scikit-learn refuses them too ("Unknown label type: continuous").
 *
 * @param weights - sample weights; a label whose samples all weigh nothing is not seen, and its samples have the code -1
 */
export function encodeClasses<L extends Label>(
  y: ArrayLike<L>,
  rows: number,
  where: string,
  weights?: Float64Array,
): EncodedLabels<L> {
  const all = encodeLabels(y, rows, where);
  const amount = all.classes.find((label) => typeof label === 'number' && !Number.isInteger(label));
  if (amount !== undefined) {
    throw new InvalidInputError(
      `${where}: y holds ${show(amount)}, but labels are whole numbers, text or booleans. Use a regressor for amounts, or pass y.map(String) to make every number a class.`,
    );
  }
  const encoded = weights === undefined ? all : keepWeighted(all, weights);
  if (encoded.classes.length < 2) {
    const only = encoded.classes.length === 1 ? `only ${show(encoded.classes[0])}` : 'no labels';
    const weighing = encoded === all ? '' : ' of samples with a weight above 0';
    throw new InvalidInputError(
      `${where}: y holds ${only}${weighing}, but a classifier needs at least two classes. Check how the samples were chosen.`,
    );
  }
  return encoded;
}

function keepWeighted<L extends Label>(
  encoded: EncodedLabels<L>,
  weights: Float64Array,
): EncodedLabels<L> {
  const { codes, classes } = encoded;
  const position = new Int32Array(classes.length).fill(-1);
  for (let i = 0; i < codes.length; i++) if (weights[i] > 0) position[codes[i]] = 0;
  if (!position.includes(-1)) return encoded;
  const kept = classes.filter((_, k) => position[k] === 0);
  let next = 0;
  for (let k = 0; k < classes.length; k++) if (position[k] === 0) position[k] = next++;
  return { codes: codes.map((code) => position[code]), classes: kept };
}

/**
 * The same label, a whole number as engines keep small ones. Out of a `Float64Array` it comes in the form of one with a
 * fraction, which predictions would inherit: of 20 000 × 20 they take three quarters of the time so.
 */
function asSmall<L extends Label>(label: L): L {
  if (typeof label !== 'number') return label;
  const whole: Label = label | 0;
  return whole === label ? (whole as L) : label;
}

/** Ascending: numbers by size, text by code unit, false before true. Sorts in place. */
export function sortLabels<L extends Label>(labels: L[]): L[] {
  return labels.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** Labels for the codes: the way back from `encodeLabels`. */
export function decodeLabels<L extends Label>(
  codes: ArrayLike<number>,
  classes: readonly L[],
): L[] {
  const labels = new Array<L>(codes.length);
  writeLabels(codes, classes, labels, 0);
  return labels;
}

/** Labels for the codes into those of more samples, at `from` and behind. */
export function writeLabels<L extends Label>(
  codes: ArrayLike<number>,
  classes: readonly L[],
  labels: L[],
  from: number,
): void {
  for (let i = 0; i < codes.length; i++) labels[from + i] = classes[codes[i]];
}

/** Which label it is, and of which type the first one is. */
interface LabelPlace {
  readonly name: string;
  readonly i: number;
  readonly type: string;
}

function checkLabel(label: unknown, { name, i, type }: LabelPlace, where: string): void {
  const usable =
    typeof label === 'string' || typeof label === 'boolean' || Number.isFinite(label as number);
  if (!usable) {
    throw new InvalidInputError(
      `${where}: ${name}[${i}] is ${show(label)}, not a label. Pass numbers, text or booleans, and drop the samples whose label is missing.`,
    );
  }
  if (typeof label !== type) {
    throw new InvalidInputError(
      `${where}: ${name} mixes types: ${name}[0] is a ${type}, ${name}[${i}] is the ${typeof label} ${show(label)}. Pass labels of one type.`,
    );
  }
}
