import { lookup as resolveName } from 'node:dns';
import {
  type Agent,
  type IncomingMessage,
  type RequestOptions,
  request as requestHttp,
} from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { Problem } from './problem.js';
import { isPublicAddress } from './public-address.js';
import type { Settings } from './settings.js';

type Limits = Pick<
  Settings,
  'csvAllowedHosts' | 'maxCsvBytes' | 'maxRedirects' | 'downloadMilliseconds'
>;

/** How names become addresses, and addresses connections. */
export interface Network {
  readonly resolve: typeof resolveName;
  /** Opens the connections. False: a new one each time, for one that is kept was made for another check. */
  readonly agent: Agent | false;
}

const internet: Network = { resolve: resolveName, agent: false };

/**
 * Download a CSV file from the public internet.
 *
 * A name is resolved once, by the connection itself, and the connection goes to the address that was checked: a
 * name that resolves to something else a moment later leads nowhere else. Redirects are followed by hand, and
 * checked the same way.
 *
 * @throws Problem that names `csv_url`
 */
export async function fetchCsv(
  address: string,
  limits: Limits,
  signal: AbortSignal,
  network = internet,
): Promise<Uint8Array> {
  // Held by its name: Node 20 forgets one that `any` alone knows of as soon as memory is swept.
  const tooLong = AbortSignal.timeout(limits.downloadMilliseconds);
  const end = AbortSignal.any([signal, tooLong]);
  try {
    let url = checkUrl(address, limits);
    for (let redirects = 0; ; redirects++) {
      const response = await open(url, limits, end, network);
      const { statusCode = 0, headers } = response;
      if (statusCode >= 300 && statusCode < 400 && headers.location !== undefined) {
        response.destroy();
        if (redirects === limits.maxRedirects) {
          throw refused(`redirects more than ${limits.maxRedirects} times.`);
        }
        url = checkUrl(headers.location, limits, url);
      } else if (statusCode === 200) {
        return await readBody(response, limits.maxCsvBytes);
      } else {
        response.destroy();
        throw refused(
          `answers with the status ${statusCode}. Pass the address of the file itself.`,
        );
      }
    }
  } catch (error) {
    if (error instanceof Problem) throw error;
    signal.throwIfAborted();
    if (tooLong.aborted) {
      throw refused(`took longer than ${limits.downloadMilliseconds / 1000} s.`);
    }
    throw refused('cannot be reached. Check the address.');
  }
}

function checkUrl(address: string, { csvAllowedHosts }: Limits, base?: URL): URL {
  let url: URL;
  try {
    url = new URL(address, base);
  } catch {
    throw refused('is no address. Pass one that begins with https:// or http://.');
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw refused(`is of the kind ${url.protocol} Pass one of http or https.`);
  }
  if (url.username !== '' || url.password !== '') throw refused('must not hold a password.');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && !isAllowed(url, csvAllowedHosts) && !isPublicAddress(host)) {
    throw notPublicProblem();
  }
  return url;
}

function isAllowed({ hostname, host }: URL, allowed: readonly string[]): boolean {
  return allowed.includes(hostname.toLowerCase()) || allowed.includes(host.toLowerCase());
}

/** Connect, through a look-up that gives out public addresses alone. */
function open(
  url: URL,
  limits: Limits,
  signal: AbortSignal,
  { resolve, agent }: Network,
): Promise<IncomingMessage> {
  const options: RequestOptions = {
    signal,
    agent,
    headers: { accept: 'text/csv, text/plain, */*', 'accept-encoding': 'identity' },
    lookup: isAllowed(url, limits.csvAllowedHosts) ? resolve : publicLookup(resolve),
  };
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((answer, reject) => {
    request(url, options, answer).on('error', reject).end();
  });
}

function publicLookup(resolve: Network['resolve']): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) {
        callback(error, []);
      } else if (
        addresses.length === 0 ||
        !addresses.every((one) => isPublicAddress(one.address))
      ) {
        callback(notPublicProblem(), []);
      } else if (options.all) {
        callback(null, addresses);
      } else {
        callback(null, addresses[0].address, addresses[0].family);
      }
    });
  };
}

async function readBody(response: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  if (Number(response.headers['content-length'] ?? 0) > maxBytes) {
    response.destroy();
    throw tooLarge(maxBytes);
  }
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > maxBytes) {
      response.destroy();
      throw tooLarge(maxBytes);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function refused(words: string): Problem {
  return new Problem(422, `csv_url ${words}`, { field: 'csv_url' });
}

function notPublicProblem(): Problem {
  return refused('leads to a host that is not public, and is not among CSV_ALLOWED_HOSTS.');
}

function tooLarge(maxBytes: number): Problem {
  return new Problem(413, `csv_url leads to more than ${maxBytes} bytes.`, { field: 'csv_url' });
}
