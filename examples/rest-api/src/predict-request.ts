import { z } from '@hono/zod-openapi';
import type { Cell } from 'fitpredict';
import { parseJson } from './bounded-json.js';
import { invalid, Problem } from './problem.js';
import type { Rows } from './rows.js';
import { LONGEST_CELL, PredictRequest } from './schemas.js';
import type { Settings } from './settings.js';

export interface ReadPredictRequest {
  readonly model_id: string;
  readonly data: Rows;
  /** Whether `data` is the one row of a request that sent it alone. */
  readonly isOne: boolean;
  readonly explain: boolean;
}

export type PredictLimits = Pick<
  Settings,
  'maxJsonDepth' | 'maxJsonValues' | 'maxPredictRows' | 'maxExplainRows' | 'maxColumns'
>;

/** The request, before its rows are looked at. */
const Envelope = PredictRequest.extend({ data: z.array(z.unknown()).min(1) });

/**
 * What a request to predict asks for.
 *
 * Rows and cells are counted before they are looked at, and the first fault is the last that is looked for: a report
 * of a million faults would take more than a million predictions.
 *
 * @throws Problem that names the field
 */
export function readPredictRequest(body: Uint8Array, limits: PredictLimits): ReadPredictRequest {
  const { maxJsonDepth, maxJsonValues, maxPredictRows, maxExplainRows, maxColumns } = limits;
  const json = parseJson(body, {
    maxDepth: maxJsonDepth,
    maxContainers: 2 * maxPredictRows, // one is a row; somewhat too many are told so below, in better words
    maxValues: maxJsonValues,
  });
  const isOne = isRecord(json) && isRecord(json.data);
  const parsed = Envelope.safeParse(isOne ? { ...json, data: [json.data] } : json);
  if (!parsed.success) throw invalid(parsed.error);
  const { model_id, data, explain = false } = parsed.data;
  const mostRows = explain ? Math.min(maxExplainRows, maxPredictRows) : maxPredictRows;
  if (data.length > mostRows) {
    const what = `${data.length} rows${explain ? ' to explain' : ''}`;
    throw tooMany('data', what, mostRows);
  }
  const asArrays = Array.isArray(data[0]);
  for (const [i, row] of data.entries()) {
    checkRow(row, isOne ? 'data' : `data[${i}]`, asArrays, maxColumns);
  }
  return { model_id, data: data as Rows, isOne, explain };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function checkRow(row: unknown, field: string, asArrays: boolean, maxColumns: number): void {
  if (typeof row !== 'object' || row === null) {
    throw wrong(400, field, 'is neither an array of values nor an object of them.');
  }
  if (Array.isArray(row) !== asArrays) {
    throw wrong(422, field, 'is of another kind than data[0]. Pass arrays, or objects.');
  }
  const cells = Object.values(row);
  if (cells.length > maxColumns) throw tooMany(field, `${cells.length} values`, maxColumns);
  const j = cells.findIndex((value) => !isCell(value));
  if (j < 0) return;
  const key = asArrays ? `[${j}]` : `.${Object.keys(row)[j]}`;
  throw wrong(
    400,
    field + key,
    `is no number, text of at most ${LONGEST_CELL} characters, true, false or null.`,
  );
}

function isCell(value: unknown): value is Cell {
  return (
    typeof value === 'number' ||
    (typeof value === 'string' && value.length <= LONGEST_CELL) ||
    typeof value === 'boolean' ||
    value === null
  );
}

function wrong(status: 400 | 422, field: string, words: string): Problem {
  return new Problem(status, `${field} ${words}`, { field });
}

function tooMany(field: string, what: string, most: number): Problem {
  return new Problem(413, `${field} has ${what}, more than the ${most} allowed.`, { field });
}
