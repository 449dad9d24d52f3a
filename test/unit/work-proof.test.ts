/** Proofs of work since a trusted header: made, checked, refused, as bytes. */
import { describe, expect, it } from 'vitest';
import {
  checkWorkProof,
  createHeaderChain,
  decodeWorkProof,
  encodeWorkProof,
  makeWorkProof,
  type WorkProof,
  type WorkProofCheck,
} from '../../src/chain/index.ts';
import { defineNetwork, networks } from '../../src/consensus/index.ts';
import { bytesToHex, concatBytes, hashToDisplayHex, hexToBytes } from '../../src/primitives/index.ts';
import { cryptoHasher, easyNetwork, GENESIS_TIME, idOf, mineEasy, NOW } from '../fixtures/easy-headers.ts';
import { HEADERS, proofOf, THIRD_TRANSACTION, trustedAt } from '../fixtures/easy-proof.ts';

const check = (proof: WorkProof, options: Partial<WorkProofCheck> = {}) =>
  checkWorkProof(proof, { params: easyNetwork, now: NOW, hasher: cryptoHasher, ...options });

function problemOf(proof: WorkProof, options?: Partial<WorkProofCheck>): string {
  const verdict = check(proof, options);
  return verdict.ok ? 'ok' : `${verdict.problem}: ${verdict.reason}`;
}

describe('a proof of work', () => {
  it('from genesis shows the work of all its headers, by every rule', () => {
    expect(check(proofOf(0, 10))).toEqual({
      ok: true,
      trusted: { height: 0, hashHex: easyNetwork.genesisHash },
      tip: { height: 10, hashHex: idOf(HEADERS[10]!), time: GENESIS_TIME + 20 },
      headers: 10,
      work: 20n,
      seconds: 20,
      unchecked: {},
      transactions: [],
    });
  });

  it('from a header that is trusted shows the work above it, and names what it could not judge', () => {
    const verdict = check(proofOf(4, 9), { trusted: trustedAt(4) });
    expect(verdict).toMatchObject({ ok: true, headers: 5, work: 10n, seconds: 10 });
    // eleven times are needed, and there are one to five
    expect(verdict.ok && verdict.unchecked).toEqual({ 'time-too-old': 5 });
  });

  it('counts from the trusted header also where it begins below', () => {
    expect(check(proofOf(0, 10), { trusted: trustedAt(7) })).toMatchObject({
      ok: true,
      trusted: trustedAt(7),
      headers: 3,
      work: 6n,
      seconds: 6,
      unchecked: {},
    });
    expect(check(proofOf(3, 8), { trusted: trustedAt(8) })).toMatchObject({
      headers: 0,
      work: 0n,
      seconds: 0,
      unchecked: {},
    });
  });

  it('shows how deep a transaction lies, and under how much work', () => {
    const verdict = check(proofOf(2, 9, [THIRD_TRANSACTION]), { trusted: trustedAt(3) });
    expect(verdict.ok && verdict.transactions).toEqual([
      {
        transactionId: hashToDisplayHex(THIRD_TRANSACTION.transactionId),
        height: 5,
        index: 2,
        confirmations: 5,
        work: 10n,
        leaf: 'transaction',
      },
    ]);
    const { transaction: _, ...withoutBytes } = THIRD_TRANSACTION;
    expect(check(proofOf(0, 10, [withoutBytes]))).toMatchObject({ transactions: [{ leaf: 'unchecked' }] });
  });

  it('is made of a part of a chain', () => {
    const chain = createHeaderChain({ params: easyNetwork, hasher: cryptoHasher });
    chain.accept(concatBytes(...HEADERS.slice(1)), NOW);
    expect(makeWorkProof(chain, { from: 3, to: 7, transactions: [THIRD_TRANSACTION] })).toEqual(
      proofOf(3, 7, [THIRD_TRANSACTION]),
    );
    expect(makeWorkProof(chain, { from: 10, to: 10 })).toEqual(proofOf(10, 10));
    expect(() => makeWorkProof(chain, { from: 0, to: 11 })).toThrow('to: expected an integer from 0 to 10, got 11');
    expect(() => makeWorkProof(chain, { from: 6, to: 5 })).toThrow('to: expected an integer from 6 to 10, got 5');
    expect(() => makeWorkProof(chain, { from: 6, to: 9, transactions: [THIRD_TRANSACTION] })).toThrow(
      'transactions[0].height: expected an integer from 6 to 9, got 5',
    );
    const anchored = createHeaderChain({ params: easyNetwork, anchor: { header: HEADERS[4]!, height: 4 } });
    expect(() => makeWorkProof(anchored, { from: 3, to: 4 })).toThrow(
      "from: expected a height above the chain's anchor, got 3",
    );
  });
});

