/** What a proof of work shows, as JSON and as people read it. */
import type { ProvenWork, RefusedWorkProof } from '../chain/index.ts';
import { workOfBits, type NetworkParams } from '../consensus/index.ts';
import { alignColumns } from './command.ts';
import { formatCount, formatQuantity, formatSeconds } from './format.ts';
import type { Output } from './output.ts';

/** The bits of difficulty 1: Bitcoin's first target. */
const DIFFICULTY_ONE_BITS = 0x1d00ffff;

/** The figures of a proof. */
export function provenFacts(proven: ProvenWork, tipBits: number, params: NetworkParams): Record<string, unknown> {
  const { trusted, tip, headers, work, seconds, unchecked, transactions } = proven;
  return {
    valid: true,
    network: params.name,
    trusted: { height: trusted.height, hash: trusted.hashHex },
    tip: { height: tip.height, hash: tip.hashHex, time: tip.time },
    headers,
    work,
    meanDifficulty: headers === 0 ? null : ratio(work, workOfBits(DIFFICULTY_ONE_BITS)) / headers,
    equivalentHeaders: ratio(work, workOfBits(tipBits)),
    seconds,
    unchecked,
    transactions: transactions.map(({ transactionId, ...facts }) => ({ id: transactionId, ...facts })),
  };
}

/** The figures of a proof, lines of text. */
export function printProven(proven: ProvenWork, tipBits: number, params: NetworkParams, output: Output): void {
  const { trusted, tip, headers, work, seconds, transactions } = proven;
  const unchecked = Object.entries(proven.unchecked).map(([rule, count]) => `${rule} ${formatCount(count)}`);
  output.line(
    `${output.styled('green', 'valid')}: ${formatQuantity(headers, `${params.name} header`)} above the trusted one`,
  );
  const rows: [string, string][] = [
    ['trusted', `${trusted.height} ${trusted.hashHex}`],
    ['tip', `${tip.height} ${tip.hashHex}`],
    ['work', formatWork(work)],
  ];
  if (headers > 0) {
    const difficulty = ratio(work, workOfBits(DIFFICULTY_ONE_BITS)) / headers;
    rows.push(
      ['difficulty', `${Number(difficulty.toPrecision(6))} on average`],
      ['equals', `${formatAmount(ratio(work, workOfBits(tipBits)))} times the work of the tip`],
      ['time', `${seconds < 0 ? '-' : ''}${formatSeconds(Math.abs(seconds))} from the trusted header to the tip`],
    );
  }
  rows.push(['unchecked', unchecked.length === 0 ? 'none' : unchecked.join(', ')]);
  for (const { transactionId, height, index, confirmations, work: above, leaf } of transactions) {
    rows.push(
      ['transaction', transactionId],
      ['  place', `${index} in block ${height}${leaf === 'unchecked' ? '; whether it is one is unchecked' : ''}`],
      ['  confirmed', `${formatQuantity(confirmations, 'header')}, ${formatWork(above)}`],
    );
  }
  for (const line of alignColumns(rows)) output.line(line);
}

/** Why a proof shows nothing. */
export function refusedFacts(refused: RefusedWorkProof, params: NetworkParams): Record<string, unknown> {
  const { problem, reason } = refused;
  const facts = { valid: false, network: params.name, problem, reason };
  if (problem === 'transaction-refused') return { ...facts, transaction: refused.index };
  if (problem !== 'header-refused') return facts;
  const { index, height, hashHex: hash, reject } = refused.rejected;
  const { id, ...rest } = reject;
  return { ...facts, failedAt: { index, height, hash, reject: id, ...rest } };
}

function formatWork(work: bigint): string {
  return `0x${work.toString(16)}, ${formatAmount(Number(work))} hashes`;
}

/** `1.5`, `1,234`, `1.23e15`. */
function formatAmount(amount: number): string {
  if (amount < 1000) return String(Number(amount.toPrecision(3)));
  return amount < 1e6 ? formatCount(amount) : amount.toExponential(2).replace('+', '');
}

/** Of integers that may be far beyond 2^53. */
function ratio(a: bigint, b: bigint): number {
  return b === 0n ? 0 : Number(a) / Number(b);
}
