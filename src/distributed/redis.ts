import { FitPredictError } from '../errors.js';
import type { RedisAddress } from './queue-options.js';

export type Redis = import('ioredis').Redis;
type RedisClass = typeof import('ioredis')['Redis'];

/** BullMQ and the client that it speaks through, which are installed beside. */
export async function loadPackages(
  where: string,
): Promise<{ bullmq: typeof import('bullmq'); Redis: RedisClass }> {
  try {
    const [bullmq, { Redis }] = await Promise.all([import('bullmq'), import('ioredis')]);
    return { bullmq, Redis };
  } catch (cause) {
    throw new FitPredictError(
      `${where}: the packages bullmq and ioredis, which the queue is made of, are not installed. Run npm install bullmq ioredis.`,
      { cause },
    );
  }
}

/** Milliseconds between two attempts to reach Redis. */
const PAUSE = 500;

/**
 * A connection to Redis that comes back when it is lost, and until then keeps what it is told.
 *
 * @param attempts - how often to try at first
 * @throws FitPredictError when Redis cannot be reached
 */
export async function connect(
  Client: RedisClass,
  address: RedisAddress,
  attempts: number,
  where: string,
): Promise<Redis> {
  for (let attempt = 1; ; attempt++) {
    // Blocking commands wait as long as they must, and none is given up while Redis starts anew.
    const how = { lazyConnect: true, maxRetriesPerRequest: null, retryStrategy: () => PAUSE };
    const client =
      typeof address === 'string' ? new Client(address, how) : new Client({ ...address, ...how });
    let cause: unknown;
    client.on('error', (error) => {
      cause = error;
    });
    try {
      await client.connect();
      return client;
    } catch (error) {
      client.disconnect();
      const { host, port } = client.options;
      if (attempt >= attempts) {
        throw new FitPredictError(
          `${where}: Redis cannot be reached at ${host}:${port}: ${reasonOf(cause ?? error)}. Start it, or pass its address as redis.`,
          { cause: cause ?? error },
        );
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }
}

/** What an error says: that of a refused connection to several addresses of one host has no message. */
const reasonOf = (cause: unknown): string => {
  const { message, code } = cause as { message?: string; code?: string };
  return message || code || String(cause);
};
