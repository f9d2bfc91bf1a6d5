import { StorageError } from '../errors.js';

/**
 * The SHA-256 of bytes or of text as UTF-8, as 64 hexadecimal digits.
 *
 * @throws StorageError on a web page without HTTPS, where browsers withhold their cryptography
 */
export async function sha256(data: Uint8Array | string): Promise<string> {
  if (globalThis.crypto?.subtle === undefined) {
    throw new StorageError(
      'Checksums need the Web Crypto API, which browsers give to secure pages only. Serve the page over HTTPS or from localhost.',
    );
  }
  const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : new Uint8Array(data);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
