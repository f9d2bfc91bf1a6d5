import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

/** The folder that `npm run docs` writes. */
export const DIST = fileURLToPath(new URL('../../docs/.vitepress/dist', import.meta.url));

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.md': 'text/markdown; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
};

/** The file of an address, or undefined where there is none. */
export function fileOf(path: string): string | undefined {
  const file = join(DIST, decodeURIComponent(path));
  const page = existsSync(file) && statSync(file).isDirectory() ? join(file, 'index.html') : file;
  return existsSync(page) ? page : undefined;
}

/** The site over HTTP, gzipped as hosts of pages do, and where it is. */
export async function serveSite(): Promise<{ server: Server; url: string }> {
  if (!existsSync(DIST)) throw new Error(`There is no ${DIST}: run npm run docs first.`);
  const server = createServer((request, response) => {
    const file = fileOf(new URL(request.url ?? '/', 'http://localhost').pathname);
    if (file === undefined) {
      response.writeHead(404).end();
      return;
    }
    const type = TYPES[extname(file)] ?? 'application/octet-stream';
    response.writeHead(200, { 'content-type': type, 'content-encoding': 'gzip' });
    response.end(gzipSync(readFileSync(file)));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** Addresses of the pages of VitePress, without the reference and the playground. */
export const guidePages = (): string[] =>
  readdirSync(DIST)
    .filter((file) => file.endsWith('.html'))
    .map((file) => `/${file}`);
