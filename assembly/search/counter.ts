/** The last bytes of a nonce, made of a counter: four digits, or a binary word. All arithmetic, no tables. */
import { add, and, multiply, shiftLeft, shiftRight, spread, swapBytes, xor } from '../sha256/lanes';

/** How a counter becomes bytes; the same numbers stand in src/engine/message-words.ts. */
const DECIMAL: u32 = 0;
const HEX: u32 = 1;
const LITTLE_ENDIAN: u32 = 3;

const ZEROS: u32 = 0x30303030;

/**
 * Four decimal digits of a number below 10,000. It is split in two halves, each below 100, then each half in two digits:
 * x / 100 is x * 5243 / 2^19 for all x below 10,000, and x / 10 is x * 103 / 2^10 below 100.
 */
@inline function decimalDigits<T>(counter: T): T {
  const high = shiftRight<T>(multiply<T>(counter, spread<T>(5243)), 19);
  // high * 65536 + (counter - high * 100)
  const halves = add<T>(counter, multiply<T>(high, spread<T>(65536 - 100)));
  const tens = and<T>(shiftRight<T>(multiply<T>(halves, spread<T>(103)), 10), spread<T>(0x000f000f));
  // tens * 256 + (half - tens * 10), and the character 0 in each byte
  return add<T>(add<T>(halves, multiply<T>(tens, spread<T>(256 - 10))), spread<T>(ZEROS));
}

/** Four hexadecimal digits of a number below 65,536, lower case: 39 lie between the characters 9 and a. */
@inline function hexDigits<T>(counter: T): T {
  const halves = and<T>(xor<T>(counter, shiftLeft<T>(counter, 8)), spread<T>(0x00ff00ff));
  const nibbles = and<T>(xor<T>(halves, shiftLeft<T>(halves, 4)), spread<T>(0x0f0f0f0f));
  const letters = and<T>(shiftRight<T>(add<T>(nibbles, spread<T>(0x06060606)), 4), spread<T>(0x01010101));
  return add<T>(add<T>(nibbles, spread<T>(ZEROS)), multiply<T>(letters, spread<T>(39)));
}

/** The four bytes of each counter, the first byte the most significant. */
@inline export function counterBytes<T>(kind: u32, counter: T): T {
  if (kind == DECIMAL) return decimalDigits<T>(counter);
  if (kind == HEX) return hexDigits<T>(counter);
  return kind == LITTLE_ENDIAN ? swapBytes<T>(counter) : counter;
}
