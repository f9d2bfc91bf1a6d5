import { createHash, timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { Problem } from './problem.js';

/** Asks for `Authorization: Bearer …` where a token is set. */
export function requireToken(token: string | undefined): MiddlewareHandler {
  return async (c, next) => {
    const given = /^Bearer (.+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
    if (token !== undefined && !sameText(given ?? '', token)) {
      throw new Problem(401, 'The header Authorization must be "Bearer" and the API token.', {
        headers: { 'www-authenticate': 'Bearer' },
      });
    }
    await next();
  };
}

/** Takes the same time wherever two texts differ, and however long they are. */
function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

/**
 * JSON that is no deeper than it needs to be.
 *
 * @throws Problem when it is too deep or no JSON
 */
export function parseJson(text: string, maxDepth: number): unknown {
  if (depthOf(text) > maxDepth) {
    throw new Problem(400, `The JSON is nested more than ${maxDepth} deep.`);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem(400, 'The body is no JSON.');
  }
}

/** How deep brackets are nested outside of text; counted before anything is built from them. */
function depthOf(json: string): number {
  let depth = 0;
  let deepest = 0;
  let inText = false;
  for (let i = 0; i < json.length; i++) {
    const char = json[i];
    if (inText) {
      if (char === '\\') i++;
      else if (char === '"') inText = false;
    } else if (char === '"') {
      inText = true;
    } else if (char === '{' || char === '[') {
      deepest = Math.max(deepest, ++depth);
    } else if (char === '}' || char === ']') {
      depth--;
    }
  }
  return deepest;
}
