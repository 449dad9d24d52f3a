/** Merkle blocks (BIP-0037), as Bitcoin Core's gettxoutproof gives them. */
import { describe, expect, it } from 'vitest';
import {
  bytesToHex,
  decodeCompactSize,
  decodeMerkleBlock,
  hashToDisplayHex,
  headerHash,
  hexToBytes,
} from '../../src/primitives/index.ts';

// The example of the Bitcoin developer reference: a block of mainnet with seven transactions, of which the fifth is meant
const HEADER =
  '0100000082bb869cf3a793432a66e826e05a6fc37469f8efb7421dc880670100000000007f16c5962e8bd963659c793ce370d95f093bc7e367117b3c30c1f8fdd0d9728776381b4d4c86041b554b8529';
const HASHES = [
  '3612262624047ee87660be1a707519a443b1c1ce3d248cbfc6c15870f6c5daa2',
  '019f5b01d4195ecbc9398fbf3c3b1fa9bb3183301d7a1fb3bd174fcfa40a2b65',
  '41ed70551dd7e841883ab8f0b16bf04176b7d1480e4f0af9f3d4c3595768d068',
  '20d2a7bc994987302e5b1ac80fc425fe25f8b63169ea78e68fbaaefa59379bbf',
];
const ROOT = '7f16c5962e8bd963659c793ce370d95f093bc7e367117b3c30c1f8fdd0d97287';

interface Parts {
  readonly count?: string;
  readonly hashes?: readonly string[];
  readonly hashCount?: string;
  readonly flags?: string;
  readonly rest?: string;
}

function merkleBlock({ count = '07000000', hashes = HASHES, hashCount, flags = '011d', rest = '' }: Parts): Uint8Array {
  const size = hashCount ?? hashes.length.toString(16).padStart(2, '0');
  return hexToBytes(HEADER + count + size + hashes.join('') + flags + rest);
}

describe('a merkle block', () => {
  it('tells the header, the root and the place of what it is about', () => {
    const block = decodeMerkleBlock(merkleBlock({}));
    expect(hashToDisplayHex(headerHash(block.header))).toBe(
      '000000000000b731f2eef9e8c63173adfb07e41bd53eb0ef0a6b720d6cb6dea4',
    );
    expect([block.transactionCount, bytesToHex(block.root)]).toEqual([7, ROOT]);
    expect(block.matches).toHaveLength(1);
    const [{ transactionId, index, branch }] = block.matches as [(typeof block.matches)[0]];
    expect([index, hashToDisplayHex(transactionId)]).toEqual([
      4,
      '652b0aa4cf4f17bdb31f7a1d308331bba91f3b3cbf8f39c9cb5e19d4015b9f01',
    ]);
    expect(branch.map(bytesToHex)).toEqual([HASHES[2], HASHES[3], HASHES[0]]);
  });

  it('can be about nothing: its root alone', () => {
    const { root, matches } = decodeMerkleBlock(merkleBlock({ hashes: [ROOT], flags: '0100' }));
    expect([bytesToHex(root), matches]).toEqual([ROOT, []]);
  });

  it.each<[string, Parts, string]>([
    ['without transactions', { count: '00000000' }, 'expected 1 to 16666 transactions, got 0'],
    ['of more transactions than a block holds', { count: '1b410000' }, 'expected 1 to 16666 transactions, got 16667'],
    ['of more hashes than transactions', { count: '03000000' }, 'expected at most a hash for each transaction, got 4'],
    ['that promises more hashes than it has', { hashCount: '05' }, 'expected 5 hashes, got fewer bytes'],
    ['that promises more flags than it has', { flags: '021d' }, 'expected 2 flag bytes and no more, got 1'],
    ['with something behind it', { rest: '00' }, 'expected 1 flag bytes and no more, got 2'],
    ['without flags', { flags: '00' }, 'it has too few flags'],
    ['with a hash too few', { hashes: HASHES.slice(0, 3) }, 'it has too few hashes'],
    ['with a hash too many', { hashes: [...HASHES, ROOT] }, 'it uses 4 of 5 hashes'],
    ['with a flag byte too many', { flags: '021d00' }, 'it uses 7 flags of 2 bytes'],
    // CVE-2012-2459: a place behind the last transaction would repeat a node
    [
      'with equal siblings',
      { hashes: [HASHES[0]!, HASHES[1]!, HASHES[1]!, HASHES[3]!] },
      'merkleBlock: two siblings are equal',
    ],
  ])('%s is refused', (_what, parts, message) => {
    expect(() => decodeMerkleBlock(merkleBlock(parts))).toThrow(message);
    expect(() => decodeMerkleBlock(merkleBlock(parts))).toThrow(RangeError);
  });

  it('that is cut off anywhere is refused', () => {
    const whole = merkleBlock({});
    for (let size = 0; size < whole.length; size++)
      expect(() => decodeMerkleBlock(whole.subarray(0, size)), String(size)).toThrow(RangeError);
    expect(() => decodeMerkleBlock('text' as never)).toThrow('merkleBlock: expected a Uint8Array, got "text"');
  });
});

describe('a compact size', () => {
  it('is read where it stands, with its end', () => {
    expect(decodeCompactSize(hexToBytes('00fc'), 1)).toEqual({ value: 252, end: 2 });
    expect(decodeCompactSize(hexToBytes('fdfd00'), 0)).toEqual({ value: 253, end: 3 });
    expect(decodeCompactSize(hexToBytes('fdffff'), 0)).toEqual({ value: 65_535, end: 3 });
    expect(decodeCompactSize(hexToBytes('fe00000100'), 0)).toEqual({ value: 65_536, end: 5 });
    expect(decodeCompactSize(hexToBytes('ffffffffffffff1f00'), 0)).toEqual({ value: 2 ** 53 - 1, end: 9 });
  });

  it.each(['', 'fd', 'fdfc00', 'fefd0000', 'feffff0000', 'ffffffffff00000000', 'ffffffffffffffff00', 'ff00'])(
    'of %s is refused: cut off, longer than it need be, or too large',
    (hex) => {
      expect(() => decodeCompactSize(hexToBytes(hex), 0)).toThrow(RangeError);
    },
  );
});
