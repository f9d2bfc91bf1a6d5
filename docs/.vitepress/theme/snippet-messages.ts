/** What a page asks of the worker that runs a snippet. */
export interface SnippetRequest {
  code: string;
  /** Address of the folder with the library's modules. */
  library: string;
}

/** What the worker says: a line that the program printed, that it threw, or that it came to its end. */
export type SnippetMessage =
  | { kind: 'line' | 'warning' | 'error'; text: string }
  | { kind: 'done'; milliseconds: number };
