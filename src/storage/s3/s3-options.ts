import { InvalidParameterError } from '../../errors.js';
import { boolean, type Hyperparameter, integer } from '../../hyperparameters.js';
import { show } from '../../words.js';
import { aFunction, anyValue, resolveOptions } from '../resolve-options.js';

/** The bucket of an `S3Storage`, the server that has it, and how to sign in there. */
export interface S3StorageOptions {
  /** Address of the server, such as `https://minio.example.com:9000`. Default that of AWS in the region. */
  endpoint?: string | URL;
  /** Region of the bucket. Default `us-east-1`, which most servers other than AWS take. */
  region?: string;
  /** The bucket, which must exist. */
  bucket: string;
  /** Public half of the key. */
  accessKeyId: string;
  /** Secret half of the key. */
  secretAccessKey: string;
  /** Third part of temporary credentials, where there is one. */
  sessionToken?: string;
  /**
   * Whether the bucket stands in the path (`https://host/bucket/key`) or before the host
   * (`https://bucket.host/key`). Default in the path where an endpoint is given, and for buckets whose
   * names cannot be a host's.
   */
  pathStyle?: boolean;
  /** A folder in the bucket, such as `team/models`: keys are below it, and nothing beside it is touched. */
  prefix?: string;
  /** Where the bucket can be read by everyone, such as `models.example.com`; models then have a `url`. */
  publicDomain?: string;
  /** Models larger than this are stored in parts of this many bytes, from 5 MiB to 5 GiB. Default 16 MiB. */
  partSize?: number;
  /**
   * Whether the server honours `If-Match` and `If-None-Match` when the parts of a model are put together.
   * Where it does not, a conditional `put` sends even a large model in one piece. Default true for AWS,
   * false elsewhere: some servers ignore the conditions there, and would overwrite.
   */
  conditionalMultipart?: boolean;
  /** The largest model to store or read, in bytes. Default 1 GiB. */
  maxBytes?: number;
  /** How often a request is repeated after a broken connection or an answer 429 or 5xx. Default 4. */
  retries?: number;
  /** The most milliseconds before the first repetition; they double each time, up to 20 s. Default 200. */
  retryDelay?: number;
  /**
   * Milliseconds that one request may take to be answered, and that its answer may pause; 8 seconds more
   * for each MiB that it sends. Default 10 000.
   */
  attemptTimeout?: number;
  /**
   * Milliseconds that a method may take in all, repetitions and parts included; 8 seconds more for each
   * MiB that it sends or gets, so that large models have their time and a server that trickles has not.
   * Default 30 000.
   */
  timeout?: number;
  /** What sends the requests. Default the `fetch` of the platform. */
  fetch?: typeof fetch;
}

/** The secret half of the options, to be kept in private fields. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** The options but for the credentials, checked and with defaults filled in. */
export interface S3Settings {
  /** Without a slash at its end. */
  readonly endpoint: URL;
  readonly region: string;
  readonly bucket: string;
  readonly pathStyle: boolean;
  readonly prefix: string;
  readonly publicDomain: string | undefined;
  readonly partSize: number;
  readonly conditionalMultipart: boolean;
  readonly maxBytes: number;
  readonly retries: number;
  readonly retryDelay: number;
  readonly attemptTimeout: number;
  readonly timeout: number;
  readonly fetch: typeof fetch;
}

const MiB = 1 << 20;
/** What setTimeout can count to. */
const MAX_MILLISECONDS = 2 ** 31 - 1;

/** Sizes of parts that S3 takes. */
const partSize = { min: 5 * MiB, max: 5120 * MiB };
const milliseconds = { min: 1, max: MAX_MILLISECONDS };

const OPTIONS = {
  endpoint: anyValue('the address of the server.'),
  region: anyValue('the region of the bucket.'),
  bucket: anyValue('the name of the bucket.'),
  accessKeyId: anyValue('the public half of the key.'),
  secretAccessKey: anyValue('the secret half of the key.'),
  sessionToken: anyValue('the third part of temporary credentials.'),
  pathStyle: boolean({ default: undefined, about: 'Whether the bucket stands in the path.' }),
  prefix: anyValue('a folder in the bucket.'),
  publicDomain: anyValue('where the bucket can be read by everyone.'),
  partSize: integer({ ...partSize, default: 16 * MiB, about: 'How many bytes a part has.' }),
  conditionalMultipart: boolean({
    default: undefined,
    about: 'Whether the server honours conditions when it puts parts together.',
  }),
  maxBytes: integer({ min: 1, default: 1024 * MiB, about: 'How many bytes a model may have.' }),
  retries: integer({ min: 0, max: 100, default: 4, about: 'How often a request is repeated.' }),
  retryDelay: integer({
    ...milliseconds,
    default: 200,
    about: 'The milliseconds before the first repetition.',
  }),
  attemptTimeout: integer({
    ...milliseconds,
    default: 10_000,
    about: 'The milliseconds one request may take.',
  }),
  timeout: integer({
    ...milliseconds,
    default: 30_000,
    about: 'The milliseconds a method may take.',
  }),
  fetch: aFunction(
    'One that works as the fetch of the platform.',
    (...request: Parameters<typeof fetch>) => globalThis.fetch(...request),
  ),
} satisfies Record<keyof S3StorageOptions, Hyperparameter>;

