import { holdsOptions } from '../hyperparameters.js';
import { GroupKFold } from './group-k-fold.js';
import { KFold, RepeatedKFold } from './k-fold.js';
import { LeaveOneGroupOut, LeaveOneOut } from './leave-one-out.js';
import { PredefinedSplit } from './predefined-split.js';
import { GroupShuffleSplit, ShuffleSplit, StratifiedShuffleSplit } from './shuffle-split.js';
import { Splitter } from './splitter.js';
import { StratifiedGroupKFold } from './stratified-group-k-fold.js';
import { RepeatedStratifiedKFold, StratifiedKFold } from './stratified-k-fold.js';
import { TimeSeriesSplit } from './time-series-split.js';

const CLASSES = [
  GroupKFold,
  GroupShuffleSplit,
  KFold,
  LeaveOneGroupOut,
  LeaveOneOut,
  PredefinedSplit,
  RepeatedKFold,
  RepeatedStratifiedKFold,
  ShuffleSplit,
  StratifiedGroupKFold,
  StratifiedKFold,
  StratifiedShuffleSplit,
  TimeSeriesSplit,
];

/** A splitter of this library as plain data, its name and its options, for a model file; any other value as it is. */
export function splitterToData(value: unknown): unknown {
  if (!(value instanceof Splitter)) return value;
  const Class = CLASSES.find(({ prototype }) => prototype === Object.getPrototypeOf(value));
  return Class === undefined ? value : { splitter: Class.info.type, options: { ...value.params } };
}

/**
 * The splitter of such data; anything else as it is.
 *
 * @throws InvalidParameterError for options that it does not take
 */
export function splitterFromData(data: unknown): unknown {
  if (!holdsOptions(data) || !('splitter' in data) || !('options' in data)) return data;
  const Class = CLASSES.find(({ info }) => info.type === data.splitter);
  if (Class === undefined || !holdsOptions(data.options)) return data;
  return new (Class as new (options: object) => Splitter<object>)(data.options);
}
