import { z } from '@hono/zod-openapi';
import { MODEL_NAMES, type ModelName } from './model-names.js';

const modelNames = Object.keys(MODEL_NAMES) as [ModelName, ...ModelName[]];

const columnName = z.string().min(1).max(500);
/** Characters of a value. */
export const LONGEST_CELL = 10_000;
const cell = z.union([z.number(), z.string().max(LONGEST_CELL), z.boolean(), z.null()]);
/** A row by column name. */
const record = z.record(z.string(), cell);
const modelId = z.uuid().openapi({ example: '0b9f1a52-6d0e-4a5e-9d7e-2f4f3a1c9b11' });
/** Objects whose keys are names of the data, such as columns and labels. */
const byName = z.record(z.string(), z.unknown());

export const TrainRequest = z
  .strictObject({
    csv_url: z.string().max(4000).optional().openapi({
      description:
        'Where the CSV file is, on the public internet. Or pass `csv`, or upload a file.',
      example: 'https://example.org/penguins.csv',
    }),
    csv: z.string().optional().openapi({ description: 'The CSV text itself.' }),
    features: z.array(columnName).min(1).max(10_000).optional().openapi({
      description: 'Columns to learn from. Default: all but the target.',
    }),
    target: columnName.optional().openapi({
      description:
        'The column to predict. kmeans, dbscan and isolation_forest do not learn from it: it is the truth that their result is compared with, if any.',
    }),
    model_name: z.enum(modelNames).openapi({
      description: '`auto` compares models by cross-validation and trains the best of them.',
    }),
    task: z.enum(['regression', 'classification']).optional().openapi({
      description: 'Default: what the target looks like.',
    }),
    cv: z.int().min(2).max(20).optional().openapi({
      description:
        'Folds of the training rows to cross-validate the model in first. Default: 5 for auto, else none.',
    }),
    test_size: z.number().positive().max(1_000_000).optional().openapi({
      description:
        'Share of the rows held out to test on, or from 1 up their number. Default 0.2. kmeans, dbscan and isolation_forest hold none out, and say so in a warning.',
    }),
    hyperparams: byName.optional().openapi({
      description: 'Hyperparameters in snake_case, as `GET /models` lists them.',
      example: { n_estimators: 200 },
    }),
    random_state: z.union([z.int(), z.string().max(200)]).optional(),
    preprocessing: z
      .strictObject({
        encoding: z.enum(['label', 'one_hot']).optional(),
        numeric_imputer: z.enum(['median', 'mean']).optional(),
        scale: z.boolean().optional(),
        keep_identifiers: z.boolean().optional(),
        outliers: z.enum(['iqr', 'z_score', 'modified_z_score', 'isolation_forest']).optional(),
        outlier_action: z.enum(['drop', 'clip', 'flag']).optional(),
      })
      .optional(),
    sample_size: z.int().min(2).optional().openapi({
      description:
        'Most rows to work with; of more, a random part is taken, classes in their shares.',
    }),
  })
  .openapi('TrainRequest');

export type TrainRequest = z.infer<typeof TrainRequest>;

const Storage = z
  .object({
    stored_in: z.enum(['r2', 'local']),
    key: z.string(),
    bytes: z.int(),
    url: z.string().optional().openapi({ description: 'Where anybody can read it.' }),
    reason: z.string().optional().openapi({ description: 'Why it is not in the cloud.' }),
  })
  .openapi('Storage');

export type Storage = z.infer<typeof Storage>;

export const TrainedModel = z
  .object({
    model_id: modelId,
    model_name: z.enum(modelNames),
    task: z.enum(['regression', 'classification', 'clustering', 'anomaly_detection']),
    features: z.array(z.string()),
    target: z.string().nullable(),
    created_at: z.iso.datetime(),
    metrics: byName.openapi({
      description:
        'Scores of the task, and for every model `feature_importance` and `performance_summary`; `cross_validation` where it was asked for, and `comparison` where `model_name` was `auto`.',
    }),
    preview: z.array(byName).openapi({ description: 'Rows with features, truth and prediction.' }),
    storage: Storage,
  })
  .openapi('TrainedModel');

export type TrainedModel = z.infer<typeof TrainedModel>;

const ModelListing = z
  .object({
    models: z.array(TrainedModel),
    problems: z.array(z.object({ model_id: z.string(), detail: z.string() })).openapi({
      description: 'Models of which nothing can be told; they can be deleted.',
    }),
    incomplete: z.boolean().openapi({
      description: 'Whether models may be left out, as a part of the storage fails.',
    }),
  })
  .openapi('ModelListing');

export type ModelListing = z.infer<typeof ModelListing>;

