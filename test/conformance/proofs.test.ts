/** Proofs over real headers and real blocks. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  checkWorkProof,
  createHeaderChain,
  decodeWorkProof,
  encodeWorkProof,
  makeWorkProof,
} from '../../src/chain/index.ts';
import { checkMerkleBranch, networks } from '../../src/consensus/index.ts';
import { createEngine } from '../../src/engine/index.ts';
import { decodeHeader, hexToBytes, merkleBranch, merkleRoot, sha256d } from '../../src/primitives/index.ts';
import { transactionIdsOf } from '../fixtures/block-transactions.ts';

const DATA = new URL('../../../shared/data/', import.meta.url);

describe.skipIf(!existsSync(DATA))('proofs', () => {
  test('of the work of mainnet between heights whose chain work is published', async () => {
    interface Mark {
      readonly height: number;
      readonly hash: string;
      readonly time: number;
      readonly chainwork: string;
    }
    const { marks }: { marks: Mark[] } = JSON.parse(
      readFileSync(new URL('consensus/chainwork-mtp.json', DATA), 'utf8'),
    );
    const hasher = await createEngine();
    const params = networks.mainnet;
    const chain = createHeaderChain({ params, hasher });
    const file = readFileSync(new URL('headers/mainnet-0-49999.bin', DATA));
    const now = 1_800_000_000;
    expect(chain.accept(file, now).rejected).toBeUndefined();
    const inFile = marks.filter(({ height }) => height < 50_000);
    expect(inFile.length).toBeGreaterThan(10);
    const last = inFile.at(-1)!;
    for (const mark of inFile) {
      const { height, hash: hashHex } = mark;
      // a period and the eleven times below the trusted header: every rule can be judged
      const from = Math.max(0, height - 2016 - 11);
      const proof = decodeWorkProof(encodeWorkProof(makeWorkProof(chain, { from, to: last.height })));
      expect(checkWorkProof(proof, { params, now, hasher, trusted: { height, hashHex } })).toEqual({
        ok: true,
        trusted: { height, hashHex },
        tip: { height: last.height, hashHex: last.hash, time: last.time },
        headers: last.height - height,
        work: BigInt(`0x${last.chainwork}`) - BigInt(`0x${mark.chainwork}`),
        seconds: last.time - mark.time,
        unchecked: {},
        transactions: [],
      });
    }
  });

  test('of every transaction in 4,000 blocks of testnet3', async () => {
    const hasher = await createEngine();
    const lines = readFileSync(new URL('blocks/testnet3-1-4000.txt', DATA), 'latin1').trim().split('\n');
    let proven = 0;
    for (const line of lines) {
      const block = Buffer.from(line, 'hex');
      const header = decodeHeader(block.subarray(0, 80));
      const ids = transactionIdsOf(block);
      ids.forEach((transactionId, index) => {
        const branch = merkleBranch(ids, index, hasher);
        const claim = { transactionId, index, branch, transactionCount: ids.length };
        expect(checkMerkleBranch(header, claim)).toEqual({ ok: true, leaf: 'transaction' });
        proven++;
      });
    }
    expect(proven).toBe(4941);
  });

  test('refuse the repeated transactions of mutated trees', () => {
    interface Case {
      readonly leaves: number[];
      readonly root: string;
      readonly mutated: boolean;
    }
    const { cases }: { cases: Case[] } = JSON.parse(
      readFileSync(new URL('consensus/merkle-mutation.json', DATA), 'utf8'),
    );
    for (const { leaves, root, mutated } of cases) {
      const ids = leaves.map((leaf) => sha256d(Uint8Array.of(leaf)));
      const header = { ...decodeHeader(new Uint8Array(80)), merkleRoot: hexToBytes(root) };
      expect(merkleRoot(ids).mutated).toBe(mutated);
      const answers = ids.map((transactionId, index) => {
        const verdict = checkMerkleBranch(header, { transactionId, index, branch: merkleBranch(ids, index) });
        return verdict.ok ? 'proven' : verdict.problem;
      });
      expect(answers.at(-1)).toBe(mutated ? 'repeated-node' : 'proven');
      expect(answers.every((answer) => answer === 'proven')).toBe(!mutated);
    }
  });
});
