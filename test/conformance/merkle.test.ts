/** Real blocks, and blocks that Bitcoin Core judged: the roots, and the verdicts on them. */
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { checkMerkleRoot } from '../../src/consensus/index.ts';
import { isBodyOf } from '../../src/devnet/index.ts';
import { createEngine } from '../../src/engine/index.ts';
import { decodeHeader } from '../../src/primitives/index.ts';
import { transactionIdsOf } from '../fixtures/block-transactions.ts';

const DATA = new URL('../../../shared/data/', import.meta.url);

describe.skipIf(!existsSync(DATA))('merkle roots of blocks', () => {
  test.each(['simd', 'scalar', 'js'] as const)('4,000 blocks of testnet3 by the %s engine', async (backend) => {
    const hasher = await createEngine({ backend });
    const lines = readFileSync(new URL('blocks/testnet3-1-4000.txt', DATA), 'latin1').trim().split('\n');
    expect(lines).toHaveLength(4000);
    let widest = 0;
    for (const line of lines) {
      const block = Buffer.from(line, 'hex');
      const ids = transactionIdsOf(block);
      widest = Math.max(widest, ids.length);
      expect(checkMerkleRoot(decodeHeader(block.subarray(0, 80)), ids, hasher)).toEqual({ ok: true });
    }
    expect(widest).toBe(49);
  });

  test('blocks of testnet3 have their own transactions, and a changed one has not', async () => {
    const hasher = await createEngine();
    const lines = readFileSync(new URL('blocks/testnet3-1-4000.txt', DATA), 'latin1').trim().split('\n');
    for (const line of lines) {
      const block = new Uint8Array(Buffer.from(line, 'hex'));
      const [header, body] = [block.subarray(0, 80), block.subarray(80)];
      expect(isBodyOf(header, body, hasher)).toBe(true);
      body[body.length - 1]! ^= 1; // of a lock time
      expect(isBodyOf(header, body, hasher)).toBe(false);
      expect(isBodyOf(header, body.subarray(0, -1), hasher)).toBe(false);
    }
  });

  interface CoreRecord {
    readonly result?: string | null;
    readonly raw?: string;
  }

  test.each([
    ['feature_block', { passed: 367, 'bad-txnmrklroot': 1, 'bad-txns-duplicate': 4 }],
    ['mining_basic', { passed: 205, 'bad-txnmrklroot': 2 }],
  ])("agree with Bitcoin Core's answers in its test %s", async (name, expected) => {
    const hasher = await createEngine({ backend: 'js' });
    const text = gunzipSync(readFileSync(new URL(`core-corpus/${name}.jsonl.gz`, DATA))).toString('latin1');
    const records = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as CoreRecord);
    const counts: Record<string, number> = {};
    for (const { result, raw } of records) {
      if (raw === undefined || result?.includes('Block decode failed')) continue;
      const block = Buffer.from(raw, 'hex');
      const verdict = checkMerkleRoot(decodeHeader(block.subarray(0, 80)), transactionIdsOf(block), hasher);
      const answer = verdict.ok ? 'passed' : verdict.reject.reason;
      counts[answer] = (counts[answer] ?? 0) + 1;
      // whatever else Core found wrong, it found after the merkle root or before it in a block whose root is right
      expect(answer).toBe(result === 'bad-txnmrklroot' || result === 'bad-txns-duplicate' ? result : 'passed');
    }
    expect(counts).toEqual(expected);
  });
});
