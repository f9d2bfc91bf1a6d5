import { InvalidParameterError, StorageError } from '../errors.js';
import { show } from '../words.js';
import { isKey } from './model-storage.js';

const MAX_NAME_BYTES = 1024;

/** How keys of models and names of objects in a bucket belong together. */
export interface ObjectNames {
  /** Put before each key: empty, or a folder with its slash. */
  readonly folder: string;
  /** @throws StorageError when key and folder together are too long */
  nameOf(key: string, where: string): string;
  /** The key of an object; undefined for objects that are no models. */
  keyOf(name: string): string | undefined;
  /** Where everyone can read a model, as a part of its description; empty without a public domain. */
  urlOf(key: string): { url?: string };
}

/**
 * @param prefix - folder in the bucket; empty for the whole bucket
 * @param publicDomain - host, with `https://` or without, where the bucket can be read by everyone
 */
export function objectNames(
  owner: string,
  prefix: string,
  publicDomain: string | undefined,
): ObjectNames {
  const trimmed = typeof prefix === 'string' ? prefix.replace(/\/$/, '') : prefix;
  if (trimmed !== '' && !isKey(trimmed)) {
    throw new InvalidParameterError(
      `${owner}: prefix must be a folder that keeps the rules for keys, but got ${show(prefix)}. Pass one such as "team/models".`,
    );
  }
  const folder = trimmed === '' ? '' : `${trimmed}/`;
  const base = publicDomain === undefined ? undefined : readDomain(owner, publicDomain);
  return {
    folder,
    nameOf(key, where) {
      const name = folder + key;
      const bytes = new TextEncoder().encode(name).length;
      if (bytes > MAX_NAME_BYTES) {
        throw new StorageError(
          `${where}: the key ${show(key)} has ${bytes} bytes together with the prefix ${show(folder)}, but at most ${MAX_NAME_BYTES} are allowed. Shorten it.`,
          { reason: 'invalidKey' },
        );
      }
      return name;
    },
    keyOf(name) {
      if (!name.startsWith(folder)) return undefined;
      const key = name.slice(folder.length);
      return isKey(key) ? key : undefined;
    },
    urlOf: (key) => (base === undefined ? {} : { url: `${base}/${encodePath(folder + key)}` }),
  };
}

/** A name as the path of a URL: everything but letters, digits, `- . _ ~` and slashes encoded, as S3 signs it. */
export function encodePath(name: string): string {
  return name.split('/').map(encodeText).join('/');
}

/** `encodeURIComponent`, and the five characters that RFC 3986 has encoded besides. */
export function encodeText(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Returns the address without a slash at its end. */
function readDomain(owner: string, domain: unknown): string {
  let url: URL | undefined;
  if (typeof domain === 'string' && domain !== '') {
    try {
      url = new URL(domain.includes('://') ? domain : `https://${domain}`);
    } catch {}
  }
  const isPlain =
    url !== undefined &&
    /^https?:$/.test(url.protocol) &&
    url.username + url.password + url.search + url.hash === '';
  if (url === undefined || !isPlain) {
    throw new InvalidParameterError(
      `${owner}: publicDomain must be a host such as "models.example.com", but got ${show(domain)}. Pass where the bucket can be read by everyone.`,
    );
  }
  return url.href.replace(/\/+$/, '');
}
