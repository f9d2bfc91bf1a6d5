import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseJson } from '../../examples/rest-api/src/bounded-json.js';

const wide = { maxDepth: 1e6, maxContainers: 1e6, maxValues: 1e6 };
const bytes = (text: string) => new TextEncoder().encode(text);

/** What the bounds are about, counted in the value itself. */
function measure(value: unknown): { depth: number; containers: number } {
  if (typeof value !== 'object' || value === null) return { depth: 0, containers: 0 };
  const inside = Object.values(value).map(measure);
  return {
    depth: 1 + Math.max(0, ...inside.map(({ depth }) => depth)),
    containers: 1 + inside.reduce((sum, { containers }) => sum + containers, 0),
  };
}

/** Text with what ends texts, and with what opens and closes values. */
const awkward = fc.array(fc.constantFrom('"', '\\', '[', '{', ']', ',', 'é', '\n')).map(String);
const values = fc.oneof(fc.jsonValue(), fc.array(awkward), fc.dictionary(awkward, awkward));

it('reads JSON as JSON.parse does, within bounds that it just meets', () => {
  fc.assert(
    fc.property(values, (value) => {
      const text = JSON.stringify(value);
      const { depth, containers } = measure(value);
      const just = { ...wide, maxDepth: depth, maxContainers: containers };
      expect(parseJson(bytes(text), just)).toEqual(JSON.parse(text));
      if (containers === 0) return;
      const less = { ...just, maxContainers: containers - 1 };
      expect(() => parseJson(bytes(text), less)).toThrow(`more than ${containers - 1} objects`);
      expect(() => parseJson(bytes(text), { ...just, maxDepth: depth - 1 })).toThrow(
        `nested more than ${depth - 1} deep`,
      );
    }),
  );
});

it('refuses too many values before it builds any', () => {
  const numbers = bytes(`[${'0,'.repeat(5_000_000)}0]`);
  expect(() => parseJson(numbers, wide)).toThrow('The JSON has more than 1000000 values.');
});

it.each([
  ['half of it', bytes('{"a":[1')],
  ['a text without end', bytes('["\\"]')],
  ['no UTF-8', new Uint8Array([0x22, 0xff, 0x22])],
  ['nothing', bytes('')],
])('refuses %s', (_what, json) => {
  expect(() => parseJson(json, wide)).toThrow('The body is no JSON in UTF-8.');
});
