/** Real headers through the rule book: nothing is refused, nothing left unchecked, and a planted fault is found. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  checkHeader,
  checkHeaderInContext,
  networks,
  workOfBits,
  type NetworkParams,
  type Reject,
} from '../../src/consensus/index.ts';
import { decodeHeader } from '../../src/primitives/index.ts';
import { ArrayChain } from '../unit/consensus/array-chain.ts';

const DIRECTORY = new URL('../../../shared/data/headers/', import.meta.url);
const present = existsSync(DIRECTORY);
const NOW = 1_795_305_600;

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

interface Outcome {
  accepted: number;
  unchecked: number;
  chainWork: bigint;
  reject?: Reject;
}

function judge(headers: Uint8Array, params: NetworkParams): Outcome {
  const chain = new ArrayChain();
  const outcome: Outcome = { accepted: 0, unchecked: 0, chainWork: 0n };
  let tipHash: Buffer = Buffer.alloc(32);
  for (let at = 0; at < headers.length; at += 80) {
    const bytes = headers.subarray(at, at + 80);
    const header = decodeHeader(bytes);
    const hash = sha256(sha256(bytes));
    const alone = checkHeader(header, params, { hash });
    if (!alone.ok) return { ...outcome, reject: alone.reject };
    if (!tipHash.equals(header.prevBlockHash)) throw new Error(`header ${at / 80} does not continue the chain`);
    if (at > 0) {
      const verdict = checkHeaderInContext(header, chain.tip, params, NOW);
      if (!verdict.ok) return { ...outcome, reject: verdict.reject };
      outcome.unchecked += verdict.unchecked.length;
    }
    chain.push(header);
    tipHash = hash;
    outcome.accepted++;
    outcome.chainWork += workOfBits(header.bits);
  }
  return outcome;
}

describe.skipIf(!present)('real headers from genesis', () => {
  const read = (name: string): Uint8Array => new Uint8Array(readFileSync(new URL(name, DIRECTORY)));

  test('50,000 of mainnet', () => {
    expect(judge(read('mainnet-0-49999.bin'), networks.mainnet)).toEqual({
      accepted: 50_000,
      unchecked: 0,
      chainWork: 0x14a3c4fabfaf0n,
    });
  });

  test('10,000 of testnet3', () => {
    expect(judge(read('testnet3-0-9999.bin'), networks.testnet3)).toMatchObject({ accepted: 10_000, unchecked: 0 });
  });

  test('2,016 of signet', () => {
    expect(judge(read('signet-0-2015.bin'), networks.signet)).toMatchObject({ accepted: 2_016, unchecked: 0 });
  });

  test('headers of testnet3 by the rules of mainnet fail where the first 20-minute block stands', () => {
    const headers = read('testnet3-0-9999.bin');
    const outcome = judge(headers, networks.mainnet);
    expect(outcome.reject).toMatchObject({ id: 'bad-diffbits' });
    expect(outcome.accepted).toBeGreaterThan(2016);
  });

  test('any flipped bit of a header is a header without its work', () => {
    const headers = read('mainnet-0-49999.bin').slice(0, 12 * 80);
    for (let bit = 0; bit < 640; bit++) {
      const flipped = headers.slice();
      flipped[11 * 80 + (bit >> 3)]! ^= 1 << (bit & 7);
      expect(judge(flipped, networks.mainnet), `bit ${bit}`).toMatchObject({
        accepted: 11,
        reject: { id: 'high-hash' },
      });
    }
  });
});
