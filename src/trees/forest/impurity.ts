import { log } from '../../numeric/exp-log.js';

/*
 * What a node scores by two sums: its weight and its weight × target, or the weights of two classes. Every criterion
 * scores by a concave function of sums, so that the score of a split less that of the node is the weight × impurity
 * that it removes.
 */

/** A criterion that is a function of two sums. */
interface Impurity {
  /** The score of samples that stay together. */
  score(first: number, second: number): number;
  /** What a sample alone would score, with weight 1: a node loses what its samples alone score more than it does. */
  alone(target: number): number;
}

/** Gini: Σ class weight² / weight. */
const gini: Impurity = {
  score: (first, second) => (first * first + second * second) / (first + second),
  alone: () => 1,
};

/** Squared error: (Σ weight · target)² / Σ weight. Targets lie around 0, so that no digits are lost. */
const squaredError: Impurity = {
  score: (weight, moment) => (moment * moment) / weight,
  alone: (target) => target * target,
};

/** Half Poisson deviance: Σ weight · target · log(mean). */
const poisson: Impurity = {
  score: (weight, moment) => (moment > 0 ? moment * log(moment / weight) : 0),
  alone: (target) => (target > 0 ? target * log(target) : 0),
};

export const IMPURITIES = { gini, squaredError, poisson };
