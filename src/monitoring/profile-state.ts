import { numberFromJson, numberToJson, objectFromJson } from '../serialization/json.js';
import { PlaceError } from '../serialization/place-error.js';
import { apart, list, nullable, number, object, type Schema } from '../serialization/schema.js';
import { type ColumnProfile, columnProfile, presentIn } from './column-profile.js';

/** What a profile of a table keeps. */
export interface TableProfileState {
  readonly rows: number;
  readonly columns: ColumnProfile[];
  /** What a model said of rows like these; null without one. */
  readonly predictions: ColumnProfile | null;
  /** How probable it held that; null without probabilities. */
  readonly confidences: ColumnProfile | null;
  /** How right it was; null where that is not known. */
  readonly scores: Readonly<Record<string, number>> | null;
}

/** Finite numbers by name. */
const scores: Schema<Readonly<Record<string, number>>> = {
  save: (value) =>
    Object.fromEntries(Object.entries(value).map(([name, score]) => [name, numberToJson(score)])),
  load(json, _from, path) {
    const entries = Object.entries(objectFromJson(json, path)).map(([name, score]) => {
      const value = numberFromJson(score, `${path}.${name}`);
      if (Number.isFinite(value) && name !== '__proto__') return [name, value] as const;
      throw new PlaceError(`${path} must hold finite numbers by name.`);
    });
    return Object.fromEntries(entries);
  },
};

const column = apart(columnProfile);

export const profileState = object<TableProfileState>(
  {
    rows: number({ integer: true, min: 1 }),
    columns: list(column),
    predictions: nullable(column),
    confidences: nullable(column),
    scores: nullable(scores),
  },
  ({ rows, columns }) => {
    if (columns.length === 0) return 'it has no columns.';
    const wrong = columns.find((each) => each.missing + presentIn(each) !== rows);
    if (wrong !== undefined) return 'a column has another number of rows.';
    const names = new Set(columns.map(({ name }) => name));
    return names.size < columns.length ? 'two columns have one name.' : undefined;
  },
);

/** About what a column takes in a file beside its arrays and texts. */
const BYTES_OF_COLUMN = 400;

/** About how many bytes a profile takes in a file. */
export function bytesOf({ columns, predictions, confidences }: TableProfileState): number {
  let bytes = 0;
  for (const profile of [...columns, predictions, confidences]) {
    if (profile === null) continue;
    const { points, counts, values, name } = profile;
    const text = values.reduce((sum, value) => sum + value.length + 3, name.length);
    bytes += points.byteLength + counts.byteLength + text + BYTES_OF_COLUMN;
  }
  return bytes;
}
