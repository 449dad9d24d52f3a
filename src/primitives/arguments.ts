/** Checks of a caller's arguments: each message names the argument, what was expected and what came. */

/**
 * Asserts a byte array of an exact length.
 * @throws TypeError naming the argument, what was expected and what came
 */
export function assertBytes(name: string, value: unknown, sizeBytes: number): asserts value is Uint8Array {
  if (!(value instanceof Uint8Array))
    throw new TypeError(`${name}: expected a Uint8Array of ${sizeBytes} bytes, got ${describe(value)}`);
  if (value.length !== sizeBytes) throw new RangeError(`${name}: expected ${sizeBytes} bytes, got ${value.length}`);
}

/**
 * Asserts a byte array of any length.
 * @throws TypeError naming the argument, what was expected and what came
 */
export function assertByteArray(name: string, value: unknown): asserts value is Uint8Array {
  if (!(value instanceof Uint8Array)) throw new TypeError(`${name}: expected a Uint8Array, got ${describe(value)}`);
}

/**
 * Asserts an integer in `[min, max]`.
 * @throws TypeError for what is no integer, RangeError outside the bounds
 */
export function assertInteger(name: string, value: unknown, min: number, max: number): asserts value is number {
  if (typeof value !== 'number' || !Number.isInteger(value))
    throw new TypeError(`${name}: expected an integer from ${min} to ${max}, got ${describe(value)}`);
  if (value < min || value > max)
    throw new RangeError(`${name}: expected an integer from ${min} to ${max}, got ${value}`);
}

/** A short description of any value for an error message. */
export function describe(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}...` : value);
  if (typeof value === 'object') return `an object (${value.constructor?.name ?? 'no prototype'})`;
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'bigint') return `${value}n`;
  return typeof value === 'symbol' ? value.toString() : `${value as number}`;
}

/**
 * Asserts an object.
 * @throws TypeError for anything else
 */
export function assertObject(name: string, value: unknown): void {
  if (typeof value !== 'object' || value === null) {
    throw new TypeError(`${name}: expected an object, got ${describe(value)}`);
  }
}

/**
 * Asserts an `AbortSignal`, or nothing where the argument may be left out.
 * @throws TypeError for anything else
 */
export function assertOptionalSignal(name: string, value: unknown): void {
  // not by class: a page and its frames have one each
  const isSignal = typeof value === 'object' && value !== null && 'throwIfAborted' in value;
  if (value !== undefined && !isSignal) {
    throw new TypeError(`${name}: expected an AbortSignal, got ${describe(value)}`);
  }
}

/**
 * Asserts a function, or nothing where the argument may be left out.
 * @throws TypeError for anything else
 */
export function assertOptionalFunction(name: string, value: unknown): void {
  if (value !== undefined && typeof value !== 'function') {
    throw new TypeError(`${name}: expected a function, got ${describe(value)}`);
  }
}
