import { lookup as resolveName } from 'node:dns';
import { type IncomingMessage, type RequestOptions, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { Problem } from './problem.js';
import type { Settings } from './settings.js';

type Limits = Pick<
  Settings,
  'csvAllowedHosts' | 'maxCsvBytes' | 'maxRedirects' | 'downloadMilliseconds'
>;

/** Addresses that are not on the public internet, or lead around this list (NAT64, 6to4, Teredo). */
const notPublic = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const) {
  notPublic.addSubnet(network, bits, 'ipv4');
}
for (const [network, bits] of [
  ['::', 96],
  ['::ffff:0:0', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 9],
  ['ff00::', 8],
] as const) {
  notPublic.addSubnet(network, bits, 'ipv6');
}

export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  return family !== 0 && !notPublic.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

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
): Promise<Uint8Array> {
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(limits.downloadMilliseconds)]);
  try {
    let url = checkUrl(address, limits);
    for (let redirects = 0; ; redirects++) {
      const response = await open(url, limits, deadline);
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
    if (deadline.aborted) {
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
function open(url: URL, limits: Limits, signal: AbortSignal): Promise<IncomingMessage> {
  const options: RequestOptions = {
    signal,
    agent: false, // a connection that is kept could have been made for another check
    headers: { accept: 'text/csv, text/plain, */*', 'accept-encoding': 'identity' },
    ...(!isAllowed(url, limits.csvAllowedHosts) && { lookup: publicLookup }),
  };
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    request(url, options, resolve).on('error', reject).end();
  });
}

const publicLookup: LookupFunction = (hostname, options, callback) => {
  resolveName(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) {
      callback(error, []);
    } else if (addresses.length === 0 || !addresses.every((one) => isPublicAddress(one.address))) {
      callback(notPublicProblem(), []);
    } else if (options.all) {
      callback(null, addresses);
    } else {
      callback(null, addresses[0].address, addresses[0].family);
    }
  });
};

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
