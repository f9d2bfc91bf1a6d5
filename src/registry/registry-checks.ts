import { InvalidParameterError } from '../errors.js';
import { isKey } from '../storage/model-storage.js';
import { checkObject } from '../storage/resolve-options.js';
import { show } from '../words.js';
import { isId } from './registry-records.js';

const MOST_NAME_CHARACTERS = 100;

export function checkName(name: string, where: string): void {
  const isName =
    isKey(name) && !name.includes('/') && !isId(name) && name.length <= MOST_NAME_CHARACTERS;
  if (isName && new TextEncoder().encode(name).length <= 2 * MOST_NAME_CHARACTERS) return;
  throw new InvalidParameterError(
    `${where}: name must be one name as in keys, without slashes, of up to ${MOST_NAME_CHARACTERS} characters and no UUID, but got ${show(name)}. Use one such as "churn".`,
  );
}

export function checkAlias(alias: string, where: string): void {
  if (typeof alias === 'string' && /^[A-Za-z][\w.-]{0,99}$/.test(alias)) return;
  throw new InvalidParameterError(
    `${where}: alias must be a letter and up to 99 letters, digits, dots, hyphens or underscores, but got ${show(alias)}. Use one such as "production".`,
  );
}

export function checkDescription(
  metrics: Readonly<Record<string, number>>,
  tags: readonly string[],
  notes: string,
  where: string,
): void {
  checkObject(where, metrics, 'metrics');
  for (const [name, value] of Object.entries(metrics)) {
    if (typeof value === 'number') continue;
    throw new InvalidParameterError(
      `${where}: metrics.${name} must be a number, but got ${show(value)}. Leave it out, or put it into the notes.`,
    );
  }
  if (!Array.isArray(tags) || tags.some((tag) => typeof tag !== 'string' || tag === '')) {
    throw new InvalidParameterError(
      `${where}: tags must be an array of words, but got ${show(tags)}. Pass such as ["nightly"].`,
    );
  }
  if (typeof notes !== 'string') {
    throw new InvalidParameterError(
      `${where}: notes must be text, but got ${show(notes)}. Pass a sentence.`,
    );
  }
}
