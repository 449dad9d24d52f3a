/** Which network a store is of: its identity, made from the parameters, and compared. */
import type { NetworkParams } from '../consensus/index.ts';
import { MidstateError } from '../errors.ts';
import { assertObject } from '../primitives/index.ts';
import type { ChainStore, StoreNetwork } from '../store/index.ts';

/**
 * The identity of a network by which a store knows whose chain it holds.
 * @throws TypeError for what is no network
 */
export function storeNetwork(params: NetworkParams): StoreNetwork {
  assertObject('params', params);
  const { name, genesisHash, targetSpacing } = params;
  return { name, genesisHash, targetSpacing };
}

/**
 * Asserts that a store is of this network.
 * @throws MidstateError ERR_STORE_MISMATCH naming the first field that differs
 */
export function assertStoreNetwork(params: NetworkParams, store: ChainStore): void {
  for (const [field, value] of Object.entries(storeNetwork(params))) {
    const received = String(store.network[field as keyof StoreNetwork]);
    const expected = String(value);
    if (received !== expected) {
      const facts = `is of another network: ${field} ${received}, and not ${expected}`;
      throw storeMismatch(store, `network.${field}`, expected, received, facts);
    }
  }
}

/** The error of a store that holds something else than what it is opened for. */
export function storeMismatch(
  store: ChainStore,
  field: string,
  expected: string,
  received: string,
  facts: string,
): MidstateError<'ERR_STORE_MISMATCH'> {
  const details = { path: store.location, field, expected, received };
  return new MidstateError('ERR_STORE_MISMATCH', `the store ${store.location} ${facts}`, details);
}
