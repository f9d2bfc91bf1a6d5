import { ModelFormatError } from '../../errors.js';
import { show } from '../../words.js';

/** One paragraph of a model file: the values of its keys; a bare line is a key without value. */
export type Entries = ReadonlyMap<string, string>;

/** What takes in a model file while it is scanned. */
export interface Reading {
  /** Once, before the trees. */
  header(entries: Entries): void;
  /** The next tree. */
  tree(entries: Entries): void;
}

/** What stands behind the trees. */
export interface Tail {
  /** How training was set, as the file spells it. */
  readonly parameters: Entries;
  /** JSON, where the file has it. */
  readonly pandasCategorical: string | undefined;
}

/**
 * Walk once through LightGBM's text, line by line. Each tree is handed on as it ends, so that what is held is the
 * text and the trees made of it.
 *
 * @throws ModelFormatError when it does not begin as a model, ends before its trees do, or names a key twice
 */
export function scanLightGBM(text: string, where: string, reading: Reading): Tail {
  const lines = linesOf(text);
  const first = lines.next();
  if (first.done || first.value.trim() !== 'tree') {
    throw new ModelFormatError(
      `${where}: this is no LightGBM model, whose first line is "tree", but begins with ${show(text.slice(0, 40))}. Pass what save_model or model_to_string wrote.`,
    );
  }
  let entries = new Map<string, string>();
  let trees = -1;
  const close = () => (trees < 0 ? reading.header(entries) : reading.tree(entries));
  for (const line of lines) {
    if (line === '') continue;
    if (line === 'end of trees') {
      close();
      return tailOf(lines);
    }
    if (line.startsWith('Tree=')) {
      close();
      entries = new Map();
      trees++;
    }
    const equals = line.indexOf('=');
    const key = equals < 0 ? line : line.slice(0, equals);
    if (entries.has(key)) {
      const place = trees < 0 ? 'the header' : `tree ${trees}`;
      throw new ModelFormatError(`${where}: ${place} has two lines ${show(key)}.`);
    }
    entries.set(key, equals < 0 ? '' : line.slice(equals + 1));
  }
  throw new ModelFormatError(`${where}: the file has no line "end of trees": its end is missing.`);
}

function tailOf(lines: Iterable<string>): Tail {
  const parameters = new Map<string, string>();
  let pandasCategorical: string | undefined;
  for (const line of lines) {
    const parameter = /^\[([^:]*): (.*)\]$/.exec(line);
    if (parameter !== null) parameters.set(parameter[1], parameter[2]);
    else if (line.startsWith(PANDAS)) pandasCategorical = line.slice(PANDAS.length);
  }
  return { parameters, pandasCategorical };
}

const PANDAS = 'pandas_categorical:';

/** The lines, whether they end as on Unix or on Windows. */
function* linesOf(text: string): Generator<string, undefined> {
  for (let start = 0; start < text.length; ) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found;
    yield text.slice(start, text[end - 1] === '\r' && end > start ? end - 1 : end);
    start = end + 1;
  }
}
