// A million headers that cost next to nothing, from a peer that wants the memory of this process.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import {
  createHeaderChain,
  createHeadersSync,
  type HeaderChain,
  type HeadersSync,
  type HeadersSyncAction,
} from '../../src/chain/index.ts';
import { defineNetwork, networks } from '../../src/consensus/index.ts';
import { createEngine, NONCE_END, type Engine } from '../../src/engine/index.ts';
import { headerMidstate, headerTail, UINT256_MAX, type HeaderHasher } from '../../src/primitives/index.ts';
import { drive, peerWith } from '../fixtures/header-peer.ts';

// 2^256 - 2^240, which nearly every hash meets, and 2^248 - 2^232: a work of 1 and of 256.
const FLOOD_BITS = 0x2100ffff;
const HONEST_BITS = 0x2000ffff;
const params = defineNetwork({
  ...networks.regtest,
  name: 'flooded',
  powLimit: UINT256_MAX,
  difficulty: { name: 'by-time', nextBits: (_params, _parent, time) => (time % 2 === 0 ? FLOOD_BITS : HONEST_BITS) },
});
const GENESIS_TIME = 1296688602;
const NOW = GENESIS_TIME + 400_000;

const FLOOD = 1_000_000;
const HONEST = 4000;
/** Genesis has 2: the flood comes to 1,000,002, the honest chain to 1,024,002. */
const minimumChainWork = 1_024_000n;
const salt = new Uint8Array(32).fill(5);

/** As the head of headers-sync.ts puts it, with the numbers of mainnet that other networks have. */
const COMMITMENT_BYTES = (6 * (NOW - GENESIS_TIME + 7200)) / 641 / 8;
const BUFFER_BYTES = (15_218 + 2000) * 80;
const FEW_KILOBYTES = 8192;

const engine: Engine = await createEngine();

function headerOn(parentHash: Uint8Array, time: number, bits: number): Uint8Array {
  const header = new Uint8Array(80);
  const view = new DataView(header.buffer);
  view.setInt32(0, 4, true);
  header.set(parentHash, 4);
  view.setUint32(68, time, true);
  view.setUint32(72, bits, true);
  return header;
}

/** Messages of 2000 headers one on another, made as they are asked for. */
function* floodOf(count: number): Generator<Uint8Array> {
  let parentHash = engine.sha256dHeaders(params.genesis);
  // one header, written again and again: a million new ones take as long as all else
  const header = headerOn(parentHash, GENESIS_TIME + 2, FLOOD_BITS);
  for (let made = 0; made < count; made += 2000) {
    const message = new Uint8Array(2000 * 80);
    for (let i = 0; i < 2000; i++) {
      header.set(parentHash, 4);
      header[76] = 0;
      do {
        header[76]++;
        parentHash = engine.sha256dHeaders(header);
      } while (parentHash[31] === 255 && parentHash[30] === 255);
      message.set(header, i * 80);
    }
    yield message;
  }
}

