/** What is wrong with one field of a request. */
export interface FieldProblem {
  readonly field: string;
  readonly message: string;
}

/** An answer that is no success, as RFC 9457 writes it. */
export interface ProblemDocument {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly errors?: readonly FieldProblem[];
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Unauthorized',
  404: 'Not found',
  409: 'Conflict',
  413: 'Content too large',
  415: 'Unsupported media type',
  422: 'Unprocessable content',
  499: 'Client closed request',
  500: 'Internal server error',
  502: 'Bad gateway',
  503: 'Service unavailable',
  504: 'Gateway timeout',
};

export type ProblemStatus = 400 | 401 | 404 | 409 | 413 | 415 | 422 | 499 | 500 | 502 | 503 | 504;

/** Thrown anywhere while a request is answered; the client gets it as a problem document. */
export class Problem extends Error {
  readonly status: ProblemStatus;
  readonly errors: readonly FieldProblem[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: ProblemStatus,
    detail: string,
    { field, errors, headers = {}, cause }: ProblemOptions = {},
  ) {
    super(shorten(detail), { cause });
    this.status = status;
    this.errors = field === undefined ? errors : [{ field, message: this.message }];
    this.headers = headers;
  }

  toDocument(): ProblemDocument {
    return {
      type: 'about:blank',
      title: TITLES[this.status],
      status: this.status,
      detail: this.message,
      ...(this.errors !== undefined && { errors: this.errors }),
    };
  }
}

interface ProblemOptions {
  /** The field that is to blame, such as `hyperparams.max_depth`. */
  readonly field?: string;
  readonly errors?: readonly FieldProblem[];
  readonly headers?: Readonly<Record<string, string>>;
  /** What went wrong here, for the log; the client is not told. */
  readonly cause?: unknown;
}

/** Messages name what was sent, which may be long. */
const LONGEST_TEXT = 1000;

function shorten(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT)}…`;
}

export function answerProblem(problem: Problem): Response {
  return new Response(JSON.stringify(problem.toDocument()), {
    status: problem.status,
    headers: { ...problem.headers, 'content-type': 'application/problem+json' },
  });
}

/** The part of a ZodError that tells what is wrong. */
interface Findings {
  readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[];
}

const MOST_ERRORS = 10;

/** What the schemas found, field by field: the first of it. */
export function invalid(error: Findings): Problem {
  const errors = error.issues.slice(0, MOST_ERRORS).map(({ path, message }) => ({
    field: shorten(fieldName(path)),
    message: shorten(message),
  }));
  const [{ field, message }] = errors;
  return new Problem(400, field === '' ? message : `${field}: ${message}`, { errors });
}

/** `data[3].size`. */
function fieldName(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (name, key) =>
      typeof key === 'number'
        ? `${name}[${key}]`
        : name === ''
          ? String(key)
          : `${name}.${String(key)}`,
    '',
  );
}
