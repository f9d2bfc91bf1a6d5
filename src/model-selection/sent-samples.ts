/** Samples on their way to a worker, in forms that are shared or cloned, and back in the kind they were given in. */

import type { FlatMatrix, Label, MatrixLike } from '../contracts.js';
import { columnLength } from '../data/columns.js';
import { parseFeatures } from '../data/dense.js';
import { isTable } from '../data/is-table.js';
import type { Column } from '../data/table.js';
import { InvalidInputError } from '../errors.js';

/** X of some kind. */
export type SentX =
  | { readonly kind: 'table'; readonly columns: readonly Column[] }
  | ({ readonly kind: 'flat' | 'matrix' | 'rows' } & FlatMatrix)
  /** Rows of what is no number, or plain values. */
  | { readonly kind: 'values'; readonly values: readonly unknown[] };

/** What models are tried on. */
export interface SentSamples {
  readonly X: SentX;
  readonly y: ArrayLike<Label> | undefined;
  readonly sampleWeight: ArrayLike<number> | undefined;
  /** How many values X has, about. */
  readonly size: number;
}

/** Samples as this thread has them. */
interface OwnSamples {
  readonly X: unknown;
  readonly y: ArrayLike<Label> | undefined;
  readonly weights: ArrayLike<number> | undefined;
}

/** Samples as they can be sent; undefined where X is an object that only this thread knows. */
export function sendSamples({ X, y, weights }: OwnSamples): SentSamples | undefined {
  const sent = sendX(X);
  if (sent === undefined) return undefined;
  return {
    X: sent,
    y: y === undefined || ArrayBuffer.isView(y) ? y : Array.from(y),
    sampleWeight: weights,
    size: sizeOf(sent),
  };
}

function sendX(X: unknown): SentX | undefined {
  if (typeof X !== 'object' || X === null) return undefined;
  if (isTable(X)) return { kind: 'table', columns: X.columns };
  const isFlat = 'data' in X && ArrayBuffer.isView(X.data);
  if (isFlat) {
    const { data, rows, columns } = X as FlatMatrix;
    return { kind: 'flat', data, rows, columns };
  }
  if (!('length' in X)) return numbers(X, 'matrix');
  return numbers(X, 'rows') ?? (Array.isArray(X) ? { kind: 'values', values: X } : undefined);
}

/** X in one block, where it holds numbers alone. */
function numbers(X: object, kind: 'matrix' | 'rows'): SentX | undefined {
  try {
    return { kind, ...parseFeatures(X as MatrixLike, 'sending', { allowMissing: true }) };
  } catch (cause) {
    if (!(cause instanceof InvalidInputError)) throw cause;
    return undefined;
  }
}

/** How many values there are, about. */
function sizeOf(X: SentX): number {
  if (X.kind === 'table') return X.columns.length * (X.columns[0] ? columnLength(X.columns[0]) : 0);
  if (X.kind !== 'values') return X.rows * X.columns;
  const [first] = X.values;
  const width = typeof first === 'object' && first !== null ? Object.keys(first).length : 1;
  return X.values.length * width;
}
