/** Published vectors of Bitcoin Core (compact bits, retarget, BIP-0094), of Bitcoin Gold (LWMA), and merkle roots. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  bip94HeaderRules,
  bitcoinDifficulty,
  bitsToTarget,
  checkHeader,
  checkHeaderInContext,
  defineNetwork,
  lwmaDifficulty,
  medianTimePast,
  networks,
  nextBits,
  permittedDifficultyTransition,
  proofOfWorkTarget,
  targetToBitsLossy,
  workOfBits,
  type HeaderContext,
} from '../../src/consensus/index.ts';
import { decodeHeader, hashToDisplayHex, merkleRoot } from '../../src/primitives/index.ts';
import { ArrayChain, steadyBlocks } from '../unit/consensus/array-chain.ts';

const DATA = new URL('../../../shared/data/', import.meta.url);
const present = existsSync(DATA);
const { mainnet, regtest } = networks;

const read = <T>(path: string): T => JSON.parse(readFileSync(new URL(path, DATA), 'utf8')) as T;
const bitsHex = (bits: number): string => bits.toString(16).padStart(8, '0');
const fromHex = (hex: string): number => Number.parseInt(hex, 16);
const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();
const sha256d = (bytes: Uint8Array): Buffer => sha256(sha256(bytes));

describe.skipIf(!present)('compact bits (arith_uint256_tests.cpp)', () => {
  interface Case {
    bits?: number;
    value?: string;
    target?: string;
    negative?: boolean;
    overflow?: boolean;
    neg_arg?: boolean;
    canonicalHex?: string;
  }

  test('all cases', () => {
    const { cases } = read<{ cases: Case[] }>('consensus/compact-bits.json');
    expect(cases).toHaveLength(21);
    const decoding = cases.filter((item) => item.bits !== undefined);
    expect(
      decoding.map(({ bits, target }) => {
        const decoded = bitsToTarget(bits!);
        // The published case that overflows names no target.
        return { ...decoded, target: target === undefined ? target : decoded.target.toString(16).padStart(64, '0') };
      }),
    ).toEqual(decoding.map(({ target, negative, overflow }) => ({ target, negative, overflow })));
    const encoding = cases.filter((item) => item.canonicalHex !== undefined);
    expect(encoding).toHaveLength(20);
    expect(
      encoding.map(({ value, target, neg_arg: sign }) =>
        bitsHex(targetToBitsLossy(BigInt(value ?? `0x${target}`), sign)),
      ),
    ).toEqual(encoding.map((item) => item.canonicalHex));
  });
});

describe.skipIf(!present)('the next bits (pow_tests.cpp)', () => {
  interface Case {
    name: string;
    height: number;
    lastRetargetTime: number;
    lastTime: number;
    lastBits: string;
    expected: string;
    notPermitted?: string;
  }
  interface File {
    cases: Case[];
    checkProofOfWorkFalse: { name: string; bits: string }[];
  }

  test('all cases, and what the bound on a transition permits', () => {
    const { cases } = read<File>('consensus/next-work.json');
    expect(cases).toHaveLength(4);
    for (const { name, height, lastRetargetTime, lastTime, lastBits, expected, notPermitted } of cases) {
      const bits = fromHex(lastBits);
      const block = (at: number, time: number): HeaderContext => ({
        height: at,
        version: 4,
        time,
        bits,
        ancestor: (wanted) => (wanted === height - 2015 ? block(wanted, lastRetargetTime) : undefined),
      });
      expect(bitsHex(nextBits(mainnet, block(height, lastTime), lastTime + 600) as number), name).toBe(expected);
      expect(permittedDifficultyTransition(mainnet, height + 1, bits, fromHex(expected)), name).toBe(true);
      // Two of the cases name no forbidden bits: those out of all proportion stand in.
      const forbidden = fromHex(notPermitted ?? '1d010000');
      expect(permittedDifficultyTransition(mainnet, height + 1, bits, forbidden), name).toBe(false);
    }
  });

  test('bits that stand for no target', () => {
    const { checkProofOfWorkFalse } = read<File>('consensus/next-work.json');
    expect(checkProofOfWorkFalse).toHaveLength(4);
    for (const { name, bits } of checkProofOfWorkFalse)
      expect(proofOfWorkTarget(fromHex(bits), mainnet), name).toBeUndefined();
  });
});

describe.skipIf(!present)('marks of mainnet', () => {
  interface Mark {
    height: number;
    hash: string;
    bits: string;
    time: number;
    medianTime: number;
    chainwork: string;
  }

  test('hash, bits, median time past and chain work', () => {
    const { marks } = read<{ marks: Mark[] }>('consensus/chainwork-mtp.json');
    const headers = readFileSync(new URL('headers/mainnet-0-49999.bin', DATA));
    const chain = new ArrayChain();
    const byHeight = new Map(marks.map((mark) => [mark.height, mark]));
    let chainWork = 0n;
    let seen = 0;
    for (let height = 0; height * 80 < headers.length; height++) {
      const bytes = headers.subarray(height * 80, height * 80 + 80);
      const header = decodeHeader(bytes);
      const entry = chain.push(header);
      chainWork += workOfBits(header.bits);
      const mark = byHeight.get(height);
      if (mark === undefined) continue;
      seen++;
      expect({
        height,
        hash: hashToDisplayHex(sha256d(bytes)),
        bits: bitsHex(header.bits),
        time: header.time,
        medianTime: medianTimePast(entry),
        chainwork: chainWork.toString(16).padStart(64, '0'),
      }).toEqual(mark);
    }
    expect(seen).toBe(marks.length);
  });
});

describe.skipIf(!present)('BIP-0094 on regtest, as Bitcoin Core 31.99 answered', () => {
  interface Block {
    height: number;
    now: number;
    hash: string;
    result: string | null;
    raw: string;
  }

  test('all 145 blocks', () => {
    const { blocks } = read<{ blocks: Block[] }>('core-corpus/bip94-timewarp.json');
    const params = defineNetwork({
      ...regtest,
      headerRules: bip94HeaderRules,
      difficulty: bitcoinDifficulty({ minDifficultyBlocks: true, retargets: false, base: 'first' }),
    });
    const chain = new ArrayChain([decodeHeader(params.genesis)]);
    const answers = blocks.map(({ raw, now, height }) => {
      const bytes = Buffer.from(raw, 'hex').subarray(0, 80);
      const header = decodeHeader(bytes);
      const alone = checkHeader(header, params, { hash: sha256d(bytes) });
      const verdict = alone.ok ? checkHeaderInContext(header, chain.at(height - 1), params, now) : alone;
      if (!verdict.ok) return { hash: hashToDisplayHex(sha256d(bytes)), result: verdict.reject.reason };
      expect(verdict.unchecked).toEqual([]);
      chain.push(header);
      return { hash: hashToDisplayHex(sha256d(bytes)), result: null };
    });
    expect(answers).toHaveLength(145);
    expect(answers).toEqual(blocks.map(({ hash, result }) => ({ hash, result })));
    expect(blocks.filter(({ result }) => result === 'time-timewarp-attack')).toHaveLength(1);
  });
});

describe.skipIf(!present)('LWMA (BTCGPU pow_tests.cpp)', () => {
  interface File {
    params: { T: number; N: number; k: number; dnorm: number };
    case: { blocks: number; time0: number; spacing: number; bits: string; expected: string };
  }

  test('the published case', () => {
    const file = read<File>('consensus/lwma-btg.json');
    const { T, N, k, dnorm } = file.params;
    const params = {
      ...mainnet,
      targetSpacing: T,
      difficulty: lwmaDifficulty({ window: N, weight: k, minDenominator: dnorm }),
    };
    // The published limit of that network is easier than Bitcoin's: the answer is above Bitcoin's.
    const easier = { ...params, powLimit: (1n << 240n) - 1n };
    const { blocks, time0, spacing, bits, expected } = file.case;
    const chain = new ArrayChain(steadyBlocks(blocks, fromHex(bits), spacing, time0));
    expect(bitsHex(nextBits(easier, chain.tip, 0) as number)).toBe(expected);
    expect(bitsHex(nextBits(params, chain.tip, 0) as number)).toBe('1d00ffff');
  });
});

describe.skipIf(!present)('merkle roots and mutated lists (CVE-2012-2459)', () => {
  test('all cases', () => {
    const { cases } = read<{ cases: { leaves: number[]; root: string; mutated: boolean }[] }>(
      'consensus/merkle-mutation.json',
    );
    expect(cases).toHaveLength(18);
    for (const { leaves, root, mutated } of cases) {
      const answer = merkleRoot(leaves.map((leaf) => new Uint8Array(sha256d(Uint8Array.of(leaf)))));
      expect({ root: Buffer.from(answer.root).toString('hex'), mutated: answer.mutated }).toEqual({ root, mutated });
    }
  });
});
