import { describe, expect, it } from 'vitest';
import { createHeaderChain, type ChainEntry, type HeaderChain } from '../../src/chain/index.ts';
import { bitcoinHeaderRules, defineNetwork, networks } from '../../src/consensus/index.ts';
import { concatBytes } from '../../src/primitives/index.ts';
import {
  cryptoHasher,
  EASY_BITS,
  easyNetwork,
  GENESIS_TIME,
  idOf,
  mineBranch,
  mineEasy,
  NOW,
} from '../fixtures/easy-headers.ts';

const genesis = easyNetwork.genesis;
const easyChain = (): HeaderChain => createHeaderChain({ params: easyNetwork, hasher: cryptoHasher });
const ids = (entries: readonly ChainEntry[] | undefined): string[] | undefined =>
  entries?.map((entry) => entry.hashHex);

// Even times: easy bits, a work of 2 each. Odd times: hard bits, a work of 8 each.
const trunk = mineBranch(genesis, 5, { firstTime: GENESIS_TIME + 600 });
const forkAt3 = mineBranch(trunk[2]!, 4, { firstTime: GENESIS_TIME + 700, salt: 1 });

describe('header chain', () => {
  it('starts with the genesis of its network', () => {
    const chain = easyChain();
    expect(chain.tip).toMatchObject({
      height: 0,
      hashHex: networks.regtest.genesisHash,
      chainWork: 2n,
      parent: undefined,
      time: GENESIS_TIME,
    });
    expect(chain.size).toBe(1);
    expect(ids(chain.tips())).toEqual([networks.regtest.genesisHash]);
    expect(chain.locator()).toEqual([networks.regtest.genesisHash]);
  });

  it('connects headers one on another, which is no reorg', () => {
    const chain = easyChain();
    const result = chain.accept(concatBytes(...trunk), NOW);
    expect(result).toMatchObject({ accepted: 5, duplicates: 0, unchecked: {} });
    expect(result.reorg).toBeUndefined();
    expect(result.rejected).toBeUndefined();
    expect(ids(result.connected)).toEqual(trunk.map(idOf));
    expect(chain.tip).toBe(result.tip);
    expect(chain.tip).toMatchObject({
      height: 5,
      chainWork: 12n,
      hashHex: idOf(trunk[4]!),
      version: 4,
      bits: EASY_BITS,
      time: GENESIS_TIME + 608,
    });
    expect(chain.tip.header).toEqual(trunk[4]);
    expect(chain.entryAt(3)?.hashHex).toBe(idOf(trunk[2]!));
    expect(chain.entryAt(6)).toBeUndefined();
    expect(chain.entryAt(-1)).toBeUndefined();
    expect(chain.entry(idOf(trunk[1]!))?.height).toBe(2);
    expect(chain.entry('00'.repeat(32))).toBeUndefined();
  });

  it('takes headers of a file that starts with genesis', () => {
    const result = easyChain().accept(concatBytes(genesis, ...trunk), NOW);
    expect(result).toMatchObject({ accepted: 5, duplicates: 1 });
  });

  it('counts a header that it has as a duplicate, in the batch and later', () => {
    const chain = easyChain();
    expect(chain.accept(concatBytes(trunk[0]!, trunk[0]!, trunk[1]!), NOW)).toMatchObject({
      accepted: 2,
      duplicates: 1,
    });
    const again = chain.accept(concatBytes(...trunk.slice(0, 3)), NOW);
    expect(again).toMatchObject({ accepted: 1, duplicates: 2 });
    expect(ids(again.connected)).toEqual([idOf(trunk[2]!)]);
    expect(chain.size).toBe(4);
  });

  it('takes no headers at all', () => {
    const chain = easyChain();
    expect(chain.accept(new Uint8Array(0), NOW)).toEqual({
      accepted: 0,
      duplicates: 0,
      orphans: 0,
      tip: chain.tip,
      connected: [],
      unchecked: {},
    });
  });

  it('keeps the branch it saw first when another has the same work', () => {
    const chain = easyChain();
    chain.accept(concatBytes(...trunk), NOW);
    const tie = chain.accept(concatBytes(...forkAt3.slice(0, 2)), NOW);
    expect(tie).toMatchObject({ accepted: 2, connected: [] });
    expect(tie.reorg).toBeUndefined();
    expect(chain.tip.hashHex).toBe(idOf(trunk[4]!));
    expect(ids(chain.tips())).toEqual([idOf(trunk[4]!), idOf(forkAt3[1]!)]);
    expect(chain.size).toBe(8);
  });

  it('reports a reorg with what left, tip first, and what joined, tip last', () => {
    const chain = easyChain();
    chain.accept(concatBytes(...trunk, ...forkAt3.slice(0, 2)), NOW);
    const { reorg, connected, tip } = chain.accept(forkAt3[2]!, NOW);
    expect(reorg?.forkPoint.hashHex).toBe(idOf(trunk[2]!));
    expect(ids(reorg?.disconnected)).toEqual([idOf(trunk[4]!), idOf(trunk[3]!)]);
    expect(ids(reorg?.connected)).toEqual(forkAt3.slice(0, 3).map(idOf));
    expect(connected).toEqual(reorg?.connected);
    expect(tip).toMatchObject({ height: 6, hashHex: idOf(forkAt3[2]!) });
    expect(chain.entryAt(4)?.hashHex).toBe(idOf(forkAt3[0]!));
    expect(ids(chain.tips())).toEqual([idOf(forkAt3[2]!), idOf(trunk[4]!)]);
  });

  it('chooses the most work, not the most blocks', () => {
    const chain = easyChain();
    chain.accept(concatBytes(...trunk), NOW);
    const hard = mineEasy({ parent: trunk[2]!, time: GENESIS_TIME + 701 });
    const { reorg, tip } = chain.accept(hard, NOW);
    expect(tip).toMatchObject({ height: 4, chainWork: 16n, hashHex: idOf(hard) });
    expect(ids(reorg?.disconnected)).toEqual([idOf(trunk[4]!), idOf(trunk[3]!)]);
    expect(chain.entryAt(5)).toBeUndefined();
    // Three easy blocks on the old tip bring it to 18.
    const back = chain.accept(concatBytes(...mineBranch(trunk[4]!, 3, { firstTime: GENESIS_TIME + 800 })), NOW);
    expect(ids(back.reorg?.disconnected)).toEqual([idOf(hard)]);
    expect(back.connected).toHaveLength(5);
    expect(back.tip).toMatchObject({ height: 8, chainWork: 18n });
  });

  it('reports a batch over several branches as one change', () => {
    const chain = easyChain();
    const result = chain.accept(concatBytes(...trunk, ...forkAt3), NOW);
    expect(result.reorg).toBeUndefined();
    expect(ids(result.connected)).toEqual([...trunk.slice(0, 3), ...forkAt3].map(idOf));
  });

  it('goes through a deep reorg', () => {
    const long = mineBranch(genesis, 600, { firstTime: GENESIS_TIME + 600 });
    const longer = mineBranch(long[49]!, 551, { firstTime: GENESIS_TIME + 3000, salt: 1 });
    const chain = easyChain();
    chain.accept(concatBytes(...long), NOW);
    const { reorg } = chain.accept(concatBytes(...longer), NOW);
    expect(reorg?.forkPoint.height).toBe(50);
    expect(ids(reorg?.disconnected)).toEqual(long.slice(50).reverse().map(idOf));
    expect(ids(reorg?.connected)).toEqual(longer.map(idOf));
    expect(chain.tip.height).toBe(601);
    const path = [genesis, ...long.slice(0, 50), ...longer];
    for (const height of [0, 50, 51, 300, 601]) {
      expect(chain.tip.ancestor(height)?.hashHex).toBe(idOf(path[height]!));
      expect(chain.entryAt(height)?.hashHex).toBe(idOf(path[height]!));
    }
  });
});

