import { InvalidParameterError } from '../../errors.js';

/**
 * The error for what ONNX cannot say: it is refused, never written as something near.
 *
 * @param where - the part of the model
 * @param why - what it is, a clause
 */
export function refused(where: string, why: string): InvalidParameterError {
  return new InvalidParameterError(
    `${where} cannot be written as ONNX: ${why}. Leave it out, or do it before the graph runs.`,
  );
}
