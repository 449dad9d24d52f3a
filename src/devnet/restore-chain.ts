/** Reading a stored chain back: what the store holds must be this network's, and pass its rules again. */
import type { HeaderChain } from '../chain/index.ts';
import { checkMerkleRoot, devnetGenesisBody, networks, type NetworkParams } from '../consensus/index.ts';
import { MidstateError } from '../errors.ts';
import { decodeHeader, equalBytes, type PairHasher } from '../primitives/index.ts';
import type { ChainStore, StoreNetwork } from '../store/index.ts';
import { transactionId } from './coinbase.ts';

/** The clock under which stored headers are judged: the end of time. */
const ANY_TIME = 0xffffffff;

/** The identity of a network by which a store knows whose chain it holds. */
export function storeNetwork({ name, genesisHash, targetSpacing }: NetworkParams): StoreNetwork {
  return { name, genesisHash, targetSpacing };
}

/**
 * Feeds the stored headers to the chain; puts the genesis into an empty store.
 * @throws MidstateError ERR_STORE_MISMATCH, ERR_STORE_CORRUPT; what the store throws; `signal.reason`
 */
export async function restoreChain(
  chain: HeaderChain,
  store: ChainStore,
  hasher?: PairHasher,
  signal?: AbortSignal,
): Promise<void> {
  assertSameNetwork(chain.params, store);
  const tip = await store.tip();
  if (tip === undefined) {
    // other networks' genesis transactions are not kept here: their body stays empty
    const isDevnet = chain.params.genesisHash === networks.devnet.genesisHash;
    const body = isDevnet ? devnetGenesisBody() : new Uint8Array(0);
    await store.append([{ height: 0, header: chain.params.genesis, body }]);
    return;
  }
  for await (const headers of store.headers()) {
    signal?.throwIfAborted();
    // They were judged against the clock when they came; a clock set back since then does not unmake them.
    const { rejected } = chain.accept(headers, ANY_TIME);
    if (rejected) throw corrupt(store, `stored block ${rejected.height} breaks the rule ${rejected.reject.reason}`);
  }
  if (chain.tip.height !== tip.height || !equalBytes(chain.tip.header, tip.header)) {
    throw corrupt(store, `its ${tip.height + 1} headers are a chain of height ${chain.tip.height} only`);
  }
  if (tip.height > 0) await assertTipBody(store, tip.height, tip.header, hasher);
}

function assertSameNetwork(params: NetworkParams, store: ChainStore): void {
  for (const [field, value] of Object.entries(storeNetwork(params))) {
    const received = String(store.network[field as keyof StoreNetwork]);
    const expected = String(value);
    if (received === expected) continue;
    const message = `the store ${store.location} is of another network: ${field} ${received}, and not ${expected}`;
    const details = { path: store.location, field: `network.${field}`, expected, received };
    throw new MidstateError('ERR_STORE_MISMATCH', message, details);
  }
}

/** The tip is where a write may have gone wrong last: its only transaction must be the one that its header commits to. */
async function assertTipBody(
  store: ChainStore,
  height: number,
  header: Uint8Array,
  hasher?: PairHasher,
): Promise<void> {
  const body = await store.body(height);
  if (body?.[0] === 1) {
    const verdict = checkMerkleRoot(decodeHeader(header), [transactionId(body.subarray(1))], hasher);
    if (verdict.ok) return;
  }
  throw corrupt(store, `the transactions of block ${height} are not those of its header`);
}

function corrupt(store: ChainStore, problem: string): MidstateError<'ERR_STORE_CORRUPT'> {
  const message = `the store ${store.location} is corrupt: ${problem}`;
  return new MidstateError('ERR_STORE_CORRUPT', message, { path: store.location, problem });
}
