import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createHeaderChain, type HeaderChain } from '../../src/chain/index.ts';
import { networks, type NetworkParams } from '../../src/consensus/index.ts';
import { cryptoHash, cryptoHasher, displayHex, idOf, mineBranch, mineEasy } from '../fixtures/easy-headers.ts';

const data = new URL('../../../shared/data/', import.meta.url);
const read = (path: string): Uint8Array => new Uint8Array(readFileSync(new URL(path, data)));
const readJson = <T>(path: string): T => JSON.parse(readFileSync(new URL(path, data), 'utf8')) as T;

/** After every header of the files, and a clock that all of them have passed. */
const NOW = 1_790_000_000;

// Work and hash of the last header: computed in Python from the files with Bitcoin Core's formulas.
const files = [
  {
    file: 'mainnet-0-49999',
    params: networks.mainnet,
    chainWork: 0x14a3c4fabfaf0n,
    hash: '000000000845517b31c6820d83f25cff46429bf136a7515fe504116427e60f8e',
  },
  {
    file: 'testnet3-0-9999',
    params: networks.testnet3,
    chainWork: 0xc961c961c961n,
    hash: '000000001655e2a7293f28383a2965b2f0add77fd6ac383986e90971a07467d4',
  },
  {
    file: 'signet-0-2015',
    params: networks.signet,
    chainWork: 0x245661d80n,
    hash: '000000c0a3841a6ae64c45864ae25314b40fd522bfb299a4b6bd5ef288cae74d',
  },
];

const chainOf = (params: NetworkParams): HeaderChain => createHeaderChain({ params, hasher: cryptoHasher });

describe.skipIf(!existsSync(data))('real headers', () => {
  it.each(files)('$file passes every rule', ({ file, params, chainWork, hash }) => {
    const headers = read(`headers/${file}.bin`);
    const count = headers.length / 80;
    const chain = chainOf(params);
    const result = chain.accept(headers, NOW);
    expect(result.rejected).toBeUndefined();
    expect(result).toMatchObject({ accepted: count - 1, duplicates: 1, unchecked: {} });
    expect(chain.tip).toMatchObject({ height: count - 1, hashHex: hash, chainWork });
    expect(chain.tips()).toEqual([chain.tip]);
  });

  it('have the chain work that was published for mainnet', () => {
    const chain = chainOf(networks.mainnet);
    chain.accept(read('headers/mainnet-0-49999.bin'), NOW);
    const { marks } = readJson<{ marks: { height: number; hash: string; chainwork: string }[] }>(
      'consensus/chainwork-mtp.json',
    );
    expect(marks.length).toBeGreaterThan(5);
    for (const { height, hash, chainwork } of marks) {
      expect(chain.entryAt(height), `height ${height}`).toMatchObject({
        hashHex: hash,
        chainWork: BigInt(`0x${chainwork}`),
      });
    }
  });

  it.each([
    // The median of the first ten above the anchor would need blocks below it. The retarget at 2016 would need genesis.
    { anchor: 1000, to: 3000, unchecked: { 'time-too-old': 10, 'bad-diffbits': 1 } },
    // The retarget at 4032 needs 2016, which is the anchor.
    { anchor: 2016, to: 5000, unchecked: { 'time-too-old': 10 } },
    { anchor: 2017, to: 4032, unchecked: { 'time-too-old': 10, 'bad-diffbits': 1 } },
    // Down to genesis nothing is missing.
    { anchor: 0, to: 3000, unchecked: {} },
  ])('above an anchor at $anchor leave unchecked what needs more', ({ anchor, to, unchecked }) => {
    const headers = read('headers/mainnet-0-49999.bin');
    const header = headers.slice(80 * anchor, 80 * anchor + 80);
    const chain = createHeaderChain({
      params: networks.mainnet,
      hasher: cryptoHasher,
      anchor: { header, height: anchor },
    });
    const result = chain.accept(headers.subarray(80 * anchor, 80 * (to + 1)), NOW);
    expect(result).toMatchObject({ accepted: to - anchor, duplicates: 1, unchecked });
    expect(Object.keys(result.unchecked)).toHaveLength(Object.keys(unchecked).length);
    expect(chain.tip).toMatchObject({ height: to, hashHex: idOf(headers.subarray(80 * to, 80 * to + 80)) });
    expect(chain.entryAt(anchor)?.parent).toBeUndefined();
    expect(chain.entryAt(anchor - 1)).toBeUndefined();
    // Bits 1d00ffff, a work of 0x100010001 a block, until the first rise of difficulty at 32,256: the anchor's included.
    expect(chain.tip.chainWork).toBe(0x100010001n * BigInt(to - anchor + 1));
    expect(chain.locator().at(-1)).toBe(idOf(header));
  });

  it('of an eight-block branch that mainnet left connect above its first', () => {
    type Stale = { height: number; hash: string; work: string; header: string };
    const { headers } = readJson<{ headers: Stale[] }>('economics/stale-headers.json');
    const branch = headers
      .filter(({ height }) => height >= 961_632 && height <= 961_639)
      .sort((a, b) => a.height - b.height);
    const [first, ...rest] = branch.map(({ header }) => new Uint8Array(Buffer.from(header, 'hex')));
    const chain = createHeaderChain({ params: networks.mainnet, anchor: { header: first!, height: 961_632 } });
    const result = chain.accept(Buffer.concat(rest), NOW);
    expect(result).toMatchObject({ accepted: 7, unchecked: { 'time-too-old': 7 } });
    expect(chain.tip).toMatchObject({ height: 961_639, hashHex: branch[7]!.hash });
    expect(chain.tip.chainWork).toBe(branch.reduce((sum, { work }) => sum + BigInt(work), 0n));
  });
});

