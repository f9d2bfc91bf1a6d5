import { ModelFormatError } from '../errors.js';
import { isSo } from '../is-so.js';
import { show } from '../words.js';

export function isBytes(file: unknown): file is Uint8Array | ArrayBuffer {
  return isSo(() => file instanceof Uint8Array || file instanceof ArrayBuffer);
}

/** The text of a file, given as text or as the bytes of UTF-8. */
export function textOfFile(file: string | Uint8Array | ArrayBuffer, where: string): string {
  if (typeof file === 'string') return file;
  if (isBytes(file)) return new TextDecoder().decode(file);
  throw new ModelFormatError(
    `${where}: a model is text, a Uint8Array or an ArrayBuffer, but got ${show(file)}. Pass what the file holds.`,
  );
}
