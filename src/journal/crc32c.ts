/**
 * CRC-32C (Castagnoli), the checksum of journal batches and snapshots: it finds every error of up to 32 bits in a row, and
 * any torn or swapped block but one in 4 billion. It protects against rot, not against somebody who means it.
 */
const table = makeTable();

/** `seed` is the checksum so far, so that parts can be added up. Returns 0 to 2^32 - 1. */
export function crc32c(bytes: Uint8Array, seed = 0): number {
  let rest = ~seed;
  for (let at = 0; at < bytes.length; at++) {
    rest = (table[(rest ^ (bytes[at] ?? 0)) & 0xff] ?? 0) ^ (rest >>> 8);
  }
  return ~rest >>> 0;
}

function makeTable(): Int32Array {
  const polynomial = 0x82f63b78;
  const values = new Int32Array(256);
  for (let index = 0; index < 256; index++) {
    let value = index;
    for (let bit = 0; bit < 8; bit++) value = (value & 1) === 1 ? (value >>> 1) ^ polynomial : value >>> 1;
    values[index] = value;
  }
  return values;
}
