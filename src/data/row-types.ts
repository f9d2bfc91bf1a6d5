/** What TypeScript can know of the rows of a table. */

import type { Cell, Column } from './columns.js';

/** One row by column name. */
export type TableRecord = Readonly<Record<string, Cell | undefined>>;

/** The names of the columns of a table whose rows are of type `Row`. */
export type ColumnName<Row> = keyof Row & string;

/** Cells of a column by its type. */
interface CellTypes {
  readonly number: number;
  readonly text: string;
  readonly boolean: boolean;
}

/** A cell as it is read back: what was undefined is null. */
type CellOf<Value> = undefined extends Value ? Exclude<Value, undefined> | null : Value;

/** All keys of records, which need not be of one type. */
type AllKeys<Given> = Given extends unknown ? keyof Given & string : never;

/** What records have under a key; null for those that lack it. */
type At<Given, Name> = Given extends unknown
  ? Name extends keyof Given
    ? CellOf<Given[Name]>
    : null
  : never;

/** The rows of a table that is made of records, with `types` for some columns. */
export type RowOf<Given, Types> = {
  [Name in AllKeys<Given>]: Name extends keyof Types
    ? CellTypes[Types[Name] & Column['type']] | Extract<At<Given, Name>, null>
    : At<Given, Name>;
};

/** The rows of a table that is made of columns, with `types` for some of them; of `any`, rows of any cells. */
export type RowOfColumns<Given, Types> = 0 extends 1 & Given
  ? Record<string, Cell>
  : RowOf<{ [Name in keyof Given]: ValueOf<Given[Name]> }, Types>;

type ValueOf<Values> =
  Values extends ArrayLike<infer Value> ? (unknown extends Value ? Cell : Value) : never;

/**
 * The rows of a table. Methods ask it of `this`, so that `Row` stands in the class only where a table gives rows:
 * a table of known columns is then one of any columns, and goes where `Table` is asked for.
 */
export type RowIn<This> = This extends { toRecords(): (infer Row)[] } ? Row : never;

/** Rows whose columns have other names. */
export type Renamed<Row, Names> = {
  [Name in keyof Row as Name extends keyof Names ? Names[Name] & string : Name]: Row[Name];
};

/** Rows with one more column, or with another one in its place. */
export type WithColumn<Row, Name extends string, Value> = {
  [Key in keyof Row | Name]: Key extends Name ? CellOf<Value> : Row[Key & keyof Row];
};
