import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AwsClient } from 'aws4fetch';
import { freePorts } from './free-port.js';

const SCRIPT = fileURLToPath(new URL('./s3-server.sh', import.meta.url));

export const CREDENTIALS = { accessKeyId: 'testkey', secretAccessKey: 'testsecret' };
/** Of a user who owns none of the buckets. */
export const STRANGER = { accessKeyId: 'otherkey', secretAccessKey: 'othersecret' };

/** A real S3 server on loopback. */
export interface S3Server {
  readonly port: number;
  readonly endpoint: string;
  /** @param cors - rules for browsers, in XML */
  createBucket(name: string, cors?: string): Promise<void>;
  stop(): Promise<void>;
}

/** Start Ceph's object gateway; s3-server.sh says what must be installed. */
export async function startS3Server(): Promise<S3Server> {
  const folder = await mkdtemp(join(tmpdir(), 'fitpredict-s3-'));
  const port = await freePorts(2);
  const output = await run('start', folder, String(port));
  if (output.trim() !== 'ready') {
    const log = await readFile(join(folder, 'boot.log'), 'utf8').catch(() => '');
    await run('stop', folder);
    throw new Error(
      `the S3 server did not start; see test/services/s3-server.sh\n${log.slice(-2000)}`,
    );
  }
  const endpoint = `http://127.0.0.1:${port}`;
  const client = new AwsClient({ ...CREDENTIALS, service: 's3', region: 'us-east-1', retries: 0 });
  return {
    port,
    endpoint,
    async createBucket(name, cors) {
      const put = async (path: string, body?: string): Promise<void> => {
        const { status } = await client.fetch(`${endpoint}/${path}`, { method: 'PUT', body });
        if (status !== 200) throw new Error(`PUT ${path} failed with HTTP ${status}`);
      };
      await put(name);
      if (cors !== undefined) await put(`${name}?cors`, cors);
    },
    async stop() {
      await run('stop', folder);
    },
  };
}

async function run(...args: string[]): Promise<string> {
  const child = spawn(SCRIPT, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
    if (output.includes('ready\n')) child.stdout.destroy(); // its servers keep the pipe open
  });
  await once(child, 'exit');
  return output;
}
