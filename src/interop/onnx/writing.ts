/** What every writer of an estimator is given, and what it gives back. */

import type { Label } from '../../contracts.js';
import type { WithParts } from '../../estimator-parts.js';
import type { Block, FittedInput, Flowing } from './features.js';
import type { GraphBuilder } from './graph-builder.js';

/** What the graph says at the end of an estimator. */
export type Written =
  | Flowing
  | {
      readonly kind: 'classes';
      readonly classes: readonly Label[];
      /** The position of the predicted class [N], int64. */
      readonly codes: string;
      /** [N × nClasses], where the model has them. */
      readonly probabilities?: string;
      /** Decision values, where the model has no probabilities. */
      readonly decision?: Block;
    }
  /** Predicted numbers [N × 1]. */
  | { readonly kind: 'numbers'; readonly tensor: string }
  /** Numbers of clusters [N], int64. */
  | { readonly kind: 'clusters'; readonly tensor: string }
  /** Decisions [N × 1], below 0 for outliers. */
  | { readonly kind: 'anomalies'; readonly decision: string };

/** An estimator on its way into a graph. */
export interface Source<State extends object> {
  readonly estimator: WithParts;
  readonly state: State;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Where and with what writers write. */
export interface Writing {
  readonly graph: GraphBuilder;
  /** The part of the model at hand, for messages. */
  readonly where: string;
  /** Write an estimator inside this one. */
  write(inner: WithParts, input: Flowing, where: string): Written;
}

/** Where writers are asked what an estimator was fitted on. */
export interface Asking {
  /** The part of the model at hand, for messages. */
  readonly where: string;
  /** What an estimator inside this one was fitted on. */
  inputOf(inner: WithParts, where: string): FittedInput;
}

/** How estimators of one class are written. */
export interface EstimatorWriter<State extends object = object> {
  /** What the estimator was fitted on. */
  input(source: Source<State>, asking: Asking): FittedInput;
  write(source: Source<State>, input: Flowing, writing: Writing): Written;
}

/** A writer whose class is known by its name alone, so that no class is bundled for it. */
export function writerOf<State extends object>(writer: EstimatorWriter<State>): EstimatorWriter {
  const known = ({ estimator, state, params }: Source<object>): Source<State> => ({
    estimator,
    params,
    state: state as State,
  });
  return {
    input: (source, asking) => writer.input(known(source), asking),
    write: (source, input, writing) => writer.write(known(source), input, writing),
  };
}
