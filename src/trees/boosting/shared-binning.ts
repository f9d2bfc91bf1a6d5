/** How threads turn columns into codes together: whoever is free takes the next few columns. */

import type { Dense } from '../../data/dense.js';
import { type KernelName, SharedWork } from '../../parallel-work.js';
import type { Steps } from '../../progress.js';
import { range } from '../../random/sampling.js';
import { codeColumns, MAX_BINS } from '../bins.js';
import { floatsFor, integersFor, seenByAll } from './shared-arrays.js';

export const BIN_COLUMNS: KernelName = { name: 'binning columns', estimators: false };

/** What the threads share; all of it lies in shared memory. */
export interface SharedBinning {
  readonly samples: Dense;
  /** Which columns are turned into codes. */
  readonly columns: Int32Array;
  readonly weights: Float64Array | undefined;
  /** Of each of them. */
  readonly maxBins: Int32Array;
  /** Of one column after the other [nColumns × nSamples]. */
  readonly codes: Uint8Array;
  /** Of each column, for as many bins as there can be. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** How many bins each column has, and whether values are missing. */
  readonly told: Int32Array;
  /** The next piece, and how many are done. */
  readonly order: Int32Array;
}

/** Columns of a piece: as many as are read at a time. */
const PIECE = 4;
/** Values that are coded as quickly by one thread: some milliseconds. */
const WORTH_SHARING = 2 ** 19;
/** Looks at memory between two turns of others. */
const LOOKS = 2 ** 14;

/** What a thread does that helps: it takes pieces, and stays until those of all others are done. */
export function* helpBinning(shared: SharedBinning): Steps<object> {
  yield* binPieces(shared);
  const { order, columns } = shared;
  for (;;) {
    const done = Atomics.load(order, 1);
    if (done === piecesOf(columns)) return {};
    Atomics.wait(order, 1, done, SLEEP);
    yield;
  }
}

/** Milliseconds of sleep after which a thread looks whether it is still wanted. */
const SLEEP = 5;

const piecesOf = ({ length }: Int32Array): number => Math.ceil(length / PIECE);

/** Take pieces until there are no more. */
function* binPieces(shared: SharedBinning): Steps<void> {
  const { samples, columns, weights, maxBins, codes, low, high, told, order } = shared;
  for (;;) {
    const from = PIECE * Atomics.add(order, 0, 1);
    if (from >= columns.length) return;
    const own = [...columns.subarray(from, from + PIECE)];
    let place = from;
    const most = (column: number) => maxBins[columns.indexOf(column)];
    yield* codeColumns(
      { samples, columns: own, weights, maxBins: most },
      (_, bins, found, isMissing) => {
        codes.set(found, samples.rows * place);
        low.set(bins.low, MAX_BINS * place);
        high.set(bins.high, MAX_BINS * place);
        told[2 * place] = bins.low.length;
        told[2 * place + 1] = isMissing ? 1 : 0;
        place++;
      },
    );
    Atomics.add(order, 1, 1);
  }
}

/** As `codeColumns`, by several threads. */
export const codeTogether = (threads: number): typeof codeColumns =>
  function* (coding, take) {
    const { samples, weights, maxBins } = coding;
    const { rows } = samples;
    const columns = Int32Array.from(coding.columns);
    const { length } = columns;
    const most = columns.map(maxBins);
    const isWide = most.some((own) => own > MAX_BINS);
    if (isWide || rows * length < WORTH_SHARING) return yield* codeColumns(coding, take);
    const shared: SharedBinning = {
      samples: { ...samples, data: seenByAll(threads, samples.data) },
      columns,
      weights,
      maxBins: most,
      codes: new Uint8Array(new SharedArrayBuffer(rows * length)),
      low: floatsFor(threads, MAX_BINS * length),
      high: floatsFor(threads, MAX_BINS * length),
      told: integersFor(threads, 2 * length),
      order: integersFor(threads, 2),
    };
    const { codes, low, high, told, order } = shared;
    yield;
    const helpers = threads - 1;
    const work = new SharedWork(BIN_COLUMNS, shared, [...range(helpers)], helpers);
    try {
      yield* binPieces(shared);
      for (let looks = 1; Atomics.load(order, 1) < piecesOf(columns); looks++) {
        if (looks % LOOKS > 0) continue;
        if (!work.isWhole) return yield* codeColumns(coding, take);
        yield;
      }
    } finally {
      work.close();
    }
    for (const [place, j] of columns.entries()) {
      const first = MAX_BINS * place;
      const end = first + told[2 * place];
      const bins = { low: low.slice(first, end), high: high.slice(first, end) };
      const own = codes.subarray(rows * place, rows * (place + 1));
      take(j, bins, own, told[2 * place + 1] === 1);
    }
  };
