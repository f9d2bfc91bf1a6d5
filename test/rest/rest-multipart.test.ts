import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { RestServer } from './rest-server.js';

const server = new RestServer();
beforeAll(() => server.start());
afterAll(() => server.remove());

/** Whole, but for options that name no model: whatever of it is read, nothing is trained. */
const whole = [
  '--edge',
  'content-disposition: form-data; name="csv"; filename="a.csv"',
  'content-type: text/csv',
  '',
  'x,y\n1,2\n',
  '--edge',
  'content-disposition: form-data; name="options"',
  '',
  '{"target": "y"}',
  '--edge--',
  '',
].join('\r\n');
const type = 'multipart/form-data; boundary=edge';

const at = fc.nat({ max: whole.length });
const pieces = fc.constantFrom(
  ...[
    '--edge',
    '--edge--',
    '\r\n',
    '\r\n\r\n',
    '\n',
    '\r',
    ':',
    ';',
    '"',
    '=',
    '\0',
    '\u00ff',
    'name=',
    'filename*=utf-8',
  ],
  ...[
    'content-disposition: form-data',
    'content-transfer-encoding: base64',
    'x'.repeat(20_000),
    '{"a":',
  ],
);
const bodies = fc.oneof(
  at.map((end) => whole.slice(0, end)),
  at.map((start) => whole.slice(start)),
  fc.tuple(at, at).map(([a, b]) => whole.slice(0, a) + whole.slice(b)),
  fc.tuple(at, pieces).map(([i, piece]) => whole.slice(0, i) + piece + whole.slice(i)),
  fc.tuple(pieces, pieces).map(([from, to]) => whole.replaceAll(from, to)),
  fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join('')),
  fc.string({ maxLength: 200 }),
  fc.constant(''),
);
const types = fc.oneof(
  { weight: 6, arbitrary: fc.constant(type) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ...['multipart/form-data', 'multipart/form-data;', 'multipart/form-data; boundary='],
      ...[
        'multipart/form-data; boundary=""',
        'multipart/form-data; boundary="edge',
        'Multipart/Form-Data; Boundary=edge',
      ],
      ...[
        'multipart/form-data; boundary=json',
        'multipart/form-data; charset=utf-16; boundary=edge',
      ],
      `multipart/form-data; boundary=${'x'.repeat(500)}`,
    ),
  },
);

it('a form of any broken shape is the fault of who sent it', async () => {
  await fc.assert(
    fc.asyncProperty(bodies, types, async (body, contentType) => {
      const { status, headers } = await server.get('/train', {
        method: 'POST',
        headers: { 'content-type': contentType },
        body: Buffer.from(body, 'latin1'),
      });
      expect([status, headers.get('content-type')]).toEqual([400, 'application/problem+json']);
    }),
    { numRuns: 750, seed: 1, examples: [[whole, type]] },
  );
  expect(server.output).not.toContain('Error');
});
