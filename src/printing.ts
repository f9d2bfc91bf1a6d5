/** How objects of the library print: as text everywhere, and so in Node's console too. */

import type { HyperparameterTable } from './hyperparameters.js';
import { show } from './words.js';

/** What Node's `util.inspect` asks an object for. A registered symbol: no platform API is imported for it. */
export const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/** Arrays inside arrays, such as the steps of a pipeline, are spelled out this deep. */
const DEPTH = 4;
/** Arrays with more elements are counted. */
const LONGEST = 12;

/** The call that makes an object, its defaults left out: `KFold({ nSplits: 10, shuffle: true })`. */
export function callText(type: string, table: HyperparameterTable, params: object): string {
  const changed = Object.entries(params).filter(
    ([name, value]) => !Object.hasOwn(table, name) || !Object.is(value, table[name].default),
  );
  return `${type}(${changed.length === 0 ? '' : optionsText(changed, DEPTH)})`;
}

function optionsText(entries: readonly (readonly [string, unknown])[], depth: number): string {
  return `{ ${entries.map(([name, value]) => `${name}: ${valueText(value, depth)}`).join(', ')} }`;
}

function valueText(value: unknown, depth: number): string {
  if (typeof value !== 'object' || value === null) return show(value);
  if (INSPECT in value) return String(value);
  if (depth === 0) return show(value);
  if (Array.isArray(value) && value.length <= LONGEST)
    return `[${value.map((item) => valueText(item, depth - 1)).join(', ')}]`;
  if (Object.getPrototypeOf(value) !== Object.prototype) return show(value);
  const entries = Object.entries(value);
  return entries.length === 0 ? '{}' : optionsText(entries, depth - 1);
}
