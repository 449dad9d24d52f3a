import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHeaderChain, createHeadersSync } from '../../src/chain/index.ts';
import { concatBytes } from '../../src/primitives/index.ts';
import { cryptoHasher, easyNetwork, GENESIS_TIME, idOf, mineBranch, NOW } from '../fixtures/easy-headers.ts';
import { drive, peerWith } from '../fixtures/header-peer.ts';

// Light and heavy headers by turns: work 2 and 8.
const headers = mineBranch(easyNetwork.genesis, 160, { firstTime: GENESIS_TIME + 600, step: 3 });
const workAt = (height: number): bigint => 2n + 2n * BigInt(Math.ceil(height / 2)) + 8n * BigInt(height >> 1);

const options = fc.record({
  salt: fc.uint8Array({ minLength: 32, maxLength: 32 }),
  messageLimit: fc.integer({ min: 1, max: 40 }),
  tuning: fc.record({
    commitmentPeriod: fc.integer({ min: 1, max: 30 }),
    redownloadBufferSize: fc.integer({ min: 0, max: 60 }),
  }),
});

describe('the sync of headers with an honest peer', () => {
  it('ends with its chain where that has the work, and with nothing of it where not, however messages are cut', () => {
    fc.assert(
      fc.property(
        options,
        fc.integer({ min: 0, max: 160 }),
        fc.integer({ min: 0, max: 40 }),
        fc.bigInt({ min: 0n, max: 900n }),
        (setting, length, known, minimumChainWork) => {
          const had = Math.min(known, length);
          const chain = createHeaderChain({ params: easyNetwork, hasher: cryptoHasher });
          chain.accept(concatBytes(...headers.slice(0, had)), NOW);
          const sync = createHeadersSync({ chain, minimumChainWork, hasher: cryptoHasher, ...setting });
          const peer = peerWith(headers.slice(0, length), setting.messageLimit);
          const { commitmentPeriod, redownloadBufferSize } = setting.tuning;
          const bound = (redownloadBufferSize + setting.messageLimit) * 80 + 160 / commitmentPeriod / 8 + 1024;
          let largest = 0;
          const actions = drive({
            sync,
            chain,
            peer,
            now: NOW,
            watch: ({ sizeBytes }) => {
              largest = Math.max(largest, sizeBytes);
            },
          });

          const isEnough = workAt(length) >= minimumChainWork;
          const taken = isEnough ? length : had;
          expect(chain.tip.height).toBe(taken);
          expect(chain.size).toBe(taken + 1);
          if (taken > 0) expect(chain.tip.hashHex).toBe(idOf(headers[taken - 1]!));
          const reason = isEnough || length === had ? 'synced' : 'too-little-chainwork';
          expect(actions.at(-1)).toEqual({ type: 'done', reason });
          expect(largest).toBeLessThanOrEqual(bound);
          expect(sync.sizeBytes).toBe(0);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('of a chain that it announces in any pieces ends with that chain', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 30 }), options, (pieces, setting) => {
        const chain = createHeaderChain({ params: easyNetwork, hasher: cryptoHasher });
        const sync = createHeadersSync({
          chain,
          minimumChainWork: 0n,
          hasher: cryptoHasher,
          ...setting,
          messageLimit: 41,
        });
        let at = 0;
        for (const piece of pieces) {
          const message = concatBytes(...headers.slice(at, at + piece));
          at = Math.min(160, at + piece);
          const first = { type: 'headers', headers: message, now: NOW } as const;
          expect(drive({ sync, chain, peer: () => undefined, now: NOW, first }).at(-1)).toEqual({
            type: 'done',
            reason: 'synced',
          });
        }
        expect(chain.tip.height).toBe(at);
      }),
      { numRuns: 50 },
    );
  });
});

describe('a peer that sends anything', () => {
  it('never puts a header into the chain below the work that is asked for', () => {
    const other = mineBranch(headers[19]!, 60, { firstTime: GENESIS_TIME + 700, step: 2, salt: 1 });
    const message = fc.oneof(
      fc.record({ from: fc.nat({ max: 79 }), count: fc.nat({ max: 12 }), other: fc.boolean() }),
      fc.constant('start' as const),
      fc.constant('tick' as const),
    );
    fc.assert(
      fc.property(options, fc.array(message, { maxLength: 60 }), (setting, messages) => {
        const chain = createHeaderChain({ params: easyNetwork, hasher: cryptoHasher });
        // 80 of the first have 402, and no other of these as much
        const sync = createHeadersSync({
          chain,
          minimumChainWork: 403n,
          hasher: cryptoHasher,
          ...setting,
          messageLimit: 10,
        });
        let now = NOW;
        for (const each of messages) {
          now += 30;
          if (each === 'start' || each === 'tick')
            drive({ sync, chain, peer: () => undefined, now, first: { type: each, now } });
          else {
            const source = each.other ? [...headers.slice(0, 20), ...other] : headers.slice(0, 80);
            const sent = concatBytes(...source.slice(each.from, each.from + each.count));
            drive({ sync, chain, peer: () => undefined, now, first: { type: 'headers', headers: sent, now } });
          }
        }
        expect(chain.size).toBe(1);
      }),
      { numRuns: 200 },
    );
  });
});
