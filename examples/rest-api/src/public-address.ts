import { BlockList, isIP } from 'node:net';

/*
 * Which addresses are on the public internet: all but those of the two special-purpose registries of IANA, also
 * where the registry calls them reachable (anycast of NAT, relays and black holes): nobody serves files there.
 * Each family has a list of its own, for Node's BlockList takes IPv4 and IPv4-mapped IPv6 for the same: the rule
 * ::ffff:0:0/96 in one list with the others matches every IPv4 address.
 */

const ipv4 = listOf('ipv4', [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['168.63.129.16', 32], // in no registry: the metadata of machines in Azure
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3], // multicast, reserved, broadcast
]);

const ipv6 = listOf('ipv6', [
  // IANA gives addresses out from 2000::/3 alone. Outside are loopback, link-local and private networks, multicast,
  // segment routing (5f00::/16), and IPv4 in other clothes: mapped, translated (SIIT), behind NAT64.
  ['::', 3],
  ['4000::', 2],
  ['8000::', 1],
  ['2001::', 23], // Teredo, ORCHID, benchmarks and others
  ['2001:db8::', 32],
  ['2002::', 16], // 6to4: holds any IPv4 address
  ['2620:4f:8000::', 48],
  ['3fff::', 20],
]);

/** Whether an address is on the public internet. IPv4-mapped IPv6 never is, whatever it holds: no name resolves to it. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 0) return false;
  return family === 4 ? !ipv4.check(address, 'ipv4') : !ipv6.check(address, 'ipv6');
}

function listOf(family: 'ipv4' | 'ipv6', networks: readonly (readonly [string, number])[]) {
  const list = new BlockList();
  for (const [network, bits] of networks) list.addSubnet(network, bits, family);
  return list;
}
