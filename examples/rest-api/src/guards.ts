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
