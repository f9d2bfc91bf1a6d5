import { reference } from '../reference/reference.js';

interface ClassificationScores {
  accuracy: number;
  confusion: number[][];
  normalized: number[][];
  averages: Record<'macro' | 'micro' | 'weighted' | 'binary', [number, number, number]>;
  each: [number[], number[], number[], number[]];
  fbeta: number;
  logLoss: number;
}

export interface ClassificationCase<RocAuc> {
  truth: number[];
  predicted: number[];
  weight: number[];
  proba: number[][];
  text: string;
  plain: ClassificationScores & { rocAuc: RocAuc };
  weighted: ClassificationScores & { rocAuc: RocAuc };
}

interface Averages {
  macro: number;
  weighted: number;
}

interface RegressionScores {
  r2: number;
  mse: number;
  rmse: number;
  mae: number;
  mape: number;
}

/** Values of scikit-learn; metrics.py beside metrics.json makes them. */
export const expected = reference<{
  binary: ClassificationCase<number>;
  multi: ClassificationCase<Averages> & { ovo: Averages };
  regression: {
    truth: number[];
    predicted: number[];
    weight: number[];
    quantiles: number[];
    std: number;
    skewness: number;
    plain: RegressionScores;
    weighted: RegressionScores;
  };
  named: { truth: string[]; predicted: string[]; text: string; partial: string };
  extremes: { logLoss: number; mape: number; r2Constant: number; r2ConstantMissed: number };
}>('metrics');

/** Equal but for the order of summation. */
export const DIGITS = 12;
