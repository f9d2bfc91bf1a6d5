import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dataFile } from '../reference/reference.js';
import { type Answer, RestServer } from './rest-server.js';

const penguins = readFileSync(dataFile('penguins.csv'), 'utf8');
const cars = readFileSync(dataFile('auto_mpg.csv'), 'utf8');
const wine = readFileSync(dataFile('wine.csv'), 'utf8');
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Rows that take a forest of 300 trees some seconds. */
const large = [
  'x,y,z',
  ...Array.from(
    { length: 20_000 },
    (_, i) => `${(i * 7919) % 10007},${(i * 104729) % 9973},${i % 3 ? 'a' : 'b'}`,
  ),
].join('\n');
const slowTraining = {
  csv: large,
  target: 'z',
  model_name: 'random_forest',
  hyperparams: { n_estimators: 2000 },
};

const server = new RestServer({ MAX_TRAININGS: '2', MAX_PREDICT_ROWS: '500' });
beforeAll(() => server.start());
afterAll(() => server.remove());

function expectProblem(answer: Answer, status: number, field?: string): void {
  expect([answer.status, answer.body]).toMatchObject([status, { status, type: 'about:blank' }]);
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  expect(answer.body.detail).toMatch(/\S/);
  expect(JSON.stringify(answer.body)).not.toMatch(/node_modules|\.js:|at \w+ \(|\/tmp/);
  if (field !== undefined) {
    expect(answer.body.errors.map((error: { field: string }) => error.field)).toContain(field);
  }
}

async function eventually(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const trainings = async () => (await server.get('/health')).body.trainings as number;

describe('the server', () => {
  it('says how it is', async () => {
    const { status, body } = await server.get('/health');
    expect([status, body]).toMatchObject([200, { status: 'ok', trainings: 0 }]);
    expect(body.version).toMatch(/^\d+\.\d+\.\d+/);
    expect(body.storage).toBe('saved_models/');
    expect(body.uptime_seconds).toBeGreaterThan(0);
  });

  it('lists the eight models, each with every hyperparameter', async () => {
    const { body } = await server.get('/models');
    const names = (group: { model_name: string }[]) => group.map(({ model_name }) => model_name);
    expect(names(body.supervised)).toEqual([
      'linear_regression',
      'logistic_regression',
      'svm',
      'random_forest',
      'xgboost',
    ]);
    expect(names(body.unsupervised)).toEqual(['kmeans', 'dbscan']);
    expect(names(body.anomaly_detection)).toEqual(['isolation_forest']);
    for (const model of [...body.supervised, ...body.unsupervised, ...body.anomaly_detection]) {
      expect(model.description).toMatch(/\.$/);
      expect(Object.keys(model.hyperparameters)).toEqual(model.tasks);
      for (const row of Object.values<Record<string, unknown>[]>(model.hyperparameters).flat()) {
        expect(row.name).toMatch(/^[A-Za-z][a-z0-9_]*$/);
        expect(Object.keys(row)).toEqual(['name', 'type', 'range', 'default', 'description']);
      }
    }
    expect(body.supervised[4].aliases).toEqual(['xgboost_model']);
  });

  it('answers pages of any origin, and their questions before', async () => {
    const headers = { origin: 'https://example.org', 'access-control-request-method': 'POST' };
    const asked = await server.get('/train', { method: 'OPTIONS', headers });
    expect(asked.status).toBe(204);
    expect(asked.headers.get('access-control-allow-origin')).toBe('*');
    expect(asked.headers.get('access-control-allow-methods')).toContain('POST');
    const { headers: answered } = await server.get('/health', { headers });
    expect(answered.get('access-control-allow-origin')).toBe('*');
  });

  it('has a page that shows the document', async () => {
    const { status, body } = await server.get('/docs');
    expect(status).toBe(200);
    for (const text of ['POST /train', 'GET /models/{id}', 'PredictRequest']) {
      expect(body).toContain(text);
    }
    expect(body).not.toMatch(/<script|https?:\/\/[^"<]*\.(js|css)/);
  });
});

describe('training', () => {
  const always = ['feature_importance', 'performance_summary'];
  const ofClasses = [
    'accuracy',
    'precision',
    'recall',
    'f1_score',
    'roc_auc',
    'confusion_matrix',
    'classification_report',
  ];
  const ofNumbers = ['r2_score', 'mse', 'rmse', 'mae', 'mape', 'residuals'];
  const ofClusters = [
    'silhouette_score',
    'davies_bouldin_score',
    'cluster_sizes',
    'cluster_characteristics',
  ];

  it.each([
    ['linear_regression', { csv: cars, target: 'miles_per_gallon' }, 'regression', ofNumbers],
    ['logistic_regression', { csv: penguins, target: 'species' }, 'classification', ofClasses],
    ['random_forest', { csv: penguins, target: 'species' }, 'classification', ofClasses],
    ['random_forest', { csv: cars, target: 'miles_per_gallon' }, 'regression', ofNumbers],
    ['svm', { csv: wine, target: 'target' }, 'classification', ofClasses],
    ['xgboost', { csv: penguins, target: 'species' }, 'classification', ofClasses],
    ['xgboost_model', { csv: cars, target: 'miles_per_gallon' }, 'regression', ofNumbers],
    ['kmeans', { csv: penguins, hyperparams: { n_clusters: 3 } }, 'clustering', ofClusters],
    [
      'dbscan',
      { csv: penguins, hyperparams: { eps: 1, min_samples: 10 } },
      'clustering',
      ofClusters,
    ],
    [
      'isolation_forest',
      { csv: penguins, features: ['bill_length_mm', 'body_mass_g'] },
      'anomaly_detection',
      ['anomaly_rate', 'score_distribution'],
    ],
  ])('works for %s', async (model_name, options, task, metrics) => {
    const { status, body } = await server.post('/train', {
      model_name,
      random_state: 1,
      ...options,
    });
    expect([status, body]).toMatchObject([200, { model_name, task }]);
    expect(body.model_id).toMatch(UUID);
    expect(new Date(body.created_at).toISOString()).toBe(body.created_at);
    expect(Object.keys(body.metrics)).toEqual(expect.arrayContaining([...metrics, ...always]));
    expect(body.metrics.feature_importance.length).toBeGreaterThan(0);
    expect(body.metrics.performance_summary.words).toMatch(/\.$/);
    expect(body.preview).toHaveLength(5);
    expect(Object.keys(body.preview[0].features)).toEqual(body.features);
    expect(body.storage).toMatchObject({ stored_in: 'local' });
    const rows = body.preview.map((row: { features: object }) => row.features);
    const predicted = await server.post('/predict', { model_id: body.model_id, data: rows });
    expect(predicted.status).toBe(200);
    if (task !== 'clustering') {
      const known = body.preview.map((row: { prediction: unknown }) => row.prediction);
      expect(predicted.body.predictions).toEqual(known);
    }
  });

  it('compares anomalies with a truth', async () => {
    const csv = [
      'x,bad',
      ...Array.from({ length: 60 }, (_, i) => (i % 20 ? `${i % 7},false` : `${900 + i},true`)),
    ];
    const { body } = await server.post('/train', {
      csv: csv.join('\n'),
      model_name: 'isolation_forest',
      target: 'bad',
      hyperparams: { contamination: 0.05 },
      random_state: 1,
    });
    expect(body.metrics).toMatchObject({
      anomaly_rate: 0.05,
      precision: 1,
      recall: 1,
      f1_score: 1,
    });
  });

  it.each([
    ['kmeans', { n_clusters: 3 }, 'clustering'],
    ['dbscan', { eps: 1, min_samples: 10 }, 'clustering'],
    ['isolation_forest', {}, 'anomaly_detection'],
  ])(
    'takes the body of the others for %s, whose target is the truth',
    async (model_name, hyperparams, task) => {
      const target = task === 'clustering' ? 'species' : 'rare';
      const csv = penguins
        .trimEnd()
        .split('\n')
        .map((line, i) => `${line},${i === 0 ? 'rare' : i % 50 === 0}`)
        .join('\n');
      const { status, body } = await server.post('/train', {
        csv,
        features: ['bill_length_mm', 'bill_depth_mm', 'flipper_length_mm', 'body_mass_g'],
        target,
        test_size: 0.2,
        model_name,
        hyperparams,
        random_state: 1,
      });
      expect([status, body]).toMatchObject([200, { task, target }]);
      expect(body.features).not.toContain(target);
      const { warnings, report } = body.metrics.performance_summary;
      expect(warnings).toEqual([expect.stringContaining('test_size has no meaning here')]);
      expect(report).toContain('344 rows');
      expect(body.preview[0]).toHaveProperty('truth');
      if (task === 'clustering') {
        expect(body.metrics.adjusted_rand_score).toBeGreaterThan(0.3);
        expect(body.metrics).toMatchObject({
          normalized_mutual_info_score: expect.any(Number),
          v_measure_score: expect.any(Number),
        });
      } else {
        expect(body.metrics).toMatchObject({ truth: true, roc_auc: expect.any(Number) });
      }
    },
  );

  it('takes a target that anomalies cannot be compared with, and says so', async () => {
    const { status, body } = await server.post('/train', {
      csv: penguins,
      target: 'species',
      model_name: 'isolation_forest',
      random_state: 1,
    });
    expect([status, body.target]).toEqual([200, 'species']);
    expect(body.features).not.toContain('species');
    expect(body.metrics.performance_summary.warnings).toEqual([
      expect.stringContaining('not compared with the truth: the truth holds 3 different values'),
    ]);
  });

  it('cross-validates a model before it is fitted', async () => {
    const options = { csv: penguins, target: 'species', model_name: 'logistic_regression', cv: 3 };
    const { metrics } = (await server.post('/train', { ...options, random_state: 0 })).body;
    expect(metrics.cross_validation).toMatchObject({ scoring: 'accuracy', folds: 3 });
    expect(metrics.cross_validation.scores).toHaveLength(3);
    expect(metrics.cross_validation.mean).toBeGreaterThan(0.9);
    expect(metrics.comparison).toBeUndefined();
    expectProblem(await server.post('/train', { ...options, cv: 1 }), 400, 'cv');
    const few = `x,species\n${'1,a\n2,b\n'.repeat(12)}`;
    const tooMany = { ...options, csv: few, cv: 20 };
    expectProblem(await server.post('/train', tooMany), 422, 'cv');
    expectProblem(
      await server.post('/train', { csv: wine, model_name: 'kmeans', cv: 3 }),
      400,
      'cv',
    );
  });

  it('trains the best of the models that it compares', async () => {
    const options = { csv: wine, target: 'target', model_name: 'auto', cv: 3, random_state: 0 };
    const { status, body } = await server.post('/train', options);
    expect([status, body]).toMatchObject([200, { model_name: 'auto', task: 'classification' }]);
    const { best, ranking, verdict } = body.metrics.comparison;
    expect(best).toBe(ranking[0].model_name);
    expect(ranking.map((one: { model_name: string }) => one.model_name).sort()).toEqual([
      'baseline',
      'gradient_boosting',
      'linear_svm',
      'logistic_regression',
      'random_forest',
      'svm',
    ]);
    expect(verdict).toMatch(/\.$/);
    expect(body.metrics.cross_validation.mean).toBe(ranking[0].mean);
  });

  it('takes an upload', async () => {
    const form = new FormData();
    form.set('csv', new Blob([penguins]), 'penguins.csv');
    form.set('options', JSON.stringify({ model_name: 'logistic_regression', target: 'species' }));
    const { status, body } = await server.get('/train', { method: 'POST', body: form });
    expect(status).toBe(200);
    expect(body.metrics.accuracy).toBeGreaterThan(0.9);
  });

  it('takes options for columns and rows', async () => {
    const { body } = await server.post('/train', {
      csv: penguins,
      target: 'species',
      model_name: 'logistic_regression',
      preprocessing: {
        encoding: 'one_hot',
        numeric_imputer: 'mean',
        scale: true,
        outliers: 'z_score',
        outlier_action: 'flag',
      },
      sample_size: 200,
      test_size: 0.25,
      random_state: 'a',
    });
    const features = body.metrics.feature_importance.map((row: { feature: string }) => row.feature);
    expect(features).toEqual(expect.arrayContaining(['island_Dream', 'outlier']));
    expect(body.metrics.performance_summary.report).toContain('150 to train on, 50 held out');
  });

  it('streams its progress, and its result last', async () => {
    const response = await fetch(`${server.url}/train`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ ...slowTraining, hyperparams: { n_estimators: 60 } }),
    });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const events = [...(await response.text()).matchAll(/event: (\w+)\ndata: (.*)\n/g)].map(
      ([, event, data]) => ({ event, data: JSON.parse(data) }),
    );
    const progress = events.slice(0, -1);
    expect(progress.length).toBeGreaterThan(0);
    expect(progress.every(({ event }) => event === 'progress')).toBe(true);
    expect(progress.at(-1)?.data).toMatchObject({ done: 60, total: 60 });
    expect(events.at(-1)).toMatchObject({ event: 'result', data: { model_name: 'random_forest' } });
  });

  it('streams a problem too', async () => {
    const response = await fetch(`${server.url}/train`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ csv: 'x,y\n1,2\n', target: 'z', model_name: 'svm' }),
    });
    expect(await response.text()).toMatch(/event: error\ndata: \{.*"field":"target"/);
  });

  it.each([['application/json'], ['text/event-stream']])(
    'ends when the client that wants %s goes away, and keeps the server quick meanwhile',
    async (accept) => {
      const gone = new AbortController();
      const training = fetch(`${server.url}/train`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept },
        body: JSON.stringify(slowTraining),
        signal: gone.signal,
      }).then((response) => response.text());
      training.catch(() => {});
      await eventually(async () => (await trainings()) === 1);
      const waits: number[] = [];
      for (let k = 0; k < 20; k++) {
        const start = performance.now();
        await server.get('/health');
        waits.push(performance.now() - start);
      }
      expect(waits.sort((a, b) => a - b)[10]).toBeLessThan(1000); // on a busy machine too; a training takes much longer
      gone.abort();
      await expect(training).rejects.toThrow();
      await eventually(async () => (await trainings()) === 0);
    },
  );

  it('is refused when too many run already, and possible again after them', async () => {
    const gone = new AbortController();
    const init = { signal: gone.signal };
    const running = [1, 2].map(() => server.post('/train', slowTraining, init).catch(() => {}));
    await eventually(async () => (await trainings()) === 2);
    const refused = await server.post('/train', slowTraining);
    expectProblem(refused, 503);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    gone.abort();
    await Promise.all(running);
    await eventually(async () => (await trainings()) === 0);
    const small = { csv: penguins, target: 'species', model_name: 'logistic_regression' };
    expect((await server.post('/train', small)).status).toBe(200);
  });

  it.each([
    ['no model', { csv: penguins, target: 'species' }, 400, 'model_name'],
    [
      'an unknown model',
      { csv: penguins, target: 'species', model_name: 'forest' },
      400,
      'model_name',
    ],
    ['an unknown field', { csv: 'a', model_name: 'kmeans', feature: ['a'] }, 400, ''],
    ['no data', { target: 'species', model_name: 'svm' }, 400, 'csv_url'],
    [
      'data twice',
      { csv: 'a', csv_url: 'http://a', target: 'a', model_name: 'svm' },
      400,
      'csv_url',
    ],
    ['no target', { csv: penguins, model_name: 'svm' }, 400, 'target'],
    [
      'a task for clusters',
      { csv: penguins, task: 'regression', model_name: 'dbscan' },
      400,
      'task',
    ],
    [
      'a truth that is not there',
      { csv: penguins, target: 'specie', model_name: 'kmeans' },
      422,
      'target',
    ],
    ['an unknown target', { csv: penguins, target: 'specie', model_name: 'svm' }, 422, 'target'],
    [
      'an unknown feature',
      { csv: penguins, target: 'species', features: ['x'], model_name: 'svm' },
      422,
      'features',
    ],
    [
      'the target among the features',
      { csv: penguins, target: 'sex', features: ['sex'], model_name: 'svm' },
      422,
      'features',
    ],
    [
      'test_size 0',
      { csv: penguins, target: 'species', test_size: 0, model_name: 'svm' },
      400,
      'test_size',
    ],
    [
      'a test part of everything',
      { csv: penguins, target: 'species', test_size: 344, model_name: 'svm' },
      422,
      'test_size',
    ],
    [
      'an unknown hyperparameter',
      { csv: penguins, target: 'species', model_name: 'xgboost', hyperparams: { max_dept: 3 } },
      422,
      'hyperparams.max_dept',
    ],
    [
      'a hyperparameter out of range',
      { csv: penguins, target: 'species', model_name: 'xgboost', hyperparams: { max_depth: -3 } },
      422,
      'hyperparams.max_depth',
    ],
    [
      'more samples for a tree than there are',
      {
        csv: penguins,
        target: 'species',
        model_name: 'random_forest',
        hyperparams: { max_samples: 1e9 },
      },
      422,
      'hyperparams.max_samples',
    ],
    [
      'options of null',
      {
        csv: penguins,
        target: 'species',
        model_name: 'svm',
        hyperparams: null,
        preprocessing: null,
      },
      400,
      'hyperparams',
    ],
    [
      'a hyperparameter of null',
      { csv: penguins, target: 'species', model_name: 'svm', hyperparams: { C: null } },
      422,
      'hyperparams.C',
    ],
    [
      'a task it cannot do',
      { csv: penguins, target: 'species', task: 'regression', model_name: 'svm' },
      422,
      undefined,
    ],
    ['an empty file', { csv: '', target: 'a', model_name: 'svm' }, 422, 'csv'],
    ['a file of a header', { csv: 'a,b\n', target: 'a', model_name: 'svm' }, 422, undefined],
    [
      'binary junk',
      { csv: '\u0000\u0001\ufffd\n\u0000', target: 'a', model_name: 'svm' },
      422,
      undefined,
    ],
    ['ragged rows', { csv: 'a,b\n1,2\n3\n', target: 'a', model_name: 'svm' }, 422, 'csv'],
  ])('says what is wrong with %s', async (_what, body, status, field) => {
    expectProblem(await server.post('/train', body), status, field);
  });
});

