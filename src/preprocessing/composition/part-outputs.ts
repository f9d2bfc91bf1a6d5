import type { Matrix } from 'ml-matrix';
import type { MatrixLike } from '../../contracts.js';
import { parseFeatures, toMatrix } from '../../data/dense.js';
import { isTable } from '../../data/is-table.js';
import type { Table } from '../../data/table.js';
import { InvalidInputError } from '../../errors.js';
import type { AnyEstimator } from '../../estimator.js';
import type { Fitting } from '../../fitting.js';
import { reserveBlock } from '../../memory.js';
import { inStretches, type Steps } from '../../progress.js';
import { count, show } from '../../words.js';
import { type FittedStep, fitTransformed, has } from './pipeline-steps.js';

/** What a part gave for its columns. */
export interface PartOutput {
  readonly name: string;
  readonly out: unknown;
}

/** Fit a part; one without a `fitTransform` transforms what it was fitted on. */
export function* fitPart(
  { name, estimator }: FittedStep,
  method: 'fit' | 'fitTransform',
  own: Table | Matrix,
  y: unknown,
): Fitting<unknown> {
  if (method === 'fitTransform' && has(estimator, 'fitTransform')) {
    return yield* fitTransformed({ name, estimator }, own, y);
  }
  yield { estimator, X: own, y };
  return method === 'fit' ? undefined : call(estimator, 'transform', [own]);
}

/** What the parts gave, side by side, in steps of some rows. */
export function* joinBlocks(
  outputs: readonly PartOutput[],
  rows: number,
  where: string,
): Steps<Matrix> {
  const blocks = outputs.map(({ name, out }) => toBlock(out, `${where}: the part ${show(name)}`));
  const width = blocks.reduce((sum, { columns }) => sum + columns, 0);
  const joined = reserveBlock(rows, width, {
    where,
    what: `${count(rows, 'row')} of ${count(width, 'column')}`,
    remedy: 'Let the parts return fewer columns, or transform fewer rows at a time.',
  });
  let first = 0;
  for (const { data, columns } of blocks) {
    const start = first;
    yield* inStretches(rows, columns, (from, to) => {
      for (let i = from; i < to; i++) {
        const row = i * columns;
        for (let j = 0; j < columns; j++) joined[i * width + start + j] = data[row + j];
      }
    });
    first += columns;
  }
  return toMatrix(joined, rows, width);
}

function toBlock(out: unknown, where: string) {
  if (!isTable(out)) return parseFeatures(out as MatrixLike, where, { allowMissing: true });
  const text = out.columns.find(({ type }) => type === 'text');
  if (text === undefined) return parseFeatures(out.toMatrix(), where, { allowMissing: true });
  throw new InvalidInputError(
    `${where} leaves column ${show(text.name)} as text, which cannot stand beside numbers. Encode it: put an encoder behind it in a Pipeline, or drop it.`,
  );
}

/** Call a method of a part by its name. Parts check their own input. */
export function call(estimator: AnyEstimator, method: string, args: readonly unknown[]): unknown {
  return (Reflect.get(estimator, method) as (...args: unknown[]) => unknown).apply(estimator, [
    ...args,
  ]);
}
