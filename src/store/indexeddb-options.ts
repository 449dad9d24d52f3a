/** What the functions of the IndexedDB store take, and the checks of it. Its types are for hosts without a DOM too. */
import { assertObject, assertOptionalSignal, describe } from '../primitives/index.ts';
import { copyNetwork } from './store-arguments.ts';
import type { StoreNetwork } from './store.ts';

/** What a store is opened with. */
export interface IndexedDbStoreOptions {
  /**
   * The network whose chain it holds.
   * @default the stored one; a new store needs it
   */
  readonly network?: StoreNetwork | undefined;
  /**
   * Waits for a store that is open elsewhere until it is closed there, or until this aborts, which rejects with
   * `signal.reason`. Those who wait get it in the order in which they asked. A store that is open is not affected.
   * @default it is refused after a second
   */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The network of the options, if there is one.
 * @throws TypeError, RangeError for a malformed argument
 */
export function checkArguments(name: string, options: IndexedDbStoreOptions): StoreNetwork | undefined {
  assertName(name);
  assertObject('options', options);
  const { network, signal } = options;
  assertOptionalSignal('options.signal', signal);
  return network === undefined ? undefined : copyNetwork({ network });
}

export function assertName(name: unknown): void {
  if (typeof name !== 'string' || name === '')
    throw new TypeError(`name: expected the name of a database, got ${describe(name)}`);
}
