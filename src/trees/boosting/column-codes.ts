/** Where the codes of a column lie while trees grow: in an array of their own, or in bytes of the words that histograms are filled from. */

import { type BinCodes, type BinnedFeatures, missingCode } from '../bins.js';

/** Codes that are bytes of words, which other columns may share. */
export interface WordCodes {
  /** Row by row [nSamples × width]. */
  readonly words: Uint32Array;
  /** Words of a row. */
  readonly width: number;
  /** Which of them. */
  readonly word: number;
  /** Bits below the byte. */
  readonly shift: number;
  /** The bin that a byte stands for; missing values are one behind the last bin [256]. */
  readonly binOf: Uint8Array;
}

/** Codes of a column. */
export type ColumnCodes = BinCodes | WordCodes;

/** Features whose codes may lie in words. */
export interface BoostingFeatures extends Omit<BinnedFeatures, 'columnCodes'> {
  readonly columnCodes: readonly ColumnCodes[];
}

/** Bytes there are. */
const BYTES = 256;

export function areInWords(codes: ColumnCodes): codes is WordCodes {
  return 'words' in codes;
}

/** The code that a missing value has among these, where bytes of words are read as bins. */
export function missingBin(codes: ColumnCodes, nBins: number): number {
  return areInWords(codes) ? nBins : missingCode(codes);
}

/** What is said of each bin, said of each code: bytes of words stand for bins. */
export function byCode(codes: ColumnCodes, ofBin: Uint8Array): Uint8Array {
  return areInWords(codes) ? codes.binOf.map((bin) => ofBin[bin]) : ofBin;
}

/**
 * The values of some rows, the smallest number of each bin in its place.
 *
 * @param low - smallest number of each bin
 * @param data - out: value `i` at `i * step`
 */
export function decode(
  codes: ColumnCodes,
  low: Float64Array,
  { first, rows }: { readonly first: number; readonly rows: number },
  data: Float64Array,
  step: number,
): void {
  const missing = missingBin(codes, low.length);
  const value = (bin: number) => (bin === missing ? Number.NaN : low[bin]);
  if (!areInWords(codes)) {
    for (let i = 0; i < rows; i++) data[i * step] = value(codes[first + i]);
    return;
  }
  const { words, width, word, shift, binOf } = codes;
  for (let i = 0, at = first * width + word; i < rows; i++, at += width) {
    data[i * step] = value(binOf[(words[at] >>> shift) & (BYTES - 1)]);
  }
}
