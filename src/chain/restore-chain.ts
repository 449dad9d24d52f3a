/** Reading a stored chain back: what the store holds must be this network's, and pass its rules again. */
import type { NetworkParams } from '../consensus/index.ts';
import { MidstateError } from '../errors.ts';
import {
  equalBytes,
  HASH_SIZE_BYTES,
  hashToDisplayHex,
  headerHash,
  HEADER_SIZE_BYTES,
  joinBytes,
  type HeaderHasher,
} from '../primitives/index.ts';
import type { ChainStore } from '../store/index.ts';
import { createHeaderChain, type HeaderChain } from './header-chain.ts';
import { orderParentsFirst } from './parents-first.ts';
import { assertStoreNetwork, storeMismatch } from './store-network.ts';
import { storedHeights, type StoredHeights } from './stored-heights.ts';

/** The clock under which stored headers are judged: the end of time. */
const ANY_TIME = 0xffffffff;

/** A header that is trusted to be at this height. */
export interface Anchor {
  /** 80 bytes. */
  readonly header: Uint8Array;
  /** Where that header stands. */
  readonly height: number;
}

/** How far the stored headers have been read. */
export interface RestoreProgress {
  /** How many were read and judged. */
  readonly headers: number;
  /** How many the store holds on its chain. */
  readonly total: number;
}

/** What is read, and how. */
interface RestoreOptions {
  readonly store: ChainStore;
  readonly params: NetworkParams;
  readonly hasher: HeaderHasher;
  readonly anchor?: Anchor | undefined;
  /** What follows the header of the genesis, or of the anchor, in its block. */
  readonly rootBody: Uint8Array;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: RestoreProgress) => void) | undefined;
}

/** A chain as it was stored. */
export interface RestoredChain {
  readonly chain: HeaderChain;
  /** The last header of the store's records. */
  readonly stored: { readonly height: number; readonly hashHex: string };
  /** Hashes (display order) of the headers that the store keeps beside its records. */
  readonly branches: Set<string>;
}

/**
 * The chain of a store; puts the root into an empty one. Branches are read after the best chain, so that of two chains
 * with the same work the stored one stays. A branch header that has no parent here or breaks a rule is left out: a
 * store that was rebuilt may have lost what it stood on.
 * @throws MidstateError ERR_STORE_MISMATCH, ERR_STORE_CORRUPT; what the store throws; `signal.reason`
 */
export async function restoreChain(options: RestoreOptions): Promise<RestoredChain> {
  const { store, params, hasher, anchor, rootBody } = options;
  assertStoreNetwork(params, store);
  const heights = await storedHeights(store);
  if (heights === undefined) {
    const chain = createHeaderChain({ params, hasher, ...(anchor && { anchor }) });
    const { height, header, hashHex } = chain.tip;
    await store.append([{ height, header, body: rootBody }]);
    return { chain, stored: { height, hashHex }, branches: new Set() };
  }
  const chain = await restoreBest(options, heights);
  const { height, hashHex } = chain.tip;
  const branches = await restoreBranches(options, chain);
  return { chain, stored: { height, hashHex }, branches };
}

async function restoreBest(options: RestoreOptions, { lowest, tip }: StoredHeights): Promise<HeaderChain> {
  const { store, params, hasher, signal, onProgress } = options;
  const total = tip - lowest + 1;
  let chain: HeaderChain | undefined;
  let headers = 0;
  for await (const chunk of store.headers()) {
    signal?.throwIfAborted();
    chain ??= chainFrom(options, { header: chunk.slice(0, HEADER_SIZE_BYTES), height: lowest });
    // They were judged against the clock when they came; a clock set back since then does not unmake them.
    const { rejected } = chain.accept(chunk, ANY_TIME);
    if (rejected) {
      const problem = `stored block ${rejected.height} breaks the rule ${rejected.reject.reason}`;
      throw corrupt(store, problem, { lowest, tip: chain.tip.height });
    }
    headers += chunk.length / HEADER_SIZE_BYTES;
    onProgress?.({ headers, total });
  }
  chain ??= createHeaderChain({ params, hasher });
  if (chain.tip.height !== tip) {
    const problem = `its ${total} headers are a chain of height ${chain.tip.height} only`;
    throw corrupt(store, problem, { lowest, tip: chain.tip.height });
  }
  return chain;
}

/** A chain that begins as the stored one does. */
function chainFrom({ store, params, hasher, anchor }: RestoreOptions, root: Anchor): HeaderChain {
  const isWanted = anchor === undefined || (anchor.height === root.height && equalBytes(anchor.header, root.header));
  if (!isWanted) {
    const [expected, received] = [anchor, root].map(describeRoot) as [string, string];
    throw storeMismatch(store, 'anchor', expected, received, `begins at ${received}, and not at ${expected}`);
  }
  if (root.height > 0) return createHeaderChain({ params, hasher, anchor: root });
  if (!equalBytes(root.header, params.genesis))
    throw corrupt(store, 'stored block 0 is not the genesis of its network', undefined);
  return createHeaderChain({ params, hasher });
}

async function restoreBranches({ store, hasher, signal }: RestoreOptions, chain: HeaderChain): Promise<Set<string>> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of store.branches()) chunks.push(chunk);
  signal?.throwIfAborted();
  const { headers, hashes } = orderParentsFirst(joinBytes(chunks), hasher);
  let step = hashes.length / HASH_SIZE_BYTES;
  for (let rest = headers; rest.length > 0;) {
    const { rejected } = chain.accept(rest.subarray(0, step * HEADER_SIZE_BYTES), ANY_TIME);
    rest = rest.subarray((rejected ? rejected.index + 1 : step) * HEADER_SIZE_BYTES);
    // behind one that is left out stand those on top of it: what is not looked at is hashed in vain
    step = rejected ? 1 : step * 2;
  }
  const known = new Set<string>();
  for (let at = 0; at < hashes.length; at += HASH_SIZE_BYTES)
    known.add(hashToDisplayHex(hashes.subarray(at, at + HASH_SIZE_BYTES)));
  return known;
}

function describeRoot({ header, height }: Anchor): string {
  return `height ${height} ${hashToDisplayHex(headerHash(header))}`;
}

function corrupt(
  store: ChainStore,
  problem: string,
  intact: StoredHeights | undefined,
): MidstateError<'ERR_STORE_CORRUPT'> {
  const message = `the store ${store.location} is corrupt: ${problem}`;
  const details = { path: store.location, problem, ...(intact && { intact }) };
  return new MidstateError('ERR_STORE_CORRUPT', message, details);
}
