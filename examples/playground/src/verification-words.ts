/** How a verification goes and how it ended, in words. */
import type { ChainEntry } from 'midstate/chain';
import type { NetworkParams } from 'midstate/consensus';
import type { Fact } from './fact-list.ts';
import { formatCount, formatQuantity } from './figures.ts';
import { formatSeconds } from './format.ts';
import type { VerificationProgress, VerificationResult } from './file-verification.ts';
import type { KeptHeaders } from './kept-headers.ts';
import { describePermanence, rejectFacts } from './reject-words.ts';

/** `12,000 headers judged, 800,000 headers/s`. */
export function describeProgress({ headers, seconds }: VerificationProgress): string {
  return `${formatQuantity(headers, 'header')} judged${rateWords(headers, seconds)}`;
}

/** The result in one sentence, which begins with the number of valid headers. */
export function describeResult({ headers, duplicates, seconds, rejected }: VerificationResult): string {
  const known = duplicates > 0 && duplicates === headers ? ', all of them known before' : '';
  const valid = `${formatQuantity(headers, 'header')} valid${known}`;
  if (rejected !== undefined)
    return `${valid}, then one breaks the rule ${rejected.reject.id} at height ${formatCount(rejected.height)}.`;
  return `${valid}, in ${formatSeconds(seconds)}${rateWords(headers, seconds)}.`;
}

/** What the result says of the chain, and of the header that was refused. */
export function resultFacts({ tip, duplicates, rejected }: VerificationResult, params: NetworkParams): Fact[] {
  const facts: Fact[] = [['Network', params.name], ...tipFacts(tip)];
  // the genesis is known to every chain
  if (duplicates > 1) facts.push(['Known before', formatQuantity(duplicates, 'header')]);
  if (rejected === undefined) return facts;
  const { reject, height, hashHex } = rejected;
  return [
    ...facts,
    ['Refused at height', formatCount(height)],
    ['Refused header', hashHex],
    ['Reject', `${reject.reason} (${describePermanence(reject.permanence)})`],
    ...rejectFacts(reject).filter(([name]) => name !== 'hash'),
  ];
}

/** What is kept of a network, in sentences; none when nothing is. */
export function describeKept(
  kept: Pick<KeptHeaders, 'chain' | 'isStored' | 'notes'> | undefined,
  isKept: boolean,
  network: string,
): string[] {
  if (kept === undefined)
    return isKept ? [`Headers of ${network} are kept in this browser: tick the box to go on from there.`] : [];
  const { chain, isStored, notes } = kept;
  if (chain === undefined) return [...notes];
  const { height, chainWork } = chain.tip;
  const place = isStored ? 'Kept in this browser' : 'Kept in this tab alone';
  return [`${place}: ${network} to height ${formatCount(height)}, work ${describeWork(chainWork)}.`, ...notes];
}

/** Height, hash and work of the best chain. */
function tipFacts(tip: ChainEntry): Fact[] {
  return [
    ['Height', formatCount(tip.height)],
    ['Tip', tip.hashHex],
    ['Chain work', describeWork(tip.chainWork)],
  ];
}

/** `0x32003200320032 (2^53.6 hashes)`. */
function describeWork(work: bigint): string {
  const log = Math.log2(Number(work));
  return `0x${work.toString(16)} (2^${log.toFixed(1)} hashes)`;
}

function rateWords(headers: number, seconds: number): string {
  return seconds > 0 ? `, ${formatCount(headers / seconds)} headers/s` : '';
}
