import { randomUUID } from 'node:crypto';
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { Progress } from 'fitpredict';
import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { cors } from 'hono/cors';
import { HTTPException } from 'hono/http-exception';
import { streamSSE } from 'hono/streaming';
import { Bodies } from './bodies.js';
import { describeModels } from './catalogue.js';
import { showDocument } from './document-page.js';
import { ModelDrift } from './drift-schemas.js';
import { problemOf } from './failure.js';
import { fetchCsv } from './fetch-csv.js';
import { requireToken } from './guards.js';
import type { ModelStore } from './model-store.js';
import type { Predictor } from './predictor.js';
import { answerProblem, invalid, Problem } from './problem.js';
import * as schemas from './schemas.js';
import type { Settings } from './settings.js';
import type { Thread } from './thread.js';
import {
  type CheckedTrainRequest,
  type ReadTrainRequest,
  readTrainRequest,
} from './train-request.js';
import type { Trainer } from './trainer.js';

export interface Services {
  readonly settings: Settings;
  readonly store: ModelStore;
  readonly trainer: Trainer;
  readonly predictor: Predictor;
  /** Reads the JSON of requests to train. */
  readonly reader: Thread<Uint8Array<ArrayBuffer>, CheckedTrainRequest>;
  /** Where models go, in words. */
  readonly storageName: string;
  readonly version: string;
  /** For what went wrong here, and is none of the client's business. */
  readonly log: (error: unknown) => void;
}

/** Of a body that holds no data. */
const SMALL_BODY_BYTES = 2 ** 18;

