/**
 * A proof of work since a header: headers in a line, and transactions that are in them. Who checks it needs nothing but a
 * header that he trusts, and the proof: it shows how much work was done on top of that header, by the rules of the
 * network.
 *
 * The trusted header may be any of the line. Those below it need no trust of their own, since its hash commits to all of
 * them; with enough of them (2,016 and 11 on Bitcoin's networks) every rule can be judged. What would need headers that
 * are not there counts as unchecked, never as passed.
 *
 * What it does not show: that no other chain has more work, and (of a transaction) that it is valid.
 *
 * Memory of a check: that of a chain of so many headers, 140 bytes each.
 */
import {
  checkMerkleBranch,
  workOfBits,
  type MerkleBranchClaim,
  type NetworkParams,
  type RejectId,
} from '../consensus/index.ts';
import {
  assertInteger,
  assertObject,
  assertWholeHeaders,
  decodeHeader,
  describe,
  equalBytes,
  hashToDisplayHex,
  HEADER_SIZE_BYTES,
  type HeaderHasher,
} from '../primitives/index.ts';
import type { RejectedHeader } from './accept-result.ts';
import { createHeaderChain, type HeaderChain } from './header-chain.ts';

/** Bitcoin Core's heights are of 32 bits with a sign. */
export const MAX_PROOF_HEIGHT = 0x7fffffff;

/** A transaction of a proof: its place under one of the headers. */
export interface TransactionInProof extends Omit<MerkleBranchClaim, 'transactionCount'> {
  /** The height of its block. */
  readonly height: number;
}

/** Headers in a line, and transactions in their blocks. */
export interface WorkProof {
  /** The hash of the network's genesis, display order: which network it is. */
  readonly genesisHash: string;
  /** The height of the first header. */
  readonly height: number;
  /** n * 80 bytes, each the child of the one before it; one header at least. */
  readonly headers: Uint8Array;
  /** Those that are shown to be in blocks of these headers. */
  readonly transactions: readonly TransactionInProof[];
}

/** What a proof is made of. */
export interface WorkProofRange {
  /** The height of the first header. */
  readonly from: number;
  /** The height of the last header, included. */
  readonly to: number;
  /** @default none */
  readonly transactions?: readonly TransactionInProof[];
}

/** How a proof is checked. */
export interface WorkProofCheck {
  /** The network whose rules judge. */
  readonly params: NetworkParams;
  /** The clock, whole seconds since 1970, a uint32. */
  readonly now: number;
  /** A header that is known to be at this height; the hash in display order. @default the network's genesis */
  readonly trusted?: { readonly height: number; readonly hashHex: string };
  /** Hashes the headers; an engine is much faster. @default the readable reference */
  readonly hasher?: HeaderHasher;
}

/** A transaction that a proof shows to be in a block. */
export interface ProvenTransaction {
  /** Display order. */
  readonly transactionId: string;
  /** The height of its block. */
  readonly height: number;
  /** Its place in the block. */
  readonly index: number;
  /** Headers from its own on. */
  readonly confirmations: number;
  /** The work of its header and all above it. */
  readonly work: bigint;
  /** As `checkMerkleBranch` tells: `unchecked` where the proof does not hold the transaction itself. */
  readonly leaf: 'transaction' | 'unchecked';
}

/** What a proof shows. */
export interface ProvenWork {
  /** The proof holds. */
  readonly ok: true;
  /** The header that was trusted; its hash in display order. */
  readonly trusted: { readonly height: number; readonly hashHex: string };
  /** The last header of the proof; its hash in display order, its time in seconds since 1970. */
  readonly tip: { readonly height: number; readonly hashHex: string; readonly time: number };
  /** How many headers stand above the trusted one. */
  readonly headers: number;
  /** Their work: the hashes that it took on average. */
  readonly work: bigint;
  /** From the time of the trusted header to that of the last one; times may be off by hours. */
  readonly seconds: number;
  /** For each rule, how many headers above the trusted one it could not judge. */
  readonly unchecked: Partial<Record<RejectId, number>>;
  /** Those of the proof, in its order. */
  readonly transactions: readonly ProvenTransaction[];
}

/** Why a proof shows nothing. */
export type RefusedWorkProof = { readonly ok: false; readonly reason: string } & (
  | {
      readonly problem:
        /** It is about a network with another genesis. */
        | 'other-network'
        /** It does not hold the trusted header, or not at its height. */
        | 'not-from-trusted'
        /** Its headers are valid, and not in a line. */
        | 'not-in-line';
    }
  /** A header breaks a rule; `index` counts from the proof's first header. */
  | { readonly problem: 'header-refused'; readonly rejected: RejectedHeader }
  /** A transaction is not shown to be where the proof says; `index` counts the proof's transactions from 0. */
  | { readonly problem: 'transaction-refused'; readonly index: number }
);

/** What a proof shows, or why it shows nothing. */
export type WorkProofVerdict = ProvenWork | RefusedWorkProof;

/**
 * A proof of a part of the best chain. Transactions are taken as they are given: check what was made.
 * @throws TypeError, RangeError for a height that the chain does not have, or a transaction outside of the range
 */
