import type { Label } from '../contracts.js';
import { InvalidParameterError, ModelFormatError } from '../errors.js';
import { show } from '../words.js';

/**
 * The labels of a classifier whose file knows classes by their numbers.
 *
 * @param given - by the user
 * @param saved - JSON that this library wrote into the file
 * @returns those given, else those saved, else 0, 1, …
 */
export function foreignClasses(
  given: readonly Label[] | undefined,
  saved: string | undefined,
  nClasses: number,
  where: string,
): readonly Label[] {
  if (given !== undefined) {
    if (areLabels(given, nClasses)) return given;
    throw new InvalidParameterError(
      `${where}: classes must be ${nClasses} different labels of one type, but got ${show(given)}. Pass one for each class of the model, in the order of their numbers.`,
    );
  }
  if (saved === undefined) return Array.from({ length: nClasses }, (_, k) => k);
  let labels: unknown;
  try {
    labels = JSON.parse(saved);
  } catch {
    // Refused below, as any other text that holds no labels.
  }
  if (areLabels(labels, nClasses)) return labels;
  throw new ModelFormatError(
    `${where}: the classes in the file are ${show(saved)}, not the JSON of ${nClasses} different labels of one type.`,
  );
}

function areLabels(value: unknown, nClasses: number): value is readonly Label[] {
  return (
    Array.isArray(value) &&
    value.length === nClasses &&
    new Set(value).size === nClasses &&
    value.every((label) => typeof label === typeof value[0] && isLabel(label))
  );
}

function isLabel(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}
