import { describe, expect, it } from 'vitest';
import {
  createHeaderChain,
  createHeadersSync,
  openStoredChain,
  storeNetwork,
  type HeaderChain,
  type HeadersSync,
  type HeadersSyncAction,
  type HeadersSyncMessage,
  type HeadersSyncOptions,
  type SyncedChain,
} from '../../src/chain/index.ts';
import { concatBytes } from '../../src/primitives/index.ts';
import { createMemoryStore } from '../../src/store/index.ts';
import { cryptoHasher, easyNetwork, GENESIS_TIME, idOf, mineBranch, NOW } from '../fixtures/easy-headers.ts';
import { drive, peerInTurn, peerWith, type Drive } from '../fixtures/header-peer.ts';

const genesis = easyNetwork.genesis;
const genesisId = easyNetwork.genesisHash;
const LIMIT = 10;
// Work 2 each at even times; genesis has 2 as well.
const light = mineBranch(genesis, 70, { firstTime: GENESIS_TIME + 600 });

const easyChain = (headers: readonly Uint8Array[] = []): HeaderChain => {
  const chain = createHeaderChain({ params: easyNetwork, hasher: cryptoHasher });
  chain.accept(concatBytes(...headers), NOW);
  return chain;
};
const syncOf = (chain: SyncedChain, options: Partial<HeadersSyncOptions> = {}): HeadersSync =>
  createHeadersSync({
    chain,
    minimumChainWork: 0n,
    salt: new Uint8Array(32).fill(7),
    hasher: cryptoHasher,
    tuning: { commitmentPeriod: 4, redownloadBufferSize: 12 },
    messageLimit: LIMIT,
    ...options,
  });
const typesOf = (actions: readonly HeadersSyncAction[]): string[] => actions.map((action) => action.type);
const sizesOf = (actions: readonly HeadersSyncAction[]): number[] =>
  actions.flatMap((action) => (action.type === 'accept' ? action.headers.length / 80 : []));
const headersMessage = (headers: readonly Uint8Array[], now = NOW) =>
  ({ type: 'headers', headers: concatBytes(...headers), now }) as const;

