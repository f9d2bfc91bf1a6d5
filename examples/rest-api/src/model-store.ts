import {
  type FallbackInfo,
  loadModel,
  type ModelStorage,
  StorageError,
  type StoredInfo,
  TabularModel,
} from 'fitpredict';
import { Problem } from './problem.js';
import type { Storage, TrainedModel } from './schemas.js';

/** What is kept of a trained model beside its bytes. */
export type About = Omit<TrainedModel, 'storage'>;

/** Where a write went: `FallbackStorage` tells, and a folder has nothing to tell. */
type Placement = StoredInfo & Partial<FallbackInfo>;

/** Models that are held ready to predict. */
const HELD_MODELS = 32;

/**
 * Trained models under their ids: `models/ID/model.safetensors`, and `models/ID/about.json` with what is known of
 * them. The bytes are written first, so that a model that is listed is whole, whenever the server is killed.
 */
export class ModelStore {
  readonly #storage: ModelStorage;
  /** By id, the one that was used longest ago first. */
  readonly #held = new Map<string, TabularModel>();

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

  /** @throws Problem when there is no such model */
  async load(id: string): Promise<TabularModel> {
    const held = this.#held.get(id);
    const model = held ?? (await found(id, loadModel(this.#storage, modelKey(id), TabularModel)));
    this.#held.delete(id);
    this.#held.set(id, model);
    for (const oldest of this.#held.keys()) {
      if (this.#held.size <= HELD_MODELS) break;
      this.#held.delete(oldest);
    }
    return model;
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
    this.#held.delete(id);
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
      throw new Problem(404, `There is no model ${id}. See GET /models?trained=true.`);
    }
    throw error;
  }
}
