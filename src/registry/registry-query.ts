import { type Hyperparameter, integer, oneOf, parameter } from '../hyperparameters.js';
import type { StorageOptions } from '../storage/model-storage.js';
import { aFunction, anyValue } from '../storage/resolve-options.js';
import { SIGNAL } from './registry-options.js';
import type { RegisteredModel } from './registry-records.js';

/** Which versions to list, and how. */
export interface ModelQuery extends StorageOptions {
  /** Only versions of this name. Default all. */
  name?: string;
  /** Only versions that have all of these tags. Default all. */
  tags?: readonly string[];
  /** Only versions for which it returns true. Default all. */
  where?: (info: RegisteredModel) => boolean;
  /** What to sort by. Versions without the metric, or with NaN, come last. Default `created`. */
  sort?: 'created' | 'name' | 'version' | `metrics.${string}`;
  /** Default `descending`: the newest, or the greatest, first. */
  order?: 'ascending' | 'descending';
  /** Which page, from 1. Default 1. */
  page?: number;
  /** Versions in a page. Default 20. */
  pageSize?: number;
}

const METRICS = 'metrics.';

/** The options of `list`. */
export const QUERY = {
  signal: SIGNAL,
  name: anyValue('a name.'), // `checkName` has its rule
  tags: parameter(
    {
      type: 'texts',
      range: 'an array of words',
      accepts: (value) => Array.isArray(value) && value.every((tag) => typeof tag === 'string'),
    },
    { default: [], about: 'such as ["nightly"].' },
  ),
  where: aFunction('one that returns true for what is to be listed.', () => true),
  sort: parameter(
    {
      type: 'text',
      range: '"created", "name", "version" or "metrics." with the name of a metric',
      accepts: (value) =>
        typeof value === 'string' &&
        (['created', 'name', 'version'].includes(value) || value.startsWith(METRICS)),
    },
    { default: 'created', about: 'one of them.' },
  ),
  order: oneOf(['ascending', 'descending'], { default: 'descending', about: 'one of them.' }),
  page: integer({ min: 1, default: 1, about: 'which page, counted from 1.' }),
  pageSize: integer({ min: 1, default: 20, about: 'how many versions a page holds.' }),
} satisfies Record<keyof ModelQuery, Hyperparameter>;

/** A query with defaults filled in. */
export type CheckedQuery = Required<Omit<ModelQuery, 'name' | 'signal'>> &
  Pick<ModelQuery, 'name' | 'signal'>;

/** One page of the versions that a search found. */
export interface ModelsPage {
  /** The versions on this page, in order. */
  readonly models: RegisteredModel[];
  /** How many versions fit, in all pages. */
  readonly total: number;
  /** The number of this page, from 1. */
  readonly page: number;
  /** How many pages there are; 0 when nothing fits. */
  readonly pages: number;
}

/**
 * Filter, sort and cut versions.
 *
 * @param infos - in ascending order of name and version, which equals keep, or reverse when descending
 */
export function select(infos: readonly RegisteredModel[], query: CheckedQuery): ModelsPage {
  const { name, tags, where, sort, order, page, pageSize } = query;
  const read = sortValue(sort);
  const sign = order === 'ascending' ? 1 : -1;
  const ordered = sign === 1 ? [...infos] : [...infos].reverse();
  const fitting = ordered
    .filter((info) => name === undefined || info.name === name)
    .filter((info) => tags.every((tag) => info.tags.includes(tag)) && where(info))
    .sort((a, b) => compare(read(a), read(b), sign));
  return {
    models: fitting.slice((page - 1) * pageSize, page * pageSize),
    total: fitting.length,
    page,
    pages: Math.ceil(fitting.length / pageSize),
  };
}

function sortValue(sort: string): (info: RegisteredModel) => number | string | undefined {
  if (sort === 'created') return (info) => info.created.getTime();
  if (sort === 'name') return (info) => info.name;
  if (sort === 'version') return (info) => info.version;
  const metric = sort.slice(METRICS.length);
  return ({ metrics }) => (Object.hasOwn(metrics, metric) ? metrics[metric] : undefined);
}

function compare(
  a: number | string | undefined,
  b: number | string | undefined,
  sign: number,
): number {
  const [isNothingA, isNothingB] = [a, b].map((v) => v === undefined || Number.isNaN(v));
  if (a === undefined || b === undefined || isNothingA || isNothingB) {
    return Number(isNothingA) - Number(isNothingB);
  }
  return a < b ? -sign : a > b ? sign : 0;
}