describe('sync of headers with enough work', () => {
  it('asks from the tip, hands on what comes, asks on after a full message, and ends with one that is not', () => {
    const chain = easyChain(light.slice(0, 3));
    const actions = drive({ sync: syncOf(chain), chain, peer: peerWith(light.slice(0, 28), LIMIT), now: NOW });
    expect(typesOf(actions).join(' ')).toBe('getheaders accept getheaders accept getheaders accept done');
    expect(actions[0]).toEqual({
      type: 'getheaders',
      locator: [idOf(light[2]!), idOf(light[1]!), idOf(light[0]!), genesisId],
    });
    expect(actions[2]).toMatchObject({ locator: expect.arrayContaining([genesisId]) });
    expect(actions[2]?.type === 'getheaders' && actions[2].locator.slice(0, 2)).toEqual([
      idOf(light[12]!),
      idOf(light[11]!),
    ]);
    expect(sizesOf(actions)).toEqual([10, 10, 5]);
    expect(actions.at(-1)).toEqual({ type: 'done', reason: 'synced' });
    expect(chain.tip).toMatchObject({ height: 28, hashHex: idOf(light[27]!) });
  });

  it('ends with an empty message too', () => {
    const chain = easyChain();
    const actions = drive({ sync: syncOf(chain), chain, peer: peerWith(light.slice(0, 20), LIMIT), now: NOW });
    expect(sizesOf(actions)).toEqual([10, 10]);
    expect(actions.at(-1)).toEqual({ type: 'done', reason: 'synced' });
    expect(drive({ sync: syncOf(chain), chain, peer: () => new Uint8Array(0), now: NOW })).toEqual([
      { type: 'getheaders', locator: chain.locator() },
      { type: 'done', reason: 'synced' },
    ]);
  });

  it('takes announcements that nobody asked for', () => {
    const chain = easyChain(light.slice(0, 3));
    const sync = syncOf(chain);
    const first = headersMessage(light.slice(3, 5));
    expect(typesOf(drive({ sync, chain, peer: () => undefined, now: NOW, first }))).toEqual(['accept', 'done']);
    expect(chain.tip.hashHex).toBe(idOf(light[4]!));
  });

  it('asks for what lies between when the parent is not known, but only once until an answer is due', () => {
    const chain = easyChain(light.slice(0, 3));
    const sync = syncOf(chain);
    const unconnecting = light.slice(8, 10);
    const request = [{ type: 'getheaders', locator: chain.locator() }];
    expect(sync.next(headersMessage(unconnecting))).toEqual(request);
    expect(sync.next(headersMessage(unconnecting, NOW + 119))).toEqual([]);
    expect(sync.next(headersMessage(unconnecting, NOW + 120))).toEqual(request);
    expect(sync.next(headersMessage(light.slice(3, 10), NOW + 121))).toMatchObject([{ type: 'accept' }]);
  });

  it('goes on from a branch that is not the best', () => {
    const chain = easyChain(light.slice(0, 40));
    const branch = mineBranch(light[4]!, 20, { firstTime: GENESIS_TIME + 620, salt: 1 });
    const actions = drive({
      sync: syncOf(chain),
      chain,
      peer: peerWith([...light.slice(0, 5), ...branch], LIMIT),
      now: NOW,
    });
    const locators = actions.flatMap((action) => (action.type === 'getheaders' ? [action.locator] : []));
    expect(locators.map((locator) => locator[0])).toEqual([idOf(light[39]!), idOf(branch[4]!), idOf(branch[14]!)]);
    expect(locators[1]).toContain(idOf(light[3]!));
    expect(chain.tips().map((tip) => tip.hashHex)).toEqual([idOf(light[39]!), idOf(branch[19]!)]);
  });

  it('does not blame the peer for a block that was invalidated here, or for what stands on it', () => {
    for (const [from, id] of [
      [4, 'duplicate-invalid'],
      [6, 'bad-prevblk'],
    ] as const) {
      const chain = easyChain(light.slice(0, 8));
      chain.invalidate(idOf(light[4]!));
      const sync = syncOf(chain);
      const branch = [...light.slice(0, 6), ...mineBranch(light[5]!, 3, { firstTime: GENESIS_TIME + 620, salt: 5 })];
      const first = headersMessage(branch.slice(from));
      const actions = drive({ sync, chain, peer: () => undefined, now: NOW, first });
      expect(actions.at(-1)).toMatchObject({ type: 'done', reason: 'refused', reject: { id } });
      expect(sync.phase).toBe('idle');
    }
  });

  it('tells of a header that may be valid later, and of the peer that sent one that never will', () => {
    const early = mineBranch(genesis, 1, { firstTime: NOW + 7202 });
    const chain = easyChain();
    const sync = syncOf(chain);
    const peer = peerWith(early, LIMIT);
    expect(drive({ sync, chain, peer, now: NOW }).at(-1)).toMatchObject({
      type: 'done',
      reason: 'refused',
      reject: { id: 'time-too-new' },
    });
    expect(sync.phase).toBe('idle');
    expect(drive({ sync, chain, peer, now: NOW + 2 }).at(-1)).toEqual({ type: 'done', reason: 'synced' });

    const late = mineBranch(light[6]!, 2, { firstTime: GENESIS_TIME });
    const fresh = easyChain();
    const limited = syncOf(fresh);
    const bad = peerWith([...light.slice(0, 7), ...late], LIMIT);
    expect(drive({ sync: limited, chain: fresh, peer: bad, now: NOW }).at(-1)).toMatchObject({
      type: 'misbehaving',
      reason: 'invalid header received',
      height: 8,
      reject: { id: 'time-too-old' },
    });
    expect(limited.phase).toBe('ended');
    expect(fresh.tip.height).toBe(7);
  });
});