export function makeWorkProof(
  chain: Pick<HeaderChain, 'params' | 'tip' | 'entryAt'>,
  range: WorkProofRange,
): WorkProof {
  assertObject('chain', chain);
  if (typeof chain.entryAt !== 'function')
    throw new TypeError(`chain: expected a chain of headers, got ${describe(chain)}`);
  assertObject('range', range);
  const { from, to, transactions = [] } = range;
  assertInteger('from', from, 0, chain.tip.height);
  assertInteger('to', to, from, chain.tip.height);
  const headers = new Uint8Array((to - from + 1) * HEADER_SIZE_BYTES);
  for (let height = from; height <= to; height++) {
    const entry = chain.entryAt(height);
    if (entry === undefined) throw new RangeError(`from: expected a height above the chain's anchor, got ${from}`);
    headers.set(entry.header, (height - from) * HEADER_SIZE_BYTES);
  }
  transactions.forEach(({ height }, i) => assertInteger(`transactions[${i}].height`, height, from, to));
  return { genesisHash: chain.params.genesisHash, height: from, headers, transactions };
}

/**
 * Judges a proof: all headers by the rules of the network, the line down to the trusted one, the transactions by their
 * branches.
 * @throws TypeError, RangeError for malformed arguments; never for what a decoded proof says
 */
export function checkWorkProof(proof: WorkProof, options: WorkProofCheck): WorkProofVerdict {
  assertObject('proof', proof);
  assertObject('options', options);
  assertObject('params', options.params);
  const { params, now, hasher, trusted = { height: 0, hashHex: params.genesisHash } } = options;
  assertObject('trusted', trusted);
  const { headers, height } = proof;
  assertWholeHeaders(headers);
  if (headers.length === 0) throw new RangeError('proof.headers: expected at least one header, got none');
  assertInteger('proof.height', height, 0, MAX_PROOF_HEIGHT);
  if (!Array.isArray(proof.transactions))
    throw new TypeError(`proof.transactions: expected an array, got ${describe(proof.transactions)}`);
  assertInteger('trusted.height', trusted.height, 0, 0xffffffff);
  if (!/^[0-9a-f]{64}$/.test(trusted.hashHex))
    throw new TypeError(`trusted.hashHex: expected 64 lower-case digits, got ${describe(trusted.hashHex)}`);

  const last = height + headers.length / HEADER_SIZE_BYTES - 1;
  const first = headers.slice(0, HEADER_SIZE_BYTES);
  if (proof.genesisHash !== params.genesisHash)
    return refused('other-network', `it is about the network with the genesis ${proof.genesisHash}`);
  if (height === 0 && !equalBytes(first, params.genesis))
    return refused('other-network', "its header at height 0 is not the network's genesis");
  if (trusted.height < height || trusted.height > last)
    return refused('not-from-trusted', `its headers are those from ${height} to ${last}, not ${trusted.height}`);

  const chain = createHeaderChain({
    params,
    ...(hasher && { hasher }),
    ...(height > 0 && { anchor: { header: first, height } }),
  });
  const end = (trusted.height - height + 1) * HEADER_SIZE_BYTES;
  const below = chain.accept(headers.subarray(0, end), now);
  if (below.rejected !== undefined) return refusedHeader(below.rejected);
  const above = chain.accept(headers.subarray(end), now);
  if (above.rejected !== undefined)
    return refusedHeader({ ...above.rejected, index: above.rejected.index + end / HEADER_SIZE_BYTES });
  // one header beside the line, and the line is shorter
  if (chain.tip.height !== last) return refused('not-in-line', 'its headers are not in a line');
  const base = chain.entryAt(trusted.height)!;
  if (base.hashHex !== trusted.hashHex)
    return refused('not-from-trusted', `its header at ${trusted.height} is ${base.hashHex}, not ${trusted.hashHex}`);

  const transactions: ProvenTransaction[] = [];
  for (const [index, claim] of proof.transactions.entries()) {
    const reason = transactionProblem(claim, chain, transactions);
    if (reason !== undefined)
      return { ok: false, problem: 'transaction-refused', index, reason: `transaction ${index}: ${reason}` };
  }
  const { tip } = chain;
  return {
    ok: true,
    trusted: { height: trusted.height, hashHex: trusted.hashHex },
    tip: { height: tip.height, hashHex: tip.hashHex, time: tip.time },
    headers: tip.height - base.height,
    work: tip.chainWork - base.chainWork,
    seconds: tip.time - base.time,
    unchecked: above.unchecked,
    transactions,
  };
}

/** Adds a transaction to those that are proven, or says why it is not. */
function transactionProblem(
  claim: TransactionInProof,
  chain: HeaderChain,
  proven: ProvenTransaction[],
): string | undefined {
  const entry = chain.entryAt(claim.height);
  if (entry === undefined) return `there is no header at ${claim.height}`;
  const { height, transactionId, index, branch, transaction } = claim;
  const verdict = checkMerkleBranch(decodeHeader(entry.header), {
    transactionId,
    index,
    branch,
    ...(transaction && { transaction }),
  });
  if (!verdict.ok) return verdict.reason;
  proven.push({
    transactionId: hashToDisplayHex(transactionId),
    height,
    index,
    confirmations: chain.tip.height - height + 1,
    work: chain.tip.chainWork - entry.chainWork + workOfBits(entry.bits),
    leaf: verdict.leaf,
  });
  return undefined;
}

function refused(problem: 'other-network' | 'not-from-trusted' | 'not-in-line', reason: string): RefusedWorkProof {
  return { ok: false, problem, reason };
}

function refusedHeader(rejected: RejectedHeader): RefusedWorkProof {
  const reason = `the header at ${rejected.height} breaks the rule ${rejected.reject.reason}`;
  return { ok: false, problem: 'header-refused', reason, rejected };
}
