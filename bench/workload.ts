import type { FlatMatrix } from '../src/contracts.js';

/** Data that every implementation of a workload gets, row-major. */
export interface Dataset {
  readonly X: FlatMatrix & { readonly data: Float64Array };
  /** Targets or class numbers; empty where there are none. */
  readonly y: Float64Array;
  readonly XTest: FlatMatrix & { readonly data: Float64Array };
  readonly yTest: Float64Array;
}

/** What a workload asks of a fitted model; each is left out where the peer has no such thing. */
export interface Fitted {
  /** One call with all test rows. */
  predict?(): unknown;
  /** One call with one test row. */
  predictOne?(row: number[]): unknown;
  /** How good the model is, such as `{ r2: 0.91 }`: equal results are part of the comparison. */
  quality(): Readonly<Record<string, number>>;
}

export interface Implementation {
  readonly name: string;
  /** Fit on a data set that `prepare` turned into the library's own form; only this is timed. */
  fit(prepared: unknown): Fitted | Promise<Fitted>;
  /**
   * Untimed: conversion into the form that the library takes. Default: the data set itself. Files of the workload are in
   * the folder.
   */
  prepare?(data: Dataset, folder: string): unknown;
  /** Fits that are timed at most, after one that is not. Default 5. */
  runs?: number;
}

export interface Workload {
  /** Also the name of the function in native.py. */
  readonly name: string;
  readonly about: string;
  data(): Dataset;
  /** Writes files that the implementations read, into a folder of the run. */
  writeFiles?(folder: string): void;
  readonly ours: Implementation;
  /** JavaScript peers; each resolves to undefined when its package is not installed. */
  readonly peers?: readonly (() => Promise<Implementation | undefined>)[];
}

/** The rows as arrays, which takes longer than some fits: never within what is timed. */
export function rowsOf({ data, rows, columns }: Dataset['X']): number[][] {
  return Array.from({ length: rows }, (_, i) =>
    Array.from(data.subarray(i * columns, (i + 1) * columns)),
  );
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** A module of a peer from bench/peers, or undefined when that is not installed. */
// biome-ignore lint/suspicious/noExplicitAny: peers have their own types, or none
export async function peer(name: string): Promise<any> {
  const { createRequire } = await import('node:module');
  const { pathToFileURL } = await import('node:url');
  try {
    const require = createRequire(pathToFileURL(`${process.cwd()}/bench/peers/package.json`));
    return await import(pathToFileURL(require.resolve(name)).href);
  } catch {
    return undefined;
  }
}
