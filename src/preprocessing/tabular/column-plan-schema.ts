import * as schema from '../../serialization/schema.js';
import { type ColumnPlan, ENCODINGS, INDICATORS, type MissingIndicator } from './column-plan.js';
import { DATE_PARTS, readDate } from './dates.js';

/** Most features that texts are spread over by their hash. */
export const MAX_HASH_FEATURES = 65536;

/** The form of a plan in a model file. */
export const planSchema = /* @__PURE__ */ schema.object<ColumnPlan>(
  {
    name: /* @__PURE__ */ schema.string(),
    type: /* @__PURE__ */ schema.oneOf('number', 'text', 'boolean', 'date'),
    use: /* @__PURE__ */ schema.boolean(),
    reason: /* @__PURE__ */ schema.string(),
    fill: /* @__PURE__ */ schema.nullable(/* @__PURE__ */ schema.label()),
    categories: /* @__PURE__ */ schema.labels<string>(),
    encoding: /* @__PURE__ */ schema.oneOf(...ENCODINGS),
    indicator: /* @__PURE__ */ schema.younger<MissingIndicator>(
      /* @__PURE__ */ schema.oneOf(...INDICATORS),
      'none',
    ),
    hashFeatures: /* @__PURE__ */ schema.younger<number | null>(
      /* @__PURE__ */ schema.nullable(
        /* @__PURE__ */ schema.number({ integer: true, min: 1, max: MAX_HASH_FEATURES }),
      ),
      null,
    ),
    targetClasses: /* @__PURE__ */ schema.younger<readonly string[] | null>(
      /* @__PURE__ */ schema.nullable(/* @__PURE__ */ schema.list(/* @__PURE__ */ schema.string())),
      null,
    ),
    dateOrder: /* @__PURE__ */ schema.nullable(
      /* @__PURE__ */ schema.oneOf('yearFirst', 'dayFirst', 'monthFirst', 'monthName'),
    ),
    dateParts: /* @__PURE__ */ schema.list(/* @__PURE__ */ schema.oneOf(...DATE_PARTS)),
  },
  problemOf,
);

function problemOf(plan: ColumnPlan): string | undefined {
  const { type, use, fill, categories, encoding, indicator, hashFeatures, targetClasses } = plan;
  if (categories.some((category) => typeof category !== 'string')) return 'a category is no text';
  if (encoding !== 'label' && type !== 'text') return 'only text has categories to encode';
  if ((hashFeatures !== null) !== (encoding === 'hash'))
    return 'hashFeatures does not suit the encoding';
  if (targetClasses !== null && encoding !== 'target')
    return 'targetClasses does not suit the encoding';
  if (!use) return fill === null && indicator === 'none' ? undefined : 'a dropped column is used';
  if (indicator === 'alone') {
    return fill === null && encoding === 'label'
      ? undefined
      : 'a column whose values are not used has codes or a fill';
  }
  if (type === 'date') return dateProblem(plan);
  const needsCategories = type === 'text' && encoding !== 'hash';
  if (needsCategories !== categories.length > 0)
    return `categories do not suit a column of type ${type}`;
  const suits = type === 'text' ? categories.includes(fill as string) : typeof fill === type;
  return fill === null || suits ? undefined : `fill does not suit a column of type ${type}`;
}

function dateProblem({ fill, dateOrder, dateParts }: ColumnPlan): string | undefined {
  const parts = new Float64Array(DATE_PARTS.length);
  const readable =
    dateOrder !== null &&
    (fill === null || (typeof fill === 'string' && readDate(fill, dateOrder, parts)));
  const distinct = dateParts.length > 0 && new Set(dateParts).size === dateParts.length;
  return readable && distinct ? undefined : 'a column of dates does not fit together';
}
