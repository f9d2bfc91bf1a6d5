import { expect, it } from 'vitest';
import { StorageError } from '../../src/errors.js';
import { StandardScaler } from '../../src/preprocessing/scalers/standard-scaler.js';
import { createRng, type Rng } from '../../src/random/rng.js';
import { ModelRegistry } from '../../src/registry/model-registry.js';
import { FallbackStorage } from '../../src/storage/fallback/fallback-storage.js';
import { MemoryStorage } from '../../src/storage/memory-storage.js';
import type { ModelStorage } from '../../src/storage/model-storage.js';
import { type Fault, faulty, keysOf } from '../support/faulty-storage.js';

const FAULTS = 300;

it.each([
  ['one storage', (flaky: Flaky) => flaky(new MemoryStorage(), 0.1)],
  [
    'a primary with a fallback',
    (flaky: Flaky) =>
      new FallbackStorage(flaky(new MemoryStorage(), 0.4), flaky(new MemoryStorage(), 0.02)),
  ],
])('a registry over %s loses, doubles and halves nothing in random faults', async (_, create) => {
  for (const seed of [1, 2]) await new Chaos(createRng(seed), create).run();
});

type Flaky = (storage: ModelStorage, share: number) => ModelStorage;

/** Random use of a registry whose storage fails at random, with an account of what must be in it. */
class Chaos {
  readonly #rng: Rng;
  readonly #storage: ModelStorage;
  readonly #registry: ModelRegistry;
  /** Versions that were saved and not deleted, with the mean that the model of each has. */
  readonly #saved = new Map<number, number>();
  /** Versions whose deletion failed: they may be there. */
  readonly #doubtful = new Set<number>();
  readonly #deleted = new Set<number>();
  /** What production may stand for. */
  #production = new Set<number | undefined>([undefined]);
  #isCalm = false;
  #faults = 0;
  #models = 0;

  constructor(rng: Rng, create: (flaky: Flaky) => ModelStorage) {
    this.#rng = rng;
    this.#storage = create((storage, share) =>
      faulty(storage, (): Fault | undefined => {
        if (this.#isCalm || rng.next() >= share) return undefined;
        this.#faults++;
        return rng.next() < 0.5 ? 'before' : 'after';
      }),
    );
    this.#registry = new ModelRegistry(this.#storage);
  }

  async run(): Promise<void> {
    while (this.#faults < FAULTS) {
      await this.#step().catch((error: unknown) => {
        if (!(error instanceof StorageError)) throw error;
      });
    }
    this.#isCalm = true;
    if (this.#storage instanceof FallbackStorage) {
      expect(await this.#storage.sync()).toMatchObject({ failed: [] });
      await this.#storage.sync({ conflicts: 'useSecondary' });
    }
    await this.#check();
  }

  async #step(): Promise<void> {
    const versions = [...this.#saved.keys()];
    const version = versions[this.#rng.nextInteger(versions.length + 1)];
    const choice = this.#rng.nextInteger(6);
    if (choice < 3 || version === undefined) return this.#save();
    if (choice === 3) return this.#promote(version);
    if (choice === 4) return this.#delete(version);
    expect(await this.#meanOf(version)).toBe(this.#saved.get(version));
  }

  async #save(): Promise<void> {
    const mean = ++this.#models;
    const { version } = await this.#registry.save(new StandardScaler().fit([[mean], [mean]]), {
      name: 'm',
      metrics: { mean },
    });
    expect(this.#saved.has(version) || this.#deleted.has(version)).toBe(false);
    this.#saved.set(version, mean);
  }

  async #promote(version: number): Promise<void> {
    this.#production.add(version); // should it be reported as failed
    await this.#registry.promote('m', version, 'production');
    this.#production = new Set([version]);
  }

  async #delete(version: number): Promise<void> {
    if (this.#production.has(version)) return;
    const mean = this.#saved.get(version) as number;
    this.#saved.delete(version);
    this.#doubtful.add(version);
    await this.#registry.delete('m', { version });
    expect(mean).toBeGreaterThan(0);
    this.#doubtful.delete(version);
    this.#deleted.add(version);
  }

  async #meanOf(version: number): Promise<number> {
    const model = await this.#registry.load('m', { version, expected: StandardScaler });
    return model.mean?.[0] as number;
  }

  async #check(): Promise<void> {
    for (const version of this.#doubtful) await this.#registry.delete('m', { version });
    await this.#registry.clean({ olderThan: -1 });
    const { models } = await this.#registry.list({ pageSize: 10_000 });
    const versions = models.map(({ version }) => version);
    expect(new Set(versions).size).toBe(versions.length);
    for (const version of this.#saved.keys()) expect(versions).toContain(version);
    const means = new Set<number>();
    for (const { version, id, metrics } of models) {
      expect(this.#deleted.has(version) || this.#doubtful.has(version)).toBe(false);
      const mean = await this.#meanOf(version);
      expect(mean).toBe(this.#saved.get(version) ?? metrics.mean); // of a save reported as failed: whole, too
      expect(means).not.toContain(mean);
      means.add(mean);
      expect((await this.#registry.info(id)).version).toBe(version);
    }
    const production = models.find(({ aliases }) => aliases.includes('production'));
    expect(this.#production).toContain(production?.version);
    expect(await keysOf(this.#storage, 'registry/ids/')).toHaveLength(models.length);
    expect(
      (await keysOf(this.#storage)).filter((key) => key.endsWith('.safetensors')),
    ).toHaveLength(models.length);
  }
}
