import { InvalidParameterError } from '../../errors.js';
import { show } from '../../words.js';
import { checkObject } from '../resolve-options.js';
import type { S3StorageOptions } from './s3-options.js';
import { S3Storage } from './s3-storage.js';

/** The bucket and account of Cloudflare R2, for its S3 interface. */
export interface R2S3Options extends Omit<S3StorageOptions, 'endpoint' | 'region' | 'pathStyle'> {
  /** The account that has the bucket: 32 hexadecimal digits. Not together with `endpoint`. */
  accountId?: string;
  /** The S3 API address that Cloudflare shows for the bucket; needed for buckets with a jurisdiction. */
  endpoint?: string | URL;
}

/**
 * Models in a bucket of Cloudflare R2, over its S3 interface: an `S3Storage` with the region and the form
 * of address that R2 has. Inside Cloudflare Workers the binding is simpler: see `R2Storage`.
 *
 * @example
 * const storage = r2Storage({
 *   accountId: process.env.CLOUDFLARE_ACCOUNT_ID ?? '',
 *   bucket: 'models',
 *   accessKeyId: process.env.CLOUDFLARE_R2_ACCESS_KEY ?? '',
 *   secretAccessKey: process.env.CLOUDFLARE_R2_SECRET_KEY ?? '',
 *   publicDomain: 'models.example.com',
 * })
 */
export function r2Storage(given: R2S3Options): S3Storage {
  checkObject('r2Storage', given);
  const { accountId, endpoint, ...options } = given;
  if ((accountId === undefined) === (endpoint === undefined)) {
    throw new InvalidParameterError(
      `r2Storage: pass either accountId or endpoint, but got ${accountId === undefined ? 'neither' : 'both'}.`,
    );
  }
  if (accountId !== undefined && !/^[0-9a-f]{32}$/i.test(String(accountId))) {
    throw new InvalidParameterError(
      `r2Storage: accountId must be 32 hexadecimal digits, but got ${show(accountId)}. Pass the one that the address of the Cloudflare dashboard shows.`,
    );
  }
  return new S3Storage({
    conditionalMultipart: true,
    ...options,
    endpoint:
      endpoint === undefined
        ? `https://${accountId}.r2.cloudflarestorage.com`
        : bare(endpoint, options.bucket),
    region: 'auto',
    pathStyle: true,
  });
}

/** The address without the bucket, which Cloudflare shows at its end. */
function bare(endpoint: string | URL, bucket: string): string {
  const address = endpoint instanceof URL ? endpoint.href : String(endpoint);
  const tail = `/${bucket}`;
  const trimmed = address.replace(/\/+$/, '');
  return trimmed.endsWith(tail) ? trimmed.slice(0, -tail.length) : address;
}
