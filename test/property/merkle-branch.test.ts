/** Merkle branches and merkle blocks of trees of any size. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkMerkleBranch } from '../../src/consensus/index.ts';
import {
  bytesToHex,
  decodeMerkleBlock,
  merkleBranch,
  merkleRoot,
  type Header,
  type MerkleBlock,
} from '../../src/primitives/index.ts';

const sha256d = (bytes: Uint8Array): Uint8Array => {
  const once = createHash('sha256').update(bytes).digest();
  return new Uint8Array(createHash('sha256').update(once).digest());
};
const transactionOf = (i: number): Uint8Array => Uint8Array.of(i, i >> 8);
const idsOf = (count: number): Uint8Array[] => Array.from({ length: count }, (_, i) => sha256d(transactionOf(i)));

function headerOf(root: Uint8Array): Header {
  return { version: 1, prevBlockHash: new Uint8Array(32), merkleRoot: root, time: 0, bits: 0, nonce: 0 };
}

/** A number of transactions, and one of them. */
const places = fc
  .integer({ min: 1, max: 70 })
  .chain((count) => fc.record({ count: fc.constant(count), index: fc.nat(count - 1) }));

describe('a merkle branch', () => {
  it('proves any transaction of any tree, with its bytes or with the count', () => {
    fc.assert(
      fc.property(places, ({ count, index }) => {
        const ids = idsOf(count);
        const header = headerOf(merkleRoot(ids).root);
        const claim = { transactionId: ids[index]!, index, branch: merkleBranch(ids, index) };
        const proven = { ok: true, leaf: 'transaction' };
        expect(checkMerkleBranch(header, { ...claim, transaction: transactionOf(index) })).toEqual(proven);
        expect(checkMerkleBranch(header, { ...claim, transactionCount: count })).toEqual(proven);
      }),
    );
  });

  it('proves nothing with another index, whatever it is', () => {
    fc.assert(
      fc.property(places, fc.oneof(fc.nat(130), fc.nat(0xffffffff)), ({ count, index }, other) => {
        fc.pre(other !== index);
        const ids = idsOf(count);
        const header = headerOf(merkleRoot(ids).root);
        const claim = { transactionId: ids[index]!, index: other, branch: merkleBranch(ids, index) };
        expect(checkMerkleBranch(header, claim).ok).toBe(false);
      }),
    );
  });

  it('proves nothing with any bit changed: of the id, of the branch, of the root', () => {
    fc.assert(
      fc.property(places, fc.nat(), ({ count, index }, n) => {
        const ids = idsOf(count);
        const branch = merkleBranch(ids, index).map((node) => node.slice());
        const parts = [ids[index]!.slice(), ...branch, merkleRoot(ids).root.slice()];
        const bit = n % (parts.length * 256);
        parts[bit >> 8]![(bit & 255) >> 3]! ^= 1 << (bit & 7);
        const claim = { transactionId: parts[0]!, index, branch: parts.slice(1, -1) };
        expect(checkMerkleBranch(headerOf(parts.at(-1)!), claim).ok).toBe(false);
      }),
    );
  });

  it('proves nothing with a node more or less', () => {
    fc.assert(
      fc.property(places, fc.nat(), ({ count, index }, n) => {
        const ids = idsOf(count);
        const header = headerOf(merkleRoot(ids).root);
        const branch = merkleBranch(ids, index);
        const at = n % (branch.length + 1);
        const longer = [...branch.slice(0, at), ids[n % count]!, ...branch.slice(at)];
        const shorter = branch.toSpliced(at, 1);
        for (const changed of at < branch.length ? [longer, shorter] : [longer])
          expect(checkMerkleBranch(header, { transactionId: ids[index]!, index, branch: changed }).ok).toBe(false);
      }),
    );
  });
});

/** The merkle block of BIP-0037 that is about some transactions, made from its text. */
function encodeMerkleBlock(header: Uint8Array, ids: readonly Uint8Array[], isMeant: readonly boolean[]): Uint8Array {
  const levels: Uint8Array[][] = [[...ids]];
  const meant: boolean[][] = [[...isMeant]];
  for (let level = 0; levels[level]!.length > 1; level++) {
    const nodes = levels[level]!;
    const above: Uint8Array[] = [];
    for (let i = 0; i < nodes.length; i += 2)
      above.push(sha256d(Buffer.concat([nodes[i]!, nodes[i + 1] ?? nodes[i]!])));
    levels.push(above);
    meant.push(above.map((_, i) => meant[level]![2 * i]! || meant[level]![2 * i + 1] === true));
  }
  const flags: boolean[] = [];
  const hashes: Uint8Array[] = [];
  const visit = (level: number, place: number): void => {
    const flag = meant[level]![place]!;
    flags.push(flag);
    if (!flag || level === 0) {
      hashes.push(levels[level]![place]!);
      return;
    }
    visit(level - 1, 2 * place);
    if (2 * place + 1 < levels[level - 1]!.length) visit(level - 1, 2 * place + 1);
  };
  visit(levels.length - 1, 0);
  const flagBytes = Buffer.alloc(Math.ceil(flags.length / 8));
  flags.forEach((flag, i) => (flagBytes[i >> 3]! |= flag ? 1 << (i & 7) : 0));
  const count = Buffer.alloc(4);
  count.writeUInt32LE(ids.length);
  return Buffer.concat([
    header,
    count,
    Uint8Array.of(hashes.length),
    ...hashes,
    Uint8Array.of(flagBytes.length),
    flagBytes,
  ]);
}

describe('a merkle block', () => {
  const choices = fc.array(fc.boolean(), { minLength: 1, maxLength: 70 });

  it('leads to each transaction that it is about, by its branch', () => {
    fc.assert(
      fc.property(choices, (isMeant) => {
        const ids = idsOf(isMeant.length);
        const block = decodeMerkleBlock(encodeMerkleBlock(new Uint8Array(80), ids, isMeant));
        expect(bytesToHex(block.root)).toBe(bytesToHex(merkleRoot(ids).root));
        const expected = isMeant.flatMap((meant, index) =>
          meant ? [{ transactionId: ids[index]!, index, branch: merkleBranch(ids, index) }] : [],
        );
        expect(block.matches).toEqual(expected);
      }),
    );
  });

  it('with any bit changed is refused, or leads to another root, or is about others', () => {
    fc.assert(
      fc.property(choices, fc.nat(), (isMeant, n) => {
        const ids = idsOf(isMeant.length);
        const bytes = new Uint8Array(encodeMerkleBlock(new Uint8Array(80), ids, isMeant));
        const bit = n % ((bytes.length - 80) * 8);
        bytes[80 + (bit >> 3)]! ^= 1 << (bit & 7);
        let block: MerkleBlock;
        try {
          block = decodeMerkleBlock(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
          return;
        }
        const header = headerOf(merkleRoot(ids).root);
        if (bytesToHex(block.root) !== bytesToHex(header.merkleRoot)) return;
        // what it says of its matches is true all the same, if it is right about the count
        for (const match of block.matches) {
          const { ok } = checkMerkleBranch(header, { ...match, transactionCount: isMeant.length });
          expect(!ok || bytesToHex(ids[match.index]!) === bytesToHex(match.transactionId)).toBe(true);
        }
      }),
    );
  });
});
