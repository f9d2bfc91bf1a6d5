/** How values and names are put into messages. */

/** Arrays inside arrays are spelled out this deep, so that one that holds itself has an end. */
const SHOWN_DEPTH = 3;

/** A value as it reads in a message: short, quoted when text, never a page long. Throws for nothing. */
export function show(value: unknown): string {
  try {
    return wordsFor(value, SHOWN_DEPTH);
  } catch {
    return 'an object that cannot be read'; // a revoked proxy, or a property that throws
  }
}

function wordsFor(value: unknown, depth: number): string {
  if (typeof value === 'string') return JSON.stringify(shorten(value, 60));
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  if (typeof value === 'bigint') return shorten(`${value}n`, 60);
  if (typeof value === 'function') {
    const name = lasting((value as NamedFunction).info?.type ?? value.name, 2);
    return name ? `the function ${name}` : 'a function';
  }
  if (Array.isArray(value)) {
    if (value.length > 8 || depth === 0) return `an array of ${value.length}`;
    return shorten(`[${Array.from(value, (item) => wordsFor(item, depth - 1)).join(', ')}]`, 80);
  }
  if (ArrayBuffer.isView(value)) return `a ${value.constructor.name}`;
  if (typeof value === 'object' && value !== null) {
    const name = classOf(value);
    if (name !== 'Object') return `a ${name}`;
    return shorten(`{ ${Object.keys(value).join(', ')} }`, 80);
  }
  return shorten(String(value), 60);
}

/** A function, or a class of estimators. */
interface NamedFunction {
  readonly info?: { readonly type?: string };
}

/** The name of the class of a value, as it reads in a bundle too, or `Object`. */
function classOf(value: object): string {
  const tag = Object.prototype.toString.call(value).slice(8, -1); // of the language, and of the library's classes
  if (tag !== 'Object') return shorten(tag, 60);
  const prototype = Object.getPrototypeOf(value);
  // `klass` is that of a Matrix
  return lasting(prototype?.klass, 3) || lasting(prototype?.constructor?.name, 3) || 'Object';
}

/** A name, unless it is as short as those that minifiers give. */
function lasting(name: unknown, shortest: number): string {
  return typeof name === 'string' && name.length > shortest ? shorten(name, 60) : '';
}

/** Text of at most `length` characters, its end an ellipsis where it was cut. */
export function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

/** The first of several remarks, and how many more there are. */
export function listRemarks(remarks: readonly string[]): string {
  const listed = remarks.slice(0, 5).join('; ');
  return remarks.length > 5 ? `${listed}; and ${remarks.length - 5} more` : listed;
}

/** `1 row`, `2 rows`. */
export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

/**
 * The remedy for an unknown name: the nearest known ones, or all of them when none is near.
 *
 * @param name - what was given
 * @param known - what exists
 * @returns a sentence such as `Did you mean "price"?`
 */
export function didYouMean(name: string, known: readonly string[]): string {
  if (known.length === 0) return 'There are none.';
  const near = nearestNames(name, known);
  if (near.length > 0) return `Did you mean ${near.map(show).join(' or ')}?`;
  const listed = known.slice(0, 12).map(show).join(', ');
  return `Known: ${listed}${known.length > 12 ? ` and ${known.length - 12} more` : ''}.`;
}

/**
 * Up to three known names, nearest first: within a third of the length in edits, and none that is
 * twice as far as the nearest.
 */
export function nearestNames(name: string, known: readonly string[]): string[] {
  if (typeof name !== 'string') return []; // JavaScript lets anything be asked for
  const plain = normalise(name);
  const limit = Math.max(1, Math.floor(plain.length / 3));
  const ranked = known
    .map((candidate) => ({ candidate, distance: editDistance(plain, normalise(candidate)) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance);
  return ranked
    .filter(({ distance }) => distance < Math.max(1, 2 * ranked[0].distance))
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

// Long names are cut, so that a hostile one cannot make the quadratic distance expensive.
function normalise(name: string): string {
  return name
    .slice(0, 64)
    .toLowerCase()
    .replace(/[\s_-]/g, '');
}

/** Levenshtein distance, one row of the table at a time. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(replaced, previous[j] + 1, row[j - 1] + 1));
    }
    previous = row;
  }
  return previous[b.length];
}

/** A number as words, with three digits that count. */
export const rounded = (x: number): string => String(Number(x.toPrecision(3)));