describe('sync of headers whose work is not known to be enough', () => {
  // 45 headers: 92 with genesis
  const minimumChainWork = 90n;
  const peer = peerWith(light.slice(0, 45), LIMIT);

  it('keeps nothing of a message until the work of the whole chain is known', () => {
    const chain = easyChain();
    const sync = syncOf(chain, { minimumChainWork });
    expect(sync.progress).toBeUndefined();
    expect(sync.next(headersMessage(light.slice(0, 10)))).toEqual([
      { type: 'getheaders', locator: [idOf(light[9]!), genesisId] },
    ]);
    expect(sync.phase).toBe('presync');
    expect(sync.progress).toEqual({ height: 10, time: GENESIS_TIME + 618, chainWork: 22n, minimumChainWork: 90n });
    expect(sync.next(headersMessage(light.slice(10, 20)))).toEqual([
      { type: 'getheaders', locator: [idOf(light[19]!), genesisId] },
    ]);
    expect(sync.progress).toMatchObject({ height: 20, chainWork: 42n });
    expect(chain.size).toBe(1);
  });

  it('downloads twice, and releases a header when enough others stand above it', () => {
    const chain = easyChain();
    const sync = syncOf(chain, { minimumChainWork });
    const phases: string[] = [];
    const actions = drive({ sync, chain, peer, now: NOW, watch: ({ phase }) => phases.push(phase) });
    expect(typesOf(actions).join(' ')).toBe(
      `${'getheaders '.repeat(7)}accept getheaders accept getheaders accept getheaders accept done`,
    );
    expect(actions[5]).toEqual({ type: 'getheaders', locator: [genesisId] });
    // 20 came and 12 wait; the last message brings the work
    expect(sizesOf(actions)).toEqual([8, 10, 10, 17]);
    expect(actions.at(-1)).toEqual({ type: 'done', reason: 'synced' });
    expect(phases.filter((phase, i) => phase !== phases[i - 1])).toEqual(['idle', 'presync', 'redownload', 'idle']);
    expect(chain.tip).toMatchObject({ height: 45, hashHex: idOf(light[44]!) });
    expect(sync.sizeBytes).toBe(0);
  });

  it('releases everything at the threshold, goes on as usual, and does not mind that the chain grew', () => {
    const chain = easyChain();
    const grown = peerWith(light, LIMIT);
    const twice = peerInTurn(...Array.from({ length: 6 }, () => peer), grown);
    const actions = drive({ sync: syncOf(chain, { minimumChainWork }), chain, peer: twice, now: NOW });
    expect(sizesOf(actions)).toEqual([8, 10, 10, 22, 10, 10]);
    expect(actions.at(-1)).toEqual({ type: 'done', reason: 'synced' });
    expect(chain.tip.hashHex).toBe(idOf(light[69]!));
  });

  it('asks for no more work than the threshold', () => {
    const chain = easyChain();
    drive({ sync: syncOf(chain, { minimumChainWork: 92n }), chain, peer, now: NOW });
    expect(chain.tip).toMatchObject({ height: 45, chainWork: 92n });
  });

  it('starts from where the branch leaves our chain', () => {
    const chain = easyChain(light.slice(0, 20));
    const branch = mineBranch(light[4]!, 50, { firstTime: GENESIS_TIME + 620, salt: 2 });
    const sync = syncOf(chain, { minimumChainWork });
    expect(sync.next(headersMessage(branch.slice(0, 10)))).toEqual([
      {
        type: 'getheaders',
        locator: [idOf(branch[9]!), ...[4, 3, 2, 1, 0].map((i) => idOf(light[i]!)), genesisId],
      },
    ]);
    const first = headersMessage(branch.slice(10, 20));
    drive({ sync, chain, peer: peerWith([...light.slice(0, 5), ...branch], LIMIT), now: NOW, first });
    expect(chain.tip).toMatchObject({ height: 55, hashHex: idOf(branch[49]!) });
  });

  it('ends when the chain ends below the threshold', () => {
    for (const [count, messages] of [
      [35, 4],
      [30, 4],
      [5, 1],
    ] as const) {
      const chain = easyChain();
      const sync = syncOf(chain, { minimumChainWork });
      const actions = drive({ sync, chain, peer: peerWith(light.slice(0, count), LIMIT), now: NOW });
      expect(actions.at(-1)).toEqual({ type: 'done', reason: 'too-little-chainwork' });
      expect(actions.length - 1).toBe(messages);
      expect([chain.size, sync.phase, sync.sizeBytes]).toEqual([1, 'idle', 0]);
      // the same peer, when its chain has grown
      drive({ sync, chain, peer, now: NOW });
      expect(chain.tip.height).toBe(45);
    }
  });

  it('asks for as much as the tip has, less 144 blocks', () => {
    const heavy = mineBranch(genesis, 200, { firstTime: GENESIS_TIME + 601 });
    const chain = easyChain(heavy);
    // 2 + 200 * 8 - 144 * 8 = 450; a child of header 55 has 442 + 2, one of 56 has 450 + 2
    const child = (height: number): Uint8Array[] =>
      mineBranch(heavy[height - 1]!, 1, { firstTime: GENESIS_TIME + 3000, salt: 3 });
    const first = (height: number) => ({ chain, peer, now: NOW, first: headersMessage(child(height)) });
    expect(drive({ sync: syncOf(chain), ...first(55) })).toEqual([{ type: 'done', reason: 'too-little-chainwork' }]);
    expect(typesOf(drive({ sync: syncOf(chain), ...first(56) }))).toEqual(['accept', 'done']);
    const sync = syncOf(chain);
    sync.next(headersMessage(light.slice(0, 10)));
    expect(sync.progress?.minimumChainWork).toBe(450n);
    expect(syncOf(chain, { minimumChainWork: 452n }).next(headersMessage(child(56)))).toMatchObject([
      { type: 'accept' },
    ]);
    expect(syncOf(chain, { minimumChainWork: 453n }).next(headersMessage(child(56)))).toMatchObject([{ type: 'done' }]);
  });

  it('takes what the best chain has, whatever is asked for', () => {
    const chain = easyChain(light.slice(0, 15));
    const sync = syncOf(chain, { minimumChainWork: 1000n });
    const known = headersMessage(light.slice(0, 10));
    const actions = drive({ sync, chain, peer: () => undefined, now: NOW, first: known });
    expect(typesOf(actions)).toEqual(['accept', 'getheaders']);
    expect(chain.size).toBe(16);
  });

  it('begins anew when the peer has changed to another branch', () => {
    const chain = easyChain();
    const sync = syncOf(chain, { minimumChainWork });
    const other = mineBranch(genesis, 50, { firstTime: GENESIS_TIME + 600, salt: 4 });
    sync.next(headersMessage(light.slice(0, 10)));
    sync.next(headersMessage(light.slice(10, 20)));
    expect(sync.next(headersMessage(other.slice(0, 10)))).toEqual([
      { type: 'getheaders', locator: [idOf(other[9]!), genesisId] },
    ]);
    expect(sync.progress).toMatchObject({ height: 10, chainWork: 22n });
    const first = headersMessage(other.slice(10, 20));
    drive({ sync, chain, peer: peerWith(other, LIMIT), now: NOW, first });
    expect(chain.tip.hashHex).toBe(idOf(other[49]!));
  });

  it('is not disturbed by the announcement of a block whose parent is not known', () => {
    const chain = easyChain();
    const sync = syncOf(chain, { minimumChainWork });
    let announced = 0;
    const watch: Drive['watch'] = (_, [action]) => {
      if (sync.phase === 'idle' || action?.type !== 'getheaders') return;
      expect(sync.next(headersMessage(light.slice(60, 61)))).toEqual([]);
      announced++;
    };
    drive({ sync, chain, peer, now: NOW, watch });
    expect(announced).toBe(9);
    expect(chain.tip.hashHex).toBe(idOf(light[44]!));
  });

  it('works without a buffer, with one commitment for each header, and above an anchor', () => {
    const tuning = { commitmentPeriod: 1, redownloadBufferSize: 0 };
    const anchor = { header: light[9]!, height: 10 };
    const anchored = createHeaderChain({ params: easyNetwork, hasher: cryptoHasher, anchor });
    // work counts from the anchor on: 72 with 35 more
    const sync = syncOf(anchored, { minimumChainWork: 70n, tuning });
    drive({ sync, chain: anchored, peer: peerWith(light.slice(0, 45), LIMIT), now: NOW });
    expect(anchored.tip).toMatchObject({ height: 45, chainWork: 72n });
  });
});

describe('sync of headers into a stored chain', () => {
  it('goes on when the headers are durable, and leaves them in the store', async () => {
    const network = storeNetwork(easyNetwork);
    const store = await createMemoryStore({ network });
    const stored = await openStoredChain({ store, params: easyNetwork, hasher: cryptoHasher });
    const sync = syncOf(stored.chain, { minimumChainWork: 90n });
    const peer = peerWith(light.slice(0, 45), LIMIT);
    const messages: HeadersSyncMessage[] = [{ type: 'start', now: NOW }];
    for (let message = messages.shift(); message !== undefined; message = messages.shift()) {
      for (const action of sync.next(message)) {
        if (action.type === 'getheaders') messages.push(headersMessage([peer(action.locator, 0)!]));
        if (action.type === 'accept') {
          messages.push({ type: 'accepted', result: await stored.accept(action.headers, NOW), now: NOW });
          expect(await store.tip()).toMatchObject({ height: stored.chain.tip.height });
        }
      }
    }
    expect(await store.tip()).toMatchObject({ height: 45 });
    const again = await openStoredChain({ store, params: easyNetwork, hasher: cryptoHasher });
    expect(again.chain.tip.hashHex).toBe(idOf(light[44]!));
    await store.close();
  });
});