// What Bitcoin Core would answer first, in the order of its checks, from nothing but the bytes: a second, tiny rule book
// for headers that differ in one bit from a valid one.
interface Surroundings {
  readonly powLimit: bigint;
  /** The bits of the valid header: what the rules require at any time. */
  readonly bits: number;
  readonly medianTimePast: number;
  readonly now: number;
  readonly minimumVersion: number;
}

function expectedAnswer(flipped: Uint8Array, bit: number, around: Surroundings): string {
  const view = Buffer.from(flipped);
  const bits = view.readUInt32LE(72);
  const size = bits >>> 24;
  const mantissa = BigInt(bits & 0x7fffff);
  const target = size > 3 ? mantissa << BigInt(8 * (size - 3)) : mantissa >> BigInt(8 * (3 - size));
  const hash = BigInt(`0x${displayHex(cryptoHash(flipped))}`);
  const negative = (bits & 0x800000) !== 0 && mantissa !== 0n;
  if (negative || target === 0n || target > around.powLimit || hash > target) return 'high-hash';
  if (bit >= 32 && bit < 288) return 'prev-blk-not-found';
  if (bits !== around.bits) return 'bad-diffbits';
  const time = view.readUInt32LE(68);
  if (time <= around.medianTimePast) return 'time-too-old';
  if (time > around.now + 7200) return 'time-too-new';
  if (view.readInt32LE(0) < around.minimumVersion) return 'bad-version';
  return 'accepted';
}

const flip = (header: Uint8Array, bit: number): Uint8Array => {
  const flipped = header.slice();
  flipped[bit >> 3]! ^= 1 << (bit & 7);
  return flipped;
};

const POW_LIMITS = {
  mainnet: 0xffffn << 208n,
  testnet3: 0xffffn << 208n,
  signet: 0x377aen << 216n,
} as Record<string, bigint>;

/** Numbers that look random and are the same in every run (the generator of POSIX's rand example). */
function* numbers(seed: number): Generator<number> {
  for (let state = BigInt(seed); ;) {
    state = (state * 1103515245n + 12345n) % 2n ** 31n;
    yield Number(state >> 8n);
  }
}

describe.skipIf(!existsSync(data))('a flipped bit', () => {
  it.each(files)(
    'anywhere in $file is refused at its index, with the reason that Bitcoin Core gives first',
    ({ file, params }) => {
      const headers = read(`headers/${file}.bin`);
      const count = headers.length / 80;
      const random = numbers(file.length);
      const samples = Array.from({ length: 250 }, () => ({
        index: random.next().value! % count,
        bit: random.next().value! % 640,
      }));
      // Every byte of the first header and of the last, too.
      for (let bit = 0; bit < 640; bit += 7) samples.push({ index: 0, bit }, { index: count - 1, bit });
      samples.sort((a, b) => a.index - b.index);

      // One chain that grows: for each sample it holds what stands below the flipped header.
      const chain = chainOf(params);
      let held = 0;
      for (const { index, bit } of samples) {
        const from = Math.min(held, Math.max(0, index - 3));
        const flipped = flip(headers.subarray(80 * index, 80 * index + 80), bit);
        const batch = Buffer.concat([
          headers.subarray(80 * from, 80 * index),
          flipped,
          headers.subarray(80 * (index + 1), 80 * (index + 4)),
        ]);
        const { rejected } = chain.accept(batch, NOW);
        // On these networks a flipped bit changes the hash, and no other hash is that small by chance.
        const around = { powLimit: POW_LIMITS[params.name]!, bits: 0, medianTimePast: 0, now: 0, minimumVersion: 0 };
        expect(expectedAnswer(flipped, bit, around)).toBe('high-hash');
        expect(rejected, `index ${index}, bit ${bit}`).toMatchObject({
          index: index - from,
          height: index,
          hashHex: idOf(flipped),
          reject: { id: 'high-hash' },
        });
        expect(chain.tip.height).toBe(Math.max(0, index - 1));
        held = index;
      }
    },
  );
});

describe('a flipped bit where work is easy', () => {
  it('is refused with the reason that Bitcoin Core gives first, or makes another valid header', () => {
    const { genesis } = networks.regtest;
    const GENESIS_TIME = 1_296_688_602;
    const answers: Record<string, number> = {};
    for (let round = 0; round < 6; round++) {
      const below = mineBranch(genesis, 21, { firstTime: GENESIS_TIME + 600, step: 600, salt: round });
      const valid = mineEasy({ parent: below[20]!, time: GENESIS_TIME + 22 * 600, version: 0x20000000 });
      const around = {
        powLimit: 0x7fffffn << 232n,
        bits: 0x207fffff,
        // The sixth highest of the eleven times below: that of height 16.
        medianTimePast: GENESIS_TIME + 16 * 600,
        now: GENESIS_TIME + 22 * 600,
        minimumVersion: 4,
      };
      for (let bit = 0; bit < 640; bit++) {
        const chain = chainOf(networks.regtest);
        const flipped = flip(valid, bit);
        const { accepted, rejected } = chain.accept(Buffer.concat([...below, flipped]), around.now);
        const expected = expectedAnswer(flipped, bit, around);
        answers[expected] = (answers[expected] ?? 0) + 1;
        if (expected === 'accepted') expect(accepted, `round ${round}, bit ${bit}`).toBe(22);
        else
          expect(rejected, `round ${round}, bit ${bit}`).toMatchObject({
            index: 21,
            height: 22,
            hashHex: idOf(flipped),
            reject: { id: expected },
          });
      }
    }
    const seen = [
      'accepted',
      'bad-diffbits',
      'bad-version',
      'high-hash',
      'prev-blk-not-found',
      'time-too-new',
      'time-too-old',
    ];
    expect(Object.keys(answers).sort()).toEqual(seen);
  });
});
