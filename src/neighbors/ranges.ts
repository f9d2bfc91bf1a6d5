/** Numbers from one up to another: what a block of work is about. */
export type Range = readonly [from: number, to: number];

/** The numbers up to `count` in ranges of one size, the last of what is left. */
export const rangesOf = (count: number, size: number): Range[] =>
  Array.from({ length: Math.ceil(count / size) }, (_, at) => [
    at * size,
    Math.min(count, (at + 1) * size),
  ]);
