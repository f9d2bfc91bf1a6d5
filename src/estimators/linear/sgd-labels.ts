import type { FitOptions, Label } from '../../contracts.js';
import { type EncodedLabels, encodeClasses, encodeLabels } from '../../data/labels.js';
import { lengthGiven } from '../../data/targets.js';
import { InvalidInputError, InvalidParameterError } from '../../errors.js';
import { show } from '../../words.js';

/** What goes with a part of the data. */
export interface PartialFitOptions<L extends Label = Label> extends FitOptions {
  /** All labels there will be, in any order; needed with the first part. */
  classes?: ArrayLike<L>;
}

/** What labels there are: as told with this part, and as known from those before. */
interface KnownLabels<L extends Label> {
  readonly all: ArrayLike<L> | undefined;
  readonly known: readonly L[] | undefined;
  readonly where: string;
}

/**
 * Labels of a part, numbered among all there will be.
 *
 * @throws InvalidParameterError when nothing says what labels there will be, or others than those of the parts before
 * @throws InvalidInputError for a label that is not among them
 */
export function encodePart<L extends Label>(
  y: ArrayLike<L>,
  rows: number,
  { all, known, where }: KnownLabels<L>,
): EncodedLabels<L> {
  const told =
    all && encodeClasses(all, lengthGiven(all, 'classes', where), `${where}: classes`).classes;
  const classes = known ?? told;
  if (classes === undefined) {
    throw new InvalidParameterError(
      `${where}: the first part must say what labels there will be. Pass { classes: [...] }.`,
    );
  }
  if (told !== undefined && String(told.map(show)) !== String(classes.map(show))) {
    throw new InvalidParameterError(
      `${where}: classes are ${show(told)}, but the parts before had ${show(classes)}. Pass the same, or begin with a new model.`,
    );
  }
  const { codes, classes: found } = encodeLabels(y, rows, where);
  const numbers = found.map((label) => classes.indexOf(label));
  const unknown = numbers.indexOf(-1);
  if (unknown < 0) {
    return { codes: codes.map((code) => numbers[code]), classes: classes.slice() };
  }
  throw new InvalidInputError(
    `${where}: y holds ${show(found[unknown])}, which is not among the classes ${show(classes)}. Leave those samples out, or begin with a new model of more classes.`,
  );
}
