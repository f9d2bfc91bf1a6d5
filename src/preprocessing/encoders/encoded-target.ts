import type { Label } from '../../contracts.js';
import { encodeLabels } from '../../data/labels.js';
import { checkLength, parseTargets } from '../../data/targets.js';
import { InvalidInputError } from '../../errors.js';
import { count } from '../../words.js';
import type { TargetColumns } from './target-statistics.js';

/** What a target is; `'auto'` tells it by its values. */
export type TargetType = 'auto' | 'continuous' | 'binary' | 'multiclass';

/** A target as the encoder sees it. */
export interface EncodedTarget extends TargetColumns {
  readonly classes: Label[] | null;
  /** Class of each sample; undefined for amounts. */
  readonly strata: Int32Array | undefined;
}

/**
 * The target as numbers.
 *
 * @throws InvalidInputError when y has another length than X, or does not suit the type
 */
export function encodeTarget(
  y: ArrayLike<Label>,
  rows: number,
  type: TargetType,
  where: string,
): EncodedTarget {
  checkLength(y, rows, 'y', where);
  const numbers = type === 'continuous' || (type === 'auto' && typeof y[0] === 'number');
  if (numbers && (type === 'continuous' || !holdsTwo(y))) {
    const data = parseTargets(y as ArrayLike<number>, rows, where);
    return { data, rows, outputs: 1, classes: null, strata: undefined };
  }
  const { codes, classes } = encodeLabels(y, rows, where);
  if (classes.length < 2 || (type === 'binary' && classes.length > 2)) {
    throw new InvalidInputError(
      `${where}: y holds ${count(classes.length, 'different label')}, but ${type === 'binary' ? 'targetType "binary" means two' : 'at least two are needed'}. Check the labels, or pass another targetType.`,
    );
  }
  if (classes.length === 2) {
    return { data: Float64Array.from(codes), rows, outputs: 1, classes, strata: codes };
  }
  const outputs = classes.length;
  const data = new Float64Array(rows * outputs);
  for (let i = 0; i < rows; i++) data[i * outputs + codes[i]] = 1;
  return { data, rows, outputs, classes, strata: codes };
}

function holdsTwo(y: ArrayLike<Label>): boolean {
  const seen = new Set<Label>();
  for (let i = 0; i < y.length && seen.size < 3; i++) seen.add(y[i]);
  return seen.size === 2;
}
