import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  bip94HeaderRules,
  checkHeader,
  checkHeaderInChain,
  checkHeaderInContext,
  defineNetwork,
  networks,
  type HeaderVerdict,
  type NetworkParams,
} from '../../../src/consensus/index.ts';
import { decodeHeader, type Header } from '../../../src/primitives/index.ts';
import { ArrayChain, steadyBlocks } from './array-chain.ts';

const { mainnet, regtest, testnet3 } = networks;
const START = 1_700_000_000;
const EASY = 0x207fffff;

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

function header(fields: Partial<Header>): Header {
  const zeros = new Uint8Array(32);
  return { version: 0x20000000, prevBlockHash: zeros, merkleRoot: zeros, time: START, bits: EASY, nonce: 0, ...fields };
}

function rejectOf(verdict: HeaderVerdict): unknown {
  return verdict.ok ? 'valid' : verdict.reject;
}

/** Twenty blocks of regtest, 600 s apart: the last at START + 11,400, the median of the last eleven at START + 8,400. */
const chain = new ArrayChain(steadyBlocks(20, EASY, 600, START));
const TIP_TIME = START + 11_400;
const MEDIAN = START + 8_400;
const NOW = TIP_TIME + 600;
const inContext = (fields: Partial<Header>, params: NetworkParams = regtest, now: number = NOW): unknown =>
  rejectOf(checkHeaderInContext(header({ time: NOW, ...fields }), chain.tip, params, now));

describe('high-hash', () => {
  const genesis = decodeHeader(mainnet.genesis);
  const hash = sha256(sha256(mainnet.genesis));

  test('passes a header whose hash is below the target, with the hash passed in or not', () => {
    expect(checkHeader(genesis, mainnet)).toEqual({ ok: true, unchecked: [] });
    expect(checkHeader(genesis, mainnet, { hash })).toEqual({ ok: true, unchecked: [] });
  });

  test('refuses another nonce', () => {
    expect(rejectOf(checkHeader({ ...genesis, nonce: genesis.nonce + 1 }, mainnet))).toMatchObject({
      id: 'high-hash',
      reason: 'high-hash',
      permanence: 'permanent',
      bits: 0x1d00ffff,
      target: '00000000ffff0000000000000000000000000000000000000000000000000000',
    });
  });

  test('takes a hash equal to the target, and refuses the next above', () => {
    const bits = 0x1d00ffff;
    const target = new Uint8Array(32);
    target.set([0xff, 0xff], 26); // wire order
    const above = target.slice();
    above[0] = 1;
    expect(checkHeader(header({ bits }), mainnet, { hash: target }).ok).toBe(true);
    expect(rejectOf(checkHeader(header({ bits }), mainnet, { hash: above }))).toEqual({
      id: 'high-hash',
      reason: 'high-hash',
      permanence: 'permanent',
      hash: '00000000ffff0000000000000000000000000000000000000000000000000001',
      bits,
      target: '00000000ffff0000000000000000000000000000000000000000000000000000',
    });
  });

  test.each([
    ['negative', 0x1d80ffff],
    ['zero', 0x1d000000],
    ['overflowing', 0xff7fffff],
    ['easier than the limit', 0x1d010000],
  ])('refuses bits that are %s, however low the hash', (_name, bits) => {
    const verdict = checkHeader(header({ bits }), mainnet, { hash: new Uint8Array(32) });
    expect(rejectOf(verdict)).toMatchObject({ id: 'high-hash', bits, target: null });
  });

  test('a hash of another size is a bug of the caller', () => {
    expect(() => checkHeader(genesis, mainnet, { hash: new Uint8Array(31) })).toThrow(
      'hash: expected 32 bytes, got 31',
    );
  });
});

describe('the place in the chain', () => {
  test('a new header on a valid parent passes', () => {
    expect(checkHeaderInChain({ parent: 'valid' }, regtest)).toEqual({ ok: true, unchecked: [] });
  });

  test.each([
    ['duplicate-invalid', 'permanent', { known: 'failed', parent: 'valid' }],
    ['prev-blk-not-found', 'retry', { parent: 'unknown' }],
    ['bad-prevblk', 'permanent', { parent: 'failed' }],
  ] as const)('%s', (id, permanence, position) => {
    expect(rejectOf(checkHeaderInChain(position, regtest))).toEqual({ id, reason: id, permanence });
  });

  test('refused before comes first, whatever the parent', () => {
    expect(rejectOf(checkHeaderInChain({ known: 'failed', parent: 'unknown' }, regtest))).toMatchObject({
      id: 'duplicate-invalid',
    });
    expect(rejectOf(checkHeaderInChain({ known: 'failed', parent: 'failed' }, regtest))).toMatchObject({
      id: 'duplicate-invalid',
    });
  });
});

