import { describe, expect, it } from 'vitest';
import {
  createHeaderChain,
  createHeadersSync,
  type HeaderChain,
  type HeadersSync,
  type HeadersSyncMessage,
  type HeadersSyncOptions,
} from '../../src/chain/index.ts';
import { bitcoinDifficulty, defineNetwork, type NetworkParams } from '../../src/consensus/index.ts';
import { concatBytes } from '../../src/primitives/index.ts';
import {
  cryptoHasher,
  EASY_BITS,
  easyNetwork,
  GENESIS_TIME,
  HARD_BITS,
  idOf,
  mineBranch,
  mineEasy,
  NOW,
} from '../fixtures/easy-headers.ts';
import { drive, peerInTurn, peerWith, type Drive, type Peer } from '../fixtures/header-peer.ts';

const genesis = easyNetwork.genesis;
const LIMIT = 10;
const TIME = GENESIS_TIME + 600;
// Work 2 each, and 8 each.
const light = mineBranch(genesis, 60, { firstTime: TIME });
const otherLight = mineBranch(genesis, 60, { firstTime: TIME, salt: 1 });
const heavy = mineBranch(genesis, 15, { firstTime: TIME + 1 });
/** Nothing that is shown here reaches it in less than 44 light headers, or 11 heavy ones. */
const minimumChainWork = 90n;

const easyChain = (params: NetworkParams = easyNetwork): HeaderChain =>
  createHeaderChain({ params, hasher: cryptoHasher });
const syncOf = (chain: HeaderChain, options: Partial<HeadersSyncOptions> = {}): HeadersSync =>
  createHeadersSync({
    chain,
    minimumChainWork,
    salt: new Uint8Array(32).fill(7),
    hasher: cryptoHasher,
    tuning: { commitmentPeriod: 1, redownloadBufferSize: 20 },
    messageLimit: LIMIT,
    ...options,
  });
const headersMessage = (headers: readonly Uint8Array[], now = NOW) =>
  ({ type: 'headers', headers: concatBytes(...headers), now }) as const;
const times = (count: number, peer: Peer): Peer[] => Array.from({ length: count }, () => peer);

describe('a message that no honest peer sends', () => {
  const unproven = light[1]!.slice();
  do unproven[76]!++;
  while (idOf(unproven) < '8');
  it.each([
    ['too many headers', light.slice(0, 11), { reason: 'headers message too large' }],
    [
      'a header without the work it claims',
      [light[0]!, unproven, light[5]!],
      { reason: 'header with invalid proof of work', reject: { id: 'high-hash' } },
    ],
    ['a header left out', [light[0]!, light[2]!], { reason: 'non-continuous headers sequence' }],
    ['a header twice', [light[0]!, light[0]!], { reason: 'non-continuous headers sequence' }],
  ])('%s ends the sync for good', (_, headers, fault) => {
    const chain = easyChain();
    const sync = syncOf(chain);
    expect(sync.next(headersMessage(headers))).toMatchObject([{ type: 'misbehaving', ...fault }]);
    expect(sync.phase).toBe('ended');
    const others: HeadersSyncMessage[] = [
      { type: 'start', now: NOW },
      headersMessage(light.slice(0, 10)),
      { type: 'tick', now: NOW + 1000 },
    ];
    for (const message of others) expect(sync.next(message)).toEqual([]);
    expect(chain.size).toBe(1);
  });

  it('has its work looked at before its order, as in Bitcoin Core', () => {
    const [action] = syncOf(easyChain()).next(headersMessage([light[0]!, light[2]!, unproven]));
    expect(action).toMatchObject({ reason: 'header with invalid proof of work' });
  });
});

