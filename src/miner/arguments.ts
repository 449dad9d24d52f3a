/** What every call of a miner asks of its arguments. */
import { describe } from '../primitives/index.ts';

/** @throws TypeError naming the argument */
export function assertObject(name: string, value: unknown): void {
  if (typeof value !== 'object' || value === null)
    throw new TypeError(`${name}: expected an object, got ${describe(value)}`);
}

/** A function that may be left out. @throws TypeError naming the argument */
export function assertFunction(name: string, value: unknown): void {
  if (value !== undefined && typeof value !== 'function')
    throw new TypeError(`${name}: expected a function, got ${describe(value)}`);
}