export const PredictRequest = z
  .strictObject({
    model_id: modelId,
    data: z.union([z.array(z.union([z.array(cell), record])).min(1), record]).openapi({
      description:
        'Rows of raw values in the order of `features`, or objects by column name; or one object alone, whose answer is a `RecordPrediction`.',
      example: [{ island: 'Dream', bill_length_mm: 39.5 }],
    }),
    explain: z.boolean().optional().openapi({
      description: 'Whether to say what each column added to each prediction. Default false.',
    }),
  })
  .openapi('PredictRequest');

const OutputExplanation = z.object({
  label: cell.openapi({ description: 'The class; null where there are no classes.' }),
  base_value: z.number().openapi({ description: 'What the model says where nothing is known.' }),
  prediction: z.number().openapi({
    description: 'What it says of the row: the base value and all contributions.',
  }),
  contributions: z
    .array(z.object({ column: z.string(), value: cell, contribution: z.number() }))
    .openapi({ description: 'What each column adds, the largest first.' }),
});

const Explanation = z
  .object({
    method: z.enum(['tree_shap', 'linear_shap', 'kernel_shap']),
    unit: z
      .enum(['probability', 'margin', 'value', 'logarithm', 'path_length', 'decision'])
      .openapi({
        description:
          'What base values, contributions and predictions are in: a probability, or a margin before the logistic function; the predicted value or its logarithm; for outliers the path length, shorter for what is more abnormal, or the decision, negative for outliers.',
      }),
    compared_with: z.enum(['training', 'typical_row', 'background']).openapi({
      description: 'Whether base values are means of training, or of a row of its medians.',
    }),
    rows: z.array(z.array(OutputExplanation)).openapi({
      description: 'For each row one for each class in the order of `classes`, or a single one.',
    }),
    text: z.string().openapi({ description: 'The most important of it in words.' }),
  })
  .openapi('Explanation');

/** What every answer has beside the predictions. */
const remarks = {
  warnings: z.array(z.string()),
  explanation: Explanation.optional().openapi({
    description: 'What each column added, as Shapley values, where `explain` asked for it.',
  }),
};

export const Prediction = z
  .object({
    model_id: modelId,
    predictions: z.array(cell),
    classes: z.array(cell).optional(),
    probabilities: z.array(z.array(z.number())).optional().openapi({
      description: 'One row a prediction, one column a class in the order of `classes`.',
    }),
    ...remarks,
  })
  .openapi('Prediction');

export const RecordPrediction = z
  .object({
    model_id: modelId,
    prediction: z
      .union([
        z.object({ label: cell, probabilities: z.record(z.string(), z.number()).optional() }),
        z.object({ value: z.number() }),
        z.object({ cluster: z.int() }),
        z.object({ is_outlier: z.boolean(), decision: z.number() }),
      ])
      .openapi({
        description:
          'The label and the probability of each class by its name; or a number, a cluster, or whether it is an outlier.',
        example: { label: 'Adelie', probabilities: { Adelie: 0.98, Chinstrap: 0.02, Gentoo: 0 } },
      }),
    ...remarks,
  })
  .openapi('RecordPrediction');

export const SaveRequest = z.strictObject({ model_id: modelId }).openapi('SaveRequest');

export const Saved = z.object({ model_id: modelId, storage: Storage }).openapi('Saved');

export const ModelId = z.object({
  id: modelId.openapi({ param: { name: 'id', in: 'path' } }),
});

export const ModelQuery = z.object({
  trained: z
    .enum(['true', 'false'])
    .optional()
    .openapi({ param: { name: 'trained', in: 'query' } }),
});

const Hyperparameter = z.object({
  name: z.string(),
  type: z.string(),
  range: z.string(),
  default: z.unknown(),
  description: z.string(),
});

const CatalogueEntry = z
  .object({
    model_name: z.string(),
    aliases: z.array(z.string()),
    tasks: z.array(z.string()),
    description: z.string(),
    hyperparameters: z.record(z.string(), z.array(Hyperparameter)),
  })
  .openapi('CatalogueEntry');

export type CatalogueEntry = z.infer<typeof CatalogueEntry>;

export const Models = z
  .union([
    z.object({
      supervised: z.array(CatalogueEntry),
      unsupervised: z.array(CatalogueEntry),
      anomaly_detection: z.array(CatalogueEntry),
    }),
    ModelListing,
  ])
  .openapi('Models');

export const Health = z
  .object({
    status: z.literal('ok'),
    version: z.string(),
    uptime_seconds: z.number(),
    storage: z.string(),
    trainings: z.int(),
  })
  .openapi('Health');

export const ProblemDocument = z
  .object({
    type: z.literal('about:blank'),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
  })
  .openapi('Problem');
