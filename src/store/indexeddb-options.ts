/** What the functions of the IndexedDB store take, and the checks of it. Its types are for hosts without a DOM too. */
import { assertObject, describe } from '../primitives/index.ts';
import { mismatch } from './indexeddb-errors.ts';
import { copyNetwork } from './store-arguments.ts';
import type { StoreNetwork } from './store.ts';

const FIELD_NAMES = { name: 'name', genesisHash: 'genesis block', targetSpacing: 'block interval in seconds' } as const;

/** What a store is opened with. */
export interface IndexedDbStoreOptions {
  /**
   * The network whose chain it holds.
   * @default the stored one; a new store needs it
   */
  readonly network?: StoreNetwork | undefined;
}

/**
 * The network of the options, if there is one.
 * @throws TypeError, RangeError for a malformed argument
 */
export function checkArguments(name: string, options: IndexedDbStoreOptions): StoreNetwork | undefined {
  assertName(name);
  assertObject('options', options);
  const { network } = options;
  return network === undefined ? undefined : copyNetwork({ network });
}

/** @throws MidstateError ERR_STORE_MISMATCH */
export function assertSameNetwork(name: string, stored: StoreNetwork, wanted: StoreNetwork | undefined): void {
  if (wanted === undefined) return;
  for (const field of ['name', 'genesisHash', 'targetSpacing'] as const) {
    const [expected, received] = [String(wanted[field]), String(stored[field])];
    if (received === expected) continue;
    const facts = `it holds a chain of another network, whose ${FIELD_NAMES[field]} is ${received}, and not ${expected}`;
    throw mismatch(name, `network.${field}`, expected, received, facts);
  }
}

export function assertName(name: unknown): void {
  if (typeof name !== 'string' || name === '')
    throw new TypeError(`name: expected the name of a database, got ${describe(name)}`);
}