describe('a proof shows nothing', () => {
  it('of another network', () => {
    const other = defineNetwork({ ...networks.testnet3, name: 'other' });
    expect(problemOf(proofOf(1, 5), { params: other })).toBe(
      `other-network: it is about the network with the genesis ${easyNetwork.genesisHash}`,
    );
    expect(problemOf({ ...proofOf(1, 5), height: 0 })).toBe(
      "other-network: its header at height 0 is not the network's genesis",
    );
  });

  it('without the trusted header, or with another one in its place', () => {
    const reason = 'not-from-trusted: its headers are those from 3 to 8, not';
    expect(problemOf(proofOf(3, 8))).toBe(`${reason} 0`);
    expect(problemOf(proofOf(3, 8), { trusted: trustedAt(9) })).toBe(`${reason} 9`);
    expect(problemOf(proofOf(3, 8), { trusted: { ...trustedAt(5), height: 4 } })).toBe(
      `not-from-trusted: its header at 4 is ${idOf(HEADERS[4]!)}, not ${idOf(HEADERS[5]!)}`,
    );
  });

  it('when it claims another height for its headers', () => {
    expect(problemOf({ ...proofOf(3, 8), height: 2 }, { trusted: trustedAt(5) })).toMatch(
      /^not-from-trusted: its header/,
    );
  });

  it('with a header that breaks a rule, below the trusted one or above it', () => {
    const changed = proofOf(0, 10);
    changed.headers[80 * 4 + 70]! ^= 0xff; // its time, far ahead: another hash, and perhaps no work
    for (const trusted of [trustedAt(2), trustedAt(9)]) {
      const verdict = check(changed, { trusted });
      expect(verdict).toMatchObject({ ok: false, problem: 'header-refused' });
      if (verdict.ok || verdict.problem !== 'header-refused') continue;
      const { height, index } = verdict.rejected;
      expect([4, 5]).toContain(height);
      expect(index).toBe(height);
    }
    const late = mineEasy({ parent: HEADERS[10]!, time: NOW + 8000 });
    const proof = { ...proofOf(0, 10), headers: concatBytes(...HEADERS, late) };
    expect(problemOf(proof)).toBe('header-refused: the header at 11 breaks the rule time-too-new');
  });

  it('with headers that are not in a line', () => {
    const beside = mineEasy({ parent: HEADERS[8]!, time: GENESIS_TIME + 30, salt: 7 });
    const headers = concatBytes(...HEADERS.slice(0, 10), beside);
    expect(problemOf({ ...proofOf(0, 10), headers })).toBe('not-in-line: its headers are not in a line');
    const again = concatBytes(...HEADERS.slice(0, 10), HEADERS[9]!);
    expect(problemOf({ ...proofOf(0, 10), headers: again })).toBe('not-in-line: its headers are not in a line');
  });

  it.each([
    ['at another place', { index: 0 }, 'the branch repeats a node that is not the last of its level'],
    ['behind the last', { index: 3 }, 'the place is behind the last transaction'],
    ['in another block', { height: 6 }, /^the branch leads to/],
    ['in a block that it does not hold', { height: 11 }, 'there is no header at 11'],
    ['with other bytes', { transaction: new Uint8Array(65) }, /^the transaction has the id/],
    ['of 64 bytes', { transaction: new Uint8Array(64) }, 'a transaction of 64 bytes may be a pair of nodes'],
  ])('with a transaction %s', (_what, changes, reason) => {
    const verdict = check(proofOf(0, 10, [THIRD_TRANSACTION, { ...THIRD_TRANSACTION, ...changes }]));
    expect(verdict).toMatchObject({ ok: false, problem: 'transaction-refused', index: 1 });
    expect(!verdict.ok && verdict.reason.replace('transaction 1: ', '')).toMatch(reason);
  });

  it('never by throwing, but for arguments that no decoded proof has', () => {
    expect(() => check({ ...proofOf(0, 3), headers: new Uint8Array(0) })).toThrow(
      'proof.headers: expected at least one header, got none',
    );
    expect(() => check({ ...proofOf(0, 3), headers: new Uint8Array(81) })).toThrow(
      'headers: expected a multiple of 80',
    );
    expect(() => check(proofOf(0, 3), { trusted: { height: 0, hashHex: 'ABCD' } })).toThrow(
      'trusted.hashHex: expected 64 lower-case digits, got "ABCD"',
    );
    expect(() => check(proofOf(0, 3), { now: 1.5 })).toThrow('now: expected an integer');
  });
});

