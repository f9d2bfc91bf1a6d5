import { InvalidParameterError } from '../errors.js';
import { FallbackStorage } from './fallback/fallback-storage.js';
import { FileSystemStorage } from './file-system/file-system-storage.js';
import type { ModelStorage } from './model-storage.js';
import { r2Storage } from './s3.js';

/** Environment variables by name, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

const FOLDER = 'saved_models';
const REQUIRED = [
  'CLOUDFLARE_R2_ACCESS_KEY',
  'CLOUDFLARE_R2_SECRET_KEY',
  'CLOUDFLARE_R2_ENDPOINT',
  'CLOUDFLARE_R2_BUCKET_NAME',
] as const;
const PUBLIC_DOMAIN = 'CLOUDFLARE_R2_PUBLIC_DOMAIN';
/** Somebody waits for an answer, and the folder is there: a few seconds are enough to try. */
const PATIENCE = { attemptTimeout: 5_000, timeout: 10_000, retries: 2 };

/**
 * The storage that the environment asks for: Cloudflare R2 where it is configured, with the folder
 * `saved_models/` for when it fails; else that folder alone.
 *
 * R2 is configured by `CLOUDFLARE_R2_ACCESS_KEY`, `CLOUDFLARE_R2_SECRET_KEY`, `CLOUDFLARE_R2_ENDPOINT`
 * (the S3 API address of the bucket) and `CLOUDFLARE_R2_BUCKET_NAME`. It has five seconds for each
 * request and ten for all of a method, and more for large models, before the folder takes over. With
 * `CLOUDFLARE_R2_PUBLIC_DOMAIN` as well, `put` gives the public URL of a model. An empty variable
 * counts as not set.
 *
 * @param env - Default `process.env`.
 * @throws InvalidParameterError that names what is missing where only some are set
 *
 * @example
 * const storage = storageFromEnv()
 * await saveModel(storage, 'churn', model)
 * if (storage instanceof FallbackStorage) await storage.sync() // what R2 could not take before
 */
export function storageFromEnv(env: Environment = process.env): ModelStorage {
  const folder = new FileSystemStorage({ root: FOLDER });
  const isSet = (name: string) => (env[name] ?? '').trim() !== '';
  const set = [...REQUIRED, PUBLIC_DOMAIN].filter(isSet);
  if (set.length === 0) return folder;
  const lacking = REQUIRED.filter((name) => !isSet(name));
  if (lacking.length > 0) {
    throw new InvalidParameterError(
      `storageFromEnv: ${listed(set)} ${set.length === 1 ? 'is' : 'are'} set, but not ${listed(lacking)}. Set all of them to store models in Cloudflare R2, or none to store them in the folder ${FOLDER}/.`,
    );
  }
  const [accessKeyId, secretAccessKey, endpoint, bucket] = REQUIRED.map((name) =>
    (env[name] ?? '').trim(),
  );
  const publicDomain = isSet(PUBLIC_DOMAIN) ? env[PUBLIC_DOMAIN]?.trim() : undefined;
  const key = { accessKeyId, secretAccessKey };
  const bucketStorage = r2Storage({ endpoint, bucket, ...key, publicDomain, ...PATIENCE });
  return new FallbackStorage(bucketStorage, folder);
}

function listed(names: readonly string[]): string {
  return names.length === 1
    ? names[0]
    : `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
}
