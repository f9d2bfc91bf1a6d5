import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPublicAddress } from '../../examples/rest-api/src/public-address.js';

interface Family {
  readonly bits: number;
  readonly read: (address: string) => bigint;
  readonly write: (address: bigint) => string;
}

const join = (parts: readonly string[], radix: number, width: number) =>
  parts.reduce((sum, part) => sum * 2n ** BigInt(width) + BigInt(parseInt(part, radix)), 0n);
const split = (address: bigint, parts: number, width: bigint) =>
  Array.from(
    { length: parts },
    (_, i) => (address >> (width * BigInt(parts - 1 - i))) & (2n ** width - 1n),
  );

const ipv4: Family = {
  bits: 32,
  read: (address) => join(address.split('.'), 10, 8),
  write: (address) => split(address, 4, 8n).join('.'),
};
const ipv6: Family = {
  bits: 128,
  read: (address) => {
    const [head, tail] = address
      .split('::')
      .map((side) => side.split(':').filter((part) => part !== ''));
    const zeros = new Array(8 - head.length - (tail?.length ?? 0)).fill('0');
    return join([...head, ...zeros, ...(tail ?? [])], 16, 16);
  },
  write: (address) =>
    split(address, 8, 16n)
      .map((part) => part.toString(16))
      .join(':'),
};

/** The first and the last address of a network. */
function ends(network: string, { bits, read }: Family): { first: bigint; last: bigint } {
  const [address, length] = network.split('/');
  const first = read(address);
  return { first, last: first + 2n ** BigInt(bits - Number(length)) - 1n };
}

/** The special-purpose registries of IANA, whole, and what else no server of files has. */
const special: [string, Family][] = [
  ...[
    '0.0.0.0/8',
    '0.0.0.0/32',
    '10.0.0.0/8',
    '100.64.0.0/10',
    '127.0.0.0/8',
    '169.254.0.0/16',
    '172.16.0.0/12',
    '192.0.0.0/24',
    '192.0.0.0/29',
    '192.0.0.8/32',
    '192.0.0.9/32',
    '192.0.0.10/32',
    '192.0.0.170/32',
    '192.0.0.171/32',
    '192.0.2.0/24',
    '192.31.196.0/24',
    '192.52.193.0/24',
    '192.88.99.0/24',
    '192.88.99.2/32',
    '192.168.0.0/16',
    '192.175.48.0/24',
    '198.18.0.0/15',
    '198.51.100.0/24',
    '203.0.113.0/24',
    '224.0.0.0/4', // multicast
    '240.0.0.0/4',
    '255.255.255.255/32',
    '168.63.129.16/32', // Azure
    '100.100.100.200/32', // Alibaba Cloud
    '192.0.0.192/32', // Oracle Cloud
  ].map((network): [string, Family] => [network, ipv4]),
  ...[
    '::1/128',
    '::/128',
    '::/96', // IPv4-compatible
    '::ffff:0:0/96', // IPv4-mapped
    '::ffff:0:0:0/96', // SIIT
    '64:ff9b::/96',
    '64:ff9b:1::/48',
    '100::/64',
    '100:0:0:1::/64',
    '2001::/23',
    '2001::/32',
    '2001:1::1/128',
    '2001:1::2/128',
    '2001:1::3/128',
    '2001:2::/48',
    '2001:3::/32',
    '2001:4:112::/48',
    '2001:10::/28',
    '2001:20::/28',
    '2001:30::/28',
    '2001:db8::/32',
    '2002::/16',
    '2620:4f:8000::/48',
    '3fff::/20',
    '5f00::/16',
    'fc00::/7',
    'fd00:ec2::254/128', // AWS
    'fe80::/10',
    'fec0::/10', // site-local
    'ff00::/8', // multicast
  ].map((network): [string, Family] => [network, ipv6]),
];

describe('an address', () => {
  it.each(special)('of %s is not public', (network, family) => {
    const { first, last } = ends(network, family);
    fc.assert(
      fc.property(fc.bigInt({ min: first, max: last }), (inside) => {
        expect(isPublicAddress(family.write(inside))).toBe(false);
      }),
      { examples: [[first], [last]] },
    );
  });

  it.each([
    ...['1.1.1.1', '8.8.8.8', '93.184.216.34', '185.199.108.133', '223.255.255.255'],
    ...[
      '9.255.255.255',
      '11.0.0.0',
      '100.63.255.255',
      '100.128.0.0',
      '126.255.255.255',
      '128.0.0.0',
    ],
    ...[
      '169.253.255.255',
      '169.255.0.0',
      '172.15.255.255',
      '172.32.0.0',
      '192.0.1.0',
      '192.167.255.255',
    ],
    ...['192.169.0.0', '198.17.255.255', '198.20.0.0', '168.63.129.15', '168.63.129.17'],
    ...['2606:2800:220:1:248:1893:25c8:1946', '2001:4860:4860::8888', '2a00:1450:4001:81b::200e'],
    ...[
      '2001:200::',
      '2001:db7:ffff::',
      '2001:db9::',
      '2003::',
      '2620:4f:7fff::',
      '3ffe:ffff::',
      '2000::',
    ],
  ])('such as %s is public', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each([
    ['of a private IPv4 host', '::ffff:10.0.0.1'],
    ['of this host', '::ffff:127.0.0.1'],
    ['of this host, in hexadecimal', '::ffff:7f00:1'],
    ['of a public IPv4 host', '::ffff:8.8.8.8'],
    ['of a public IPv4 host, in hexadecimal', '::FFFF:5db8:d822'],
    ['of any IPv4 host, written out', '0:0:0:0:0:ffff:0808:0808'],
  ])('of IPv6 that is mapped from that %s is not public', (_what, address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each([
    '',
    'localhost',
    '1.2.3',
    '1.2.3.4.5',
    '08.8.8.8',
    '8.8.8.8:80',
    '[2000::]',
    '2000::g',
    '0x8080808',
  ])('that is none, %j, is not public', (text) => {
    expect(isPublicAddress(text)).toBe(false);
  });

  it('with a zone is judged as without', () => {
    expect(isPublicAddress('fe80::1%eth0')).toBe(false);
    expect(isPublicAddress('2001:4860:4860::8888%eth0')).toBe(true);
  });
});

it.each([
  // 592 709 633 of the 2³² addresses of IPv4 are special, which leaves 86.2 %; of 2000::/3 hardly any are.
  ['IPv4', ipv4, 0n, 2n ** 32n - 1n, 0.85],
  ['IPv6', ipv6, ipv6.read('2000::'), ipv6.read('3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'), 0.99],
] as const)('nearly all addresses of %s are public', (_name, family, min, max, share) => {
  const addresses = fc.sample(fc.noBias(fc.bigInt({ min, max })), 10_000);
  const isSpecial = special
    .filter(([, own]) => own === family)
    .map(([network]) => ends(network, family));
  let found = 0;
  for (const address of addresses) {
    const isPublic = isPublicAddress(family.write(address));
    expect(isPublic).toBe(
      !isSpecial.some(({ first, last }) => first <= address && address <= last),
    );
    if (isPublic) found++;
  }
  expect(found / addresses.length).toBeGreaterThan(share);
});
