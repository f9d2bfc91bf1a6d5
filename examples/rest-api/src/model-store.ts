import {
  deserialize,
  type FallbackInfo,
  ModelFormatError,
  type ModelStorage,
  StorageError,
  type StoredInfo,
  TabularModel,
} from 'fitpredict';
import { describeFailure } from './cloud-failure.js';
import type { LoadedModel } from './model-cache.js';
import { Problem } from './problem.js';
import { type ModelListing, type Storage, TrainedModel } from './schemas.js';

/** What is kept of a trained model beside its bytes. */
export type About = Omit<TrainedModel, 'storage'>;

/** Where a write went: `FallbackStorage` tells, and a folder has nothing to tell. */
type Placement = StoredInfo & Partial<FallbackInfo>;

/** The versions that a write replaces; it fails where others, or none, are there by then. */
interface Versions {
  readonly model?: string;
  readonly about?: string;
}

/**
 * Trained models under their ids: `models/ID/model.safetensors`, and `models/ID/about.json` with what is known of
 * them. The bytes are written first, so that a model that is listed is whole, whenever the server is killed. What stores
 * a model and what deletes it take turns, and storing again replaces the versions that were read and no others, so that
 * no deleted model comes back, nor through another server that shares the storage.
 */
export class ModelStore {
  readonly #storage: ModelStorage;
  /** By id, the end of the last piece of work that changes the model. */
  readonly #turns = new Map<string, Promise<unknown>>();
  readonly #log: (error: unknown) => void;

  /** @param log - for what a client is told less of */
  constructor(storage: ModelStorage, log: (error: unknown) => void) {
    this.#storage = storage;
    this.#log = log;
  }

  async save(about: About, bytes: Uint8Array, signal?: AbortSignal): Promise<TrainedModel> {
    return this.#inTurn(about.model_id, () => this.#write(about, bytes, {}, signal));
  }

  /**
   * Store a model again: what waits for the cloud gets there.
   *
   * @throws Problem when there is no such model, or no more
   */
  async saveAgain(id: string, signal?: AbortSignal): Promise<TrainedModel> {
    return this.#inTurn(id, async () => {
      const { model, etag } = await this.#read(id);
      const { storage: _, ...about } = model;
      const stored = await found(id, this.#storage.get(modelKey(id), { signal }));
      try {
        return await this.#write(about, stored.bytes, { model: stored.etag, about: etag }, signal);
      } catch (error) {
        if (!(error instanceof StorageError && error.reason === 'changed')) throw error;
        await this.#read(id);
        throw new Problem(409, `Another server stored the model ${id} meanwhile. Try again.`);
      }
    });
  }

  /** @throws Problem when there is no such model, or what is known of it is damaged */
  async about(id: string): Promise<TrainedModel> {
    return (await this.#read(id)).model;
  }

  /** @throws Problem when there is no such model, or it is damaged */
  async load(id: string): Promise<LoadedModel<TabularModel>> {
    // Asked for first, for it goes first when a model is deleted; to get what is missing would list all that is there.
    if (!(await this.#storage.exists(aboutKey(id)))) throw noModel(id);
    const { bytes } = await found(id, this.#storage.get(modelKey(id)));
    return { model: readModel(id, bytes), bytes: bytes.length };
  }

  /** All that are whole, newest first; those whose `about.json` is damaged, by their ids. */
  async list(): Promise<ModelListing> {
    const models: TrainedModel[] = [];
    const problems: ModelListing['problems'] = [];
    let incomplete = false;
    const add = async (id: string) => {
      try {
        models.push(await this.about(id));
      } catch (error) {
        if (error instanceof StorageError) incomplete = true;
        else if (!(error instanceof Problem)) throw error;
        else if (error.status !== 404) problems.push({ model_id: id, detail: error.message });
        // 404: deleted since it was listed.
      }
    };
    let cursor: string | undefined;
    do {
      const page = await this.#storage.list({ prefix: 'models/', cursor });
      if (page.incomplete !== undefined) incomplete = true;
      const ids = page.models.flatMap(
        ({ key }) => /^models\/([0-9a-f-]{36})\/about\.json$/.exec(key)?.[1] ?? [],
      );
      await Promise.all(ids.map(add));
      cursor = page.cursor;
    } while (cursor !== undefined);
    models.sort((a, b) => (a.created_at < b.created_at ? 1 : -1));
    return { models, problems, incomplete };
  }

  /** @throws Problem when there is nothing of such a model, damaged or not */
  async delete(id: string): Promise<void> {
    await this.#inTurn(id, async () => {
      const keys = [aboutKey(id), modelKey(id)];
      const isThere = await Promise.all(keys.map((key) => this.#storage.exists(key)));
      if (!isThere.includes(true)) throw noModel(id);
      for (const key of keys) await this.#storage.delete(key);
    });
  }

  async #write(
    about: About,
    bytes: Uint8Array,
    replaced: Versions,
    signal?: AbortSignal,
  ): Promise<TrainedModel> {
    const key = modelKey(about.model_id);
    const options = { signal, ifMatch: replaced.model };
    const placed: Placement = await this.#storage.put(key, bytes, options);
    if (placed.fallbackReason !== undefined) this.#log(placed.fallbackReason);
    const model = { ...about, storage: describePlacement(key, placed) };
    const text = new TextEncoder().encode(JSON.stringify(model));
    await this.#storage.put(aboutKey(about.model_id), text, { signal, ifMatch: replaced.about });
    return model;
  }

  async #read(id: string): Promise<{ model: TrainedModel; etag: string }> {
    const { bytes, etag } = await found(id, this.#storage.get(aboutKey(id)));
    try {
      const model = TrainedModel.parse(JSON.parse(new TextDecoder().decode(bytes)));
      if (model.model_id === id) return { model, etag };
      throw new TypeError(`${aboutKey(id)} is about the model ${model.model_id}.`);
    } catch (cause) {
      throw damaged(id, cause);
    }
  }

  /** After what changes the same model already. */
  async #inTurn<T>(id: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.#turns.get(id) ?? Promise.resolve()).then(work);
    const end = turn.catch(() => {});
    this.#turns.set(id, end);
    try {
      return await turn;
    } finally {
      if (this.#turns.get(id) === end) this.#turns.delete(id);
    }
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
    ...(fallbackReason !== undefined && { reason: describeFailure(fallbackReason) }),
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
function damaged(id: string, cause: unknown): Problem {
  return new Problem(502, `The model ${id} is damaged where it is stored.`, { cause });
}

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
  throw damaged(id, cause);
}
