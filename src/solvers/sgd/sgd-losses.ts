/** What an error costs in stochastic gradient descent, by name. */

import { exp } from '../../numeric/exp-log.js';
import { log1pExp } from '../../numeric/special.js';

/** Losses of labels, which are -1 and 1. */
export const MARGIN_LOSSES = [
  'hinge',
  'logLoss',
  'modifiedHuber',
  'squaredHinge',
  'perceptron',
] as const;
export type MarginLossName = (typeof MARGIN_LOSSES)[number];

/** Losses of numbers. */
export const ERROR_LOSSES = [
  'squaredError',
  'huber',
  'epsilonInsensitive',
  'squaredEpsilonInsensitive',
] as const;
export type ErrorLossName = (typeof ERROR_LOSSES)[number];

/** A loss of a target and what is said of it. */
export interface SgdLoss {
  value(target: number, said: number): number;
  /** The derivative of `value` by what is said. */
  slope(target: number, said: number): number;
}

/**
 * @param epsilon - errors up to it cost nothing (`…epsilonInsensitive`) or their square (`huber`)
 */
export function createSgdLoss(name: MarginLossName | ErrorLossName, epsilon: number): SgdLoss {
  return LOSSES[name](epsilon);
}

const LOSSES: Readonly<Record<MarginLossName | ErrorLossName, (epsilon: number) => SgdLoss>> = {
  hinge: () => hinge(1),
  perceptron: () => hinge(0),
  squaredHinge: () => ({
    value: (y, p) => Math.max(0, 1 - y * p) ** 2,
    slope: (y, p) => -2 * y * Math.max(0, 1 - y * p),
  }),
  logLoss: () => ({
    value: (y, p) => log1pExp(-y * p),
    slope: (y, p) => -y / (1 + exp(y * p)),
  }),
  // Source: Zhang, ICML (2004): a squared hinge that is a straight line for errors beyond -1.
  modifiedHuber: () => ({
    value: (y, p) => (y * p >= -1 ? Math.max(0, 1 - y * p) ** 2 : -4 * y * p),
    slope: (y, p) => (y * p >= -1 ? -2 * y * Math.max(0, 1 - y * p) : -4 * y),
  }),
  squaredError: () => ({
    value: (y, p) => (p - y) ** 2 / 2,
    slope: (y, p) => p - y,
  }),
  huber: (epsilon) => ({
    value(y, p) {
      const error = Math.abs(p - y);
      return error <= epsilon ? error ** 2 / 2 : epsilon * (error - epsilon / 2);
    },
    slope: (y, p) => Math.max(-epsilon, Math.min(epsilon, p - y)),
  }),
  epsilonInsensitive: (epsilon) => ({
    value: (y, p) => Math.max(0, Math.abs(p - y) - epsilon),
    slope: (y, p) => (Math.abs(p - y) > epsilon ? Math.sign(p - y) : 0),
  }),
  squaredEpsilonInsensitive: (epsilon) => ({
    value: (y, p) => Math.max(0, Math.abs(p - y) - epsilon) ** 2,
    slope: (y, p) => 2 * Math.sign(p - y) * Math.max(0, Math.abs(p - y) - epsilon),
  }),
};

/** @param threshold - 1 asks for a margin, 0 for the right side alone */
function hinge(threshold: number): SgdLoss {
  return {
    value: (y, p) => Math.max(0, threshold - y * p),
    // The bend belongs to the error, so that a model of zeros learns from the perceptron's loss too.
    slope: (y, p) => (y * p <= threshold ? -y : 0),
  };
}
