import { toSnakeCase } from 'fitpredict';

/** The entries of an object under snake_case names; what they hold is left as it is. */
export function withSnakeCaseKeys(object: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [toSnakeCase(key), value]),
  );
}