describe('header chain, refusing', () => {
  it('stops at the first header that is refused and keeps those before it', () => {
    const chain = easyChain();
    const old = mineEasy({ parent: trunk[1]!, time: GENESIS_TIME - 600 });
    const result = chain.accept(concatBytes(genesis, trunk[0]!, trunk[1]!, old, trunk[2]!), NOW);
    expect(result).toMatchObject({ accepted: 2, duplicates: 1, tip: { height: 2 } });
    expect(ids(result.connected)).toEqual([idOf(trunk[0]!), idOf(trunk[1]!)]);
    expect(result.rejected).toMatchObject({
      index: 3,
      height: 3,
      hashHex: idOf(old),
      reject: { id: 'time-too-old', permanence: 'permanent' },
    });
    expect(chain.entry(idOf(trunk[2]!))).toBeUndefined();
  });

  it('judges a refused header again each time, and does not know it as a parent, as Bitcoin Core does', () => {
    const chain = easyChain();
    chain.accept(concatBytes(...trunk), NOW);
    const wrongBits = mineEasy({ parent: trunk[4]!, time: GENESIS_TIME + 701, bits: EASY_BITS });
    const child = mineEasy({ parent: wrongBits, time: GENESIS_TIME + 702 });
    const idOfReject = (header: Uint8Array): unknown => chain.accept(header, NOW).rejected?.reject.id;
    expect(idOfReject(wrongBits)).toBe('bad-diffbits');
    expect(idOfReject(wrongBits)).toBe('bad-diffbits');
    expect(idOfReject(child)).toBe('prev-blk-not-found');
    expect(chain.size).toBe(6);
  });

  it('takes a header from the future when its time has come', () => {
    const chain = easyChain();
    const early = mineEasy({ parent: genesis, time: NOW + 7202 });
    expect(chain.accept(early, NOW).rejected?.reject).toMatchObject({ id: 'time-too-new', permanence: 'retry' });
    expect(chain.accept(early, NOW + 2)).toMatchObject({ accepted: 1 });
  });

  it('takes a header whose parent came late', () => {
    const chain = easyChain();
    const { rejected } = chain.accept(trunk[1]!, NOW);
    expect(rejected?.reject).toMatchObject({ id: 'prev-blk-not-found', permanence: 'retry' });
    expect(chain.accept(concatBytes(trunk[0]!, trunk[1]!), NOW)).toMatchObject({ accepted: 2 });
  });

  it('names the height by the place where the parent is unknown', () => {
    const chain = easyChain();
    const stray = mineEasy({ parent: trunk[4]!, time: NOW });
    expect(chain.accept(stray, NOW).rejected).toMatchObject({ index: 0, height: 0 });
    expect(chain.accept(concatBytes(genesis, trunk[0]!, stray), NOW).rejected).toMatchObject({ index: 2, height: 2 });
    expect(chain.accept(stray, NOW).rejected).toMatchObject({ index: 0, height: 2 });
    expect(chain.accept(concatBytes(genesis, stray), NOW).rejected).toMatchObject({ index: 1, height: 1 });
  });

  it.each([
    ['half a header', () => easyChain().accept(new Uint8Array(81), NOW), RangeError],
    ['no bytes', () => easyChain().accept('00' as never, NOW), TypeError],
    ['a clock in milliseconds', () => easyChain().accept(trunk[0]!, NOW * 1000), RangeError],
    ['a clock that is no number', () => easyChain().accept(trunk[0]!, undefined as never), TypeError],
    [
      'an anchor of 79 bytes',
      () => createHeaderChain({ params: easyNetwork, anchor: { header: new Uint8Array(79), height: 1 } }),
      RangeError,
    ],
    [
      'an anchor without a height',
      () => createHeaderChain({ params: easyNetwork, anchor: { header: genesis } as never }),
      TypeError,
    ],
    [
      'a hasher that loses a hash',
      () => createHeaderChain({ params: easyNetwork, hasher: { sha256dHeaders: () => new Uint8Array(0) } }),
      RangeError,
    ],
  ])('throws for %s', (_what, act, kind) => {
    expect(act).toThrow(kind);
  });

  it('calls a refused parent unknown where the rules do without bad-prevblk', () => {
    const headerRules = bitcoinHeaderRules.filter((rule) => rule.id !== 'bad-prevblk');
    const chain = createHeaderChain({ params: defineNetwork({ ...easyNetwork, headerRules }), hasher: cryptoHasher });
    const old = mineEasy({ parent: genesis, time: GENESIS_TIME - 600 });
    expect(chain.accept(old, NOW).rejected?.reject.id).toBe('time-too-old');
    expect(chain.accept(mineEasy({ parent: old, time: NOW }), NOW).rejected?.reject.id).toBe('prev-blk-not-found');
  });

  it('moves to the best of the headers before the one at which an algorithm throws', () => {
    const failing = defineNetwork({
      ...easyNetwork,
      difficulty: {
        name: 'fails-at-4',
        nextBits: (_params, parent) => {
          if (parent.height === 3) throw new Error('no bits at 4');
          return EASY_BITS;
        },
      },
    });
    const chain = createHeaderChain({ params: failing, hasher: cryptoHasher });
    expect(() => chain.accept(concatBytes(...trunk), NOW)).toThrow('no bits at 4');
    expect(chain.tip).toMatchObject({ height: 3, hashHex: idOf(trunk[2]!) });
    expect(chain.entryAt(3)?.hashHex).toBe(idOf(trunk[2]!));
    expect(ids(chain.tips())).toEqual([idOf(trunk[2]!)]);
    const again = chain.accept(concatBytes(...trunk.slice(0, 3)), NOW);
    expect(again).toMatchObject({ accepted: 0, duplicates: 3, tip: { height: 3 } });
  });

  it('moves to the best of the headers before the one that the rules let through without a parent', () => {
    const headerRules = bitcoinHeaderRules.filter((rule) => rule.id !== 'prev-blk-not-found');
    const chain = createHeaderChain({ params: { ...easyNetwork, headerRules }, hasher: cryptoHasher });
    expect(() => chain.accept(concatBytes(trunk[0]!, trunk[2]!), NOW)).toThrow(/params\.headerRules/);
    expect(chain.tip).toMatchObject({ height: 1, hashHex: idOf(trunk[0]!) });
  });

  it('takes no root at height 0 but genesis', () => {
    const at0 = (header: Uint8Array) => () =>
      createHeaderChain({ params: easyNetwork, hasher: cryptoHasher, anchor: { header, height: 0 } });
    expect(at0(trunk[0]!)).toThrow(RangeError);
    expect(at0(trunk[0]!)).toThrow(
      `anchor.header: expected the genesis ${networks.regtest.genesisHash} at height 0, got ${idOf(trunk[0]!)}`,
    );
    expect(at0(genesis)().tip.height).toBe(0);
  });

  it.each([
    ['no options', undefined, 'options: expected an object, got undefined'],
    ['no params', {}, 'params: expected an object, got undefined'],
    ['the name of a network', { params: 'mainnet' }, 'params: expected an object, got "mainnet"'],
    [
      'params without a genesis',
      { params: { name: 'x' } },
      'params.genesis: expected a Uint8Array of 80 bytes, got undefined',
    ],
    ['no hasher', { params: easyNetwork, hasher: null }, 'hasher: expected an object, got null'],
    [
      'a hasher that cannot hash',
      { params: easyNetwork, hasher: {} },
      'hasher: expected an object with sha256dHeaders, got an object (Object)',
    ],
    ['an anchor that is no object', { params: easyNetwork, anchor: 7 }, 'anchor: expected an object, got 7'],
    [
      'an anchor without a header',
      { params: easyNetwork, anchor: { height: 1 } },
      'anchor.header: expected a Uint8Array of 80 bytes, got undefined',
    ],
  ])('says what it expected where it is given %s', (_what, options, message) => {
    const create = (): unknown => createHeaderChain(options as never);
    expect(create).toThrow(TypeError);
    expect(create).toThrow(message);
  });

  it('throws where rules that defineNetwork did not see let a header through whose parent is not there', () => {
    const headerRules = bitcoinHeaderRules.filter((rule) => rule.id !== 'prev-blk-not-found');
    const chain = createHeaderChain({ params: { ...easyNetwork, headerRules }, hasher: cryptoHasher });
    expect(() => chain.accept(trunk[1]!, NOW)).toThrow(/params\.headerRules/);
  });
});

