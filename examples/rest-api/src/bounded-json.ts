import { Problem } from './problem.js';

/** What is counted before anything is built: the memory that JSON takes grows with these, not with its bytes alone. */
export interface JsonBounds {
  readonly maxDepth: number;
  /** Objects and arrays. */
  readonly maxContainers: number;
  /** Objects and arrays, and what is in them. */
  readonly maxValues: number;
}

/**
 * JSON within bounds.
 *
 * @throws Problem when it is beyond them, no JSON, or no UTF-8
 */
export function parseJson(bytes: Uint8Array, bounds: JsonBounds): unknown {
  checkBounds(bytes, bounds);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new Problem(400, 'The body is no JSON in UTF-8.');
  }
}

const [QUOTE, COMMA, BACKSLASH] = [...'",\\'].map((char) => char.charCodeAt(0));
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [...'[]{}'].map((char) =>
  char.charCodeAt(0),
);

function checkBounds(json: Uint8Array, { maxDepth, maxContainers, maxValues }: JsonBounds): void {
  let depth = 0;
  let containers = 0;
  let values = 1;
  for (let i = 0; i < json.length; i++) {
    const byte = json[i];
    if (byte === QUOTE) {
      i = endOfText(json, i);
    } else if (byte === COMMA) {
      if (++values > maxValues) throw tooMuch(maxValues, 'values');
    } else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) {
      if (++values > maxValues) throw tooMuch(maxValues, 'values');
      if (++containers > maxContainers) throw tooMuch(maxContainers, 'objects and arrays');
      if (++depth > maxDepth) {
        throw new Problem(400, `The JSON is nested more than ${maxDepth} deep.`);
      }
    } else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) {
      depth--;
    }
  }
}

/** Where the text that begins at a quote ends: at the next one that is not escaped. */
function endOfText(json: Uint8Array, start: number): number {
  for (let end = start; ; ) {
    end = json.indexOf(QUOTE, end + 1);
    if (end < 0) return json.length;
    let escapes = 0;
    while (json[end - 1 - escapes] === BACKSLASH) escapes++;
    if (escapes % 2 === 0) return end;
  }
}

function tooMuch(most: number, what: string): Problem {
  return new Problem(413, `The JSON has more than ${most} ${what}.`);
}
