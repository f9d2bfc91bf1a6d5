/** An element of an XML document: what S3 puts into its answers needs no more. */
export interface XmlElement {
  readonly name: string;
  readonly children: readonly XmlElement[];
  /** The text directly inside, entities replaced, pieces between children joined. */
  readonly text: string;
}

/** The text is no XML of the kind that S3 answers with. */
export class XmlError extends Error {}

/** S3 nests four elements at most. */
const MAX_DEPTH = 16;
/** A list of 1000 objects has some 20 000. */
const MAX_ELEMENTS = 100_000;
const NAME = /[A-Za-z_][\w.:-]*/y;
const SPACE = /[ \t\r\n]*/y;
const ENTITY = /&(?:(lt|gt|amp|quot|apos)|#([0-9]{1,7})|#x([0-9A-Fa-f]{1,6}));|&/g;
const ENTITIES: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
};

/**
 * Read the XML that S3 answers with: elements, text, the five entities of XML and character references.
 *
 * Strict on purpose, because a server may be hostile. Documents with a DTD, other entities, processing
 * instructions, comments or CDATA are refused (S3 sends none), and so is everything that is not well
 * formed or nested deeper than 16 elements or holds more than 100 000. Attributes are checked for their form and dropped. The time
 * taken is proportional to the length: one pass, no recursion, no regular expression that goes back.
 *
 * @returns the root element
 * @throws XmlError that says what is wrong and where
 */
export function parseXml(text: string): XmlElement {
  return new Reader(text).document();
}

/** The first child of this name. */
export function child(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((candidate) => candidate.name === name);
}

/** The text of the first child of this name. */
export function childText(element: XmlElement, name: string): string | undefined {
  return child(element, name)?.text;
}

/** Text as it may stand between the tags of an element. */
export function escapeXml(text: string): string {
  return text.replace(/[<>&]/g, (character) =>
    character === '<' ? '&lt;' : character === '>' ? '&gt;' : '&amp;',
  );
}

interface OpenElement {
  readonly name: string;
  readonly children: XmlElement[];
  text: string;
}

class Reader {
  readonly #text: string;
  #at = 0;
  #elements = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): XmlElement {
    this.#declaration();
    this.#match(SPACE);
    // A stack instead of recursion: the depth of a hostile document cannot exhaust that of the engine.
    const open: OpenElement[] = [];
    for (;;) {
      const start = this.#text.indexOf('<', this.#at);
      if (start === -1) throw this.#error('the document ends too early', this.#text.length);
      const text = this.#content(this.#at, start);
      const parent = open.at(-1);
      if (parent !== undefined) parent.text += text;
      else if (text !== '') throw this.#error('text stands before the root element');
      this.#at = start + 1;

      const closed = this.#text[this.#at] === '/' ? this.#closeTag(open) : this.#openTag(open);
      if (closed === undefined) continue;
      const container = open.at(-1);
      if (container === undefined) return this.#end(closed);
      container.children.push(closed);
    }
  }

  #declaration(): void {
    if (!this.#text.startsWith('<?xml')) return;
    const end = this.#text.indexOf('?>');
    if (end === -1 || end > 200) throw this.#error('the XML declaration does not end');
    this.#at = end + 2;
  }

  /** After `<`. Returns the element when its tag closes it at once. */
  #openTag(open: OpenElement[]): XmlElement | undefined {
    const name = this.#name();
    if (++this.#elements > MAX_ELEMENTS) throw this.#error('there are too many elements');
    if (open.length === MAX_DEPTH) throw this.#error(`elements nest deeper than ${MAX_DEPTH}`);
    for (;;) {
      const spaced = this.#match(SPACE) !== '';
      if (this.#take('>')) {
        open.push({ name, children: [], text: '' });
        return undefined;
      }
      if (this.#take('/>')) return { name, children: [], text: '' };
      if (!spaced) throw this.#error(`the tag <${name}> is not well formed`);
      this.#attribute();
    }
  }

  #attribute(): void {
    const name = this.#name();
    this.#match(SPACE);
    if (!this.#take('=')) throw this.#error(`the attribute ${name} has no value`);
    this.#match(SPACE);
    const quote = this.#text[this.#at];
    if (quote !== '"' && quote !== "'") throw this.#error(`the attribute ${name} has no quotes`);
    const end = this.#text.indexOf(quote, this.#at + 1);
    if (end === -1) throw this.#error(`the attribute ${name} does not end`);
    const value = this.#content(this.#at + 1, end);
    if (value.includes('<')) throw this.#error(`the attribute ${name} is not well formed`);
    this.#at = end + 1;
  }

  /** At the `/` of a closing tag. */
  #closeTag(open: OpenElement[]): XmlElement {
    this.#at++;
    const name = this.#name();
    this.#match(SPACE);
    const element = open.pop();
    if (element?.name !== name) throw this.#error(`</${name}> closes no <${name}>`);
    if (!this.#take('>')) throw this.#error(`the tag </${name}> is not well formed`);
    return element;
  }

  #end(root: XmlElement): XmlElement {
    this.#match(SPACE);
    if (this.#at < this.#text.length) {
      throw this.#error('something follows the root element');
    }
    return root;
  }

  /** Text from `start` to `end` with its entities replaced. */
  #content(start: number, end: number): string {
    const raw = this.#text.slice(start, end);
    // Control characters are no XML, and neither are halves of characters.
    const forbidden = /(?![\t\r\n])[\p{Cc}\p{Cs}\uFFFE\uFFFF]/u.exec(raw);
    if (forbidden !== null)
      throw this.#error('a character is not allowed', start + forbidden.index);
    if (!raw.includes('&')) return raw;
    return raw.replace(ENTITY, (_, name?: string, decimal?: string, hexadecimal?: string) => {
      if (name !== undefined) return ENTITIES[name];
      const code = decimal !== undefined ? Number(decimal) : Number.parseInt(hexadecimal ?? '', 16);
      if (!isCharacter(code)) throw this.#error('an entity is unknown or no character', start);
      return String.fromCodePoint(code);
    });
  }

  #name(): string {
    const name = this.#match(NAME);
    if (name === '') {
      const problem = '!?'.includes(this.#text[this.#at] ?? ' ')
        ? 'document types, comments, CDATA and processing instructions are not taken'
        : 'a name is missing';
      throw this.#error(problem);
    }
    return name;
  }

  /** What a sticky expression finds here; empty when it finds nothing. */
  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? '';
    this.#at += found.length;
    return found;
  }

  #take(expected: string): boolean {
    if (!this.#text.startsWith(expected, this.#at)) return false;
    this.#at += expected.length;
    return true;
  }

  #error(problem: string, at = this.#at): XmlError {
    return new XmlError(`${problem} (character ${at})`);
  }
}

/** Whether a code point may stand in XML; not a number for the entities that are not known. */
function isCharacter(code: number): boolean {
  return (
    code === 9 ||
    code === 10 ||
    code === 13 ||
    (code >= 0x20 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd) ||
    (code >= 0x10000 && code <= 0x10ffff)
  );
}