describe('header chain, bytes', () => {
  it('keeps none of the bytes that the caller may change, of a Buffer too', () => {
    const chain = easyChain();
    const given = Buffer.from(concatBytes(...trunk));
    chain.accept(given, NOW);
    given.fill(0xee);
    expect(chain.entryAt(1)?.header).toEqual(trunk[0]);
    expect(chain.entryAt(1)?.header.buffer.byteLength).toBe(80);
    expect(Buffer.from(chain.entryAt(5)!.hash).reverse().toString('hex')).toBe(idOf(trunk[4]!));

    const anchor = Buffer.from(trunk[0]!);
    const anchored = createHeaderChain({ params: easyNetwork, anchor: { header: anchor, height: 1 } });
    anchor.fill(0xee);
    expect(anchored.tip.header).toEqual(trunk[0]);
  });

  it('gives out none of the bytes that it keeps', () => {
    const chain = easyChain();
    const { tip } = chain.accept(trunk[0]!, NOW);
    tip.header.fill(0xee);
    tip.hash.fill(0xee);
    expect(tip.header).toEqual(trunk[0]);
    expect(Buffer.from(tip.hash).reverse().toString('hex')).toBe(idOf(trunk[0]!));
  });

  it('keeps the bytes of each of many headers', () => {
    const long = mineBranch(genesis, 600, { firstTime: GENESIS_TIME + 600 });
    const chain = easyChain();
    for (let at = 0; at < 600; at += 7) chain.accept(concatBytes(...long.slice(at, at + 7)), NOW);
    expect(chain.entryAt(0)?.header).toEqual(genesis);
    expect(long.map((_, i) => chain.entryAt(i + 1)?.header)).toEqual(long);
  });

  it('hashes with the readable reference when it is given no hasher', () => {
    const chain = createHeaderChain({ params: easyNetwork });
    expect(chain.accept(concatBytes(...trunk), NOW).tip.hashHex).toBe(idOf(trunk[4]!));
  });
});