describe('a peer that shows one chain and sends another', () => {
  it('is found out by the first bit that differs, before the chain has anything of it', () => {
    const chain = easyChain();
    const sync = syncOf(chain);
    const peer = peerInTurn(...times(5, peerWith(light.slice(0, 45), LIMIT)), peerWith(otherLight, LIMIT));
    const last = drive({ sync, chain, peer, now: NOW }).at(-1);
    expect(last).toEqual({ type: 'done', reason: 'withheld' });
    expect([sync.phase, sync.sizeBytes, chain.size]).toEqual(['idle', 0, 1]);
  });

  it('is found out at another height with each salt, so it cannot know how far it would come', () => {
    const heights = Array.from({ length: 64 }, (_, i) => {
      const chain = easyChain();
      // a header a message: 44 of the first chain have the work
      const sync = syncOf(chain, { salt: new Uint8Array(32).fill(i), messageLimit: 1 });
      const peer = peerInTurn(...times(44, peerWith(light, 1)), peerWith(otherLight, 1));
      const actions = drive({ sync, chain, peer, now: NOW });
      expect(actions.at(-1)).toEqual({ type: 'done', reason: 'withheld' });
      return actions.filter(({ type }) => type === 'getheaders').length - 44;
    });
    // Each height halves the number of those left: of 64 there are 32 +- 4 at the first, 16 +- 3.5 at the second.
    const found = (height: number): number => heights.filter((at) => at === height).length;
    expect(Math.abs(found(1) - 32)).toBeLessThanOrEqual(16);
    expect(Math.abs(found(2) - 16)).toBeLessThanOrEqual(14);
    expect(Math.max(...heights)).toBeLessThanOrEqual(30);
  });

  it('gets no further by another download in the same sync, for that has another key', () => {
    // What each download makes of the other chain, up to its second message. Between them the peer changes the branch,
    // which is no fault.
    const outcomes = Array.from({ length: 40 }, (_, i) => {
      const chain = easyChain();
      const options = { salt: new Uint8Array(32).fill(i), tuning: { commitmentPeriod: 10, redownloadBufferSize: 50 } };
      const sync = syncOf(chain, options);
      const tryOnce = (): boolean => {
        for (let at = 0; at < 50; at += LIMIT) sync.next(headersMessage(light.slice(at, at + LIMIT)));
        expect(sync.phase).toBe('redownload');
        const [answer] = sync.next(headersMessage(otherLight.slice(0, LIMIT)));
        return answer?.type === 'getheaders';
      };
      if (!tryOnce()) return 'caught';
      sync.next(headersMessage(heavy.slice(0, LIMIT)));
      return tryOnce() ? 'twice' : 'once';
    });
    const count = (outcome: string): number => outcomes.filter((o) => o === outcome).length;
    // with one key for both, whoever passed once would pass always
    expect(count('twice')).toBeGreaterThan(0);
    expect(count('once')).toBeGreaterThan(0);
    expect(count('caught')).toBeGreaterThan(0);
  });

  it('is found out when there are more of its headers than were committed to', () => {
    // 11 heavy headers reach the work, and one bit of them is kept; 44 light ones are needed, and four of them are looked at.
    for (let i = 0; i < 20; i++) {
      const chain = easyChain();
      const tuning = { commitmentPeriod: 11, redownloadBufferSize: 50 };
      const sync = syncOf(chain, { salt: new Uint8Array(32).fill(i), tuning });
      const peer = peerInTurn(...times(2, peerWith(heavy.slice(0, 11), LIMIT)), peerWith(light, LIMIT));
      expect(drive({ sync, chain, peer, now: NOW }).at(-1)).toEqual({ type: 'done', reason: 'withheld' });
      expect(chain.size).toBe(1);
    }
  });

  it('may be honest, and have had a reorg: asked again, it gives its new chain', () => {
    const chain = easyChain();
    const sync = syncOf(chain);
    const peer = peerInTurn(...times(5, peerWith(light, LIMIT)), peerWith(otherLight, LIMIT));
    expect(drive({ sync, chain, peer, now: NOW }).at(-1)).toEqual({ type: 'done', reason: 'withheld' });
    drive({ sync, chain, peer: peerWith(otherLight, LIMIT), now: NOW });
    expect(chain.tip).toMatchObject({ height: 60, hashHex: idOf(otherLight[59]!) });
  });

  it('withholds what it showed, by a message that is not full or by an empty one', () => {
    for (const count of [25, 20]) {
      const chain = easyChain();
      const sync = syncOf(chain, { tuning: { commitmentPeriod: 1, redownloadBufferSize: 12 } });
      const peer = peerInTurn(...times(5, peerWith(light.slice(0, 45), LIMIT)), peerWith(light.slice(0, count), LIMIT));
      expect(drive({ sync, chain, peer, now: NOW }).at(-1)).toEqual({ type: 'done', reason: 'withheld' });
      // what had twelve above it was proven, and stays
      expect(chain.tip.height).toBe(count - 12);
      expect(sync.sizeBytes).toBe(0);
    }
  });
});

