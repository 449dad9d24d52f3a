import { describe, expect, it } from 'vitest';
import { headerFields } from '../../../examples/playground/src/header-fields.ts';
import { describeVersion, versionBits } from '../../../examples/playground/src/version-words.ts';
import { networks } from '../../../src/consensus/index.ts';
import { bytesToHex } from '../../../src/primitives/index.ts';

describe('the fields of a header', () => {
  const fields = headerFields(networks.mainnet.genesis);

  it('lie side by side on all 80 bytes, each with its own', () => {
    expect(fields.map(({ name, start, end }) => [name, start, end])).toEqual([
      ['version', 0, 4],
      ['prevBlockHash', 4, 36],
      ['merkleRoot', 36, 68],
      ['time', 68, 72],
      ['bits', 72, 76],
      ['nonce', 76, 80],
    ]);
    expect(fields.flatMap(({ bytes }) => bytes).join('')).toBe(bytesToHex(networks.mainnet.genesis));
    expect(fields[3]!.bytes).toEqual(['29', 'ab', '5f', '49']);
  });

  it('are told as explorers tell them: hashes in display order, the time as a date', () => {
    expect(fields.map(({ value }) => value)).toEqual([
      '1',
      '0'.repeat(64),
      '4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b',
      '1231006505',
      '0x1d00ffff',
      '2,083,236,893',
    ]);
    expect(fields[3]!.meaning).toEqual(['2009-01-03 18:15:05 UTC, as the miner says.']);
    expect(fields[1]!.meaning[0]).toContain('no block below');
  });

  it('are those of 80 bytes and no others', () => {
    expect(() => headerFields(new Uint8Array(79))).toThrow(RangeError);
  });
});

describe('a version', () => {
  it('shows its 32 bits, of a negative one as well', () => {
    expect(versionBits(0x20000000)).toBe('0010 0000 0000 0000 0000 0000 0000 0000');
    expect(versionBits(-1)).toBe('1111 1111 1111 1111 1111 1111 1111 1111');
  });

  it.each([
    [1, ['Version 1, as the first blocks.']],
    [4, ['Version 4: OP_CHECKLOCKTIMEVERIFY (BIP-0065).']],
    [0x20000000, ['It begins with 001: version bits (BIP-0009).', 'It signals for no change of rules.']],
    [0x20000012, ['It begins with 001: version bits (BIP-0009).', 'It signals with bits 1, 4.']],
    // what a mining machine makes of the free bits: 13 and 28 are the lowest and the highest of them
    [
      0x30002004,
      [
        'It begins with 001: version bits (BIP-0009).',
        'It signals with bit 2.',
        'Free for miners to count with (BIP-0320): bits 13, 28.',
      ],
    ],
    [0x40000000, ['Neither a block version nor version bits.']],
    [-1, ['Neither a block version nor version bits.']],
  ])('%i is told', (version, sentences) => {
    expect(describeVersion(version)).toEqual([`Bits ${versionBits(version)}.`, ...sentences]);
  });
});
