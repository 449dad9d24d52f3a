/** A header that breaks two rules is refused by the first, in Bitcoin Core's order: for every pair that can be broken. */
import { describe, expect, test } from 'vitest';
import {
  bip94HeaderRules,
  checkHeader,
  checkHeaderInChain,
  checkHeaderInContext,
  checkHeaderWork,
  defineNetwork,
  networks,
  noForkBeforeCheckpoint,
  type ChainPosition,
  type HeaderVerdict,
} from '../../../src/consensus/index.ts';
import type { Header } from '../../../src/primitives/index.ts';
import { ArrayChain, steadyBlocks } from './array-chain.ts';

const START = 1_700_000_000;
const EASY = 0x207fffff;
const ZEROS = new Uint8Array(32);

/** Every rule there is: BIP-0094's, and checkpoints where Core had them, behind the bits. */
const headerRules = [...bip94HeaderRules];
headerRules.splice(headerRules.findIndex(({ id }) => id === 'bad-diffbits') + 1, 0, noForkBeforeCheckpoint);
const params = defineNetwork({ ...networks.regtest, headerRules });

/** The first period of 144 blocks: ten seconds apart, the last an hour ahead. The median at its end is START + 1380. */
const period = new ArrayChain([...steadyBlocks(143, EASY, 10, START), { time: START + 5000, bits: EASY }]);

interface Candidate {
  header: Header;
  hash: Uint8Array;
  position: ChainPosition;
  checkpointHeight: number;
  now: number;
  chainWork: bigint;
}

const valid = (): Candidate => ({
  header: { version: 4, prevBlockHash: ZEROS, merkleRoot: ZEROS, time: START + 5000, bits: EASY, nonce: 0 },
  hash: ZEROS,
  position: { parent: 'valid' },
  checkpointHeight: 144,
  now: START + 5000,
  chainWork: 290n,
});

/** Stage after stage, as a chain judges. */
function judge({ header, hash, position, checkpointHeight, now, chainWork }: Candidate): string {
  const stages: (() => HeaderVerdict)[] = [
    () => checkHeader(header, params, { hash }),
    () => checkHeaderInChain(position, params),
    () => checkHeaderInContext(header, period.tip, params, now, { checkpointHeight }),
    () => checkHeaderWork(chainWork, 290n, params),
  ];
  for (const stage of stages) {
    const verdict = stage();
    if (!verdict.ok) return verdict.reject.id;
    expect(verdict.unchecked).toEqual([]);
  }
  return 'valid';
}

/** One way to break each rule, in Core's order. */
const faults: readonly (readonly [id: string, plant: (candidate: Candidate) => Candidate])[] = [
  ['high-hash', (it) => ({ ...it, hash: new Uint8Array(32).fill(255) })],
  ['duplicate-invalid', (it) => ({ ...it, position: { ...it.position, known: 'failed' } })],
  ['prev-blk-not-found', (it) => ({ ...it, position: { ...it.position, parent: 'unknown' } })],
  ['bad-prevblk', (it) => ({ ...it, position: { ...it.position, parent: 'failed' } })],
  ['bad-diffbits', (it) => ({ ...it, header: { ...it.header, bits: EASY - 1 } })],
  ['bad-fork-prior-to-checkpoint', (it) => ({ ...it, checkpointHeight: 145 })],
  ['time-too-old', (it) => ({ ...it, header: { ...it.header, time: START + 1380 } })],
  ['time-timewarp-attack', (it) => ({ ...it, header: { ...it.header, time: START + 4399 } })],
  // The clock is so far behind that a time may be too early for the period and too late for the clock.
  ['time-too-new', (it) => ({ ...it, now: START + 1380 - 7201 })],
  ['bad-version', (it) => ({ ...it, header: { ...it.header, version: 3 } })],
  ['too-little-chainwork', (it) => ({ ...it, chainWork: 289n })],
];

test('every rule is broken here, in the order of the list', () => {
  expect(faults.map(([id]) => id)).toEqual(headerRules.map(({ id }) => id));
  expect(judge(valid())).toBe('valid');
});

describe.each(faults.map(([id, plant], index) => ({ id, plant, index })))('$id', ({ id, plant, index }) => {
  test('is found', () => {
    expect(judge(plant(valid()))).toBe(id);
  });

  // A parent cannot be unknown and failed at once: what is planted later stands.
  const later = faults.slice(index + 1).filter(([other]) => id !== 'prev-blk-not-found' || other !== 'bad-prevblk');
  test.runIf(later.length > 0).each(later)('comes before %s', (_other, plantOther) => {
    expect(judge(plant(plantOther(valid())))).toBe(id);
  });
});
