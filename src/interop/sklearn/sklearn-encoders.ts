import type { Label } from '../../contracts.js';
import type { Column } from '../../data/columns.js';
import { indicatorName, typeOf } from '../../preprocessing/columns/missing-values.js';
import { LabelEncoder } from '../../preprocessing/encoders/label-encoder.js';
import { groupsOf, type OneHotColumn } from '../../preprocessing/encoders/one-hot-columns.js';
import { OneHotEncoder } from '../../preprocessing/encoders/one-hot-encoder.js';
import { OrdinalEncoder } from '../../preprocessing/encoders/ordinal-encoder.js';
import { SimpleImputer } from '../../preprocessing/simple-imputer.js';
import {
  fitted,
  ofColumns,
  ofNumbers,
  optionsFrom,
  type Place,
  type Rebuild,
} from './sklearn-rebuilding.js';
import type { SklearnRecord } from './sklearn-record.js';

/** The categories of a column, and which type of column holds them. */
interface RebuiltCategories {
  readonly name: string;
  readonly categories: Label[];
  readonly missing: boolean | number;
}

function categoriesOf(record: SklearnRecord, { given }: Place): RebuiltCategories[] {
  const all = record.categories('categories_');
  if (given !== null && given.length !== all.length) {
    throw record.refuse(`there are ${given.length} names of ${all.length} columns.`);
  }
  return all.map(({ values, missing }, j) => ({
    name: given?.[j].name ?? `x${j}`,
    categories: values,
    missing: missing === null ? false : missing === values.length ? true : missing,
  }));
}

const typesOf = (columns: readonly RebuiltCategories[]) =>
  columns.map(({ categories }): Column['type'] =>
    categories.length === 0 ? 'number' : typeOf(categories[0]),
  );

const oneHotEncoder: Rebuild = (record, place) => {
  const known = categoriesOf(record, place);
  const drop = record.positions('drop_idx_');
  const rare = record.positionLists('infrequent');
  if (drop.length !== known.length || rare.length !== known.length) {
    throw record.refuse('drop_idx_ and infrequent must have an entry a column.');
  }
  const columns = known.map((column, j): OneHotColumn => {
    const infrequent = rare[j];
    const at = drop[j];
    const own = { ...column, infrequent, dropped: null };
    if (at === null) return own;
    // It counts within the categories, we within what is left once the rare ones share a place.
    const dropped = groupsOf(own)[at];
    if (dropped === undefined) throw record.refuse('drop_idx_ names no category.');
    return { ...own, dropped };
  });
  const handleUnknown = HANDLE_UNKNOWN.get(record.param('handle_unknown'));
  if (handleUnknown === undefined) throw record.refuse('handle_unknown is not known.');
  const state = { named: place.given !== null, handleUnknown, columns };
  return ofColumns(fitted(OneHotEncoder, { handleUnknown }, state), typesOf(known));
};

const HANDLE_UNKNOWN: ReadonlyMap<unknown, string> = /* @__PURE__ */ new Map([
  ['error', 'error'],
  ['ignore', 'ignore'],
  ['infrequent_if_exist', 'infrequentIfExist'],
  ['warn', 'infrequentIfExist'],
]);

const ordinalEncoder: Rebuild = (record, place) => {
  const columns = categoriesOf(record, place);
  const useValue = record.param('handle_unknown') === 'use_encoded_value';
  const handleUnknown = useValue ? 'useEncodedValue' : 'error';
  const encodedMissingValue = record.numberParam('encoded_missing_value');
  const unknownValue = useValue ? record.numberParam('unknown_value') : Number.NaN;
  const state = {
    named: place.given !== null,
    handleUnknown,
    unknownValue,
    encodedMissingValue,
    columns: columns.map((column) => ({ ...column, mostFrequent: 0 })),
  };
  const options = { handleUnknown, encodedMissingValue, ...(useValue && { unknownValue }) };
  return ofColumns(fitted(OrdinalEncoder, options, state), typesOf(columns));
};

const labelEncoder: Rebuild = (record) => {
  const classes = record.labels('classes_');
  const state = { classes, handleUnknown: 'error', unknownValue: -1, mostFrequent: 0 };
  return ofNumbers(fitted(LabelEncoder, {}, state));
};

const STRATEGIES: ReadonlyMap<unknown, string> = /* @__PURE__ */ new Map([
  ['mean', 'mean'],
  ['median', 'median'],
  ['most_frequent', 'mostFrequent'],
  ['constant', 'constant'],
]);

const simpleImputer: Rebuild = (record, place) => {
  const statistics = record.cells('statistics_');
  const { given } = place;
  if (given !== null && given.length !== statistics.length) {
    throw record.refuse(`there are ${given.length} names of ${statistics.length} columns.`);
  }
  const addIndicator = record.has('indicated');
  const incomplete = new Set(addIndicator ? record.integers('indicated', undefined) : []);
  const columns = statistics.map((fill, j) => ({
    name: given?.[j].name ?? `x${j}`,
    type: fill === null ? ('number' as const) : typeOf(fill),
    fill,
    incomplete: incomplete.has(j),
  }));
  const types = columns.map(({ type }) => type);
  if (given === null && types.some((type) => type !== 'number')) {
    throw record.refuse('columns of text need names. Fit on a DataFrame, and export again.');
  }
  const marker = record.cell('missing_values');
  const strategy = STRATEGIES.get(record.param('strategy'));
  const options = {
    ...optionsFrom(record, SimpleImputer, {
      fill_value: 'fillValue',
      keep_empty_features: 'keepEmptyFeatures',
    }),
    strategy,
    addIndicator,
    ...(marker !== null && { missingValues: marker }),
  };
  const imputer = fitted(SimpleImputer, options, {
    named: given !== null,
    addIndicator,
    marker,
    columns,
  });
  const kept = columns.filter(({ fill }) => fill !== null);
  const flagged = columns.filter((column) => addIndicator && column.incomplete);
  const flags = flagged.map(({ name }) => ({
    name: indicatorName(name),
    type: 'boolean' as const,
  }));
  const gives = given && [...kept.map(({ name, type }) => ({ name, type })), ...flags];
  return { estimator: imputer, takesTables: true, gives, types };
};

export const encoders: Readonly<Record<string, Rebuild>> = {
  SimpleImputer: simpleImputer,
  OneHotEncoder: oneHotEncoder,
  OrdinalEncoder: ordinalEncoder,
  LabelEncoder: labelEncoder,
};
