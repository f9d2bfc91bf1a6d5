import { describe, expect, it } from 'vitest';
import { ModelFormatError } from '../../src/errors.js';
import { decodeVersion, encodeVersion } from '../../src/registry/registry-records.js';

// As the first version of the registry wrote it.
const WRITTEN = `{
  "format": 1,
  "id": "01234567-89ab-cdef-0123-456789abcdef",
  "name": "churn",
  "version": 3,
  "type": "KMeans",
  "created": "2026-01-31T12:00:00.000Z",
  "deleted": null,
  "size": 12,
  "sha256": "${'0f'.repeat(32)}",
  "metrics": {
    "accuracy": 0.5,
    "loss": "NaN"
  },
  "tags": [
    "nightly"
  ],
  "notes": ""
}
`;
const place = { name: 'churn', version: 3 };
const decode = (text: string) => decodeVersion(new TextEncoder().encode(text), 'the/key', place);

describe('a record', () => {
  it('is read as it was written, and written the same again', () => {
    const record = decode(WRITTEN);
    expect(record).toMatchObject({ ...place, metrics: { accuracy: 0.5, loss: Number.NaN } });
    expect(new TextDecoder().decode(encodeVersion(record))).toBe(WRITTEN);
  });

  it.each([
    ['"format": 1', '"format": 2', 'the/key: format must be 1, but is 2.'],
    ['"version": 3', '"version": 4', 'the/key: version must be 3, but is 4.'],
    ['"version": 3', '"version": 0', 'the/key: version must be a whole number from 1'],
    ['"size": 12', '"size": 1e300', 'the/key: size must be a whole number from 0'],
    ['"nightly"', '1', 'the/key: tags[0] must be text, but is 1.'],
    ['"loss": "NaN"', '"loss": "many"', 'the/key: metrics.loss must be a number'],
    ['"0f', '"0F', 'the/key: sha256 must be 64 hex digits'],
    ['.000Z', 'Z', 'the/key: created must be a time such as'],
    ['"notes": ""', '"notes": "", "more": 1', 'the/key: has an unknown entry "more".'],
    ['"size": 12,', '', 'the/key: has no entry "size".'],
    ['{', '', 'the/key is no JSON. Restore it, or remove it.'],
  ])('with %s replaced by %s is refused', (from, to, message) => {
    const damaged = WRITTEN.replace(from, to);
    expect(damaged).not.toBe(WRITTEN);
    expect(() => decode(damaged)).toThrow(ModelFormatError);
    expect(() => decode(damaged)).toThrow(message);
  });
});
