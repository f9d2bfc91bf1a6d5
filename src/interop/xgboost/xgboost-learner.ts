import { show } from '../../words.js';
import type { Section } from './file-values.js';
import { type ForeignObjective, marginOf, OBJECTIVES } from './xgboost-objectives.js';

/** What a file says besides its trees or weights. */
export interface Learner {
  readonly where: string;
  readonly section: Section;
  readonly booster: 'gbtree' | 'dart' | 'gblinear';
  readonly nFeatures: number;
  /** Margins a sample in XGBoost: two classes have one, or two with `multi:…`. */
  readonly nOutputs: number;
  /** Of a regressor 1. */
  readonly nClasses: number;
  readonly objective: ForeignObjective;
  readonly objectiveName: string;
  /** Margins before the first tree [nOutputs], in single precision. */
  readonly start: readonly number[];
  readonly bestIteration: number | null;
  readonly bestScore: number | null;
  /** How many trees of each output are the rounds up to the best one, in files before 1.6. */
  readonly bestTrees: number | null;
  /** Labels of classes that `toXGBoost` noted, as JSON. */
  readonly noted: string | undefined;
  /** How many first rounds are but a start, put into trees by `toXGBoost`. */
  readonly startRounds: number;
}

/** As many as a model file of this library holds. */
const MOST_FEATURES = 2 ** 20;

/** @throws ModelFormatError for what no model here can be, by its name */
export function readLearner(root: Section, where: string): Learner {
  if (root.has('nodeid')) {
    throw root.wrong('is a tree of dump_model, which drops what a model needs. Use save_model.');
  }
  const section = root.section('learner');
  const params = section.section('learner_model_param');
  const nFeatures = params.count('num_feature');
  if (nFeatures === 0 || nFeatures > MOST_FEATURES) {
    throw params.wrong(`says ${nFeatures} features, and a model here has 1 to ${MOST_FEATURES}.`);
  }
  const objectiveName = section.section('objective').text('name');
  const objective = objectiveOf(section, objectiveName);
  const numClass = params.count('num_class', 0);
  const isMany = objectiveName.startsWith('multi:');
  if (isMany ? numClass < 2 : numClass > 1) {
    throw params.wrong(`says ${numClass} classes, which ${show(objectiveName)} cannot have.`);
  }
  const targets = params.count('num_target', 1);
  if (targets > 1) {
    throw params.wrong(
      `says ${targets} targets (num_target), or as many quantiles, and a model here has one. Train a model for each.`,
    );
  }
  const nOutputs = isMany ? numClass : 1;
  const booster = section.section('gradient_booster').text('name');
  if (booster !== 'gbtree' && booster !== 'dart' && booster !== 'gblinear') {
    throw section.wrong(`has the booster ${show(booster)}; known are gbtree, dart and gblinear.`);
  }
  const attributes = section.has('attributes') ? section.section('attributes') : undefined;
  return {
    where,
    section,
    booster,
    nFeatures,
    nOutputs,
    nClasses: objective.task === 'numbers' ? 1 : Math.max(2, numClass),
    objective,
    objectiveName,
    start: startOf(params, nOutputs, objective),
    bestIteration: attributes?.has('best_iteration') ? attributes.count('best_iteration') : null,
    bestScore: attributes?.has('best_score') ? bestScoreOf(attributes) : null,
    bestTrees: attributes?.has('best_ntree_limit') ? attributes.count('best_ntree_limit') : null,
    noted: attributes?.has('fitpredict.classes')
      ? attributes.text('fitpredict.classes')
      : undefined,
    startRounds: attributes?.count('fitpredict.startRounds', 0) ?? 0,
  };
}

function objectiveOf(section: Section, name: string): ForeignObjective {
  const objective = OBJECTIVES.get(name);
  if (objective !== undefined) return objective;
  throw section.wrong(
    `has the objective ${show(name)}, which no model here has. Those that can be read: ${[...OBJECTIVES.keys()].join(', ')}.`,
  );
}

function startOf(params: Section, nOutputs: number, { link }: ForeignObjective): number[] {
  const scores = params.reals('base_score');
  if (scores.length !== 1 && scores.length !== nOutputs) {
    throw params.wrong(`has ${scores.length} base scores for ${nOutputs} outputs.`);
  }
  return Array.from({ length: nOutputs }, (_, k) => {
    const margin = marginOf(scores[scores.length === 1 ? 0 : k], link);
    if (Number.isFinite(margin)) return margin;
    throw params.wrong(`has a base score that its objective never predicts.`);
  });
}

/** As Python writes numbers; of one that is not finite nothing is known here. */
function bestScoreOf(attributes: Section): number | null {
  const text = attributes.text('best_score');
  const score = text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(score) ? score : null;
}