describe('a file by its address', () => {
  let files: Server;
  let address: string;
  const guarded = new RestServer({
    MAX_CSV_BYTES: '20000',
    DOWNLOAD_TIMEOUT_MS: '1000',
    MAX_REDIRECTS: '2',
  });
  const paths: string[] = [];

  beforeAll(async () => {
    files = createServer((request, response) => {
      const path = request.url ?? '';
      paths.push(path);
      if (path === '/penguins.csv') response.end(penguins);
      else if (path === '/moved') response.writeHead(302, { location: '/penguins.csv' }).end();
      else if (path === '/inside')
        response.writeHead(302, { location: 'http://127.0.0.2/x' }).end();
      else if (path === '/round') response.writeHead(302, { location: '/round' }).end();
      else if (path === '/file') response.writeHead(302, { location: 'file:///etc/passwd' }).end();
      else if (path === '/large') response.end('x'.repeat(30_000));
      else if (path === '/endless') response.write('x,y\n');
      else if (path === '/claims')
        response.writeHead(200, { 'content-length': 2 ** 31 }).write('x');
      else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => files.listen(0, '127.0.0.1', resolve));
    const { port } = files.address() as AddressInfo;
    address = `http://127.0.0.1:${port}`;
    const allowed = new RestServer({
      MAX_CSV_BYTES: '20000',
      DOWNLOAD_TIMEOUT_MS: '1000',
      MAX_REDIRECTS: '2',
      CSV_ALLOWED_HOSTS: `127.0.0.1:${port}`,
    });
    Object.assign(guarded, { allowed });
    await Promise.all([guarded.start(), allowed.start()]);
  });
  afterAll(async () => {
    files.closeAllConnections();
    files.close();
    await Promise.all([guarded.remove(), allowed().remove()]);
  });
  const allowed = () => (guarded as unknown as { allowed: RestServer }).allowed;
  const request = (csv_url: string) => ({
    csv_url,
    target: 'species',
    model_name: 'logistic_regression',
  });

  it('is fetched from a host that is allowed, through redirects', async () => {
    for (const path of ['/penguins.csv', '/moved']) {
      expect((await allowed().post('/train', request(address + path))).status).toBe(200);
    }
  });

  it.each([
    ['a private host behind a redirect', '/inside', 'leads to a host that is not public'],
    ['redirects without end', '/round', 'redirects more than 2 times'],
    ['another kind of address behind a redirect', '/file', 'is of the kind file:'],
    ['too many bytes', '/large', 'more than 20000 bytes'],
    ['too many bytes by its own words', '/claims', 'more than 20000 bytes'],
    ['an answer that never ends', '/endless', 'took longer than 1 s'],
    ['a missing file', '/none', 'answers with the status 404'],
  ])('is refused for %s', async (_what, path, words) => {
    const answer = await allowed().post('/train', request(address + path));
    expectProblem(answer, answer.status === 413 ? 413 : 422, 'csv_url');
    expect(answer.body.detail).toContain(words);
  });

  it.each([
    'http://127.0.0.1/x',
    'http://localhost/x',
    'http://2130706433/x',
    'http://0x7f.1/x',
    'http://0/x',
    'http://10.1.2.3/x',
    'http://172.16.0.1/x',
    'http://192.168.1.1/x',
    'http://169.254.169.254/latest/meta-data',
    'http://100.64.0.1/x',
    'http://[::1]/x',
    'http://[::]/x',
    'http://[::ffff:10.0.0.1]/x',
    'http://[fe80::1]/x',
    'http://[fd00::1]/x',
    'http://[64:ff9b::7f00:1]/x',
    'http://user:secret@example.org/x',
    'ftp://example.org/x',
    'file:///etc/passwd',
    'data:text/csv,a',
    'example.org/x',
    'http://',
  ])('is refused at %s', async (csv_url) => {
    const before = paths.length;
    expectProblem(await guarded.post('/train', request(csv_url)), 422, 'csv_url');
    expect(paths).toHaveLength(before);
  });

  it('is refused at a server that answers, but is private', async () => {
    const before = paths.length;
    expectProblem(await guarded.post('/train', request(`${address}/penguins.csv`)), 422, 'csv_url');
    expect(paths).toHaveLength(before);
  });
});

describe('a trained model', () => {
  const features = [
    'island',
    'bill_length_mm',
    'bill_depth_mm',
    'flipper_length_mm',
    'body_mass_g',
    'sex',
  ];
  const row = ['Torgersen', 39.1, 18.7, 181, 3750, 'MALE'];
  let id: string;
  beforeAll(async () => {
    const options = {
      csv: penguins,
      target: 'species',
      features,
      model_name: 'logistic_regression',
    };
    id = (await server.post('/train', options)).body.model_id;
  });

  it('predicts arrays and objects, and says how sure it is', async () => {
    const record = Object.fromEntries(features.map((name, j) => [name, row[j]]));
    const { body } = await server.post('/predict', { model_id: id, data: [row] });
    expect(body).toMatchObject({ model_id: id, predictions: ['Adelie'], warnings: [] });
    expect(body.classes).toEqual(['Adelie', 'Chinstrap', 'Gentoo']);
    expect(body.probabilities[0][0]).toBeGreaterThan(0.9);
    expect((await server.post('/predict', { model_id: id, data: [record] })).body).toEqual(body);
  });

  it('answers one object alone by class name', async () => {
    const data = Object.fromEntries(features.map((name, j) => [name, row[j]]));
    const many = (await server.post('/predict', { model_id: id, data: [data] })).body;
    const { body } = await server.post('/predict', { model_id: id, data });
    expect(body).toEqual({
      model_id: id,
      prediction: {
        label: 'Adelie',
        probabilities: Object.fromEntries(
          many.classes.map((name: string, k: number) => [name, many.probabilities[0][k]]),
        ),
      },
      warnings: [],
    });
    const explained = await server.post('/predict', { model_id: id, data, explain: true });
    expect(explained.body.explanation.rows).toHaveLength(1);
  });

  it('says what it filled in', async () => {
    const data = [['Mars', null, 18.7, 181, 3750, 'MALE']];
    const { body } = await server.post('/predict', { model_id: id, data });
    expect(body.warnings).toEqual([
      'bill_length_mm: 1 missing filled in.',
      'island: 1 unknown, taken for the most frequent.',
    ]);
  });

  it.each([
    ['no rows', [], 400, 'data'],
    ['a row of another length', [[1, 2]], 422, 'data'],
    ['an object without a column', [{ island: 'Dream' }], 422, 'data'],
    ['text for a number', [['Dream', 'long', 1, 1, 1, 'MALE']], 422, 'data'],
    ['a nested value', [[['Dream'], 1, 1, 1, 1, 'MALE']], 400, 'data[0][0]'],
    ['a nested value in an object', [{ island: {} }], 400, 'data[0].island'],
    ['a row that is none', [row, 7], 400, 'data[1]'],
    ['a text without end', [['x'.repeat(20_000), 1, 1, 1, 1, 'MALE']], 400, 'data[0][0]'],
    ['a row of too many values', [new Array(3000).fill(1)], 413, 'data[0]'],
    ['an object alone without a column', { island: 'Dream' }, 422, 'data'],
    ['a nested value in an object alone', { island: {} }, 400, 'data.island'],
    ['an object alone of too many values', Object.assign({}, new Array(3000).fill(1)), 413, 'data'],
    ['arrays and objects', [row, { island: 'Dream' }], 422, 'data[1]'],
    ['too many rows', new Array(501).fill(row), 413, 'data'],
  ])('refuses %s', async (_what, data, status, field) => {
    expectProblem(await server.post('/predict', { model_id: id, data }), status, field);
  });

  it('is listed, shown, stored again and deleted', async () => {
    const listed = await server.get('/models?trained=true');
    const ids = listed.body.models.map((model: { model_id: string }) => model.model_id);
    expect(ids).toContain(id);
    const { body } = await server.get(`/models/${id}`);
    expect(body).toMatchObject({ model_id: id, target: 'species', features });
    const saved = await server.post('/save', { model_id: id });
    expect(saved.body).toEqual({ model_id: id, storage: body.storage });
    const path = `/models/${id}`;
    expect((await server.get(path, { method: 'DELETE' })).status).toBe(204);
    expectProblem(await server.get(path), 404);
    expectProblem(await server.get(path, { method: 'DELETE' }), 404);
    expectProblem(await server.post('/predict', { model_id: id, data: [row] }), 404);
    expectProblem(await server.post('/save', { model_id: id }), 404);
  });

  it.each(['x', '../../etc/passwd', '%2e%2e%2fx', '0b9f1a52-6d0e-4a5e-9d7e', "' or 1=1"])(
    'is not looked for under the id %s',
    async (bad) => {
      const shown = await server.get(`/models/${encodeURIComponent(bad)}`);
      expectProblem(shown, 404);
      expectProblem(await server.post('/save', { model_id: bad }), 400, 'model_id');
      expectProblem(await server.post('/predict', { model_id: bad, data: [row] }), 400, 'model_id');
    },
  );
});

describe('a request', () => {
  it.each([
    ['no JSON', '{', 400],
    ['JSON too deep', '['.repeat(30) + ']'.repeat(30), 400],
    ['JSON much too deep', '['.repeat(200_000), 400],
    ['no object', '[]', 400],
    ['nothing', '', 400],
  ])('of %s is refused', async (_what, body, status) => {
    for (const path of ['/train', '/predict', '/save']) {
      expectProblem(await server.post(path, body), status);
    }
  });

  it('of another type is refused', async () => {
    const headers = { 'content-type': 'text/plain' };
    expectProblem(await server.post('/train', 'x', { headers }), 415);
    expectProblem(await server.post('/predict', 'x', { headers }), 415);
    expectProblem(await server.post('/save', 'x', { headers }), 400);
  });

  it('with too many bytes is refused', async () => {
    const limits = { MAX_BODY_BYTES: '1000', MAX_PREDICT_BODY_BYTES: '1000' };
    const small = await new RestServer(limits).start();
    for (const path of ['/train', '/predict']) {
      expectProblem(await small.post(path, `"${'x'.repeat(2000)}"`), 413);
    }
    expectProblem(await small.post('/save', `"${'x'.repeat(300_000)}"`), 413);
    await small.remove();
  });

  it('for something that is not there is refused', async () => {
    expectProblem(await server.get('/nothing'), 404);
    expectProblem(await server.get('/train'), 404);
  });

  it('shaped like those of a Python client is answered', async () => {
    const headers = {
      'user-agent': 'python-requests/2.32.3',
      'accept-encoding': 'gzip, deflate',
      accept: '*/*',
      connection: 'keep-alive',
    };
    const options = { csv: penguins, target: 'species', model_name: 'svm' };
    const { body } = await server.post('/train', options, { headers });
    const data = [body.preview[0].features];
    const predicted = await server.post('/predict', { model_id: body.model_id, data }, { headers });
    expect(predicted.body.predictions).toEqual([body.preview[0].prediction]);
  });

  it('needs the token where one is set', async () => {
    const token = 'a long secret';
    const closed = await new RestServer({ API_TOKEN: token }).start();
    expect((await closed.get('/health')).status).toBe(200);
    for (const authorization of ['', 'Bearer', 'Bearer x', `Basic ${token}`, `Bearer ${token}x`]) {
      const answer = await closed.get('/models', { headers: { authorization } });
      expectProblem(answer, 401);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    }
    expectProblem(await closed.post('/train', {}), 401);
    const headers = { authorization: `Bearer ${token}` };
    expect((await closed.get('/models', { headers })).status).toBe(200);
    await closed.remove();
  });
});