/** A chain with 256 times the work a header. */
function honestChain(): Uint8Array[] {
  const headers: Uint8Array[] = [];
  const target = (1n << 248n) - (1n << 232n);
  for (let parent = params.genesis; headers.length < HONEST; parent = headers.at(-1)!) {
    const header = headerOn(engine.sha256dHeaders(parent), GENESIS_TIME + 1 + 2 * headers.length, HONEST_BITS);
    const job = { midstate: headerMidstate(header), tail: headerTail(header), target, start: 0, end: NONCE_END };
    const found = engine.searchHeader(job);
    if (found.status !== 'candidate') throw new Error('no nonce');
    new DataView(header.buffer).setUint32(76, found.nonce, true);
    headers.push(header);
  }
  return headers;
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
const usedBytes = (): number => {
  // what the first finds free, array buffers among it, is gone after the second
  collectGarbage();
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

interface Flooded {
  /** The answer to each message. */
  readonly answers: HeadersSyncAction['type'][];
  /** What the sync holds by its own account, at the most. */
  readonly largestBytes: number;
  /** What the process holds more than after the first messages, at the most. */
  readonly grownBytes: number;
}

function flood(sync: HeadersSync, count: number): Flooded {
  const answers: HeadersSyncAction['type'][] = [];
  let largestBytes = 0;
  let before = 0;
  let grownBytes = 0;
  for (const headers of floodOf(count)) {
    for (const { type } of sync.next({ type: 'headers', headers, now: NOW })) answers.push(type);
    largestBytes = Math.max(largestBytes, sync.sizeBytes);
    if (answers.length === 5) before = usedBytes();
    else if (answers.length % 25 === 0) grownBytes = Math.max(grownBytes, usedBytes() - before);
  }
  return { answers, largestBytes, grownBytes };
}

const chainAndSync = (hasher: HeaderHasher = engine): { chain: HeaderChain; sync: HeadersSync } => {
  const chain = createHeaderChain({ params, hasher: engine });
  return { chain, sync: createHeadersSync({ chain, minimumChainWork, salt, hasher }) };
};

describe('a flood of a million headers', () => {
  const honest = honestChain();
  const tip = { height: HONEST, chainWork: 1_024_002n };

  it('takes no more memory than the sync says, and leaves the honest chain to come from another peer', () => {
    const { chain, sync } = chainAndSync();
    const { answers, largestBytes, grownBytes } = flood(sync, FLOOD);
    expect(answers).toEqual(Array.from({ length: 500 }, () => 'getheaders'));
    expect(sync.phase).toBe('presync');
    expect(sync.progress).toMatchObject({ height: FLOOD, chainWork: 1_000_002n });
    expect(chain.size).toBe(1);
    expect(largestBytes).toBeLessThanOrEqual(COMMITMENT_BYTES + FEW_KILOBYTES);
    // the headers alone would be 80 MB; compiled code and the like move the number by some hundred kilobytes
    expect(grownBytes).toBeLessThan(COMMITMENT_BYTES + FEW_KILOBYTES + 1_000_000);

    const empty = new Uint8Array(0);
    expect(sync.next({ type: 'headers', headers: empty, now: NOW })).toEqual([
      { type: 'done', reason: 'too-little-chainwork' },
    ]);
    const other = createHeadersSync({ chain, minimumChainWork, salt: new Uint8Array(32), hasher: engine });
    let held = 0;
    const watch = ({ sizeBytes }: HeadersSync): void => {
      held = Math.max(held, sizeBytes);
    };
    const actions = drive({ sync: other, chain, peer: peerWith(honest, 2000), now: NOW, watch });
    expect(actions.at(-1)).toEqual({ type: 'done', reason: 'synced' });
    expect(chain.tip).toMatchObject(tip);
    expect(chain.size).toBe(HONEST + 1);
    expect(held).toBeLessThanOrEqual(COMMITMENT_BYTES + BUFFER_BYTES + FEW_KILOBYTES);
  });

  it('does not keep the same peer from sending the honest chain later', () => {
    const { chain, sync } = chainAndSync();
    flood(sync, 50_000);
    drive({ sync, chain, peer: peerWith(honest, 2000), now: NOW });
    expect(chain.tip).toMatchObject(tip);
  });

  it('ends early when there was no time for so many', () => {
    const { chain, sync } = chainAndSync();
    // 6 * (5000 + 7200) / 641 = 114 commitments, 73,074 headers
    const now = GENESIS_TIME + 5000;
    let sent = 0;
    for (const headers of floodOf(80_000)) {
      sent += 2000;
      const [action] = sync.next({ type: 'headers', headers, now });
      if (action?.type === 'getheaders') continue;
      expect(action).toEqual({ type: 'done', reason: 'too-many-headers' });
      break;
    }
    expect(sent).toBeGreaterThan(72_000);
    expect(sent).toBeLessThan(80_000);
    expect(chain.size).toBe(1);
  });

  it('would be noticed by the measurement if anything kept the headers', () => {
    const kept: Uint8Array[] = [];
    const { sync } = chainAndSync({
      sha256dHeaders(headers) {
        kept.push(headers.slice());
        return engine.sha256dHeaders(headers);
      },
    });
    const { grownBytes } = flood(sync, 50_000);
    expect(kept.length).toBe(25);
    expect(grownBytes).toBeGreaterThan(20 * 2000 * 80 - 500_000);
  });
});
