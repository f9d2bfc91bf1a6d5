import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blocksOfPart, cutIntoParts, readPart } from '../../src/distributed/part.js';
import { VERSION } from '../../src/distributed/version.js';

describe('parts of a work', () => {
  it('are all of its blocks, each once and in order, in as many parts as may be at most', () => {
    fc.assert(
      fc.property(fc.nat(500), fc.integer({ min: 1, max: 130 }), (count, most) => {
        const blocks = Array.from({ length: count }, (_, at) => at);
        const parts = cutIntoParts(count, most);
        expect(parts.length).toBeLessThanOrEqual(most);
        expect(parts.flatMap((part) => blocksOfPart(blocks, part))).toEqual(blocks);
      }),
    );
  });

  it('that the work does not have are refused, as no thread would ever end them', () => {
    expect(() => blocksOfPart(['a', 'b'], { from: 1, to: 3 })).toThrow(
      'a job asks for blocks up to 3 of a work that has 2',
    );
  });
});

describe('the data of a job', () => {
  const part = { version: VERSION, work: 'a'.repeat(64), from: 0, to: 2, call: 'id' };

  it('are read as a part', () => {
    expect(readPart({ ...part, more: 1 })).toEqual(part);
  });

  it.each([
    null,
    'part',
    {},
    { ...part, work: '../../secrets' },
    { ...part, from: 2 },
    { ...part, from: -1 },
    { ...part, to: Number.POSITIVE_INFINITY },
    { ...part, call: undefined },
    { ...part, version: '0.0.1' },
  ])('are refused where they are none: %o', (data) => {
    expect(() => readPart(data)).toThrow('fitpredict-worker: a job ');
  });
});
