import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../examples/rest-api/dist/server.js', import.meta.url));

/** A started server of the example, and the client's side of it. */
export class RestServer {
  readonly folder: string;
  readonly #env: Record<string, string>;
  #process: ChildProcess | undefined;
  #output = '';
  url = '';

  /** @param folder - where it keeps its models. Default: one of its own */
  constructor(
    env: Record<string, string> = {},
    folder = mkdtempSync(join(tmpdir(), 'fitpredict-rest-')),
  ) {
    this.folder = folder;
    this.#env = env;
  }

  async start(): Promise<this> {
    this.#output = '';
    const server = spawn(process.execPath, [program], {
      cwd: this.folder,
      env: { PATH: process.env.PATH, HOST: '127.0.0.1', PORT: '0', ...this.#env },
    });
    this.#process = server;
    server.stderr.on('data', (text) => {
      this.#output += text;
    });
    this.url = await new Promise<string>((resolve, reject) => {
      server.stdout.on('data', (text) => {
        this.#output += text;
        const address = /http:\/\/\S+:\d+/.exec(this.#output)?.[0];
        if (address !== undefined) resolve(address);
      });
      server.on('exit', () => reject(new Error(`The server ended: ${this.#output}`)));
    });
    return this;
  }

  /** What the server has printed, errors included. */
  get output(): string {
    return this.#output;
  }

  get pid(): number {
    return this.#process?.pid ?? Number.NaN;
  }

  /** @returns the exit code, null after a signal that nobody handles */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    const server = this.#process;
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return null;
    const ended = once(server, 'exit');
    server.kill(signal);
    const [code] = await ended;
    return code;
  }

  async remove(): Promise<void> {
    await this.stop('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }

  get(path: string, init?: RequestInit): Promise<Answer> {
    return this.#ask(path, init);
  }

  post(path: string, body: unknown, init: RequestInit = {}): Promise<Answer> {
    return this.#ask(path, {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      ...init,
      headers: { 'content-type': 'application/json', ...init.headers },
    });
  }

  async #ask(path: string, init?: RequestInit): Promise<Answer> {
    const response = await fetch(this.url + path, init);
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return {
      status: response.status,
      headers: response.headers,
      // biome-ignore lint/suspicious/noExplicitAny: answers are looked into, which is what tests them
      body: (isJson ? JSON.parse(text) : text) as any,
    };
  }
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: see above
  readonly body: any;
}
