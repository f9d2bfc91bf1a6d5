import { Agent, createServer, type Server } from 'node:http';
import {
  type AddressInfo,
  connect as connectTo,
  type LookupFunction,
  type TcpNetConnectOpts,
} from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fetchCsv, type Network } from '../../examples/rest-api/src/fetch-csv.js';
import { Problem } from '../../examples/rest-api/src/problem.js';

const PUBLIC = '93.184.216.34';
const limits = {
  csvAllowedHosts: [] as string[],
  maxCsvBytes: 1000,
  maxRedirects: 3,
  downloadMilliseconds: 30_000,
};

/** Plays the internet: every connection ends here. */
let internet: Server;
let asked: string[] = [];
let onSilence = () => {};

beforeAll(async () => {
  internet = createServer(({ url, headers }, response) => {
    asked.push(`${headers.host}${url}`);
    if (url === '/moved') response.writeHead(302, { location: 'http://other.example/a.csv' }).end();
    else if (url === '/again') response.writeHead(302, { location: '/a.csv' }).end();
    else if (url === '/silent') onSilence();
    else response.end('x,y\n1,2\n');
  });
  await new Promise<void>((resolve) => internet.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  internet.closeAllConnections();
  internet.close();
});

/** A network of names; of a name with several looks, each look gives the next. No packet leaves the machine. */
function networkOf(names: Record<string, string[][]>) {
  const looks: string[] = [];
  const dialled: string[] = [];
  const lookUp: LookupFunction = (name, options, callback) => {
    looks.push(name);
    const left = names[name] ?? [];
    const found = left.length > 1 ? left.shift() : left[0];
    if (found === undefined) {
      callback(Object.assign(new Error(`There is no ${name}.`), { code: 'ENOTFOUND' }), []);
      return;
    }
    const addresses = found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    if (options.all) callback(null, addresses);
    else callback(null, addresses[0].address, addresses[0].family);
  };
  // What Node would dial is what the look-up of the request gives out.
  const createConnection = ({ lookup, host }: TcpNetConnectOpts) => {
    const redirected: LookupFunction = (name, _options, callback) => {
      lookup?.(name, { all: true }, (error, addresses) => {
        if (error === null)
          dialled.push(
            ...[addresses].flat().map((one) => (typeof one === 'string' ? one : one.address)),
          );
        callback(error, '127.0.0.1', 4);
      });
    };
    const { port } = internet.address() as AddressInfo;
    return connectTo({ host, port, lookup: redirected, autoSelectFamily: false });
  };
  asked = [];
  return {
    network: {
      resolve: lookUp as Network['resolve'],
      agent: Object.assign(new Agent(), { createConnection }),
    },
    looks,
    dialled,
  };
}

const download = (url: string, network: Network, given = limits) =>
  fetchCsv(url, given, new AbortController().signal, network).then((bytes) =>
    new TextDecoder().decode(bytes),
  );

async function refusal(download: Promise<unknown>): Promise<string> {
  const error = await download.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(Problem);
  expect((error as Problem).toDocument()).toMatchObject({
    status: 422,
    errors: [{ field: 'csv_url' }],
  });
  return (error as Problem).message;
}

describe('a file on the public internet', () => {
  it('is fetched by the name of its host, which is looked up once', async () => {
    const { network, looks, dialled } = networkOf({ 'files.example': [[PUBLIC]] });
    expect(await download('http://files.example/a.csv', network)).toBe('x,y\n1,2\n');
    expect([asked, looks, dialled]).toEqual([['files.example/a.csv'], ['files.example'], [PUBLIC]]);
  });

  it('is fetched from a host of both families', async () => {
    const addresses = ['2606:2800:220:1:248:1893:25c8:1946', PUBLIC];
    const { network, dialled } = networkOf({ 'files.example': [addresses] });
    expect(await download('http://files.example/a.csv', network)).toBe('x,y\n1,2\n');
    expect(dialled).toEqual(addresses);
  });

  it('is fetched through a redirect to another host', async () => {
    const { network, dialled } = networkOf({
      'files.example': [[PUBLIC]],
      'other.example': [['1.1.1.1']],
    });
    expect(await download('http://files.example/moved', network)).toBe('x,y\n1,2\n');
    expect(dialled).toEqual([PUBLIC, '1.1.1.1']);
  });

  it('is not waited for longer than is allowed, also when memory is swept meanwhile', async () => {
    setFlagsFromString('--expose-gc');
    const sweep: () => void = runInNewContext('gc');
    onSilence = () => setTimeout(sweep, 20);
    const { network } = networkOf({ 'files.example': [[PUBLIC]] });
    const given = { ...limits, downloadMilliseconds: 200 };
    expect(await refusal(download('http://files.example/silent', network, given))).toContain(
      'took longer than 0.2 s',
    );
  });

  it('is not there where the name is not', async () => {
    const { network } = networkOf({});
    expect(await refusal(download('http://none.example/a.csv', network))).toContain(
      'cannot be reached',
    );
  });
});

describe('a name', () => {
  it.each([
    ['a private address', [['10.0.0.1']]],
    ['this host', [['127.0.0.1']]],
    ['this host, by IPv6', [['::1']]],
    ['this host, as mapped IPv6', [['::ffff:127.0.0.1']]],
    ['metadata of a cloud', [['169.254.169.254']]],
    ['a public and a private address', [[PUBLIC, '192.168.1.1']]],
    ['nothing', [[]]],
  ])('that leads to %s is refused before a connection is made', async (_what, looks) => {
    const { network, dialled } = networkOf({ 'files.example': looks });
    expect(await refusal(download('http://files.example/a.csv', network))).toContain('not public');
    expect([asked, dialled]).toEqual([[], []]);
  });

  it('that leads to a private address on the second look is not looked up again', async () => {
    const { network, looks, dialled } = networkOf({ 'files.example': [[PUBLIC], ['127.0.0.1']] });
    expect(await download('http://files.example/a.csv', network)).toBe('x,y\n1,2\n');
    expect([looks.length, dialled]).toEqual([1, [PUBLIC]]);
  });

  it('that leads to a private address after a redirect is refused', async () => {
    const { network, dialled } = networkOf({ 'files.example': [[PUBLIC], ['127.0.0.1']] });
    expect(await refusal(download('http://files.example/again', network))).toContain('not public');
    expect([asked, dialled]).toEqual([['files.example/again'], [PUBLIC]]);
  });

  it('may lead to a private address where it is allowed', async () => {
    const { network, dialled } = networkOf({ 'files.internal': [['10.0.0.1']] });
    const given = { ...limits, csvAllowedHosts: ['files.internal'] };
    expect(await download('http://files.internal/a.csv', network, given)).toBe('x,y\n1,2\n');
    expect(dialled).toEqual(['10.0.0.1']);
  });
});
