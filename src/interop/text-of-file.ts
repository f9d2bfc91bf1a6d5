import { ModelFormatError } from '../errors.js';
import { show } from '../words.js';

/** The text of a file, given as text or as the bytes of UTF-8. */
export function textOfFile(file: string | Uint8Array | ArrayBuffer, where: string): string {
  if (typeof file === 'string') return file;
  if (file instanceof Uint8Array || file instanceof ArrayBuffer) {
    return new TextDecoder().decode(file);
  }
  throw new ModelFormatError(
    `${where}: a model is text, a Uint8Array or an ArrayBuffer, but got ${show(file)}. Pass what the file holds.`,
  );
}
