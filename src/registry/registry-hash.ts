/**
 * Text as a number that is spread evenly over [0, 1): 53 bits of two runs of MurmurHash3 with
 * different seeds over the UTF-8 bytes. The same on every platform, for ever.
 */
export function unitHash(text: string): number {
  const bytes = new TextEncoder().encode(text);
  const high = murmur3(bytes, 0) >>> 5;
  const low = murmur3(bytes, 0x9747b28c) >>> 6;
  return (high * 67108864 + low) / 9007199254740992;
}

/**
 * MurmurHash3_x86_32. Source: Austin Appleby, smhasher, MurmurHash3.cpp; in its letters.
 *
 * @returns an integer in [0, 2^32)
 */
export function murmur3(bytes: Uint8Array, seed: number): number {
  let h = seed | 0;
  const blocks = bytes.length & ~3;
  for (let i = 0; i < blocks; i += 4) {
    const k = bytes[i] | (bytes[i + 1] << 8) | (bytes[i + 2] << 16) | (bytes[i + 3] << 24);
    h ^= mixBlock(k);
    h = Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64;
  }
  let tail = 0;
  for (let i = bytes.length - 1; i >= blocks; i--) tail = (tail << 8) | bytes[i];
  h ^= mixBlock(tail) ^ bytes.length;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

function mixBlock(k: number): number {
  const h = Math.imul(k, 0xcc9e2d51);
  return Math.imul((h << 15) | (h >>> 17), 0x1b873593);
}
