import { StorageError } from '../../errors.js';
import { shorten, show } from '../../words.js';
import type { Credentials, S3Settings } from './s3-options.js';
import { childText, parseXml } from './xml.js';

/** What an S3 server says about a request it refused. */
export interface S3ErrorBody {
  /** Such as `NoSuchBucket`. */
  readonly code: string;
  readonly message: string;
  /** The region it names, where the request went to a wrong one. */
  readonly region?: string;
  /** Its own clock, where the clocks differ. */
  readonly serverTime?: string;
}

/** The part of an answer that tells what happened. */
export interface AnswerHead {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/** The error in a body; undefined when it holds none as S3 writes them. */
export function errorIn(body: Uint8Array): S3ErrorBody | undefined {
  if (body.length === 0) return undefined;
  try {
    const root = parseXml(decodeXml(body));
    const code = childText(root, 'Code');
    if (root.name !== 'Error' || !code) return undefined;
    return {
      code,
      message: childText(root, 'Message') ?? '',
      region: childText(root, 'Region'),
      serverTime: childText(root, 'ServerTime'),
    };
  } catch {
    return undefined; // some other server's page
  }
}

/** @throws TypeError when the bytes are no UTF-8 */
export function decodeXml(body: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(body);
}

/** What to check, by the code of the error. Codes of other servers than AWS are among them. */
const REMEDIES: Readonly<Record<string, (context: Context) => string>> = {
  InvalidAccessKeyId: () =>
    'The server does not know this accessKeyId. Check it for this endpoint.',
  SignatureDoesNotMatch: ({ settings }) =>
    `The secretAccessKey does not belong to the accessKeyId, or the region ${show(settings.region)} is wrong. Check the three.`,
  InvalidToken: () => 'The sessionToken is not valid. Get new temporary credentials.',
  ExpiredToken: () => 'The temporary credentials have expired. Get new ones.',
  AccessDenied: ({ settings }) =>
    `The credentials are valid, but do not permit this in the bucket ${show(settings.bucket)}. Permit reading, writing, deleting and listing objects; where listing is not permitted, S3 also answers so for a key that is missing.`,
  AllAccessDisabled: ({ settings }) =>
    `Access to the bucket ${show(settings.bucket)} is switched off. Ask its owner.`,
  NoSuchBucket: ({ settings }) =>
    `There is no bucket ${show(settings.bucket)} at ${settings.endpoint.host}. Check its name, or make it first.`,
  InvalidBucketName: ({ settings }) =>
    `The server takes no bucket of the name ${show(settings.bucket)}. Check its name.`,
  RequestTimeTooSkewed: clockRemedy,
  RequestExpired: clockRemedy,
  AccessForbidden: () => 'The server refuses this origin. Check the CORS rules of the bucket.',
  PermanentRedirect: regionRemedy,
  TemporaryRedirect: regionRemedy,
  AuthorizationHeaderMalformed: regionRemedy,
  IllegalLocationConstraintException: regionRemedy,
  NotImplemented: () =>
    'The server does not offer what this needs, such as conditional writes. Use another server, or leave the condition out.',
  EntityTooLarge: () => 'The server takes no object so large. Make partSize smaller.',
  EntityTooSmall: () => 'The server takes no parts so small. Make partSize larger.',
  QuotaExceeded: () => 'The quota of the bucket is used up. Free some space.',
  XAmzContentSHA256Mismatch: () => 'The bytes were damaged on their way. Try again.',
  BadDigest: () => 'The bytes were damaged on their way. Try again.',
};

/** What is known besides the answer. */
interface Context {
  readonly settings: S3Settings;
  readonly answer: AnswerHead;
  readonly error?: S3ErrorBody;
}

/**
 * The error for an answer that is no success: what the server said, and what to check.
 *
 * @param credentials - taken out of what the server said, should it repeat them
 */
export function refusal(
  where: string,
  answer: AnswerHead,
  settings: S3Settings,
  credentials: Credentials,
): StorageError {
  const error = errorIn(answer.body);
  const context: Context = { settings, answer, error };
  const { status } = answer;
  const isRedirect = status === 0 || (status >= 300 && status < 400); // 0: hidden by the browser
  if (error === undefined) {
    if (isRedirect) {
      return new StorageError(
        `${where}: ${settings.endpoint.host} redirects elsewhere. ${regionRemedy(context)}`,
      );
    }
    // An answer to HEAD has no body to explain itself, and a proxy may have taken it away.
    if (answer.body.length === 0 && status >= 400) {
      return new StorageError(
        `${where}: the server refused with HTTP ${status} and no reason. Check the credentials, the bucket ${show(settings.bucket)} and the endpoint ${settings.endpoint.host}.`,
      );
    }
    return notS3(where, settings, `answered with HTTP ${status}${kindOf(answer)}`);
  }
  const code = shorten(redact(error.code, credentials), 60);
  const message = shorten(redact(error.message, credentials), 200).trim();
  const remedy = Object.hasOwn(REMEDIES, error.code)
    ? REMEDIES[error.code](context)
    : isRedirect
      ? regionRemedy(context)
      : 'Check the bucket, the credentials and what the server allows.';
  const said = message === '' ? code : `${code}: ${message.replace(/\.$/, '')}`;
  return new StorageError(`${where}: the server refused (${said}). ${remedy}`);
}

/** The error for a server that does not speak S3. `problem` follows its name. */
export function notS3(where: string, settings: S3Settings, problem: string): StorageError {
  return new StorageError(
    `${where}: ${settings.endpoint.host} ${problem}, so it seems to be no S3 server. Check the endpoint; that of a web page or console is another.`,
  );
}

function kindOf({ headers, body }: AnswerHead): string {
  const start = new TextDecoder().decode(body.subarray(0, 200)).trimStart().toLowerCase();
  const isPage =
    /^<!doctype html|^<html/.test(start) || headers.get('content-type')?.startsWith('text/html');
  return isPage ? ' and an HTML page' : '';
}

function regionRemedy({ settings, answer, error }: Context): string {
  const region = answer.headers.get('x-amz-bucket-region') ?? error?.region;
  const named =
    region != null && /^[A-Za-z0-9-]{1,64}$/.test(region)
      ? `The bucket ${show(settings.bucket)} is in the region ${show(region)}: pass it as region`
      : `The bucket ${show(settings.bucket)} may be in another region than ${show(settings.region)}: pass that as region`;
  return `${named}, and leave endpoint out or pass that of the region.`;
}

function clockRemedy({ answer, error }: Context): string {
  const server = Date.parse(error?.serverTime ?? answer.headers.get('date') ?? '');
  const minutes = Math.round((Date.now() - server) / 60_000);
  const difference = Number.isNaN(minutes)
    ? 'differs from that of the server'
    : `is ${Math.abs(minutes)} minutes ${minutes < 0 ? 'behind' : 'ahead of'} that of the server`;
  return `The clock of this machine ${difference}, and requests are signed with the time. Set the clock.`;
}

function redact(text: string, credentials: Credentials): string {
  let clean = text.replace(/\p{Cc}+/gu, ' ');
  for (const secret of Object.values(credentials)) {
    if (secret.length >= 8) clean = clean.replaceAll(secret, '…'); // shorter ones are parts of words
  }
  return clean;
}