/** The whole API, ready to answer requests: `createApp(services).request('/health')`. */
export function createApp(services: Services) {
  const { settings, store, trainer, predictor, reader, storageName, version, log } = services;
  const bodies = new Bodies(settings.maxBodiesBytes);
  const started = performance.now();
  const app = new OpenAPIHono({
    defaultHook: (result, c) => {
      if (result.success) return;
      // An id that none could have is one that none has.
      throw result.target === 'param' ? nothingAt(c.req.path) : invalid(result.error);
    },
  });

  app.use(cors({ origin: settings.corsOrigin, allowHeaders: ['authorization', 'content-type'] }));
  const protect = requireToken(settings.apiToken);
  app.use(async (c, next) => (c.req.path === '/health' ? next() : protect(c, next)));
  app.use(
    '/save',
    bodyLimit({
      maxSize: SMALL_BODY_BYTES,
      onError: () => {
        throw new Problem(413, `The body has more than ${SMALL_BODY_BYTES} bytes.`);
      },
    }),
  );
  app.onError((error, c) => answerProblem(toProblem(error, c, log)));
  app.notFound((c) => answerProblem(nothingAt(c.req.path)));

  app.openapi(route('get', '/health', 'Whether the server is well', { 200: schemas.Health }), (c) =>
    c.json(
      {
        status: 'ok' as const,
        version,
        uptime_seconds: (performance.now() - started) / 1000,
        storage: storageName,
        trainings: trainer.running,
      },
      200,
    ),
  );

  app.openapi(
    createRoute({
      ...route('get', '/models', 'The models that can be trained, or those that are', {
        200: schemas.Models,
      }),
      request: { query: schemas.ModelQuery },
    }),
    async (c) =>
      c.req.valid('query').trained === 'true'
        ? c.json(await store.list(), 200)
        : c.json(describeModels(), 200),
  );

  app.openapi(
    createRoute({
      ...route('get', '/models/{id}', 'One trained model', { 200: schemas.TrainedModel }),
      request: { params: schemas.ModelId },
    }),
    async (c) => c.json(await store.about(c.req.valid('param').id), 200),
  );

  app.openapi(
    createRoute({
      ...route(
        'get',
        '/models/{id}/drift',
        'How the rows predicted differ from those learned from',
        {
          200: ModelDrift,
        },
      ),
      request: { params: schemas.ModelId },
    }),
    async (c) => {
      const json = await predictor.drift(c.req.valid('param').id);
      return c.json(ModelDrift.parse(JSON.parse(new TextDecoder().decode(json))), 200);
    },
  );

  app.openapi(
    createRoute({
      ...route('delete', '/models/{id}', 'Delete a trained model, wherever it is stored', {
        204: undefined,
      }),
      request: { params: schemas.ModelId },
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      await store.delete(id).finally(() => predictor.forget(id));
      return c.body(null, 204);
    },
  );

  // The body goes to a thread as it comes, and is checked there.
  app.openAPIRegistry.registerPath({
    ...route('post', '/predict', 'Predict rows of raw values, or one', {
      200: z.union([schemas.Prediction, schemas.RecordPrediction]),
    }),
    request: { body: jsonBody(schemas.PredictRequest) },
  });
  app.post('/predict', async (c) => {
    if (!c.req.header('content-type')?.includes('json')) {
      throw new Problem(415, 'Send application/json.');
    }
    const answer = await bodies.read(c, settings.maxPredictBodyBytes, (body) =>
      predictor.predict(body, c.req.raw),
    );
    return c.body(answer, 200, { 'content-type': 'application/json' });
  });

  app.openapi(
    createRoute({
      ...route('post', '/save', 'Store a model again: in the cloud, if there is one', {
        200: schemas.Saved,
      }),
      request: { body: jsonBody(schemas.SaveRequest) },
    }),
    async (c) => {
      const { model_id } = c.req.valid('json');
      const { storage } = await store.saveAgain(model_id, c.req.raw.signal);
      return c.json({ model_id, storage }, 200);
    },
  );

  // Takes JSON as well as an upload, and answers at once or in events: more than a route with one body says.
  app.openAPIRegistry.registerPath({
    ...route('post', '/train', 'Train a model from a CSV file', { 200: schemas.TrainedModel }),
    request: {
      body: {
        required: true,
        content: {
          'application/json': { schema: schemas.TrainRequest },
          'multipart/form-data': {
            schema: z.object({
              csv: z.any().openapi({ type: 'string', format: 'binary' }),
              options: z.string().openapi({ description: 'TrainRequest without csv, as JSON.' }),
            }),
          },
        },
      },
    },
  });
  app.post('/train', async (c) => {
    const type = c.req.header('content-type') ?? '';
    const asked = await bodies.read(c, settings.maxBodyBytes, (body) =>
      readTrainRequest(body, type, (json) => reader.ask(json, [json.buffer])),
    );
    const events = c.req.header('accept')?.includes('text/event-stream') ?? false;
    return events ? trainInEvents(c, asked) : trainAtOnce(c, asked);
  });

  async function trainAtOnce(c: Context, asked: ReadTrainRequest): Promise<Response> {
    return c.json(await train(asked, c.req.raw.signal), 200);
  }

  function trainInEvents(c: Context, asked: ReadTrainRequest): Response {
    return streamSSE(c, async (stream) => {
      const gone = new AbortController();
      stream.onAbort(() => gone.abort());
      const send = (event: string, data: unknown) =>
        stream.writeSSE({ event, data: JSON.stringify(data) });
      try {
        const signal = AbortSignal.any([gone.signal, c.req.raw.signal]);
        await send('result', await train(asked, signal, (progress) => send('progress', progress)));
      } catch (error) {
        await send('error', toProblem(error, c, log).toDocument());
      }
    });
  }

  async function train(
    { csv, request }: ReadTrainRequest,
    signal: AbortSignal,
    onProgress?: (progress: Progress) => void,
  ): Promise<schemas.TrainedModel> {
    return trainer.inPlace(async () => {
      const bytes = typeof csv === 'string' ? await fetchCsv(csv, settings, signal) : csv;
      const { maxRows, maxColumns } = settings;
      const job = { csv: bytes, request, maxRows, maxColumns };
      const { bytes: model, ...found } = await trainer.train(job, { signal, onProgress });
      const about = {
        model_id: randomUUID(),
        model_name: request.model_name,
        created_at: new Date().toISOString(),
        ...found,
      };
      return store.save(about as Parameters<ModelStore['save']>[0], model, signal);
    });
  }

  const document = {
    openapi: '3.1.0',
    info: {
      title: 'fitpredict over HTTP',
      version,
      description: 'Train, predict and store models.',
    },
    ...(settings.apiToken !== undefined && { security: [{ token: [] }] }),
  };
  app.openAPIRegistry.registerComponent('securitySchemes', 'token', {
    type: 'http',
    scheme: 'bearer',
  });
  app.doc31('/openapi.json', document);
  app.get('/docs', (c) => c.html(showDocument(app.getOpenAPI31Document(document))));

  return app;
}

function jsonBody<S extends z.ZodType>(schema: S) {
  return { required: true as const, content: { 'application/json': { schema } } };
}

type Method = 'get' | 'post' | 'delete';

/** What all routes have in common: problems are documents. */
function route<
  const M extends Method,
  const P extends string,
  const A extends { readonly [status: number]: z.ZodType | undefined },
>(method: M, path: P, summary: string, answers: A) {
  const responses = Object.fromEntries(
    Object.entries(answers).map(([status, schema]) => [
      status,
      schema === undefined
        ? { description: 'Done' }
        : { description: 'Done', content: { 'application/json': { schema } } },
    ]),
  ) as {
    [S in keyof A]: A[S] extends z.ZodType
      ? { description: string; content: { 'application/json': { schema: A[S] } } }
      : { description: string };
  };
  return {
    method,
    path,
    summary,
    responses: {
      ...responses,
      default: {
        description: 'A problem',
        content: { 'application/problem+json': { schema: schemas.ProblemDocument } },
      },
    },
  };
}

function nothingAt(path: string): Problem {
  return new Problem(404, `There is nothing at ${path}.`);
}

function toProblem(error: unknown, c: Context, log: (error: unknown) => void): Problem {
  if (c.req.raw.signal.aborted) return new Problem(499, 'The client went away.');
  if (error instanceof HTTPException && error.status < 500) return new Problem(400, error.message);
  const problem = problemOf(error);
  if (problem.cause !== undefined) log(problem.cause);
  return problem;
}
