import { StorageError } from '../../errors.js';
import { show } from '../../words.js';

/** What to do about a failure of the browser, by its name. */
const REMEDIES: Readonly<Record<string, string>> = {
  QuotaExceededError:
    'The browser gives this site no more space, which in private windows is little: delete models, or ask for more with navigator.storage.persist().',
  VersionError:
    'A newer version of fitpredict has changed the database: reload the page to get that version.',
  SecurityError: 'The browser denies this page its storage: allow cookies and site data for it.',
  InvalidStateError:
    'The browser keeps no data for this page, as in private windows of some: open it in a normal window.',
  UnknownError:
    'The settings of the browser may forbid this site to store data, the disk be full, or the data damaged: allow site data, or free some space.',
};

/** A failure of the browser as a StorageError; other errors as they are. */
export function inWords(error: unknown, where: string, name: string): unknown {
  if (!(error instanceof DOMException)) return error;
  const remedy = REMEDIES[error.name] ?? 'Try again, or reload the page.';
  return new StorageError(
    `${where}: the database ${show(name)} cannot be used: ${[`${error.name}:`, error.message, remedy].filter(Boolean).join(' ')}`,
    { cause: error },
  );
}
