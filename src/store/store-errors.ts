/** The errors that stores tell in the same words, wherever they keep their records. */
import { MidstateError } from '../errors.ts';
import type { StoreNetwork } from './store.ts';

/** What a user names to have another store: a directory of the disk, or a database of the browser. */
export type StorePlace = 'directory' | 'database';

/** The error of every call after `close`. */
export function storeClosed(): MidstateError {
  return new MidstateError('ERR_CLOSED', 'the store is closed', { what: 'store' });
}

export function unavailable(path: string, reason: string, cause?: unknown): MidstateError<'ERR_STORE_UNAVAILABLE'> {
  const message = `the store ${path} cannot be used: ${reason}`;
  return new MidstateError('ERR_STORE_UNAVAILABLE', message, { path, reason }, { cause });
}

/** The error of a store that was made for something else, and is sound. */
export function mismatch(
  path: string,
  place: StorePlace,
  difference: { readonly field: string; readonly expected: string; readonly received: string; readonly facts: string },
): MidstateError<'ERR_STORE_MISMATCH'> {
  const { field, expected, received, facts } = difference;
  const message = `the store ${path} cannot be used here: ${facts}; name another ${place}`;
  return new MidstateError('ERR_STORE_MISMATCH', message, { path, field, expected, received });
}

const FIELD_NAMES = { name: 'name', genesisHash: 'genesis block', targetSpacing: 'block interval in seconds' } as const;

/**
 * Asserts that a store holds the chain of the network that it is opened for, where one is named.
 * @throws MidstateError ERR_STORE_MISMATCH
 */
export function assertSameNetwork(
  path: string,
  place: StorePlace,
  stored: StoreNetwork,
  wanted: StoreNetwork | undefined,
): void {
  if (wanted === undefined) return;
  for (const field of ['name', 'genesisHash', 'targetSpacing'] as const) {
    const [expected, received] = [String(wanted[field]), String(stored[field])];
    if (received === expected) continue;
    const facts = `it holds a chain of another network, whose ${FIELD_NAMES[field]} is ${received}, and not ${expected}`;
    throw mismatch(path, place, { field: `network.${field}`, expected, received, facts });
  }
}
