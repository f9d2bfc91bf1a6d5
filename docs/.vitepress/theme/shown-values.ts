/** Values as Node's console shows them, near enough that the comments of the guides hold: `[ 1, 2 ]`, `{ label: 'yes' }`. */

const CUSTOM = Symbol.for('nodejs.util.inspect.custom');
const MOST_ITEMS = 100;
const DEEPEST = 2;
const WIDEST = 72;

/** What one call of the console prints. */
export const shownLine = (values: readonly unknown[]): string =>
  values.map((value) => (typeof value === 'string' ? value : shown(value, 0, []))).join(' ');

/**
 * @param depth - how many objects it stands in
 * @param above - these objects
 */
function shown(value: unknown, depth: number, above: readonly object[]): string {
  if (typeof value === 'string') return quoted(value);
  if (Object.is(value, -0)) return '-0';
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return shownFunction(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (above.includes(value)) return '[Circular]';
  if (value instanceof Error) return value.stack ?? String(value);
  if (value instanceof Date) return value.toISOString();
  const inside = (part: unknown) => shown(part, depth + 1, [...above, value]);
  const custom = Reflect.get(value, CUSTOM);
  if (typeof custom === 'function') {
    const text: unknown = custom.call(value, DEEPEST - depth, {}, inside);
    return typeof text === 'string' ? text : inside(text);
  }
  const kind = nameOf(value);
  if (depth > DEEPEST) return `[${Array.isArray(value) ? 'Array' : kind || 'Object'}]`;
  return partsOf(value, kind, inside);
}

/** Lists with their length where they are not plain, sets, maps, and objects by their own fields. */
function partsOf(value: object, kind: string, inside: (part: unknown) => string): string {
  if (Array.isArray(value))
    return bracketed('', '[', value.map(inside).slice(0, MOST_ITEMS), ']', value.length);
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    const all = Array.from(value as Uint8Array | Float64Array, inside);
    return bracketed(`${kind}(${all.length}) `, '[', all.slice(0, MOST_ITEMS), ']', all.length);
  }
  if (value instanceof Set) {
    return bracketed(`Set(${value.size}) `, '{', Array.from(value, inside), '}', value.size);
  }
  if (value instanceof Map) {
    const pairs = Array.from(value, ([key, part]) => `${inside(key)} => ${inside(part)}`);
    return bracketed(`Map(${value.size}) `, '{', pairs, '}', value.size);
  }
  const fields = Object.entries(value).map(
    ([key, part]) => `${/^[\w$]+$/.test(key) ? key : quoted(key)}: ${inside(part)}`,
  );
  return bracketed(
    kind === '' || kind === 'Object' ? '' : `${kind} `,
    '{',
    fields,
    '}',
    fields.length,
  );
}

function bracketed(
  before: string,
  open: string,
  parts: readonly string[],
  close: string,
  total: number,
): string {
  const more = total - parts.length;
  const all = more > 0 ? [...parts, `... ${more} more item${more > 1 ? 's' : ''}`] : parts;
  if (all.length === 0) return `${before}${open}${close}`;
  const line = all.join(', ');
  if (line.length <= WIDEST && !line.includes('\n')) return `${before}${open} ${line} ${close}`;
  // Numbers fill lines, as there; whatever else has a line of its own.
  const short = all.every((part) => part.length < 24 && !part.includes('\n'));
  const body = open === '[' && short ? filled(all) : all.join(',\n');
  return `${before}${open}\n${body.replaceAll(/^/gm, '  ')}\n${close}`;
}

function filled(parts: readonly string[]): string {
  const lines = [''];
  for (const part of parts.map((one, i) => (i < parts.length - 1 ? `${one},` : one))) {
    const last = lines[lines.length - 1];
    if (last !== '' && last.length + part.length >= WIDEST) lines.push(part);
    else lines[lines.length - 1] = last === '' ? part : `${last} ${part}`;
  }
  return lines.join('\n');
}

const nameOf = (value: object): string => {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (typeof prototype !== 'object' || prototype === null) return '[Object: null prototype]';
  return prototype.constructor.name;
};

const shownFunction = (value: { name: string; prototype?: unknown }) => {
  const kind = /^class\b/.test(String(value)) ? 'class' : 'Function:';
  return value.name === '' ? '[Function (anonymous)]' : `[${kind} ${value.name}]`;
};

const quoted = (text: string) =>
  text.includes("'") && !text.includes('"')
    ? `"${text}"`
    : `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`;