describe('the rules in context', () => {
  test('a good header passes all', () => {
    expect(inContext({})).toBe('valid');
  });

  test('bad-diffbits', () => {
    expect(inContext({ bits: 0x207ffffe })).toEqual({
      id: 'bad-diffbits',
      reason: 'bad-diffbits',
      permanence: 'permanent',
      bits: 0x207ffffe,
      requiredBits: EASY,
    });
  });

  test('time-too-old: the median itself is refused, one second later is not', () => {
    expect(inContext({ time: MEDIAN })).toEqual({
      id: 'time-too-old',
      reason: 'time-too-old',
      permanence: 'permanent',
      time: MEDIAN,
      medianTimePast: MEDIAN,
    });
    expect(inContext({ time: MEDIAN + 1 })).toBe('valid');
  });

  test('time-too-new: two hours ahead passes, one second more is refused for now', () => {
    expect(inContext({ time: NOW + 7200 })).toBe('valid');
    expect(inContext({ time: NOW + 7201 })).toEqual({
      id: 'time-too-new',
      reason: 'time-too-new',
      permanence: 'retry',
      time: NOW + 7201,
      latestTime: NOW + 7200,
    });
    expect(inContext({ time: NOW + 7201 }, regtest, NOW + 1)).toBe('valid');
  });

  test.each([
    [1, 'bad-version(0x00000001)'],
    [3, 'bad-version(0x00000003)'],
    [-1, 'bad-version(0xffffffff)'],
    [-0x80000000, 'bad-version(0x80000000)'],
  ])('bad-version: version %i where BIP65 is in force', (version, reason) => {
    expect(inContext({ version })).toEqual({
      id: 'bad-version',
      reason,
      permanence: 'permanent',
      version,
      minimumVersion: 4,
    });
  });

  test.each([
    [227930, 1, 'valid'],
    [227931, 1, 2],
    [227931, 2, 'valid'],
    [363724, 2, 'valid'],
    [363725, 2, 3],
    [363725, 3, 'valid'],
    [388380, 3, 'valid'],
    [388381, 3, 4],
    [388381, 4, 'valid'],
    [227930, -5, 'valid'],
  ])('bad-version: mainnet at height %i with version %i', (height, version, expected) => {
    const known = new ArrayChain(steadyBlocks(20, 0x1b0404cb, 600, START), height - 20);
    const verdict = checkHeaderInContext(header({ version, time: NOW, bits: 0x1b0404cb }), known.tip, mainnet, NOW);
    expect(verdict.ok ? 'valid' : verdict.reject).toEqual(
      expected === 'valid'
        ? 'valid'
        : {
            id: 'bad-version',
            reason: `bad-version(0x0000000${version})`,
            permanence: 'permanent',
            version,
            minimumVersion: expected,
          },
    );
  });

  test('a clock in milliseconds or with a fraction is a bug of the caller', () => {
    const expected = 'now: expected an integer from 0 to 4294967295, got ';
    expect(() => inContext({}, regtest, NOW * 1000)).toThrow(new RangeError(`${expected}${NOW * 1000}`));
    expect(() => inContext({}, regtest, NOW + 0.5)).toThrow(new TypeError(`${expected}${NOW}.5`));
    expect(() => inContext({}, regtest, Number.NaN)).toThrow(new TypeError(`${expected}NaN`));
    expect(() => inContext({}, regtest, -1)).toThrow(new RangeError(`${expected}-1`));
  });
});

describe('time-timewarp-attack', () => {
  const bip94 = defineNetwork({ ...regtest, headerRules: bip94HeaderRules });
  // The last block of the first period (144 blocks) is an hour ahead of the rest.
  const period = new ArrayChain([...steadyBlocks(143, EASY, 10, START), { time: START + 5000, bits: EASY }]);
  const child = (time: number, params: NetworkParams, parent = period.tip): unknown =>
    rejectOf(checkHeaderInContext(header({ time }), parent, params, START + 9000));

  test('refuses the first block of a period more than 600 s before its parent', () => {
    expect(child(START + 4400, bip94)).toBe('valid');
    expect(child(START + 4399, bip94)).toEqual({
      id: 'time-timewarp-attack',
      reason: 'time-timewarp-attack',
      permanence: 'permanent',
      time: START + 4399,
      earliestTime: START + 4400,
    });
  });

  test('is no rule of Bitcoin before BIP-0094', () => {
    expect(child(START + 4399, regtest)).toBe('valid');
  });

  test('holds for no other block of a period', () => {
    const longer = new ArrayChain([...steadyBlocks(144, EASY, 10, START), { time: START + 5000, bits: EASY }]);
    expect(child(START + 2000, bip94, longer.tip)).toBe('valid');
  });
});

