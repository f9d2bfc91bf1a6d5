import { StorageError } from '../errors.js';

/** SHA-256 in hexadecimal, as S3, the metadata of models and the markers of what waits write it. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  if (globalThis.crypto?.subtle === undefined) {
    throw new StorageError(
      'This platform has no WebCrypto, which checksums and signatures need. In a browser, serve the page over https.',
    );
  }
  return hex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
}

export function hex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text;
}
