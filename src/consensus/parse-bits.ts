/** Compact bits as JSON has them. */
import { describe } from '../primitives/index.ts';

/**
 * A uint32, from the number or from eight hexadecimal digits with or without `0x`. What target it stands for is not looked
 * at.
 * @throws TypeError naming the argument, what was expected and what came
 */
export function parseBits(
  name: string,
  value: unknown,
  expected: string = 'compact bits, a number or eight hexadecimal digits',
): number {
  if (typeof value === 'string' && /^(?:0x)?[0-9a-f]{8}$/i.test(value)) return Number.parseInt(value, 16);
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 0xffffffff) return value;
  throw new TypeError(`${name}: expected ${expected}, got ${describe(value)}`);
}
