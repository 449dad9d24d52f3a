/** `midstate chain header`: one header of a stored chain, field by field. */
import type { ChainEntry, ReadonlyChain } from '../../chain/index.ts';
import { bitsToTarget, medianTimePast, UNCHECKED } from '../../consensus/index.ts';
import { bytesToHex, decodeHeader, hashToDisplayHex } from '../../primitives/index.ts';
import { DATA_OPTION, openExistingChain, rootOf, STORED_NETWORK_OPTION } from '../chain-store.ts';
import { alignColumns, UsageError, type Command, type CommandInput } from '../command.ts';
import { formatBits, formatCount } from '../format.ts';

/** The target of difficulty 1: Bitcoin's first. */
const DIFFICULTY_ONE_BITS = 0x1d00ffff;

export const chainHeaderCommand: Command = {
  name: 'chain header',
  words: ['HASH|HEIGHT'],
  summary: 'one header of a stored chain, explained',
  details: [
    'HASH has 64 digits as explorers show it, and may be beside the best chain; HEIGHT is on it. Every stored header is',
    'checked on the way.',
  ].join('\n'),
  options: {
    data: DATA_OPTION,
    network: STORED_NETWORK_OPTION,
    json: { type: 'boolean', help: 'one JSON object' },
  },
  run,
};

async function run(input: CommandInput): Promise<number> {
  const [word = ''] = input.words;
  if (!/^(?:\d{1,10}|[0-9a-fA-F]{64})$/.test(word))
    throw new UsageError(`chain header: expected a height or a hash of 64 digits, got ${JSON.stringify(word)}`);
  await using opened = await openExistingChain(input);
  const { chain, params } = opened;
  const entry = word.length === 64 ? chain.entry(word.toLowerCase()) : chain.entryAt(Number(word));
  if (entry === undefined) throw new UsageError(`chain header: ${notThere(word, chain)}`);

  const bytes = entry.header;
  const { version, prevBlockHash, merkleRoot, time, bits, nonce } = decodeHeader(bytes);
  const isBest = chain.entryAt(entry.height)?.hashHex === entry.hashHex;
  const median = medianTimePast(entry);
  const { target } = bitsToTarget(bits);
  const facts = {
    network: params.name,
    hash: entry.hashHex,
    height: entry.height,
    /** As in Bitcoin Core, -1 beside the best chain. */
    confirmations: isBest ? chain.tip.height - entry.height + 1 : -1,
    version,
    prevBlockHash: hashToDisplayHex(prevBlockHash),
    merkleRoot: hashToDisplayHex(merkleRoot),
    time,
    medianTimePast: median === UNCHECKED ? null : median,
    bits: formatBits(bits),
    target: target.toString(16).padStart(64, '0'),
    difficulty: Number(bitsToTarget(DIFFICULTY_ONE_BITS).target) / Number(target),
    nonce,
    work: entry.chainWork - (entry.parent?.chainWork ?? 0n),
    chainWork: entry.chainWork,
    nextBlockHash: (isBest && chain.entryAt(entry.height + 1)?.hashHex) || null,
    header: bytesToHex(bytes),
  };
  const { output } = input;
  if (input.flags['json'] === true) {
    output.json(facts);
    return 0;
  }
  const root = rootOf(chain);
  const rows = {
    hash: facts.hash,
    height: `${facts.height}, ${placeOf(entry, chain, isBest)}`,
    version: `0x${(version >>> 0).toString(16).padStart(8, '0')}`,
    previous: facts.prevBlockHash,
    'merkle root': facts.merkleRoot,
    time: showTime(time),
    'median time past': facts.medianTimePast === null ? 'unknown below the anchor' : showTime(facts.medianTimePast),
    bits: facts.bits,
    target: facts.target,
    difficulty: String(facts.difficulty),
    nonce: String(nonce),
    work: `0x${facts.work.toString(16)}`,
    'chain work': `0x${facts.chainWork.toString(16)}${root.height > 0 ? ' since the anchor' : ''}`,
    next: facts.nextBlockHash ?? 'none',
    header: facts.header,
  };
  for (const line of alignColumns(Object.entries(rows))) output.line(line);
  return 0;
}

function placeOf(entry: ChainEntry, chain: ReadonlyChain, isBest: boolean): string {
  if (!isBest) return 'beside the best chain';
  const above = chain.tip.height - entry.height;
  if (above === 0) return 'the tip of the best chain';
  return `on the best chain, ${formatCount(above)} above it`;
}

function notThere(word: string, chain: ReadonlyChain): string {
  if (word.length === 64) return `the chain has no header ${word}`;
  return `expected a height from ${rootOf(chain).height} to ${chain.tip.height}, got ${word}`;
}

function showTime(seconds: number): string {
  return `${seconds}, ${new Date(seconds * 1000).toISOString()}`;
}