describe('header chain, invalidating', () => {
  // by hand: at height 3 the branches part; trunk goes on to height 5, the fork to height 7, all of work 2 a header
  const forked = (): HeaderChain => {
    const chain = easyChain();
    chain.accept(concatBytes(...trunk, ...forkAt3), NOW);
    return chain;
  };

  it('leaves the invalidated branch for the best other one', () => {
    const chain = forked();
    expect(chain.tip.height).toBe(7);
    const change = chain.invalidate(idOf(forkAt3[1]!));
    // height 5 on the trunk has more work than height 4 on what is left of the fork
    expect(change.tip.hashHex).toBe(idOf(trunk[4]!));
    expect(ids(change.connected)).toEqual([idOf(trunk[3]!), idOf(trunk[4]!)]);
    expect(change.reorg?.forkPoint.hashHex).toBe(idOf(trunk[2]!));
    expect(ids(change.reorg?.disconnected)).toEqual([...forkAt3].reverse().map(idOf));
    expect(ids(chain.tips())).toEqual([idOf(trunk[4]!), idOf(forkAt3[0]!)]);
  });

  it('falls back along its own branch where nothing else has more work', () => {
    const chain = easyChain();
    chain.accept(concatBytes(...trunk), NOW);
    const change = chain.invalidate(idOf(trunk[3]!));
    expect(change.tip.hashHex).toBe(idOf(trunk[2]!));
    expect(change.connected).toEqual([]);
    expect(ids(change.reorg?.disconnected)).toEqual([idOf(trunk[4]!), idOf(trunk[3]!)]);
    expect(ids(chain.tips())).toEqual([idOf(trunk[2]!)]);
  });

  it('names the tip first where the rest of its branch has the work of one that came between', () => {
    const [a1, a2] = mineBranch(genesis, 2, { firstTime: GENESIS_TIME + 600 });
    const [b1] = mineBranch(genesis, 1, { firstTime: GENESIS_TIME + 600, salt: 1 });
    const chain = easyChain();
    chain.accept(concatBytes(a1!, b1!, a2!), NOW);
    chain.invalidate(idOf(a2!));
    expect(chain.tip.hashHex).toBe(idOf(a1!));
    expect(ids(chain.tips())).toEqual([idOf(a1!), idOf(b1!)]);
  });

  it('refuses the invalidated header and what is built on it', () => {
    const chain = forked();
    chain.invalidate(idOf(forkAt3[1]!));
    const idOfReject = (header: Uint8Array): unknown => chain.accept(header, NOW).rejected?.reject.id;
    expect(idOfReject(forkAt3[1]!)).toBe('duplicate-invalid');
    expect(idOfReject(forkAt3[3]!)).toBe('duplicate-invalid');
    const child = mineEasy({ parent: forkAt3[3]!, time: GENESIS_TIME + 900 });
    expect(idOfReject(child)).toBe('bad-prevblk');
    expect(chain.accept(forkAt3[0]!, NOW)).toMatchObject({ duplicates: 1 });
  });

  it('keeps one entry for an invalidated header, also where the rules let it through again', () => {
    const headerRules = easyNetwork.headerRules.filter(({ id }) => id !== 'duplicate-invalid' && id !== 'bad-prevblk');
    const chain = createHeaderChain({ params: defineNetwork({ ...easyNetwork, headerRules }), hasher: cryptoHasher });
    chain.accept(concatBytes(...trunk), NOW);
    chain.invalidate(idOf(trunk[3]!));
    expect(chain.accept(trunk[3]!, NOW)).toMatchObject({ accepted: 0, duplicates: 1, tip: { height: 3 } });
    expect(chain.accept(mineEasy({ parent: trunk[4]!, time: GENESIS_TIME + 900 }), NOW).tip.height).toBe(3);
    expect(chain.reconsider(idOf(trunk[3]!)).tip.height).toBe(6);
  });

  it('takes an invalidation back, for all above and below', () => {
    const chain = forked();
    chain.invalidate(idOf(forkAt3[0]!));
    const change = chain.reconsider(idOf(forkAt3[2]!));
    expect(change.tip.hashHex).toBe(idOf(forkAt3[3]!));
    expect(ids(change.reorg?.disconnected)).toEqual([idOf(trunk[4]!), idOf(trunk[3]!)]);
    expect(ids(chain.tips())).toEqual([idOf(forkAt3[3]!), idOf(trunk[4]!)]);
  });

  it('refuses to invalidate the root or what it does not know', () => {
    const chain = forked();
    expect(() => chain.invalidate(networks.regtest.genesisHash)).toThrow(RangeError);
    expect(() => chain.invalidate('00')).toThrow('hashHex: expected a header of the chain, got "00"');
    expect(() => chain.reconsider('00')).toThrow(RangeError);
  });
});
