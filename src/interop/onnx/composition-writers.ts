/** Pipelines, and other estimators made of estimators. */

import type { FittedMember } from '../../ensembles/members.js';
import type { VotingClassifierState } from '../../ensembles/voting/voting-classifier.js';
import type { VotingRegressorState } from '../../ensembles/voting/voting-regressor.js';
import { partsOf, type WithParts } from '../../estimator-parts.js';
import type { ColumnTransformerState } from '../../preprocessing/composition/column-parts.js';
import type { PipelineState } from '../../preprocessing/composition/pipeline-options.js';
import type { TransformedTargetState } from '../../preprocessing/composition/transformed-target-regressor.js';
import { lineOf, type MinMaxScalerState } from '../../preprocessing/scalers/min-max-scaler.js';
import { show } from '../../words.js';
import { type Line, maxAbsLine, robustLine, standardLine } from './column-writers.js';
import { blocksBeside } from './encoder-writers.js';
import { blockOf, columnsOf, type Flowing, pick } from './features.js';
import type { GraphBuilder } from './graph-builder.js';
import { refused } from './refusals.js';
import { type Asking, type Written, writerOf } from './writing.js';

/** A part by its name, for messages. */
const partOf = (where: string, word: string, { name }: { readonly name: string }): string =>
  `${where}: the ${word} ${show(name)}`;

const isFlowing = (written: Written): written is Flowing =>
  written.kind === 'block' || written.kind === 'columns';

export const pipeline = writerOf<PipelineState>({
  input: ({ state: { steps, columns } }, { where, inputOf }) =>
    columns === null ? inputOf(steps[0].estimator, partOf(where, 'step', steps[0])) : { columns },
  write({ state: { steps } }, input, { where, write }) {
    let flowing: Written = input;
    for (const own of steps) {
      const step = partOf(where, 'step', own);
      if (!isFlowing(flowing)) throw refused(step, 'it comes behind a model');
      flowing = write(own.estimator, flowing, step);
    }
    return flowing;
  },
});

export const columnTransformer = writerOf<ColumnTransformerState>({
  input: ({ state: { named, columns } }) => (named ? { columns } : { width: columns.length }),
  write({ state }, input, { graph, where, write }) {
    const { named, parts, columns } = state;
    const blocks = parts.map(({ name, transformer, columns: positions }) => {
      const part = partOf(where, 'part', { name });
      const chosen = positions.map((j) => columns[j]);
      const own: Flowing =
        input.kind === 'block' && !named
          ? pick(graph, input, positions)
          : {
              kind: 'columns',
              columns: columnsOf(graph, input, { columns: chosen, named }, part),
            };
      const written = transformer === null ? own : write(transformer, own, part);
      if (isFlowing(written)) return blockOf(graph, written, null, part);
      throw refused(part, 'it is a model');
    });
    return blocksBeside(graph, blocks, where);
  },
});

/** The lines of the scalers that a target can go through, by their class. */
const LINES: Readonly<Record<string, (state: object) => Line>> = {
  StandardScaler: (state) => standardLine(state as Parameters<typeof standardLine>[0]),
  RobustScaler: (state) => robustLine(state as Parameters<typeof robustLine>[0]),
  MaxAbsScaler: (state) => maxAbsLine(state as Parameters<typeof maxAbsLine>[0]),
  MinMaxScaler: (state) => lineOf(state as MinMaxScalerState),
};

export const transformedTarget = writerOf<TransformedTargetState>({
  input: ({ state }, { where, inputOf }) => inputOf(state.regressor, where),
  write({ state: { regressor, transformer } }, input, { graph, where, write }) {
    const written = write(regressor, input, `${where}: its regressor`);
    if (transformer === null) return written;
    const { info, state } = partsOf(transformer);
    const line = LINES[info.type];
    if (written.kind !== 'numbers' || line === undefined || state === undefined) {
      throw refused(where, `its target goes through a ${info.type}`);
    }
    const { center, scale } = line(state);
    const { tensor } = written;
    const scaled = scale === undefined ? tensor : graph.add('Mul', [tensor, graph.numbers(scale)]);
    const moved = center === undefined ? scaled : graph.add('Add', [scaled, graph.numbers(center)]);
    return { kind: 'numbers', tensor: moved };
  },
});

/** All members were fitted on the same. */
const inputOfMembers = (
  { state: { members } }: { readonly state: { readonly members: readonly FittedMember[] } },
  { where, inputOf }: Asking,
) => inputOf(members[0].estimator, partOf(where, 'estimator', members[0]));

export const votingRegressor = writerOf<VotingRegressorState>({
  input: inputOfMembers,
  write({ state: { members, shares } }, input, { graph, where, write }) {
    const parts = members.map((own, m) => {
      const member = partOf(where, 'estimator', own);
      const written = write(own.estimator, input, member);
      if (written.kind !== 'numbers') throw refused(member, 'it predicts no numbers');
      return graph.add('Mul', [written.tensor, graph.numbers([shares[m]], [])]);
    });
    return { kind: 'numbers', tensor: sumOf(graph, parts) };
  },
});

export const votingClassifier = writerOf<VotingClassifierState>({
  input: inputOfMembers,
  write({ state: { members, shares, classes, voting } }, input, { graph, where, write }) {
    const parts = members.map((own, m) => {
      const member = partOf(where, 'estimator', own);
      const written = write(own.estimator, input, member);
      if (written.kind !== 'classes') throw refused(member, 'it predicts no classes');
      const known = written.classes;
      if (known.length !== classes.length || known.some((label, k) => label !== classes[k])) {
        throw refused(member, 'it has other classes than the others');
      }
      if (voting === 'soft' && written.probabilities === undefined) {
        throw refused(member, 'it has no probabilities');
      }
      const votes =
        voting === 'soft' && written.probabilities !== undefined
          ? written.probabilities
          : graph.add('Gather', [identityTable(graph, classes.length), written.codes], {
              axis: { int: 0 },
            });
      return graph.add('Mul', [votes, graph.numbers([shares[m]], [])]);
    });
    const probabilities = sumOf(graph, parts);
    const codes = graph.argMax(probabilities);
    return { kind: 'classes', classes, codes, ...(voting === 'soft' && { probabilities }) };
  },
});

function identityTable(graph: GraphBuilder, size: number): string {
  const table = new Float64Array(size * size);
  for (let k = 0; k < size; k++) table[k * size + k] = 1;
  return graph.numbers(table, [size, size]);
}

function sumOf(graph: GraphBuilder, parts: readonly string[]): string {
  return parts.reduce((sum, part) => graph.add('Add', [sum, part]));
}

/** A search is what it has found. */
export const search = writerOf<{ readonly bestEstimator: WithParts | null }>({
  input: ({ state }, { where, inputOf }) => inputOf(foundBy(state, where), where),
  write: ({ state }, input, { where, write }) => write(foundBy(state, where), input, where),
});

function foundBy(
  { bestEstimator }: { readonly bestEstimator: WithParts | null },
  where: string,
): WithParts {
  if (bestEstimator !== null) return bestEstimator;
  throw refused(where, 'it kept no estimator (refit: false)');
}
