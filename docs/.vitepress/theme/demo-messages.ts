/** The data and the model that a visitor chose. */
export interface DemoRequest {
  data: 'moons' | 'circles' | 'blobs';
  model: 'boosting' | 'forest' | 'k-means';
  seed: number;
}

/** The samples, before the first step. */
export interface DemoSamples {
  kind: 'samples';
  /** [nSamples × 2], from 0 to 1. */
  points: number[][];
  /** [nSamples]: the class, 0 or 1; of k-means all are 0. */
  classes: number[];
}

/** What the model says of the plane after a step of its training. */
export interface DemoStep {
  kind: 'step';
  done: number;
  total: number;
  /** [RESOLUTION × RESOLUTION], row by row from the bottom: the probability of class 1, or the cluster. */
  plane: number[];
  /** In words. */
  score: string;
}

export type DemoMessage = DemoSamples | DemoStep;

/** Places a side at which the model is asked. */
export const RESOLUTION = 72;
