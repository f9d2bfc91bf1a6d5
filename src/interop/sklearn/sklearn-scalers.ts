import type { EstimatorClass } from '../../estimator.js';
import { PolynomialFeatures } from '../../preprocessing/polynomial-features.js';
import { MaxAbsScaler } from '../../preprocessing/scalers/max-abs-scaler.js';
import { MinMaxScaler } from '../../preprocessing/scalers/min-max-scaler.js';
import { Normalizer } from '../../preprocessing/scalers/normalizer.js';
import { RobustScaler } from '../../preprocessing/scalers/robust-scaler.js';
import { StandardScaler } from '../../preprocessing/scalers/standard-scaler.js';
import {
  fitted,
  ofColumns,
  optionsFrom,
  type Place,
  type Rebuild,
  type Rebuilt,
} from './sklearn-rebuilding.js';

/** The columns as a transformer of numbers remembers them. */
function rebuilt(Class: EstimatorClass, options: object, state: object, { given }: Place): Rebuilt {
  return ofColumns(
    fitted(Class, options, { ...state, names: given?.map(({ name }) => name) ?? null }),
  );
}

const standardScaler: Rebuild = (record, place) => {
  const nFeatures = record.nFeatures();
  const column = (key: string, absent: number) =>
    record.has(key) ? record.floats(key, nFeatures) : new Float64Array(nFeatures).fill(absent);
  const options = {
    withMean: record.flagParam('with_mean'),
    withStd: record.flagParam('with_std'),
  };
  const state = {
    nFeatures,
    ...options,
    mean: column('mean_', 0),
    variance: column('var_', 0),
    scale: column('scale_', 1),
    mass: record.floats('n_samples_seen_', nFeatures),
  };
  return rebuilt(StandardScaler, options, state, place);
};

const minMaxScaler: Rebuild = (record, place) => {
  const dataMin = record.floats('data_min_', undefined);
  const dataMax = record.floats('data_max_', dataMin.length);
  const options = optionsFrom(record, MinMaxScaler, {
    feature_range: 'featureRange',
    clip: 'clip',
  });
  const { featureRange, clip } = options;
  if (!Array.isArray(featureRange)) throw record.refuse('feature_range must be two numbers.');
  const [low, high] = featureRange;
  // A column whose values were all missing has no smallest and no largest one.
  const state = {
    nFeatures: dataMin.length,
    low,
    high,
    clip,
    dataMin: dataMin.map((value) => (Number.isNaN(value) ? Infinity : value)),
    dataMax: dataMax.map((value) => (Number.isNaN(value) ? -Infinity : value)),
    nSamplesSeen: record.whole('n_samples_seen_', 1),
  };
  return rebuilt(MinMaxScaler, options, state, place);
};

const maxAbsScaler: Rebuild = (record, place) => {
  const maxAbs = record.floats('max_abs_', undefined);
  const clip = record.param('clip') === true; // younger than the class
  const nSamplesSeen = record.whole('n_samples_seen_', 1);
  return rebuilt(
    MaxAbsScaler,
    { clip },
    { nFeatures: maxAbs.length, maxAbs, nSamplesSeen, clip },
    place,
  );
};

const robustScaler: Rebuild = (record, place) => {
  const nFeatures = record.nFeatures();
  const withCentering = record.flagParam('with_centering');
  const withScaling = record.flagParam('with_scaling');
  const state = {
    nFeatures,
    withCentering,
    withScaling,
    center: withCentering ? record.floats('center_', nFeatures) : new Float64Array(nFeatures),
    scale: withScaling ? record.floats('scale_', nFeatures) : new Float64Array(nFeatures).fill(1),
  };
  const further = optionsFrom(record, RobustScaler, {
    quantile_range: 'quantileRange',
    unit_variance: 'unitVariance',
  });
  return rebuilt(RobustScaler, { withCentering, withScaling, ...further }, state, place);
};

const normalizer: Rebuild = (record, place) => {
  const norm = record.param('norm');
  return rebuilt(Normalizer, { norm }, { nFeatures: record.nFeatures(), norm }, place);
};

/** Factors of all products: more are no honest model. */
const MAX_FACTORS = 10_000_000;

const polynomialFeatures: Rebuild = (record, place) => {
  const powers = record.integerRows('powers_');
  if (powers.length === 0) throw record.refuse('there are no products.');
  let factors = 0;
  const products = powers.map((row) => {
    const product: number[] = [];
    for (const [j, power] of row.entries()) {
      factors += power;
      if (power < 0 || factors > MAX_FACTORS) throw record.refuse('a power is not possible.');
      for (let k = 0; k < power; k++) product.push(j);
    }
    return product;
  });
  const options = optionsFrom(record, PolynomialFeatures, {
    degree: 'degree',
    interaction_only: 'interactionOnly',
    include_bias: 'includeBias',
  });
  const nFeatures = powers[0].length;
  return rebuilt(PolynomialFeatures, options, { nFeatures, products }, place);
};

export const numberTransformers: Readonly<Record<string, Rebuild>> = {
  StandardScaler: standardScaler,
  MinMaxScaler: minMaxScaler,
  MaxAbsScaler: maxAbsScaler,
  RobustScaler: robustScaler,
  Normalizer: normalizer,
  PolynomialFeatures: polynomialFeatures,
};
