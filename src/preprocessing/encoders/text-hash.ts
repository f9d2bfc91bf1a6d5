const C1 = 0xcc9e2d51;
const C2 = 0x1b873593;
const encoder = /* @__PURE__ */ new TextEncoder();

/**
 * A 32-bit hash of text, the same on every platform: MurmurHash3_x86_32 of its UTF-8, seed 0.
 * Source: Appleby, smhasher (2011), in the public domain.
 */
export function textHash(text: string): number {
  const bytes = encoder.encode(text);
  const whole = bytes.length - (bytes.length % 4);
  let hash = 0;
  for (let i = 0; i < whole; i += 4) {
    hash ^= mix(bytes[i] | (bytes[i + 1] << 8) | (bytes[i + 2] << 16) | (bytes[i + 3] << 24));
    hash = (Math.imul(rotate(hash, 13), 5) + 0xe6546b64) | 0;
  }
  let tail = 0;
  for (let i = bytes.length - 1; i >= whole; i--) tail = (tail << 8) | bytes[i];
  hash ^= mix(tail) ^ bytes.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function mix(block: number): number {
  return Math.imul(rotate(Math.imul(block, C1), 15), C2);
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
