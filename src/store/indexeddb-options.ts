/** What the functions of the IndexedDB store take, and the checks of it. Its types are for hosts without a DOM too. */
import { assertObject, describe } from '../primitives/index.ts';
import { copyNetwork } from './store-arguments.ts';
import type { StoreNetwork } from './store.ts';

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

export function assertName(name: unknown): void {
  if (typeof name !== 'string' || name === '')
    throw new TypeError(`name: expected the name of a database, got ${describe(name)}`);
}
