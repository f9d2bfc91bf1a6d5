import { type AnyEstimator, clone } from '../../estimator.js';
import type { ColumnPart, FittedPart } from '../../preprocessing/composition/column-parts.js';
import { ColumnTransformer } from '../../preprocessing/composition/column-transformer.js';
import { Pipeline } from '../../preprocessing/composition/pipeline.js';
import { fitted, type GivenColumn, ofColumns, type Rebuilt } from './sklearn-rebuilding.js';
import type { SklearnRecord } from './sklearn-record.js';

/** The columns of a Table, or null for a matrix. */
type Given = readonly GivenColumn[] | null;

/** Some of the columns of a Table. */
export function pick(
  given: readonly GivenColumn[],
  columns: readonly number[],
  record: SklearnRecord,
): GivenColumn[] {
  return columns.map((j) => {
    const column = given[j];
    if (column === undefined) throw record.refuse(`there is no column ${j}.`);
    return column;
  });
}

/** What is done to some columns; null lets them through. */
export interface RebuiltPart {
  readonly name: string;
  readonly rebuilt: Rebuilt | null;
  readonly columns: readonly number[];
}

/** Which columns there are, and what is done to them. */
export interface RebuiltColumns {
  readonly nFeatures: number;
  /** Those of a Table; null for a matrix. */
  readonly given: Given;
  readonly parts: readonly RebuiltPart[];
  readonly verbose?: boolean;
}

/** The name, in both libraries, of the part that has the columns of no other. */
const REMAINDER = 'remainder';

/** A fitted ColumnTransformer, whose columns are of the types that its parts know. */
export function columnTransformerOf(
  record: SklearnRecord,
  { nFeatures, given, parts, verbose = true }: RebuiltColumns,
): Rebuilt {
  if (given !== null && given.length !== nFeatures) {
    throw record.refuse(`there are ${given.length} names of ${nFeatures} columns.`);
  }
  const types = Array.from({ length: nFeatures }, (_, j) => given?.[j].type ?? 'number');
  for (const { name, rebuilt, columns } of parts) {
    if (rebuilt !== null && given !== null && !rebuilt.takesTables) {
      throw record.refuse(`the part ${name} is no transformer of columns.`);
    }
    for (const [k, j] of columns.entries()) {
      if (j >= nFeatures) throw record.refuse(`the part ${name} has a column that does not exist.`);
      types[j] = rebuilt?.types?.[k] ?? types[j];
    }
  }
  if (given === null && types.some((type) => type !== 'number')) {
    throw record.refuse('columns of text need names. Fit on a DataFrame, and export again.');
  }
  const state = {
    named: given !== null,
    verbose,
    columns: types.map((type, j) => ({ name: given?.[j].name ?? `x${j}`, type })),
    parts: parts.map(
      ({ name, rebuilt, columns }): FittedPart => ({
        name,
        transformer: rebuilt?.estimator ?? null,
        columns: [...columns],
      }),
    ),
  };
  const template = ({ rebuilt }: RebuiltPart) =>
    rebuilt === null ? 'passthrough' : clone(rebuilt.estimator);
  const rest = parts.find(({ name }) => name === REMAINDER);
  const options = {
    transformers: parts.flatMap((part): ColumnPart[] =>
      part === rest ? [] : [[part.name, template(part), part.columns]],
    ),
    remainder: rest === undefined ? 'drop' : template(rest),
    verboseFeatureNamesOut: verbose,
  };
  const estimator = fitted(ColumnTransformer, options, state);
  return { ...ofColumns(estimator, types), takesTables: given !== null };
}

/** All columns of a Table as numbers, in the order of fit. */
function allColumns(record: SklearnRecord, given: readonly GivenColumn[]): Rebuilt {
  const columns = given.map((_, j) => j);
  const parts = [{ name: 'all', rebuilt: null, columns }];
  return columnTransformerOf(record, { nFeatures: given.length, given, parts, verbose: false });
}

/** A step of a pipeline under its name. */
export interface RebuiltStep {
  readonly name: string;
  readonly rebuilt: Rebuilt;
}

/**
 * A fitted pipeline. A model of numbers that stands where a Table comes gets a step before it that picks the columns.
 *
 * @param given - the Table that the first step is given; null for a matrix
 */
export function pipelineOf(
  record: SklearnRecord,
  steps: readonly RebuiltStep[],
  given: Given,
): Rebuilt {
  const first = steps[0];
  const last = steps[steps.length - 1];
  const types = first.rebuilt.types ?? given?.map(({ type }) => type) ?? null;
  const seen = given?.map(({ name, type }, j) => ({ name, type: types?.[j] ?? type })) ?? null;
  const state = {
    steps: steps.map(({ name, rebuilt }) => ({ name, estimator: rebuilt.estimator })),
    columns: seen,
  };
  const templates = steps.map(({ name, rebuilt }): [string, AnyEstimator] => [
    name,
    clone(rebuilt.estimator),
  ]);
  const estimator = fitted(Pipeline, { steps: templates }, state);
  if (given !== null && !first.rebuilt.takesTables) {
    throw record.refuse(`the step ${first.name} takes no table.`);
  }
  return { estimator, takesTables: given !== null, gives: last.rebuilt.gives, types };
}

/** The steps, each of which takes what the one before gives; a step that picks columns stands where it must. */
export function withColumnSteps(
  record: SklearnRecord,
  given: Given,
  build: Iterable<{ name: string; rebuild(given: Given): Rebuilt }>,
): RebuiltStep[] {
  const steps: RebuiltStep[] = [];
  let passed = given;
  for (const { name, rebuild } of build) {
    const rebuilt = rebuild(passed);
    if (passed !== null && !rebuilt.takesTables) {
      const taken = (own: string) => steps.some((step) => step.name === own) || name === own;
      const own = taken('columns') ? 'columnsOfFit' : 'columns';
      steps.push({ name: own, rebuilt: allColumns(record, passed) });
    }
    steps.push({ name, rebuilt });
    passed = rebuilt.gives;
  }
  return steps;
}

/** The model itself where it takes what it is given, else behind a step that picks the columns of the Table. */
export function forTables(record: SklearnRecord, given: Given, model: Rebuilt): Rebuilt {
  if (given === null || model.takesTables) return model;
  return pipelineOf(
    record,
    [
      { name: 'columns', rebuilt: allColumns(record, given) },
      { name: 'model', rebuilt: model },
    ],
    given,
  );
}

/** A model behind what is done to columns. */
export function columnsThen(
  record: SklearnRecord,
  columns: RebuiltColumns,
  model: Rebuilt,
): Rebuilt {
  const steps = [
    { name: 'columns', rebuilt: columnTransformerOf(record, columns) },
    { name: 'model', rebuilt: model },
  ];
  return pipelineOf(record, steps, columns.given);
}