describe("a header that breaks two rules is refused by the first in Core's order", () => {
  const bip94 = defineNetwork({ ...regtest, headerRules: bip94HeaderRules });
  const period = new ArrayChain([...steadyBlocks(143, EASY, 10, START), { time: START + 5000, bits: EASY }]);

  test.each<[string, Partial<Header>]>([
    ['bad-diffbits', { bits: 1, time: START, version: 1 }],
    ['bad-diffbits', { bits: 1, time: START + 99_999 }],
    ['time-too-old', { time: START, version: 1 }],
    ['time-timewarp-attack', { time: START + 4399, version: 1 }],
    ['time-too-new', { time: START + 99_999, version: 1 }],
  ])('%s', (id, fields) => {
    expect(rejectOf(checkHeaderInContext(header(fields), period.tip, bip94, START + 9000))).toMatchObject({ id });
  });

  test('time-too-old comes before time-timewarp-attack', () => {
    expect(rejectOf(checkHeaderInContext(header({ time: START }), period.tip, bip94, START + 9000))).toMatchObject({
      id: 'time-too-old',
    });
  });

  test('time-timewarp-attack comes before time-too-new', () => {
    // The clock is so far behind that a time may be too early for the period and too late for the clock.
    expect(
      rejectOf(checkHeaderInContext(header({ time: START + 4399 }), period.tip, bip94, START - 9000)),
    ).toMatchObject({ id: 'time-timewarp-attack' });
  });
});

describe('a chain that starts at a trusted block', () => {
  const anchored = new ArrayChain(steadyBlocks(1, 0x1b0404cb, 600, START), 300_000);

  test('reports the rules that need more ancestors as unchecked, and judges the rest', () => {
    const good = header({ time: START + 600, bits: 0x1b0404cb, version: 2 });
    expect(checkHeaderInContext(good, anchored.tip, mainnet, NOW)).toEqual({ ok: true, unchecked: ['time-too-old'] });
    expect(rejectOf(checkHeaderInContext({ ...good, bits: 0x1b0404cc }, anchored.tip, mainnet, NOW))).toMatchObject({
      id: 'bad-diffbits',
    });
    expect(rejectOf(checkHeaderInContext({ ...good, version: 1 }, anchored.tip, mainnet, NOW))).toMatchObject({
      id: 'bad-version',
    });
    expect(rejectOf(checkHeaderInContext({ ...good, time: NOW + 7201 }, anchored.tip, mainnet, NOW))).toMatchObject({
      id: 'time-too-new',
    });
  });

  test('has every rule checked once eleven blocks are known', () => {
    const known = new ArrayChain(steadyBlocks(11, 0x1b0404cb, 600, START), 300_000);
    const next = header({ time: START + 6600, bits: 0x1b0404cb });
    expect(checkHeaderInContext(next, known.tip, mainnet, NOW)).toEqual({ ok: true, unchecked: [] });
  });

  test('cannot tell the bits at a boundary when the period began below', () => {
    const known = new ArrayChain(steadyBlocks(20, 0x1b0404cb, 600, START), 2016 * 150 - 20);
    const next = header({ time: NOW, bits: 1 });
    expect(checkHeaderInContext(next, known.tip, mainnet, NOW)).toEqual({ ok: true, unchecked: ['bad-diffbits'] });
  });

  test('on testnet3 cannot tell the bits only when the walk back leaves what is known', () => {
    const limit = new ArrayChain(steadyBlocks(20, 0x1d00ffff, 600, START), 600_000);
    const next = header({ time: TIP_TIME + 600, bits: 1 });
    expect(checkHeaderInContext(next, limit.tip, testnet3, NOW)).toEqual({ ok: true, unchecked: ['bad-diffbits'] });
    const real = new ArrayChain(
      [{ time: START, bits: 0x1b0404cb }, ...steadyBlocks(19, 0x1d00ffff, 600, START + 600)],
      600_000,
    );
    expect(rejectOf(checkHeaderInContext(next, real.tip, testnet3, NOW))).toMatchObject({
      id: 'bad-diffbits',
      requiredBits: 0x1b0404cb,
    });
    expect(rejectOf(checkHeaderInContext({ ...next, time: TIP_TIME + 1201 }, limit.tip, testnet3, NOW))).toMatchObject({
      id: 'bad-diffbits',
      requiredBits: 0x1d00ffff,
    });
  });
});
