import { describe, expect, it } from 'vitest';
import { findPlace, type FoundPlace } from '../../../examples/playground/src/header-place.ts';
import { judgeByEachRule, type JudgedRule } from '../../../examples/playground/src/rule-verdicts.ts';
import { networks, type NetworkParams } from '../../../src/consensus/index.ts';
import { concatBytes, hexToBytes } from '../../../src/primitives/index.ts';
import {
  cryptoHash,
  cryptoHasher,
  easyNetwork,
  GENESIS_TIME,
  mineBranch,
  mineEasy,
} from '../../fixtures/easy-headers.ts';

const { mainnet } = networks;
const NOW = 1_600_000_000;

/** Blocks 1 and 2 of the main network. */
const block1 = hexToBytes(
  '010000006fe28c0ab6f1b372c1a6a246ae63f74f931e8365e15a089c68d6190000000000982051fd1e4ba744bbbe680e1fee14677ba1a3c3540bf7b1cdb606e857233e0e61bc6649ffff001d01e36299',
);
const block2 = hexToBytes(
  '010000004860eb18bf1b1620e37e9490fc8a427514416fd75159ab86688e9a8300000000d5fdcc541e25de1c7a5addedf24858b8bb665c9f36ef744ee42c316022c90f9bb0bc6649ffff001d08d2bd61',
);

interface Told {
  readonly params?: NetworkParams;
  readonly height?: string;
  readonly before?: readonly Uint8Array[];
  readonly now?: number;
}

function place(
  header: Uint8Array,
  { params = mainnet, height = '', before = [], now = NOW }: Told = {},
): Promise<FoundPlace> {
  return findPlace(
    { header, height, before: concatBytes(...before) },
    { params, hasher: cryptoHasher, now, tick: () => Promise.resolve() },
  );
}

async function judge(header: Uint8Array, told: Told = {}): Promise<JudgedRule[]> {
  const found = await place(header, told);
  if (!found.ok) throw new Error(found.problem);
  const { params = mainnet, now = NOW } = told;
  return judgeByEachRule({ header, hash: cryptoHash(header), params, place: found.place, now });
}

const verdicts = (rules: readonly JudgedRule[]): Record<string, string> =>
  Object.fromEntries(rules.map(({ rule, verdict }) => [rule.id, verdict]));
const missing = (rules: readonly JudgedRule[]): Record<string, string> =>
  Object.fromEntries(
    rules.flatMap((judged) => (judged.verdict === 'unchecked' ? [[judged.rule.id, judged.missing]] : [])),
  );

describe('the verdict of each rule', () => {
  it('on the genesis is its proof of work: what needs a chain below is not asked', async () => {
    const rules = await judge(mainnet.genesis);
    expect(verdicts(rules)).toEqual({
      'high-hash': 'passed',
      'duplicate-invalid': 'unchecked',
      'prev-blk-not-found': 'unchecked',
      'bad-prevblk': 'unchecked',
      'bad-diffbits': 'unchecked',
      'time-too-old': 'unchecked',
      'time-too-new': 'unchecked',
      'bad-version': 'unchecked',
      'too-little-chainwork': 'unchecked',
    });
    expect(missing(rules)['bad-diffbits']).toContain('not asked of the genesis');
  });

  it('on a header on top of the genesis needs nothing told', async () => {
    expect(verdicts(await judge(block1))).toEqual({
      'high-hash': 'passed',
      'duplicate-invalid': 'passed',
      'prev-blk-not-found': 'passed',
      'bad-prevblk': 'passed',
      'bad-diffbits': 'passed',
      'time-too-old': 'passed',
      'time-too-new': 'passed',
      'bad-version': 'passed',
      'too-little-chainwork': 'unchecked',
    });
  });

  it('on a header with one bit broken: the proof of work failed, with the facts, and nothing else is reached', async () => {
    const broken = block1.slice();
    broken[76]! ^= 1;
    const [first, ...others] = await judge(broken);
    expect(first).toMatchObject({
      verdict: 'failed',
      reject: { id: 'high-hash', reason: 'high-hash', permanence: 'permanent', bits: 0x1d00ffff },
    });
    expect(new Set(others.map(({ verdict }) => verdict))).toEqual(new Set(['not reached']));
  });

  it('on a header of an unknown place says what is missing, and judges by the clock all the same', async () => {
    const rules = await judge(block2);
    expect(verdicts(rules)).toMatchObject({
      'high-hash': 'passed',
      'time-too-new': 'passed',
      'bad-version': 'unchecked',
    });
    expect(missing(rules)).toMatchObject({
      'prev-blk-not-found': 'needs the header below it',
      'bad-diffbits': 'needs the height, and the header below it',
      'time-too-old': 'needs the height, and the header below it',
      'bad-version': 'needs the height, and the header below it',
    });
    expect(verdicts(await judge(block2, { now: 1_231_469_744 - 7201 }))['time-too-new']).toBe('failed');
  });

  it('on a header whose height alone is known judges its version, and names the blocks it would need', async () => {
    const rules = await judge(block2, { height: '227931' });
    expect(missing(rules)).toMatchObject({
      'bad-diffbits': 'needs block 227,930',
      'time-too-old': 'needs block 227,930',
    });
    expect(rules.find(({ rule }) => rule.id === 'bad-version')).toMatchObject({
      verdict: 'failed',
      reject: { reason: 'bad-version(0x00000001)', version: 1, minimumVersion: 2 },
    });
  });

  it('takes headers that begin at the genesis for the whole chain', async () => {
    expect(missing(await judge(block2, { before: [mainnet.genesis, block1] }))).toEqual({
      'too-little-chainwork': expect.stringContaining('peers that are not trusted'),
    });
  });

  it('names exactly the ancestors that were not given: for the median ten, for a retarget the first of the period', async () => {
    const branch = mineBranch(easyNetwork.genesis, 3, { firstTime: GENESIS_TIME + 600 });
    const rules = await judge(branch[2]!, { params: easyNetwork, height: '20', before: branch.slice(0, 2) });
    expect(missing(rules)['time-too-old']).toBe('needs blocks 9 to 17');
    expect(missing(await judge(block2, { height: '2016', before: [block1] }))['bad-diffbits']).toBe('needs block 0');
  });

  it('tells the height above a known parent when the rules of the place refuse', async () => {
    const [below] = mineBranch(easyNetwork.genesis, 1, { firstTime: GENESIS_TIME + 600 });
    const early = mineEasy({ parent: below!, time: GENESIS_TIME - 2 });
    const rules = await judge(early, { params: easyNetwork, before: [easyNetwork.genesis, below!] });
    expect(rules.find(({ verdict }) => verdict === 'failed')).toMatchObject({
      rule: { id: 'time-too-old' },
      reject: { time: GENESIS_TIME - 2, medianTimePast: GENESIS_TIME + 600 },
    });
  });

  it('refuses a header whose parent breaks a rule, and says which', async () => {
    const early = mineEasy({ parent: easyNetwork.genesis, time: GENESIS_TIME - 2 });
    const above = mineEasy({ parent: early, time: GENESIS_TIME + 600 });
    const rules = await judge(above, { params: easyNetwork, before: [easyNetwork.genesis, early] });
    expect(rules.find(({ verdict }) => verdict === 'failed')).toMatchObject({
      rule: { id: 'bad-prevblk' },
      because: 'block 1 breaks the rule time-too-old',
    });
  });
});

