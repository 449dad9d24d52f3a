/** The chain that the benchmark validates is the same everywhere, valid, and moves its bits. */
import { createHash } from 'node:crypto';
import { runInThisContext } from 'node:vm';
import { expect, it } from 'vitest';
import { KNOWN_HASHES, madeHeaders, madeNetwork, madeParams, NOW } from '../../bench/made-chain.ts';
import { makeHeaders, PIECE } from '../../bench/made-headers.ts';
import { createHeaderChain } from '../../src/chain/index.ts';
import * as consensus from '../../src/consensus/index.ts';
import { createEngine } from '../../src/engine/index.ts';

const headers = madeHeaders(PIECE);

it('has these first headers', () => {
  expect(createHash('sha256').update(headers).digest('hex')).toBe(
    '9fe079b3cf4d12825699efb3afd1708f12f42a64329fef4668dbe2d0839047ff',
  );
});

it('is one chain, however much of it is asked for', () => {
  expect(madeHeaders(3)).toEqual(headers.subarray(0, 240));
  const pieces = [...makeHeaders(madeParams.genesis, PIECE + 1)];
  expect(pieces.map(({ length }) => length)).toEqual([PIECE * 80, 80]);
  expect(Buffer.compare(pieces[0]!, headers)).toBe(0);
});

it('is valid by every rule, with new bits in each period, and times that do not only rise', async () => {
  const chain = createHeaderChain({ params: madeParams, hasher: await createEngine() });
  const { accepted, rejected, unchecked } = chain.accept(headers, NOW);
  expect([accepted, rejected, unchecked]).toEqual([PIECE, undefined, {}]);
  expect(chain.tip.hashHex).toBe(KNOWN_HASHES[PIECE]);
  const bits = [1, 2016, 4032, 6048, 8064].map((height) => chain.entryAt(height)!.bits.toString(16));
  expect(bits).toEqual(['207fffff', '207f2360', '207d4f6c', '207a2d8a', '2075c183']);
  const times = Array.from({ length: PIECE + 1 }, (_, height) => chain.entryAt(height)!.time);
  expect(times.filter((time, i) => i > 0 && time < times[i - 1]!).length).toBeGreaterThan(1000);
});

it('has a network that a page can make of its text', () => {
  const elsewhere = runInThisContext(`(${madeNetwork.toString()})`) as typeof madeNetwork;
  const { name, genesisHash, targetSpacing, targetTimespan } = elsewhere(consensus);
  expect({ name, genesisHash, targetSpacing, targetTimespan }).toEqual({
    name: 'made',
    genesisHash: '0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206',
    targetSpacing: 600,
    targetTimespan: 1_209_600,
  });
});
