import type { Label } from '../../contracts.js';
import { InvalidInputError } from '../../errors.js';
import type { Steps } from '../../progress.js';
import {
  type BinCodes,
  type BinnedFeatures,
  type Bins,
  binFinelyInSteps,
  cutPoints,
  encode,
  MAX_BINS,
} from '../../trees/bins.js';
import {
  type CodedSamples,
  decodeBlocks,
  type RowBlock,
} from '../../trees/boosting/coded-samples.js';
import { count } from '../../words.js';
import { readParts, type TrainingParts } from './part-reader.js';
import type { RowSample } from './row-sample.js';

/** What the first reading found. */
interface FirstReading {
  readonly parts: TrainingParts;
  /** Dropped once borders are drawn from it. */
  sample: RowSample | undefined;
  /** Of all rows, by which the second reading tells that it meets the same. */
  readonly y: readonly Label[];
  readonly columns: number;
  /** All categories of the categorical columns. */
  readonly categories: ReadonlyMap<number, ReadonlySet<number>>;
  readonly where: string;
}

/** Samples in parts, of which the bins alone are kept. */
export class CodedParts implements CodedSamples {
  readonly rows: number;
  readonly columns: number;
  readonly #found: FirstReading;
  #features: BinnedFeatures | undefined;

  constructor(found: FirstReading) {
    this.rows = found.y.length;
    this.columns = found.columns;
    this.#found = found;
  }

  *bin(
    weights: Float64Array | undefined,
    maxBins: (column: number) => number,
  ): Steps<BinnedFeatures> {
    const { rows, columns } = this;
    const bins = yield* this.#borders(weights, maxBins);
    const columnCodes = bins.map(({ low }) =>
      low.length > MAX_BINS ? new Uint16Array(rows) : new Uint8Array(rows),
    );
    const hasMissing = new Uint8Array(columns);
    yield* this.#encodeAll(bins.map(cutPoints), columnCodes, hasMissing);
    this.#features = { rows, columns, columnCodes, bins, hasMissing };
    return this.#features;
  }

  blocks(): Iterable<RowBlock> {
    return this.#features === undefined ? [] : decodeBlocks(this.#features);
  }

  *#borders(
    weights: Float64Array | undefined,
    maxBins: (column: number) => number,
  ): Steps<readonly Bins[]> {
    const { sample, categories } = this.#found;
    if (sample === undefined) return this.#features?.bins ?? [];
    const own = weights && Float64Array.from(sample.ids, (i) => weights[i]);
    const { bins } = yield* binFinelyInSteps(sample.samples, own, maxBins);
    this.#found.sample = undefined;
    return bins.map((drawn, j) => {
      const seen = categories.get(j);
      if (seen === undefined) return drawn;
      const values = Float64Array.from(seen).sort();
      return { low: values, high: values };
    });
  }

  *#encodeAll(
    cuts: readonly Float64Array[],
    columnCodes: readonly BinCodes[],
    hasMissing: Uint8Array,
  ): Steps<void> {
    const { parts, y, where } = this.#found;
    let read = 0;
    yield* readParts(parts, where, function* ({ samples, y: own, first }) {
      const { data, rows, columns } = samples;
      read = first + rows;
      for (let i = 0; i < rows; i++) {
        if (Object.is(own[i], y[first + i])) continue;
        throw changed(where, `row ${first + i} has another y`);
      }
      const column = new Float64Array(rows);
      for (let j = 0; j < columns; j++) {
        for (let i = 0; i < rows; i++) column[i] = data[i * columns + j];
        const codes = columnCodes[j].subarray(first, read);
        if (encode(column, cuts[j], codes)) hasMissing[j] = 1;
        yield;
      }
    });
    if (read < y.length) throw changed(where, `they hold ${count(read, 'row')} of ${y.length}`);
  }
}

function changed(where: string, how: string): InvalidInputError {
  return new InvalidInputError(
    `${where}: when the parts are read again, ${how}. Let them give the same rows in the same order each time.`,
  );
}