describe('the place of a header', () => {
  const branch = mineBranch(easyNetwork.genesis, 4, { firstTime: GENESIS_TIME + 600 });
  const easy = { params: easyNetwork };
  const problem = async (header: Uint8Array, told: Told): Promise<string> => {
    const found = await place(header, told);
    return found.ok ? 'none' : found.problem;
  };

  it('follows from the genesis: of it, on top of it, or among the headers before', async () => {
    expect(await place(easyNetwork.genesis, easy)).toMatchObject({ place: { height: 0, isGenesis: true } });
    expect(await place(branch[0]!, easy)).toMatchObject({ place: { height: 1, ancestors: easyNetwork.genesis } });
    const before = [easyNetwork.genesis, ...branch.slice(0, 3)];
    expect(await place(branch[3]!, { ...easy, before })).toMatchObject({
      place: { height: 4, parentProblem: undefined },
    });
    expect(await place(branch[3]!, { ...easy, height: ' 4 ', before })).toMatchObject({ ok: true });
  });

  it.each([
    ['no number', branch[3]!, { height: '1e3' }, 'Height: expected a whole number from 0 to 4,294,967,295, got "1e3".'],
    [
      'too high',
      branch[3]!,
      { height: '4294967296' },
      'Height: expected a whole number from 0 to 4,294,967,295, got "4294967296".',
    ],
    [
      'of the genesis',
      easyNetwork.genesis,
      { height: '7' },
      'Height: expected 0, as this is the genesis of easy, got 7.',
    ],
    [
      'on top of it',
      branch[0]!,
      { height: '7' },
      'Height: expected 1, as the genesis of easy is right below it, got 7.',
    ],
    [
      'of another header',
      branch[3]!,
      { height: '0' },
      'Height: expected 1 or more: at 0 stands the genesis of easy, not this header.',
    ],
    [
      'needed',
      branch[3]!,
      { before: branch.slice(1, 3) },
      'Height: expected one, as the headers before it do not begin at the genesis.',
    ],
    [
      'contradicted by the headers before',
      branch[1]!,
      { height: '3', before: [easyNetwork.genesis, branch[0]!] },
      'Height: expected 2, as the genesis of easy is 2 blocks below it, got 3.',
    ],
    [
      'with headers below height 0',
      branch[3]!,
      { height: '3', before: branch.slice(0, 3) },
      'Headers before it: expected at most 3 headers below height 3, the lowest of them the genesis of easy, got 3.',
    ],
    [
      'with a genesis above others',
      easyNetwork.genesis,
      { before: [branch[0]!] },
      'Headers before it: expected none below the genesis.',
    ],
    [
      'with a gap',
      branch[3]!,
      { height: '4', before: [branch[0]!, branch[2]!] },
      'Headers before it: expected each on top of the one before; header 2 of them is not on top of header 1.',
    ],
    [
      'with another parent',
      branch[3]!,
      { height: '4', before: branch.slice(0, 2) },
      'Headers before it: expected each on top of the one before; the header to inspect is not on top of header 2.',
    ],
  ])('that is told %s is a problem in one line', async (_name, header, told: Told, words) => {
    expect(await problem(header, { ...easy, ...told })).toBe(words);
  });

  it('trusts the lowest of the headers before it but for its proof of work', async () => {
    const lowest = branch[0]!.slice();
    do lowest[76]!++;
    while (cryptoHash(lowest)[31]! <= 0x7f);
    const above = mineEasy({ parent: lowest, time: GENESIS_TIME + 602 });
    expect(await place(above, { ...easy, height: '9', before: [lowest] })).toMatchObject({
      place: { parentProblem: 'block 8 breaks the rule high-hash' },
    });
  });
});
