import { describe, expect, it } from 'vitest';
import { readSurface } from './support/surface.js';

/*
 * Every name that users can import, and every public member of it, has a doc comment that begins with
 * a sentence. A member without its own takes that of the interface or base it implements, as editors
 * show it. Three things are described elsewhere: a constructor by its class and its options, `static
 * info` by `EstimatorClass`, and the fields of an object type within a member by that member.
 */

const surface = readSurface().filter(
  ({ name }) => !name.endsWith('.info') || name === 'EstimatorClass.info',
);

/** A sentence begins with no small letter, unless with a name, says more than a shape, and ends. */
function isSentence(doc: string): boolean {
  const [first] = doc.split('\n\n');
  const words = first.replaceAll(/\[[^\]]*\]/g, '').match(/[\p{L}\d]+/gu) ?? [];
  return /^(?:\P{Ll}|k-means)/u.test(first) && /[.:…]$/.test(first) && words.length >= 2;
}

describe('the doc comments of the public names', () => {
  it('are there', () => {
    expect(surface.length).toBeGreaterThan(1400);
    const bare = surface.filter(({ doc }) => doc === '');
    expect(bare.map(({ where, name }) => `${where} ${name}`)).toEqual([]);
  });

  it('begin with a sentence', () => {
    const wrong = surface.filter(({ doc }) => doc !== '' && !isSentence(doc));
    expect(wrong.map(({ where, name, doc }) => `${where} ${name}: ${doc}`)).toEqual([]);
  });
});
