import {
  deserialize,
  type FallbackInfo,
  ModelFormatError,
  type ModelStorage,
  StorageError,
  type StoredInfo,
  TabularModel,
} from 'fitpredict';
import type { LoadedModel } from './model-cache.js';
import { Problem } from './problem.js';
import type { Storage, TrainedModel } from './schemas.js';

/** What is kept of a trained model beside its bytes. */
export type About = Omit<TrainedModel, 'storage'>;

/** Where a write went: `FallbackStorage` tells, and a folder has nothing to tell. */
type Placement = StoredInfo & Partial<FallbackInfo>;

/**
 * Trained models under their ids: `models/ID/model.safetensors`, and `models/ID/about.json` with what is known of
 * them. The bytes are written first, so that a model that is listed is whole, whenever the server is killed.
 */
export class ModelStore {
  readonly #storage: ModelStorage;

  constructor(storage: ModelStorage) {
    this.#storage = storage;
  }

  async save(about: About, bytes: Uint8Array, signal?: AbortSignal): Promise<TrainedModel> {
    const key = modelKey(about.model_id);
    const placed: Placement = await this.#storage.put(key, bytes, { signal });
    const model = { ...about, storage: describePlacement(key, placed) };
    const text = new TextEncoder().encode(JSON.stringify(model));
    await this.#storage.put(aboutKey(about.model_id), text, { signal });
    return model;
  }

  /** Store a model again: what waits for the cloud gets there. */
  async saveAgain(id: string, signal?: AbortSignal): Promise<TrainedModel> {
    const { storage: _, ...about } = await this.about(id);
    const { bytes } = await this.#storage.get(modelKey(id), { signal });
    return this.save(about, bytes, signal);
  }

  /** @throws Problem when there is no such model */
  async about(id: string): Promise<TrainedModel> {
    const { bytes } = await found(id, this.#storage.get(aboutKey(id)));
    return JSON.parse(new TextDecoder().decode(bytes));
  }

  /** @throws Problem when there is no such model, or it is damaged */
  async load(id: string): Promise<LoadedModel<TabularModel>> {
    // Asked for first, for it goes first when a model is deleted; to get what is missing would list all that is there.
    if (!(await this.#storage.exists(aboutKey(id)))) throw noModel(id);
    const { bytes } = await found(id, this.#storage.get(modelKey(id)));
    return { model: readModel(id, bytes), bytes: bytes.length };
  }

  /** All that are whole, newest first. */
  async list(): Promise<TrainedModel[]> {
    const models: TrainedModel[] = [];
    let cursor: string | undefined;
    do {
      const page = await this.#storage.list({ prefix: 'models/', cursor });
      const ids = page.models.flatMap(
        ({ key }) => /^models\/([^/]+)\/about\.json$/.exec(key)?.[1] ?? [],
      );
      models.push(...(await Promise.all(ids.map((id) => this.about(id)))));
      cursor = page.cursor;
    } while (cursor !== undefined);
    return models.sort((a, b) => (a.created_at < b.created_at ? 1 : -1));
  }

  /** @throws Problem when there is no such model */
  async delete(id: string): Promise<void> {
    await this.about(id);
    await this.#storage.delete(aboutKey(id));
    await this.#storage.delete(modelKey(id));
  }
}

function modelKey(id: string): string {
  return `models/${id}/model.safetensors`;
}

function aboutKey(id: string): string {
  return `models/${id}/about.json`;
}

function describePlacement(
  key: string,
  { size, url, storedIn, fallbackReason }: Placement,
): Storage {
  return {
    stored_in: storedIn === 'primary' ? 'r2' : 'local',
    key,
    bytes: size,
    ...(url !== undefined && { url }),
    ...(fallbackReason !== undefined && { reason: fallbackReason }),
  };
}

async function found<T>(id: string, reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof StorageError && error.reason === 'missing') {
      throw noModel(id);
    }
    throw error;
  }
}

function noModel(id: string): Problem {
  return new Problem(404, `There is no model ${id}. See GET /models?trained=true.`);
}

/** A file that is damaged is the storage's failure, not the client's. */
function readModel(id: string, bytes: Uint8Array): TabularModel {
  let cause: unknown;
  try {
    const model = deserialize(bytes);
    if (model instanceof TabularModel) return model;
    cause = new TypeError(`${modelKey(id)} holds a ${model.constructor.name}.`);
  } catch (error) {
    if (!(error instanceof ModelFormatError)) throw error;
    cause = error;
  }
  throw new Problem(502, `The model ${id} is damaged where it is stored.`, { cause });
}
