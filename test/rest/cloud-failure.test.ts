import { expect, it } from 'vitest';
import { describeFailure } from '../../examples/rest-api/src/cloud-failure.js';
import { r2Storage } from '../../src/storage/s3.js';

/** What a storage says of a cloud that answers so. */
async function failure(answer: () => Response): Promise<string> {
  const storage = r2Storage({
    endpoint: 'https://account.r2.cloudflarestorage.com',
    bucket: 'private-bucket',
    accessKeyId: 'id',
    secretAccessKey: 'asecretofthecloud',
    retries: 0,
    fetch: async () => answer(),
  });
  const error = await storage.put('a', new Uint8Array(1)).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return (error as Error).message;
}

const refusal = (code: string, message: string) => () =>
  new Response(`<Error><Code>${code}</Code><Message>${message}</Message></Error>`, { status: 403 });

it.each<[string, () => Response, string]>([
  [
    'a code',
    refusal('AccessDenied', 'private-bucket of account is closed'),
    'Cloudflare R2 refused (AccessDenied).',
  ],
  ['no bucket', refusal('NoSuchBucket', ''), 'Cloudflare R2 refused (NoSuchBucket).'],
  ['a status', () => new Response(null, { status: 403 }), 'Cloudflare R2 answered with HTTP 403.'],
  [
    'a page',
    () => new Response('<html>account</html>', { status: 404 }),
    'Cloudflare R2 answered with HTTP 404.',
  ],
  [
    'a redirect',
    () => new Response(null, { status: 307 }),
    'Cloudflare R2 gave no answer that could be used.',
  ],
  [
    'nothing',
    () => {
      throw new TypeError('fetch failed at account.r2.cloudflarestorage.com');
    },
    'Cloudflare R2 gave no answer that could be used.',
  ],
])('of a cloud that answers with %s, no more than that is told', async (_what, answer, told) => {
  const reason = await failure(answer);
  expect(reason).toMatch(/account|private-bucket/);
  expect(describeFailure(reason)).toBe(told);
});
