import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { child, childText, escapeXml, parseXml, XmlError } from '../../../src/storage/s3/xml.js';
import { cpuTime } from '../../support/cpu-time.js';

const problemOf = (text: string): string => {
  try {
    parseXml(text);
    return 'nothing';
  } catch (error) {
    expect(error).toBeInstanceOf(XmlError);
    return (error as Error).message;
  }
};

describe('XML is read', () => {
  it('as S3 writes it', () => {
    const root = parseXml(
      `<?xml version="1.0" encoding="UTF-8"?>\n<List xmlns="http://s3.amazonaws.com/doc/2006-03-01/" a='>'>\n  <Key>a &amp;&#32;b&#x1F600;&lt;</Key>\r\n  <Empty/><Empty ></Empty >\n  <Owner><ID>1</ID></Owner>\n</List>\n`,
    );
    expect(root.name).toBe('List');
    expect(childText(root, 'Key')).toBe('a & b😀<');
    expect(root.children.map(({ name }) => name)).toEqual(['Key', 'Empty', 'Empty', 'Owner']);
    expect(child(root, 'Owner')?.children[0]).toEqual({ name: 'ID', children: [], text: '1' });
    expect(childText(root, 'Missing')).toBeUndefined();
    expect(childText(root, '__proto__')).toBeUndefined();
  });

  it('back from every text it was written from', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const clean = text.replace(/[\p{Cc}\uFFFE\uFFFF]/gu, '');
        expect(childText(parseXml(`<a><b>${escapeXml(clean)}</b></a>`), 'b')).toBe(clean);
      }),
    );
  });
});

describe('XML is refused', () => {
  it.each([
    ['', 'the document ends too early'],
    ['text', 'the document ends too early'],
    ['text<a/>', 'text stands before the root element'],
    ['<a>', 'the document ends too early'],
    ['<a><b></a>', '</a> closes no <a>'],
    ['<a></a', 'the tag </a> is not well formed'],
    ['</a>', '</a> closes no <a>'],
    ['<a/><b/>', 'something follows the root element'],
    ['<a/>text', 'something follows the root element'],
    ['<a', 'the tag <a> is not well formed'],
    ['< a/>', 'a name is missing'],
    ['<a b/>', 'the attribute b has no value'],
    ['<a b=c/>', 'the attribute b has no quotes'],
    ['<a b="c/>', 'the attribute b does not end'],
    ['<a b="<"/>', 'the attribute b is not well formed'],
    ['<a b="1"c="2"/>', 'the tag <a> is not well formed'],
    ['<?xml version="1.0"', 'the XML declaration does not end'],
    ['<a>&</a>', 'an entity is unknown or no character'],
    ['<a>&nbsp;</a>', 'an entity is unknown or no character'],
    ['<a>&#0;</a>', 'an entity is unknown or no character'],
    ['<a>&#xD800;</a>', 'an entity is unknown or no character'],
    ['<a>&#x110000;</a>', 'an entity is unknown or no character'],
    ['<a>&#99999999;</a>', 'an entity is unknown or no character'],
    ['<a>\0</a>', 'a character is not allowed'],
    ['<a>\ud800</a>', 'a character is not allowed'],
    ['<a><!-- x --></a>', 'document types, comments, CDATA and processing instructions'],
    ['<a><![CDATA[x]]></a>', 'document types, comments, CDATA and processing instructions'],
    ['<a><?php x ?></a>', 'document types, comments, CDATA and processing instructions'],
  ])('such as %j', (text, words) => {
    expect(problemOf(text)).toContain(words);
  });

  it('with a document type, so that no entity can grow or read a file', () => {
    const laughs = `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]><a>&c;</a>`;
    expect(problemOf(laughs)).toContain('document types');
    expect(problemOf('<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>')).toContain('document types');
  });

  it('when it nests deeply, without growing the stack', () => {
    expect(problemOf('<a>'.repeat(1_000_000))).toContain('elements nest deeper than 16');
    expect(problemOf('<a>'.repeat(17))).toContain('elements nest deeper than 16');
    expect(parseXml('<a>'.repeat(16) + '</a>'.repeat(16)).name).toBe('a');
  });

  it('when it holds more elements than any list has', () => {
    expect(problemOf(`<a>${'<b/>'.repeat(100_000)}</a>`)).toContain('too many elements');
    expect(parseXml(`<a>${'<b/>'.repeat(99_999)}</a>`).children).toHaveLength(99_999);
  });

  it('in time proportional to its length', () => {
    const n = 120_000;
    const start = cpuTime();
    for (const text of [
      `<a${' '.repeat(n)}`,
      `<a${' b="1"'.repeat(n / 6)}`,
      `<a>${'&'.repeat(n)}</a>`,
      `<a>${'&#1'.repeat(n / 3)}</a>`,
      `<a>${'&amp;'.repeat(n / 5)}`,
      `<a>${'<b/>'.repeat(n / 4)}`,
      `<a>${'x<b/>'.repeat(n / 5)}`,
      `<${'a'.repeat(n)}`,
      `${' '.repeat(n)}x`,
      `<?xml${' '.repeat(n)}`,
      `<a>${'</'.repeat(n / 2)}`,
    ]) {
      expect(problemOf(text)).not.toBe('nothing');
    }
    // A few milliseconds each; an expression that goes back would take minutes.
    expect(cpuTime() - start).toBeLessThan(2000);
  });

  it('wherever it is cut off', () => {
    const text =
      '<?xml version="1.0"?><List xmlns="x"><Contents><Key>a&amp;b</Key><Size>1</Size></Contents></List>';
    for (let end = 0; end < text.length; end++) {
      expect(problemOf(text.slice(0, end))).not.toBe('nothing');
    }
  });

  it('or read, whatever it is', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '/',
      '</a>',
      '<a>',
      '<a ',
      'b="',
      '"',
      '=',
      '&',
      ';',
      '&lt;',
      '!',
      '?',
      'x',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        problemOf(pieces.join(''));
      }),
      { numRuns: 2000 },
    );
  });
});
