/** The TypeScript that does what was done by clicking. */

import type { DataSource, RunSummary, SampleName, TrainingSettings } from '../protocol.js';

const LOADERS: Readonly<Record<SampleName, string>> = {
  penguins: 'loadPenguins',
  iris: 'loadIris',
  wine: 'loadWine',
  breastCancer: 'loadBreastCancer',
  diabetes: 'loadDiabetes',
};

const DEFAULT_TEST_SIZE = 0.2;

/** A program that prints the same report. */
export function codeOfRun({
  source,
  settings,
}: Pick<NonNullable<RunSummary['training']>, 'source' | 'settings'>): string {
  const [imports, table] = readingOf(source);
  return [
    "import { formatReport, trainModel } from 'fitpredict';",
    ...imports,
    '',
    table,
    `const { model, report } = trainModel(table, ${literal(optionsOf(settings))});`,
    'console.log(formatReport(report));',
    'console.log(model.predict(table.head(3)));',
    '',
  ].join('\n');
}

function readingOf(source: DataSource): readonly [imports: string[], table: string] {
  if (source.kind === 'sample') {
    const loader = LOADERS[source.name];
    return [[`import { ${loader} } from 'fitpredict/datasets';`], `const { table } = ${loader}();`];
  }
  const file = literal(source.file);
  if (source.kind === 'csv') {
    return [
      ["import { readCsvFile } from 'fitpredict/node';"],
      `const table = await readCsvFile(${file});`,
    ];
  }
  return [
    [
      "import { readParquet } from 'fitpredict/parquet';",
      "import { asyncBufferFromFile } from 'hyparquet';",
    ],
    `const table = await readParquet(await asyncBufferFromFile(${file}));`,
  ];
}

/** As `trainModel` takes them, without what is its default. */
function optionsOf(settings: TrainingSettings): Record<string, unknown> {
  const { modelName, task, target, features, hyperparams, testSize, randomState } = settings;
  const learnsAlone = task === 'clustering' || task === 'anomalyDetection';
  return {
    ...(!learnsAlone && { target, task }),
    modelName,
    ...(features !== null && { features }),
    ...(Object.keys(hyperparams).length > 0 && { hyperparams }),
    ...(!learnsAlone && testSize !== DEFAULT_TEST_SIZE && { testSize }),
    randomState,
  };
}

/** A value as it is written in code; objects at the left margin have a line for each entry. */
function literal(value: unknown, depth = 0): string {
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `[${value.map((item) => literal(item, depth + 1)).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const entries = Object.entries(value).map(
    ([name, item]) =>
      `${/^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name)}: ${literal(item, depth + 1)}`,
  );
  return depth === 0 ? `{\n  ${entries.join(',\n  ')},\n}` : `{ ${entries.join(', ')} }`;
}

/** Text between single quotes. */
function quoted(text: string): string {
  const inside = JSON.stringify(text).slice(1, -1);
  return `'${inside.replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}
