/** What the version of a header says: an old block version, or the bits of version bits. */

/** The three highest bits of a version that carries bits (BIP-0009). */
const TOP_MASK = 0xe0000000;
const TOP_BITS = 0x20000000;

/** Bits that miners may use as one more nonce (BIP-0320). */
const GENERAL_PURPOSE_MASK = 0x1fffe000;

const BLOCK_VERSIONS: Readonly<Record<number, string>> = {
  1: 'Version 1, as the first blocks.',
  2: 'Version 2: the height stands in the coinbase (BIP-0034).',
  3: 'Version 3: strict DER signatures (BIP-0066).',
  4: 'Version 4: OP_CHECKLOCKTIMEVERIFY (BIP-0065).',
};

/** The 32 bits in groups of four, highest first: `0010 0000 ...`. */
export function versionBits(version: number): string {
  const digits = (version >>> 0).toString(2).padStart(32, '0');
  return digits.match(/.{4}/g)!.join(' ');
}

/** What a version means, one sentence each; the first shows its bits. */
export function describeVersion(version: number): string[] {
  const sentences = [`Bits ${versionBits(version)}.`];
  const word = version >>> 0;
  const known = BLOCK_VERSIONS[version];
  if (known !== undefined) return [...sentences, known];
  if ((word & TOP_MASK) >>> 0 !== TOP_BITS) return [...sentences, 'Neither a block version nor version bits.'];
  sentences.push('It begins with 001: version bits (BIP-0009).');
  const signals = setBits(word & ~TOP_MASK & ~GENERAL_PURPOSE_MASK);
  const rolled = setBits(word & GENERAL_PURPOSE_MASK);
  sentences.push(signals.length === 0 ? 'It signals for no change of rules.' : `It signals with ${bitList(signals)}.`);
  if (rolled.length > 0) sentences.push(`Free for miners to count with (BIP-0320): ${bitList(rolled)}.`);
  return sentences;
}

function setBits(word: number): number[] {
  return Array.from({ length: 32 }, (_, bit) => bit).filter((bit) => (word >>> bit) & 1);
}

function bitList(bits: readonly number[]): string {
  return `${bits.length === 1 ? 'bit' : 'bits'} ${bits.join(', ')}`;
}
