import type { Label } from '../../contracts.js';
import { InvalidInputError } from '../../errors.js';
import { inStretches, type Steps } from '../../progress.js';
import {
  type BinCodes,
  type BinnedFeatures,
  binFinelyInSteps,
  cutPoints,
  encode,
  MAX_BINS,
} from '../../trees/bins.js';
import { decodeBlocks, type RowBlock } from '../../trees/boosting/coded-samples.js';
import type {
  BoostingFeatures,
  ColumnCodes,
  WordCodes,
} from '../../trees/boosting/column-codes.js';
import type { Bins } from '../../trees/equal-mass.js';
import { count } from '../../words.js';
import type { GatheredLabels } from './gathered-labels.js';
import type { LabelledCodes } from './in-parts.js';
import { readParts, type TrainingParts } from './part-reader.js';
import { RowDigest } from './row-digest.js';
import type { RowSample } from './row-sample.js';

/** What the first reading found. */
export interface FirstReading {
  readonly parts: TrainingParts;
  /** Borders are drawn from it. */
  readonly sample: RowSample;
  readonly y: GatheredLabels;
  /** By which the second reading tells that it meets the same. */
  readonly digest: RowDigest;
  readonly columns: number;
  /** All categories of the categorical columns. */
  readonly categories: ReadonlyMap<number, ReadonlySet<number>>;
  readonly where: string;
}

/** Samples in parts, of which the bins alone are kept. */
export class CodedParts implements LabelledCodes {
  readonly rows: number;
  readonly columns: number;
  readonly #found: FirstReading;
  #bins: readonly Bins[] = [];
  /** The same array as that of the binned features: what has moved must not be held there either. */
  #codes: ColumnCodes[] = [];
  readonly #hasMissing: Uint8Array;

  constructor(found: FirstReading) {
    this.rows = found.y.length;
    this.columns = found.columns;
    this.#found = found;
    this.#hasMissing = new Uint8Array(found.columns);
  }

  takeLabels(): ArrayLike<Label> {
    return this.#found.y.take();
  }

  *bin(
    weights: Float64Array | undefined,
    maxBins: (column: number) => number,
  ): Steps<BinnedFeatures> {
    const { rows } = this;
    this.#bins = yield* this.#borders(weights, maxBins);
    const columnCodes = this.#bins.map(({ low }) =>
      low.length > MAX_BINS ? new Uint16Array(rows) : new Uint8Array(rows),
    );
    yield* this.#encodeAll(columnCodes);
    this.#codes = columnCodes;
    return { ...this.features, columnCodes };
  }

  move(column: number, codes: WordCodes): void {
    this.#codes[column] = codes;
  }

  get features(): BoostingFeatures {
    const { rows, columns } = this;
    return {
      rows,
      columns,
      columnCodes: this.#codes,
      bins: this.#bins,
      hasMissing: this.#hasMissing,
    };
  }

  blocks(): Iterable<RowBlock> {
    return decodeBlocks(this.features);
  }

  *#borders(
    weights: Float64Array | undefined,
    maxBins: (column: number) => number,
  ): Steps<readonly Bins[]> {
    const { sample, categories } = this.#found;
    const { samples, ids } = sample.take();
    const own = weights && Float64Array.from(ids, (i) => weights[i]);
    const { bins } = yield* binFinelyInSteps(samples, own, maxBins);
    return bins.map((drawn, j) => {
      const seen = categories.get(j);
      if (seen === undefined) return drawn;
      const values = Float64Array.from(seen).sort();
      return { low: values, high: values };
    });
  }

  *#encodeAll(columnCodes: readonly BinCodes[]): Steps<void> {
    const { parts, digest, where } = this.#found;
    const { rows: all } = this;
    const cuts = this.#bins.map(cutPoints);
    const hasMissing = this.#hasMissing;
    const again = new RowDigest();
    yield* readParts(parts, where, function* ({ samples, y, first }) {
      const { data, rows, columns } = samples;
      const last = first + rows;
      if (last > all) throw changed(where, `they hold more than ${count(all, 'row')}`);
      yield* inStretches(rows, columns, (from, to) => again.add(samples, y, from, to));
      const other = again.firstDifference(digest);
      if (other !== undefined)
        throw changed(where, `rows ${other[0]} to ${other[1]} hold other values`);
      const column = new Float64Array(rows);
      for (let j = 0; j < columns; j++) {
        for (let i = 0; i < rows; i++) column[i] = data[i * columns + j];
        const codes = columnCodes[j].subarray(first, last);
        if (encode(column, cuts[j], codes)) hasMissing[j] = 1;
        yield;
      }
    });
    if (again.rows < all) throw changed(where, `they hold ${count(again.rows, 'row')} of ${all}`);
  }
}

function changed(where: string, how: string): InvalidInputError {
  return new InvalidInputError(
    `${where}: when the parts are read again, ${how}. Let them give the same rows in the same order each time.`,
  );
}
