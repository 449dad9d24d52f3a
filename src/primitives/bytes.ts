/** Bytes and hexadecimal text. Byte order is in the name, or the bytes are taken as they stand. */

const HEX_DIGITS = /^[0-9a-fA-F]*$/;

/** The two digits of each byte. */
const HEX_PAIRS: readonly string[] = /* @__PURE__ */ Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).padStart(2, '0'),
);

/** Lower-case hexadecimal text of `bytes`, in the order in which they stand. */
export function bytesToHex(bytes: Uint8Array): string {
  // joined: a text that grew piece by piece is put together when it is compared, at five times the price
  const pairs: string[] = [];
  for (const byte of bytes) pairs.push(HEX_PAIRS[byte]!);
  return pairs.join('');
}

/**
 * Bytes of hexadecimal text, in the order in which they stand.
 * @throws TypeError for an odd number of digits or a character that is no digit
 */
export function hexToBytes(hex: string): Uint8Array {
  if (hex.length % 2 !== 0) throw new TypeError(`hex: expected an even number of digits, got ${hex.length}`);
  if (!HEX_DIGITS.test(hex))
    throw new TypeError(`hex: expected digits 0-9 and a-f only, got ${JSON.stringify(hex.slice(0, 80))}`);
  const bytes = new Uint8Array(hex.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

/** A copy of bytes `[start, end)`, by default all. Unlike `slice` it is one for a Node `Buffer` too. */
export function copyBytes(bytes: Uint8Array, start = 0, end: number = bytes.length): Uint8Array {
  return new Uint8Array(bytes.subarray(start, end));
}

/** A reversed copy: wire order to display order of a hash, and back. */
export function reverseBytes(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from(bytes).reverse();
}

/** One array of all the parts, in order. Of very many parts, 100,000 say: `joinBytes`. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  return joinBytes(parts);
}

/** One array of all the parts, in order; of any number of them, for an engine passes only so many arguments. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  let size = 0;
  for (const part of parts) size += part.length;
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** True when both hold the same bytes. Takes no care of timing: not for secrets. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** A view for reading and writing integers, over just these bytes. */
export function dataView(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