describe('a chain that cannot be', () => {
  const params = defineNetwork({ ...easyNetwork, name: 'steady', difficulty: bitcoinDifficulty() });
  const steady = mineBranch(genesis, 60, { firstTime: TIME });

  it('is refused where its bits could not have come from those before, in both downloads', () => {
    const jump = mineEasy({ parent: steady[11]!, time: TIME + 100, bits: HARD_BITS });
    const wrong = [...steady.slice(0, 12), jump, ...mineBranch(jump, 10, { firstTime: TIME + 102 })];
    const fault = { type: 'misbehaving', reason: 'invalid difficulty transition', height: 13 };
    const chain = easyChain(params);
    expect(drive({ sync: syncOf(chain), chain, peer: peerWith(wrong, LIMIT), now: NOW }).at(-1)).toEqual(fault);

    const peer = peerInTurn(...times(5, peerWith(steady, LIMIT)), peerWith(wrong, LIMIT));
    expect(drive({ sync: syncOf(chain), chain, peer, now: NOW }).at(-1)).toEqual(fault);
    expect(chain.size).toBe(1);
  });

  it('is refused by the rules when it is released', () => {
    // a work of 8 where 2 is asked for is more than enough, and yet not what the network wants
    const chain = easyChain(defineNetwork({ ...params, difficulty: { name: 'easy', nextBits: () => EASY_BITS } }));
    const sync = syncOf(chain);
    expect(drive({ sync, chain, peer: peerWith(heavy, LIMIT), now: NOW }).at(-1)).toMatchObject({
      type: 'misbehaving',
      reason: 'invalid header received',
      height: 1,
      reject: { id: 'bad-diffbits' },
    });
    expect(chain.size).toBe(1);
  });

  it('is given up when it has more headers than there was time for', () => {
    // Six a second from the median time of the start on: 30 in 5 seconds, 2 h before the clock may reach.
    const now = GENESIS_TIME - 7195;
    const chain = easyChain();
    const options = { minimumChainWork: 1000n, messageLimit: 1 };
    const sync = syncOf(chain, options);
    for (let i = 0; i < 30; i++) {
      expect(sync.next(headersMessage([light[i]!], now))).toMatchObject([{ type: 'getheaders' }]);
    }
    const end = { type: 'done', reason: 'too-many-headers' };
    expect(sync.next(headersMessage([light[30]!], now))).toEqual([end]);
    expect([sync.phase, sync.sizeBytes]).toEqual(['idle', 0]);
    // a clock that is behind genesis gives time for none
    expect(syncOf(chain, options).next(headersMessage([light[0]!], now - 100))).toEqual([end]);
    expect(chain.size).toBe(1);
  });

  it('is told by how bits change from each header to the next, from the start of the branch on', () => {
    const mixed = mineBranch(genesis, 45, { firstTime: TIME, step: 3 });
    const seen: string[] = [];
    const difficulty = {
      ...easyNetwork.difficulty,
      permitsTransition: (_: unknown, height: number, oldBits: number, newBits: number) => {
        seen.push(`${height} ${oldBits === EASY_BITS} ${newBits === EASY_BITS}`);
        return true;
      },
    };
    const chain = easyChain(defineNetwork({ ...easyNetwork, difficulty }));
    drive({ sync: syncOf(chain, { minimumChainWork: 222n }), chain, peer: peerWith(mixed, LIMIT), now: NOW });
    // easy and hard by turns above an easy genesis: 2 + 23 * 2 + 22 * 8 = 224
    const once = mixed.map((_, i) => `${i + 1} ${i === 0 || i % 2 === 1} ${i % 2 === 0}`);
    expect(seen).toEqual([...once, ...once]);
    expect(chain.tip.height).toBe(45);
  });
});

describe('a peer that does not answer', () => {
  it('has stalled after two minutes also when the clock is set back meanwhile', () => {
    const sync = syncOf(easyChain());
    sync.next({ type: 'start', now: NOW });
    expect(sync.next({ type: 'tick', now: NOW - 3600 })).toEqual([]);
    expect(sync.next({ type: 'tick', now: NOW - 3600 + 119 })).toEqual([]);
    expect(sync.next({ type: 'tick', now: NOW - 3600 + 120 })).toEqual([{ type: 'done', reason: 'stalled' }]);
  });

  it('has stalled after two minutes, and what was held for it is let go', () => {
    const sync = syncOf(easyChain());
    expect(sync.next({ type: 'tick', now: NOW })).toEqual([]);
    sync.next({ type: 'start', now: NOW });
    expect(sync.next({ type: 'tick', now: NOW + 119 })).toEqual([]);
    sync.next(headersMessage(light.slice(0, 10), NOW + 119));
    expect(sync.next({ type: 'tick', now: NOW + 238 })).toEqual([]);
    expect(sync.sizeBytes).toBeGreaterThan(0);
    expect(sync.next({ type: 'tick', now: NOW + 239 })).toEqual([{ type: 'done', reason: 'stalled' }]);
    expect([sync.phase, sync.sizeBytes]).toEqual(['idle', 0]);
    expect(sync.next({ type: 'tick', now: NOW + 500 })).toEqual([]);
  });

  it('is not said to stall while the chain takes what it sent', () => {
    for (const work of [0n, minimumChainWork]) {
      const chain = easyChain();
      const sync = syncOf(chain, { minimumChainWork: work });
      let taken = 0;
      const watch: Drive['watch'] = (_, [action]) => {
        if (action?.type !== 'accept') return;
        taken++;
        expect(sync.next({ type: 'tick', now: NOW + 1000 })).toEqual([]);
      };
      drive({ sync, chain, peer: peerWith(light, LIMIT), now: NOW, watch });
      expect(taken).toBeGreaterThan(3);
      expect(chain.tip.height).toBe(60);
    }
  });

  it('may be asked anew, which drops what was under way', () => {
    const chain = easyChain();
    const sync = syncOf(chain);
    sync.next(headersMessage(light.slice(0, 10)));
    expect(sync.next({ type: 'start', now: NOW })).toEqual([{ type: 'getheaders', locator: chain.locator() }]);
    expect([sync.phase, sync.sizeBytes]).toEqual(['idle', 0]);
  });
});

