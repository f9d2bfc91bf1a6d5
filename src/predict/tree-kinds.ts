import type { Dense } from '../data/dense.js';
import {
  applyLink,
  fillMargins,
  type MarginParts,
} from '../estimators/gradient-boosting/boosted-margins.js';
import { argmaxRows, countOutputs, marginsToProbabilities } from '../solvers/linear-margins.js';
import { withPlanes } from '../trees/hyperplane-schema.js';
import { addPlaneValues } from '../trees/isolation/hyperplane-tree.js';
import { pathsToScores } from '../trees/isolation/isolation-scores.js';
import type { Tree } from '../trees/tree.js';
import { addValuesByWalk } from '../trees/walk.js';
import type { Fields } from './fields.js';
import type { Kind } from './predictor.js';

/** Models made of trees, by their class. */
export const treeKinds: Readonly<Record<string, Kind>> = {
  GradientBoostingClassifier(state) {
    const classes = state.labels('classes');
    const nOutputs = countOutputs(classes.length);
    const { nFeatures, margins } = boosting(state, nOutputs);
    const shares = (samples: Dense) => marginsToProbabilities(margins(samples), nOutputs);
    return {
      nFeatures,
      allowMissing: true,
      classes,
      predict: (samples) => argmaxRows(shares(samples), classes.length),
      predictProba: shares,
      decisionFunction: margins,
    };
  },
  GradientBoostingRegressor(state) {
    const { nFeatures, margins } = boosting(state, 1);
    const link = state.oneOf('link', 'identity', 'log', 'logistic');
    return {
      nFeatures,
      allowMissing: true,
      predict(samples) {
        const predictions = margins(samples);
        applyLink(link, predictions);
        return predictions;
      },
      decisionFunction: margins,
    };
  },
  RandomForestClassifier(state) {
    const nFeatures = state.count('nFeatures');
    const classes = state.labels('classes');
    const trees = state.trees('trees', nFeatures, classes.length, 'shares');
    const shares = (samples: Dense) => meanOf(trees, classes.length, samples);
    return {
      nFeatures,
      allowMissing: true,
      classes,
      predict: (samples) => argmaxRows(shares(samples), classes.length),
      predictProba: shares,
    };
  },
  RandomForestRegressor(state) {
    const nFeatures = state.count('nFeatures');
    const trees = state.trees('trees', nFeatures, 1, 'numbers');
    return { nFeatures, allowMissing: true, predict: (samples) => meanOf(trees, 1, samples) };
  },
  IsolationForest(state) {
    const nFeatures = state.count('nFeatures');
    const trees = state.trees('trees', nFeatures, 1, 'numbers');
    const maxSamples = state.count('maxSamples', Number.MAX_SAFE_INTEGER);
    const offset = state.number('offset', -1, 0);
    const add = isolationLengths(state, trees, nFeatures);
    const scores = (samples: Dense) => {
      const lengths = new Float64Array(samples.rows);
      add(samples, lengths);
      return pathsToScores(lengths, trees.length, maxSamples);
    };
    return {
      nFeatures,
      allowMissing: !state.has('planes'),
      predict: (samples) => scores(samples).map((score) => (score < offset ? -1 : 1)),
      decisionFunction: (samples) => scores(samples).map((score) => score - offset),
    };
  },
};

/** The margins of boosting [nSamples × nOutputs]. */
function boosting(state: Fields, nOutputs: number) {
  const nFeatures = state.count('nFeatures');
  const trees = state.trees('trees', nFeatures, 1, 'numbers');
  const numParallelTree = state.count('numParallelTree', Number.MAX_SAFE_INTEGER);
  if (trees.length % (nOutputs * numParallelTree) !== 0) {
    throw state.wrong(`${trees.length} trees are not whole rounds.`);
  }
  const parts: MarginParts = {
    trees,
    numParallelTree,
    nOutputs,
    start: state.array('start', 'F64', { length: nOutputs }),
    arithmetic: state.has('arithmetic') ? state.oneOf('arithmetic', 'double', 'single') : 'double',
  };
  const margins = (samples: Dense) => {
    const out = new Float64Array(samples.rows * nOutputs);
    fillMargins(parts, samples, addValuesByWalk, out);
    return out;
  };
  return { nFeatures, margins };
}

function meanOf(trees: readonly Tree[], nValues: number, samples: Dense): Float64Array {
  const out = new Float64Array(samples.rows * nValues);
  addValuesByWalk(trees, samples, nValues, out);
  for (let at = 0; at < out.length; at++) out[at] /= trees.length;
  return out;
}

/** What adds the lengths of paths, summed over the trees. */
function isolationLengths(state: Fields, trees: readonly Tree[], nFeatures: number) {
  if (!state.has('planes')) {
    return (samples: Dense, out: Float64Array) => addValuesByWalk(trees, samples, 1, out);
  }
  const width = state.count('nCoefficients');
  // Both the trees and their planes are inside.
  const inside = state.within('planes');
  const planes = inside.within('planes');
  const own = {
    planeColumns: planes.array('planeColumns', 'I32', { min: 0 }),
    planeCoefficients: planes.array('planeCoefficients', 'F64'),
  };
  const asked = inside.trees('trees', nFeatures, 1, 'numbers');
  const all = withPlanes(asked, own, width, nFeatures, inside.path);
  return (samples: Dense, out: Float64Array) => addPlaneValues(all, samples, width, out);
}
