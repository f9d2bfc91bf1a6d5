import { type R2BucketBinding, R2Storage } from '../../src/storage/r2.js';
import { S3Storage, type S3StorageOptions } from '../../src/storage/s3.js';
import { storageChecks } from '../../src/testing/check-storage.js';

/**
 * What runs in the Workers runtime: one check of the contract of a storage for each request.
 * `POST /` with `{ check: name }` checks R2Storage on an empty bucket, with `{ check, s3 }` an S3Storage.
 * Answers `ok` or what failed.
 */
export default {
  async fetch(request: Request, { MODELS }: { MODELS: R2BucketBinding }): Promise<Response> {
    const { check: name, s3 } = (await request.json()) as { check: string; s3?: S3StorageOptions };
    const checks = storageChecks(() => (s3 ? new S3Storage(s3) : emptied(MODELS)));
    const check = checks.find((candidate) => candidate.name === name);
    try {
      await check?.run();
      return new Response(check === undefined ? `there is no check ${name}` : 'ok');
    } catch (error) {
      return new Response(error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
  },
};

async function emptied(bucket: R2BucketBinding): Promise<R2Storage> {
  const { objects } = await bucket.list();
  for (const { key } of objects) await bucket.delete(key);
  return new R2Storage(bucket);
}