/**
 * Check options and fill defaults in. No message holds a credential: what may be one passes the table, and
 * is looked at by a check of its own.
 *
 * @param owner - for messages
 */
export function readS3Options(
  owner: string,
  options: S3StorageOptions,
): { settings: S3Settings; credentials: Credentials } {
  const given = resolveOptions<Given>(owner, OPTIONS, options);
  return { settings: readSettings(owner, given), credentials: readCredentials(owner, given) };
}

/** The options, those filled in whose default does not depend on others. */
type Given = S3StorageOptions &
  Pick<
    S3Settings,
    'partSize' | 'maxBytes' | 'retries' | 'retryDelay' | 'attemptTimeout' | 'timeout' | 'fetch'
  >;

function readSettings(owner: string, options: Given): S3Settings {
  const { region = 'us-east-1' } = options;
  if (typeof region !== 'string' || !/^[A-Za-z0-9-]{1,64}$/.test(region)) {
    throw new InvalidParameterError(
      `${owner}: region must be a name such as "eu-central-1", but got ${show(region)}. Pass the region of the bucket.`,
    );
  }
  const bucket = readBucket(owner, options.bucket);
  const isHostName = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(bucket);
  const endpoint = readEndpoint(
    owner,
    options.endpoint ??
      `https://s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`,
  );
  const { pathStyle = options.endpoint !== undefined || !isHostName } = options;
  if (!pathStyle && !isHostName) {
    throw new InvalidParameterError(
      `${owner}: the bucket ${show(bucket)} cannot stand before the host, since its name is no host's. Pass pathStyle: true.`,
    );
  }
  const {
    prefix = '',
    publicDomain,
    conditionalMultipart = /(^|\.)amazonaws\.com(\.cn)?$/.test(endpoint.hostname),
  } = options;
  const { partSize, maxBytes, retries, retryDelay, attemptTimeout, timeout, fetch } = options;
  return {
    endpoint,
    region,
    bucket,
    pathStyle,
    prefix,
    publicDomain,
    partSize,
    conditionalMultipart,
    maxBytes,
    retries,
    retryDelay,
    attemptTimeout,
    timeout,
    fetch,
  };
}

function readBucket(owner: string, bucket: unknown): string {
  // No slash and nothing that a URL gives a meaning: the name cannot lead to another bucket.
  if (typeof bucket === 'string' && /^[A-Za-z0-9][A-Za-z0-9._-]{1,254}$/.test(bucket))
    return bucket;
  throw new InvalidParameterError(
    `${owner}: bucket must be a name of letters, digits, dots, hyphens and underscores, but got ${show(bucket)}. Pass the name of the bucket alone.`,
  );
}

function readEndpoint(owner: string, given: string | URL): URL {
  let url: URL | undefined;
  try {
    url = new URL(given);
  } catch {}
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new InvalidParameterError(
      `${owner}: endpoint must be an http or https address, but got ${show(given instanceof URL ? given.href : given)}. Pass one such as "https://s3.example.com".`,
    );
  }
  // Not shown: what stands before an @ is a password, and what follows a ? may be a token.
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new InvalidParameterError(
      `${owner}: endpoint must hold no user, password, query or fragment. Pass the address of the server alone, and the key in accessKeyId and secretAccessKey.`,
    );
  }
  url.pathname = url.pathname.replace(/\/+$/, '');
  return url;
}

function readCredentials(owner: string, options: S3StorageOptions): Credentials {
  const credentials: Credentials = {
    accessKeyId: options.accessKeyId,
    secretAccessKey: options.secretAccessKey,
    ...(options.sessionToken !== undefined && { sessionToken: options.sessionToken }),
  };
  for (const [name, value] of Object.entries(credentials)) {
    const problem =
      typeof value !== 'string'
        ? `must be text, but is ${value === undefined ? 'missing' : `of type ${typeof value}`}`
        : value === ''
          ? 'is empty'
          : /^[\x21-\x7e]+$/.test(value)
            ? undefined
            : 'holds white space or other characters that no key has';
    if (problem !== undefined) {
      throw new InvalidParameterError(
        `${owner}: ${name} ${problem}. Pass it as the provider of the bucket shows it.`,
      );
    }
  }
  return credentials;
}
