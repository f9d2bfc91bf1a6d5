import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { RestServer } from './rest-server.js';

const server = new RestServer({ MAX_TRAININGS: '4' });
beforeAll(() => server.start());
afterAll(() => server.remove());

/** The part of JSON Schema that the document uses. */
interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly minItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

interface Operation {
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema: Schema }>>;
  };
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Schema }>> }>
  >;
}

interface ApiDocument {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

const resolve = ({ components }: ApiDocument, schema: Schema): Schema =>
  schema.$ref === undefined
    ? schema
    : components.schemas[schema.$ref.replace('#/components/schemas/', '')];

/** Values that a schema allows. */
function valuesOf(document: ApiDocument, given: Schema): fc.Arbitrary<unknown> {
  const schema = resolve(document, given);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.anyOf !== undefined) {
    return fc.oneof(...schema.anyOf.map((one) => valuesOf(document, one)));
  }
  const { minimum: min, maximum: max } = schema;
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
    case 'string':
      return schema.format === 'uuid' ? fc.uuid({ version: 4 }) : fc.string({ minLength: 1 });
    case 'integer':
      return fc.integer({ min: min ?? -1000, max: Math.min(max ?? 1000, 10_000) });
    case 'number':
      return fc.double({ min: min ?? -1e6, max: max ?? 1e6, noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(valuesOf(document, schema.items ?? {}), {
        minLength: schema.minItems ?? 0,
        maxLength: 3,
      });
    case 'object': {
      if (schema.properties === undefined) return fc.dictionary(fc.string(), fc.jsonValue());
      const properties = Object.entries(schema.properties).map(
        ([name, property]) => [name, valuesOf(document, property)] as const,
      );
      return fc.record(Object.fromEntries(properties), {
        requiredKeys: [...(schema.required ?? [])],
      });
    }
    default:
      return fc.jsonValue();
  }
}

/** What is wrong with a value; undefined when the schema allows it. */
function fault(
  document: ApiDocument,
  given: Schema,
  value: unknown,
  path = '',
): string | undefined {
  const schema = resolve(document, given);
  if (schema.anyOf !== undefined) {
    const faults = schema.anyOf.map((one) => fault(document, one, value, path));
    return faults.includes(undefined) ? undefined : faults.join(' or ');
  }
  if (schema.enum !== undefined && !schema.enum.includes(value)) return `${path} is ${value}`;
  const types = schema.type === undefined ? [] : [schema.type].flat();
  const type = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  const fits = types.some((one) => one === type || (one === 'integer' && Number.isInteger(value)));
  if (types.length > 0 && !fits) return `${path} is a ${type}, not a ${types}`;
  if (Array.isArray(value)) {
    const faults = value.map((item, i) =>
      fault(document, schema.items ?? {}, item, `${path}[${i}]`),
    );
    return faults.find((one) => one !== undefined);
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const record = value as Record<string, unknown>;
  const lacking = schema.required?.find((name) => !(name in record));
  if (lacking !== undefined) return `${path} lacks ${lacking}`;
  return Object.entries(schema.properties ?? {})
    .filter(([name]) => name in record)
    .map(([name, property]) => fault(document, property, record[name], `${path}.${name}`))
    .find((one) => one !== undefined);
}

it('answers whatever is asked as its document says, and never with a failure', async () => {
  const document: ApiDocument = (await server.get('/openapi.json')).body;
  expect(document.openapi).toBe('3.1.0');
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
  );
  expect(operations.map(({ path, method }) => `${method} ${path}`).sort()).toEqual([
    'delete /models/{id}',
    'get /health',
    'get /models',
    'get /models/{id}',
    'get /models/{id}/drift',
    'post /predict',
    'post /save',
    'post /train',
  ]);
  for (const { path, method, operation } of operations) {
    const schema = operation.requestBody?.content['application/json'].schema;
    const right = schema === undefined ? fc.constant(undefined) : valuesOf(document, schema);
    const body = fc.oneof(
      { weight: 3, arbitrary: right },
      { weight: 1, arbitrary: fc.jsonValue() },
    );
    const id = fc.oneof(fc.uuid({ version: 4 }), fc.string({ minLength: 1 }));
    await fc.assert(
      fc.asyncProperty(body, id, async (given, name) => {
        const url = path.replace('{id}', encodeURIComponent(name).replaceAll('.', '%2E'));
        const answer = await server.get(url, {
          method: method.toUpperCase(),
          ...(schema !== undefined && {
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(given),
          }),
        });
        expect(answer.status).toBeLessThan(500);
        const told = operation.responses[answer.status] ?? operation.responses.default;
        const type = answer.headers.get('content-type')?.split(';')[0] ?? '';
        if (answer.body === '' && told.content === undefined) return;
        expect(Object.keys(told.content ?? {})).toContain(type);
        const media = told.content?.[type].schema ?? {};
        expect(fault(document, media, answer.body)).toBeUndefined();
      }),
      { numRuns: 60 },
    );
  }
  expect(server.output).not.toContain('Error');
});

it('explains predictions of every kind as its document says', async () => {
  const document: ApiDocument = (await server.get('/openapi.json')).body;
  const columns = ['bill_length_mm', 'body_mass_g', 'island', 'sex'];
  const csv = readFileSync(new URL('../../examples/data/penguins.csv', import.meta.url), 'utf8');
  const row = { island: 'Torgersen', bill_length_mm: 39.1, body_mass_g: null, sex: 'MALE' };
  const kinds = [
    ['xgboost', 'species', 'tree_shap', 'margin'],
    ['random_forest', 'species', 'tree_shap', 'probability'],
    ['logistic_regression', 'species', 'linear_shap', 'margin'],
    ['svm', 'species', 'kernel_shap', 'margin'],
    ['linear_regression', 'bill_depth_mm', 'linear_shap', 'value'],
    ['isolation_forest', undefined, 'tree_shap', 'path_length'],
  ];
  for (const [model_name, target, method, unit] of kinds) {
    const options = { csv, features: columns, target, model_name, random_state: 0 };
    const { model_id } = (await server.post('/train', options)).body;
    const asked = { model_id, data: [row, { ...row, bill_length_mm: 51 }] };
    const { body } = await server.post('/predict', { ...asked, explain: true });
    expect(fault(document, document.components.schemas.Prediction, body)).toBeUndefined();
    const { explanation, ...predicted } = body;
    expect((await server.post('/predict', { ...asked, explain: false })).body).toEqual(predicted);
    expect(explanation).toMatchObject({ method, unit });
    expect(explanation.rows).toHaveLength(2);
    for (const outputs of explanation.rows) {
      expect(outputs.map(({ label }: { label: unknown }) => label)).toEqual(
        target === 'species' ? ['Adelie', 'Chinstrap', 'Gentoo'] : [null],
      );
      for (const { base_value, prediction, contributions } of outputs) {
        const sum = (all: number, { contribution }: { contribution: number }) => all + contribution;
        expect(contributions.reduce(sum, base_value)).toBeCloseTo(prediction, 9);
        expect(contributions.map(({ column }: { column: string }) => column).sort()).toEqual(
          columns,
        );
      }
    }
    expect(explanation.text).toContain('bill_length_mm = 39.1 pushed');
    const one = await server.post('/predict', { model_id, data: row });
    expect(fault(document, document.components.schemas.RecordPrediction, one.body)).toBe(undefined);
  }
});

it('refuses to explain what gives clusters alone, and too many rows', async () => {
  const csv = 'a,b\n1,2\n2,1\n8,9\n9,8\n';
  const hyperparams = { n_clusters: 2 };
  const { model_id } = (await server.post('/train', { csv, model_name: 'kmeans', hyperparams }))
    .body;
  const ask = (data: unknown) => server.post('/predict', { model_id, data, explain: true });
  const refused = await ask([[1, 2]]);
  expect([refused.status, refused.body.errors[0].field]).toEqual([422, 'explain']);
  expect(refused.body.detail).toContain('gives clusters alone');
  const many = await ask(new Array(101).fill([1, 2]));
  expect([many.status, many.body.errors[0].field]).toEqual([413, 'data']);
  expect(many.body.detail).toContain('101 rows to explain, more than the 100 allowed');
});

it('does what the README says, line by line', async () => {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const readme = readFileSync(`${root}/examples/rest-api/README.md`, 'utf8');
  const script = [...readme.matchAll(/^```bash\n(.*?)^```$/gms)].map(([, code]) => code).join('\n');
  expect(script.match(/curl/g)).toHaveLength(12);
  const { stdout } = await promisify(execFile)(
    'bash',
    ['-euo', 'pipefail', '-c', script.replaceAll('localhost:5000', server.url)],
    { cwd: root, maxBuffer: 2 ** 24 },
  );
  expect(stdout).toContain('"status":"ok"');
  expect(stdout).toContain('event: progress');
  expect(stdout).toMatch(/"predictions":\["(Adelie|Chinstrap|Gentoo)"\]/);
  expect(stdout).toMatch(/"prediction":{"label":"\w+","probabilities":{"Adelie":[\d.]+/);
  expect(stdout).toMatch(/"ranking":\[{"model_name":"\w+","mean":0\.9/);
  expect(stdout).toMatch(/bill_length_mm = 39\.5 pushed (Adelie|Chinstrap|Gentoo) by [+-]/);
  expect(stdout).toContain('"stored_in":"local"');
  expect(stdout).not.toContain('about:blank');
});
