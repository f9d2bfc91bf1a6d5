import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCsv } from '../../../src/data/csv/csv.js';
import { KnownFields, UNKNOWN } from '../../../src/data/csv/known-fields.js';

/** The bytes of a text, and four that are not of it. */
const encode = (text: string) => new DataView(new TextEncoder().encode(`${text}xxxx`).buffer);

describe('KnownFields', () => {
  it('knows what was added, and nothing else', () => {
    const fields = fc.array(fc.string({ unit: 'binary-ascii', maxLength: 70 }), { maxLength: 400 });
    fc.assert(
      fc.property(fields, fields, (some, others) => {
        const known = new KnownFields();
        const meanings = new Map<string, number>();
        for (const [at, field] of some.entries()) {
          const bytes = encode(`,${field}`);
          const end = field.length + 1;
          const found = known.find(bytes, 1, end);
          // It may forget, as it must for long fields, but not be wrong.
          if (found !== UNKNOWN) expect(found).toBe(meanings.get(field));
          if (meanings.has(field)) continue;
          meanings.set(field, at);
          known.add(bytes, 1, end, at);
          expect(known.find(bytes, 1, end)).toBe(field.length > 64 ? UNKNOWN : at);
        }
        for (const field of others) {
          const bytes = encode(field);
          const found = known.find(bytes, 0, field.length);
          expect([UNKNOWN, meanings.get(field)]).toContain(found);
        }
      }),
    );
  });

  it('takes no byte of a field for the end of a shorter one', () => {
    for (let i = 0; i < 5000; i++) {
      const short = String(i);
      const known = new KnownFields();
      known.add(encode(short), 0, short.length, 1);
      const long =
        short + String.fromCharCode(...[0, 0, 0].slice(short.length % 4), short.length % 4);
      expect(known.find(encode(long), 0, long.length)).toBe(UNKNOWN);
    }
  });

  it('remembers most of some thousand fields, and stops at some more', () => {
    const known = new KnownFields();
    const fields = Array.from({ length: 50_000 }, (_, i) => encode(`note ${i}`));
    const lengthOf = (field: DataView) => field.byteLength - 4;
    for (const [i, field] of fields.entries()) known.add(field, 0, lengthOf(field), i);
    const found = fields.map((field) => known.find(field, 0, lengthOf(field)));
    expect(found.every((meaning, i) => meaning === i || meaning === UNKNOWN)).toBe(true);
    expect(found.slice(0, 30_000).filter((meaning) => meaning >= 0).length).toBeGreaterThan(29_900);
    expect(found.slice(40_000).every((meaning) => meaning === UNKNOWN)).toBe(true);
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
