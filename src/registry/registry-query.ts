import { InvalidParameterError } from '../errors.js';
import type { StorageOptions } from '../storage/model-storage.js';
import { show } from '../words.js';
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
export function select(infos: readonly RegisteredModel[], query: ModelQuery): ModelsPage {
  const { name, tags = [], where = () => true, sort = 'created', order = 'descending' } = query;
  const page = count('page', query.page ?? 1);
  const pageSize = count('pageSize', query.pageSize ?? 20);
  if (order !== 'ascending' && order !== 'descending') {
    throw new InvalidParameterError(
      `ModelRegistry.list: order must be 'ascending' or 'descending', but got ${show(order)}. Pass one of them.`,
    );
  }
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
  if (typeof sort === 'string' && sort.startsWith('metrics.')) {
    const metric = sort.slice('metrics.'.length);
    return ({ metrics }) => (Object.hasOwn(metrics, metric) ? metrics[metric] : undefined);
  }
  throw new InvalidParameterError(
    `ModelRegistry.list: sort must be 'created', 'name', 'version' or 'metrics.' with the name of a metric, but got ${show(sort)}. Pass one of them.`,
  );
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

function count(what: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new InvalidParameterError(
    `ModelRegistry.list: ${what} must be an integer >= 1, but got ${show(value)}. Pages count from 1.`,
  );
}
