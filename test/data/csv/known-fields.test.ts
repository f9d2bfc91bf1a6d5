import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCsv } from '../../../src/data/csv/csv.js';
import { KnownFields } from '../../../src/data/csv/known-fields.js';
import { PlainFields } from '../../../src/data/csv/plain-fields.js';

/** What fields are known to stand for, undefined where they are not known; `learn` says what those stand for, if anything. */
function read(
  known: KnownFields,
  texts: readonly string[],
  learn: (text: string, i: number) => number | undefined = () => undefined,
): (number | undefined)[] {
  const fields = new PlainFields();
  const dialect = { delimiter: ',', quoteChar: null, comment: null };
  fields.begin(texts.map((text) => `${text},\n`).join(''), dialect);
  fields.goTo(0, 2);
  const codes = new Int32Array(texts.length);
  const meanings: (number | undefined)[] = [];
  for (let from = 0; from < texts.length; ) {
    const unknown = known.read(fields, codes, from);
    meanings.push(...codes.subarray(from, unknown));
    if (unknown === texts.length) break;
    const start = fields.places[unknown];
    if (fields.cut(unknown) !== texts[unknown]) throw new Error(`row ${unknown} is cut elsewhere`);
    const meaning = learn(texts[unknown], unknown);
    if (meaning !== undefined) known.add(fields, start, texts[unknown].length, meaning);
    meanings.push(meaning);
    from = unknown + 1;
  }
  return meanings;
}

describe('KnownFields', () => {
  it('knows what was added, and nothing else', () => {
    // All that a field of plain text may hold, seldom alike and often.
    const any = fc.integer({ min: 1, max: 127 }).map((code) => String.fromCharCode(code));
    const unit = fc.oneof(fc.constantFrom('a', 'b'), any).filter((one) => !/[,\n\r]/.test(one));
    const texts = fc.array(fc.string({ unit, maxLength: 70 }), { maxLength: 300 });
    fc.assert(
      fc.property(texts, texts, (some, others) => {
        const known = new KnownFields();
        const meanings = new Map<string, number>();
        const learned = read(known, some, (text, i) => {
          // It may forget, as it must for long fields, but not be wrong.
          expect(meanings.has(text) && text.length <= 64).toBe(false);
          if (!meanings.has(text)) meanings.set(text, i);
          return meanings.get(text);
        });
        expect(learned).toEqual(some.map((text) => meanings.get(text)));
        expect(read(known, [...some, ...others])).toEqual(
          [...some, ...others].map((text) => (text.length > 64 ? undefined : meanings.get(text))),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('takes no field for the beginning of a longer one', () => {
    const texts = Array.from({ length: 40 }, (_, i) => 'x'.repeat(i));
    for (const text of texts) {
      const known = new KnownFields();
      read(known, [text], () => 1);
      expect(read(known, texts).filter((meaning) => meaning === 1)).toHaveLength(1);
    }
  });

  it('remembers most of some thousand fields, and stops at some more', () => {
    const known = new KnownFields();
    const texts = Array.from({ length: 50_000 }, (_, i) => `note ${i}`);
    read(known, texts, (_, i) => i);
    const found = read(known, texts);
    expect(found.every((meaning, i) => meaning === i || meaning === undefined)).toBe(true);
    const known30 = found.slice(0, 30_000).filter((meaning) => meaning !== undefined);
    expect(known30.length).toBeGreaterThan(29_900);
    expect(found.slice(40_000).every((meaning) => meaning === undefined)).toBe(true);
  });
});

it('reads words as a cut text does, whatever comes again', () => {
  // Quotes in another column have every row cut into texts.
  const words = ['', 'NA', 'true', 'TRUE', ' true', 'oslo', 'Oslo', 'x'.repeat(80), 'NaN '];
  const lines = Array.from({ length: 3000 }, (_, i) => [words[(i * i) % 9], i % 3 === 0]);
  const table = (mark: string) =>
    parseCsv(`word,flag,mark\n${lines.map((line) => [...line, mark].join(',')).join('\n')}\n`, {
      inferRows: 10,
    }).select(['word', 'flag']);
  expect(table('a').toRecords()).toEqual(table('"a"').toRecords());
});