describe('the bytes of a proof', () => {
  const proof = proofOf(4, 6, [THIRD_TRANSACTION]);
  const bytes = encodeWorkProof(proof);

  it('are laid out as documented', () => {
    const { transactionId, branch, transaction } = THIRD_TRANSACTION;
    const hex = [
      '6d737066',
      '01',
      bytesToHex(hexToBytes(easyNetwork.genesisHash).reverse()),
      '04000000',
      '03000000',
      ...HEADERS.slice(4, 7).map(bytesToHex),
      '0100',
      '05000000',
      '02000000',
      bytesToHex(transactionId),
      '02',
      ...branch.map(bytesToHex),
      '41000000',
      bytesToHex(transaction!),
    ];
    expect(bytesToHex(bytes)).toBe(hex.join(''));
    expect(decodeWorkProof(bytes)).toEqual(proof);
    expect(decodeWorkProof(encodeWorkProof(proofOf(0, 0)))).toEqual(proofOf(0, 0));
    expect(decodeWorkProof(Buffer.from(bytes))).toEqual(proof);
  });

  it('without a transaction of its own hold none', () => {
    const { transaction: _, ...withoutBytes } = THIRD_TRANSACTION;
    expect(decodeWorkProof(encodeWorkProof(proofOf(4, 6, [withoutBytes])))).toEqual(proofOf(4, 6, [withoutBytes]));
  });

  it('are refused when they are cut off anywhere, or something follows', () => {
    for (let size = 0; size < bytes.length; size++)
      expect(() => decodeWorkProof(bytes.subarray(0, size)), String(size)).toThrow(RangeError);
    expect(() => decodeWorkProof(concatBytes(bytes, Uint8Array.of(0)))).toThrow(
      'proof: expected nothing behind it, got 1 bytes',
    );
  });

  it.each([
    [0, 0x4d, 'proof: expected it to begin with 6d737066, got 4d737066'],
    [4, 2, 'proof: expected version 1, got 2'],
    [41, 0, 'proof: expected headers, got none'],
    [44, 1, /^proof: expected 1342177520 bytes of headers, got \d+$/],
    [40, 0x80, 'proof: expected heights up to 2147483647, got 2147483654'],
    [327, 33, 'proof: expected a branch of at most 32 nodes, got 33'],
  ])('are refused when byte %i is %i', (at, value, message) => {
    const changed = bytes.slice();
    changed[at] = value;
    expect(() => decodeWorkProof(changed)).toThrow(message);
  });

  it('show nothing, or are refused, with any bit changed but in the last header', () => {
    const options = { trusted: trustedAt(5), hasher: cryptoHasher };
    expect(check(decodeWorkProof(bytes), options).ok).toBe(true);
    const lastHeader = 45 + 80 * 2;
    let decodedOnes = 0;
    for (let bit = 0; bit < 8 * bytes.length; bit++) {
      const at = bit >> 3;
      if (at >= lastHeader && at < lastHeader + 80) continue;
      const changed = bytes.slice();
      changed[at]! ^= 1 << (bit & 7);
      let decoded: WorkProof;
      try {
        decoded = decodeWorkProof(changed);
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
        continue;
      }
      decodedOnes++;
      expect(check(decoded, options).ok, `bit ${bit}`).toBe(false);
    }
    expect(decodedOnes).toBeGreaterThan(2000);
  });

  it.each<[string, Partial<WorkProof>, string]>([
    ['headers', { headers: new Uint8Array(0) }, 'proof.headers: number: expected an integer from 1'],
    ['height', { height: -1 }, 'proof.height: expected an integer from 0'],
    ['genesisHash', { genesisHash: '00' }, 'hash: expected 32 bytes, got 1'],
    [
      'branch',
      { transactions: [{ ...THIRD_TRANSACTION, branch: [new Uint8Array(3)] }] },
      'proof.transactions[0].branch[0]: expected 32 bytes, got 3',
    ],
  ])('are not made of a wrong %s', (_what, changes, message) => {
    expect(() => encodeWorkProof({ ...proof, ...changes })).toThrow(message);
  });
});
