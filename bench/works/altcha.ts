/**
 * The challenges of ALTCHA's second version that two works set: SHA-256 iterated, and PBKDF2. A counter of four bytes, big
 * end first, stands behind the challenge's nonce; the first half of the derived key is known, as where the server has
 * chosen the counter.
 */
import { bytesToHex } from '../../src/primitives/index.ts';
import type { AltchaParameters } from '../contenders/altcha.ts';

/** The counter whose key the challenges ask for. */
export const COUNTER = 4_999;
/** Bytes 00 to 0f, and 10 to 1f. */
export const SALT: Uint8Array = Uint8Array.from({ length: 16 }, (_, i) => i);
export const NONCE: Uint8Array = Uint8Array.from({ length: 16 }, (_, i) => 16 + i);

export function altchaParameters(
  algorithm: AltchaParameters['algorithm'],
  cost: number,
  keyPrefix: string,
): AltchaParameters {
  return { algorithm, nonce: bytesToHex(NONCE), salt: bytesToHex(SALT), cost, keyLength: 32, keyPrefix };
}
