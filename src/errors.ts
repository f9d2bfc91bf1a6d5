/** Base of every error this library throws on purpose. */
export class FitPredictError extends Error {
  /** The name of its class, also in minified code. */
  override readonly name: string = 'FitPredictError';
}

/** A hyperparameter or option is unknown, of the wrong type or out of range. */
export class InvalidParameterError extends FitPredictError {
  /** The name of its class, also in minified code. */
  override readonly name = 'InvalidParameterError';
}

/** Data cannot be used as given: shape, type, missing or infinite values, unknown columns. */
export class InvalidInputError extends FitPredictError {
  /** The name of its class, also in minified code. */
  override readonly name = 'InvalidInputError';
}

/** Something that needs a fitted estimator was asked of an unfitted one. */
export class NotFittedError extends FitPredictError {
  /** The name of its class, also in minified code. */
  override readonly name = 'NotFittedError';
}

/** Bytes or JSON are no model of this library, are damaged, or are hostile. */
export class ModelFormatError extends FitPredictError {
  /** The name of its class, also in minified code. */
  override readonly name = 'ModelFormatError';
}

/** Why a storage refused: what a caller may want to act on. */
export type StorageErrorReason =
  /** No model has this key. */
  | 'missing'
  /** `ifAbsent` was asked for, and the key is taken. */
  | 'exists'
  /** `ifMatch` was asked for, and another version is stored, or none. */
  | 'changed'
  /** The key breaks the rules for keys. */
  | 'invalidKey'
  /** The medium failed: no rights, no space, no connection. */
  | 'failed';

/** A storage could not do what was asked: missing key, refused key, failed read or write. */
export class StorageError extends FitPredictError {
  /** The name of its class, also in minified code. */
  override readonly name = 'StorageError';
  /** What a caller may want to act on. */
  readonly reason: StorageErrorReason;

  constructor(message: string, { reason = 'failed', ...rest }: StorageErrorOptions = {}) {
    super(message, rest);
    this.reason = reason;
  }
}

interface StorageErrorOptions extends ErrorOptions {
  readonly reason?: StorageErrorReason;
}
