/** Headers for the tests of the miner, and their judge: node:crypto alone. */
import { createHash } from 'node:crypto';

/** Bytes 7i + 3. Its lowest nonces, found by Python's hashlib: see LOWEST. */
export const header: Uint8Array = Uint8Array.from({ length: 80 }, (_, i) => 7 * i + 3);

/** The lowest nonce of `header` whose hash is at or below a target, by Python's hashlib. */
export const LOWEST = [
  { target: 2n ** 240n, nonce: 59232 },
  { target: 2n ** 235n, nonce: 111288 },
  { target: 2n ** 233n, nonce: 3961138 },
] as const;

/** The hash of a header in display order, by node:crypto. */
export function displayHash(bytes: Uint8Array): string {
  const once = createHash('sha256').update(bytes).digest();
  return Buffer.from(createHash('sha256').update(once).digest()).reverse().toString('hex');
}

/** The same as a number, to compare with a target. */
export function hashNumber(bytes: Uint8Array): bigint {
  return BigInt(`0x${displayHash(bytes)}`);
}
