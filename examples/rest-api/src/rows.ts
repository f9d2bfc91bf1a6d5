import type { Cell } from 'fitpredict';

/** Rows of values, or objects by column name; one of the two for all rows. */
export type Rows = Cell[][] | Record<string, Cell>[];
