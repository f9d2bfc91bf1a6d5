/** What is written: lists of numbers are typed, since XGBoost casts numbers by how they are written. */
export type Written =
  | string
  | number
  | Float32Array
  | Int32Array
  | Uint8Array
  | BigInt64Array
  | readonly Written[]
  | { readonly [name: string]: Written };

/** As JSON: singles always have a point or an exponent, and no whole number has one. */
export function writeJson(value: Written): Uint8Array<ArrayBuffer> {
  const parts: string[] = [];
  append(value, parts);
  return new TextEncoder().encode(parts.join(''));
}

function append(value: Written, parts: string[]): void {
  if (typeof value === 'string' || typeof value === 'number') parts.push(JSON.stringify(value));
  else if (value instanceof Float32Array) parts.push(`[${Array.from(value, singleText).join()}]`);
  else if (ArrayBuffer.isView(value)) parts.push(`[${value.join()}]`);
  else if (isList(value)) {
    for (const [at, item] of value.entries()) {
      parts.push(at === 0 ? '[' : ',');
      append(item, parts);
    }
    parts.push(value.length === 0 ? '[]' : ']');
  } else {
    for (const [at, [name, item]] of Object.entries(value).entries()) {
      parts.push(`${at === 0 ? '{' : ','}${JSON.stringify(name)}:`);
      append(item, parts);
    }
    parts.push(Object.keys(value).length === 0 ? '{}' : '}');
  }
}

export function isList(value: Written): value is readonly Written[] {
  return Array.isArray(value);
}

/** The shortest decimal that is this single, as a number with a point or an exponent. */
export function singleText(value: number): string {
  const text = shortest(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** Nine digits tell every single from the next; most need fewer. */
function shortest(single: number): string {
  if (Number.isInteger(single) && Math.abs(single) < 2 ** 24) {
    return Object.is(single, -0) ? '-0' : String(single);
  }
  let found = single.toPrecision(9);
  for (let digits = 8; digits > 0; digits--) {
    const fewer = single.toPrecision(digits);
    if (Math.fround(Number(fewer)) !== single) break;
    found = fewer;
  }
  return String(Number(found));
}

/** A parameter, which XGBoost keeps in single precision and writes as text. */
export function realText(value: number): string {
  return shortest(Math.fround(value));
}
