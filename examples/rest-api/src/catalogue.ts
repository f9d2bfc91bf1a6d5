import { listModels, type ModelInfo, toSnakeCase } from 'fitpredict';
import { MODEL_NAMES } from './model-names.js';
import type { CatalogueEntry } from './schemas.js';

/** The eight models, grouped by what they learn from. */
export function describeModels() {
  const entries = listModels().flatMap((info) => {
    const names = Object.entries(MODEL_NAMES).filter(([, own]) => own === info.name);
    return names.length === 0 ? [] : [{ tasks: info.tasks, entry: describe(info, names) }];
  });
  const withTask = (...tasks: string[]): CatalogueEntry[] =>
    entries.filter((one) => one.tasks.some((task) => tasks.includes(task))).map((one) => one.entry);
  return {
    supervised: withTask('regression', 'classification'),
    unsupervised: withTask('clustering'),
    anomaly_detection: withTask('anomalyDetection'),
  };
}

function describe(info: ModelInfo, [[name], ...aliases]: [string, string][]): CatalogueEntry {
  return {
    model_name: name,
    aliases: aliases.map(([alias]) => alias),
    tasks: info.tasks.map(toSnakeCase),
    description: info.about,
    hyperparameters: Object.fromEntries(
      Object.entries(info.hyperparameters).map(([task, rows]) => [
        toSnakeCase(task),
        rows.map((row) => ({
          name: toSnakeCase(row.name),
          type: row.type,
          range: row.range,
          default: row.default ?? null,
          description: row.about,
        })),
      ]),
    ),
  };
}
