/** What a form needs to ask for a row of a model. */

import type { Cell, Label, TabularModel } from 'fitpredict';
import type { Field, Row } from '../protocol.js';

/** More values than that are typed, not chosen. */
const MOST_CHOICES = 50;

/** One for each column that the model uses. */
export function fieldsOf(model: TabularModel<Label>): Field[] {
  const profiled = new Map(model.profile?.columns.map((column) => [column.name, column]));
  return model.preprocessor.columnPlans
    .filter(({ use }) => use)
    .map(({ name, type, categories }): Field => {
      const known = profiled.get(name);
      const values = known?.categories.map(({ value }) => value) ?? categories;
      return {
        name,
        type: type === 'date' ? 'text' : type,
        categories: type === 'date' || values.length > MOST_CHOICES ? [] : [...values].sort(),
        range: known?.range ?? null,
      };
    });
}

/** What is usual: means and most frequent values; nothing for columns that the model does not use. */
export function rowOf(model: TabularModel<Label>): Row {
  const row = new Map<string, Cell>(model.features.map((name) => [name, null]));
  for (const { name, type, fill } of model.preprocessor.columnPlans) {
    row.set(name, type === 'date' ? null : fill);
  }
  for (const { name, type, mean, categories } of model.profile?.columns ?? []) {
    if (!row.has(name)) continue;
    const usual = type === 'number' ? mean : (categories.at(0)?.value ?? null);
    row.set(name, type === 'boolean' && usual !== null ? usual === 'true' : usual);
  }
  return Object.fromEntries(row);
}