describe('a mistake of the caller', () => {
  it('is told by name', () => {
    const chain = easyChain();
    const sync = syncOf(chain);
    const bad = (message: unknown) => () => sync.next(message as HeadersSyncMessage);
    expect(bad(undefined)).toThrow(/^message: expected an object, got undefined/);
    expect(bad({ type: 'headers', headers: new Uint8Array(0) })).toThrow(/^message\.now: /);
    expect(bad({ type: 'stop', now: NOW })).toThrow(
      /^message\.type: expected 'start', 'headers', 'accepted' or 'tick', got "stop"/,
    );
    expect(bad({ type: 'headers', headers: new Uint8Array(79), now: NOW })).toThrow(RangeError);
    expect(bad({ type: 'accepted', now: NOW })).toThrow(/^message\.result: /);

    const options = { chain, minimumChainWork, salt: new Uint8Array(32) };
    const create = (wrong: object) => () => createHeadersSync({ ...options, ...wrong });
    expect(create({ chain: undefined })).toThrow(/^chain: /);
    expect(create({ minimumChainWork: 5 })).toThrow(/^minimumChainWork: /);
    expect(create({ salt: new Uint8Array(16) })).toThrow(/^salt: expected 32 bytes, got 16/);
    expect(create({ hasher: {} })).toThrow(/^hasher: /);
    expect(create({ tuning: { commitmentPeriod: 0, redownloadBufferSize: 1 } })).toThrow(/^tuning\.commitmentPeriod: /);
    expect(create({ tuning: { commitmentPeriod: 1 } })).toThrow(/^tuning\.redownloadBufferSize: /);
    expect(create({ messageLimit: 0 })).toThrow(/^messageLimit: /);
    expect(() => createHeadersSync(undefined as unknown as HeadersSyncOptions)).toThrow(/^options: /);
    expect(createHeadersSync(options).phase).toBe('idle');
  });

  it('is what the chain answered out of order, or of another chain', () => {
    const chain = easyChain();
    const sync = syncOf(chain, { minimumChainWork: 0n });
    const result = easyChain().accept(concatBytes(...light.slice(0, 10)), NOW);
    const accepted = { type: 'accepted', result, now: NOW } as const;
    expect(() => sync.next(accepted)).toThrow(/^message\.type: expected 'accepted' after an accept only/);
    expect(sync.next(headersMessage(light.slice(0, 10)))).toMatchObject([{ type: 'accept' }]);
    expect(() => sync.next(headersMessage(light.slice(10, 20)))).toThrow(/^message\.type: expected 'accepted' after/);
    expect(sync.next({ type: 'tick', now: NOW + 1000 })).toEqual([]);
    expect(() => sync.next(accepted)).toThrow(/^message\.result: /);
    expect(sync.next({ type: 'start', now: NOW })).toMatchObject([{ type: 'getheaders' }]);
  });

  it('in a difficulty algorithm comes through, and drops the download', () => {
    const broken = {
      name: 'broken',
      nextBits: () => EASY_BITS,
      permitsTransition: (_: unknown, height: number) => {
        if (height === 15) throw new Error('broken');
        return true;
      },
    };
    const chain = easyChain(defineNetwork({ ...easyNetwork, difficulty: broken }));
    const sync = syncOf(chain);
    sync.next(headersMessage(light.slice(0, 10)));
    expect(() => sync.next(headersMessage(light.slice(10, 20)))).toThrow('broken');
    expect([sync.phase, sync.sizeBytes]).toEqual(['idle', 0]);
  });
});
