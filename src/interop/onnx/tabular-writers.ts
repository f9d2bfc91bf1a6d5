/** What `trainModel` gives: the preparation of a table's columns, and models that take such tables. */

import type { OutlierRemover } from '../../preprocessing/outliers/outlier-remover.js';
import { type Coder, codeKnown } from '../../preprocessing/tabular/column-coders.js';
import { numberFeatures } from '../../preprocessing/tabular/tabular-outliers.js';
import type { TabularPreprocessorState } from '../../preprocessing/tabular/tabular-state.js';
import type { TabularModelState } from '../../training/tabular-model-state.js';
import { show } from '../../words.js';
import { centredAndDivided, held } from './column-writers.js';
import { blocksBeside } from './encoder-writers.js';
import { type Block, block, columnsOf, type Feature, type NumberFeature } from './features.js';
import type { GraphBuilder } from './graph-builder.js';
import { refused } from './refusals.js';
import { divided } from './threshold-writers.js';
import { lookUp } from './value-tables.js';
import { writerOf } from './writing.js';

export const tabularPreprocessor = writerOf<TabularPreprocessorState>({
  input: ({ state: { coders } }) => ({
    columns: coders.map(({ name, type }) => ({ name, type: type === 'date' ? 'text' : type })),
  }),
  write({ state }, input, { graph, where }) {
    const { coders, mean, scale, remover } = state;
    const given = columnsOf(graph, input, { columns: coders, named: true }, where);
    const coded = coders.map((coder, k) => codedColumn(graph, given[k], coder, where));
    const treated = withoutOutliers(
      graph,
      blocksBeside(graph, coded, where),
      coders,
      remover,
      where,
    );
    const plain = mean.every((value) => value === 0) && scale.every((value) => value === 1);
    return plain ? treated : centredAndDivided(graph, treated, mean, scale);
  },
});

/** The features of a column. */
function codedColumn(graph: GraphBuilder, column: Feature, coder: Coder, where: string): Block {
  const { name, type, encoding, width } = coder;
  if (type === 'date') throw refused(where, `the column ${show(name)} holds dates`);
  if (encoding === 'hash') {
    throw refused(where, `the column ${show(name)} is encoded by the hash of its text`);
  }
  if (type === 'number') return codedNumbers(graph, column as NumberFeature, coder);
  const values = encoding === 'alone' ? [] : [...coder.codes.keys()];
  const known = values.map((value) => {
    const features = new Float64Array(width);
    codeKnown(value as string | boolean, coder, features, 0);
    return [value, features] as const;
  });
  const other = encoding === 'alone' ? new Float64Array(width) : coder.unknown;
  return lookUp(graph, column, { known: [...known, [null, coder.fill]], other }, where);
}

/** A number column: its numbers, filled where they are missing, and where they are. */
function codedNumbers(
  graph: GraphBuilder,
  { tensor }: NumberFeature,
  { encoding, fill, width, valueWidth }: Coder,
): Block {
  const isMissing = graph.add('IsNaN', [tensor]);
  const flag = () => graph.cast(isMissing, graph.number);
  if (encoding === 'alone') return block(flag(), 1);
  const filled = Number.isNaN(fill[0])
    ? tensor
    : graph.add('Where', [isMissing, graph.numbers([fill[0]], []), tensor]);
  return width === valueWidth ? block(filled, 1) : block(graph.beside([filled, flag()]), width);
}

function withoutOutliers(
  graph: GraphBuilder,
  features: Block,
  coders: readonly Coder[],
  remover: OutlierRemover | null,
  where: string,
): Block {
  const action = remover?.getParams().action;
  if (remover === null || action === 'drop') return features;
  if (action === 'flag')
    throw refused(where, 'a feature of it tells outliers (outlierAction "flag")');
  const low = new Float64Array(features.width).fill(-Infinity);
  const high = new Float64Array(features.width).fill(Infinity);
  for (const [k, feature] of numberFeatures(coders).entries()) {
    low[feature] = remover.low[k];
    high[feature] = remover.high[k];
  }
  return held(graph, features, low, high);
}

export const tabularModel = writerOf<TabularModelState>({
  input: ({ state }, { where, inputOf }) => inputOf(state.preprocessor, where),
  write({ state }, input, writing) {
    const { preprocessor, estimator, threshold } = state;
    const features = writing.write(preprocessor, input, `${writing.where}: its preprocessor`);
    const written = writing.write(estimator, features as Block, `${writing.where}: its estimator`);
    return threshold === null ? written : divided(written, threshold, writing);
  },
});
