import { z } from '@hono/zod-openapi';
import type * as answer from './drift-answer.js';

/** A figure of the rows learned from, and of those predicted. */
const compared = { reference: z.number(), current: z.number() };

const DriftColumn = z
  .object({
    name: z.string(),
    type: z.enum(['number', 'text', 'boolean']),
    drift: z.enum(['none', 'slight', 'moderate', 'large']),
    verdict: z.string().openapi({ description: 'What was found, in plain words.' }),
    psi: z.number().nullable().openapi({ description: 'Population stability index.' }),
    test: z
      .object({
        name: z.enum(['kolmogorovSmirnov', 'chiSquare', 'fisher']),
        statistic: z.number().nullable(),
        p_value: z.number(),
        p_adjusted: z.number().openapi({ description: 'For being one of many tests.' }),
      })
      .nullable(),
    missing: z.object({ ...compared, p_adjusted: z.number().nullable() }).openapi({
      description: 'Shares of rows.',
    }),
    outside: z.int().nullable().openapi({
      description: 'Numbers beyond the smallest and the largest that were learned from.',
    }),
    new_categories: z
      .array(z.object({ value: z.string(), rows: z.number() }))
      .nullable()
      .openapi({ description: 'The most frequent of those that were not learned from.' }),
  })
  .openapi('DriftColumn') satisfies z.ZodType<answer.DriftColumn>;

export const ModelDrift = z
  .object({
    model_id: z.uuid(),
    since: z.iso.datetime().openapi({
      description: 'Counts are in memory: they begin with the first prediction after a start.',
    }),
    rows: z.object(compared),
    not_counted: z.int().openapi({
      description: 'Rows that were predicted, but whose values are of another type than before.',
    }),
    verdict: z.string(),
    drifted: z.array(z.string()),
    columns: z.array(DriftColumn),
    predictions: DriftColumn.nullable(),
    confidences: DriftColumn.nullable(),
  })
  .openapi('ModelDrift') satisfies z.ZodType<answer.ModelDrift>;
