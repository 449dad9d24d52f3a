/**
 * The four checks of a header: each walks the network's rule book in order and stops at the first rule that refuses.
 *
 * `checkHeader` needs the header alone, `checkHeaderInChain` its place in the tree, `checkHeaderInContext` its
 * ancestors and the clock, `checkHeaderWork` the work of its chain. A header is valid when the first three say so, in
 * this order; the fourth is asked of headers from nobody that is trusted.
 */
import {
  assertBytes,
  assertInteger,
  assertUint256,
  encodeHeader,
  headerHash,
  type Header,
} from '../primitives/index.ts';
import { UNCHECKED, type HeaderContext } from './header-context.ts';
import type { ChainPosition, HeaderRule, HeaderRuleStage } from './header-rule.ts';
import type { NetworkParams } from './network-params.ts';
import type { RejectFacts, RejectId } from './reject-facts.ts';
import { ACCEPTED, type HeaderVerdict, type Reject } from './verdict.ts';

/** The rules of a book by their stage, each stage in the order of the book. */
type RulesByStage = { readonly [Stage in HeaderRuleStage]: readonly Extract<HeaderRule, { stage: Stage }>[] };

// One network's headers come one after another: its rules are sorted once.
let lastBook: readonly HeaderRule[] = [];
let lastSorted: RulesByStage = sortByStage(lastBook);

function rulesOf({ headerRules }: NetworkParams): RulesByStage {
  if (headerRules !== lastBook) {
    lastSorted = sortByStage(headerRules);
    lastBook = headerRules;
  }
  return lastSorted;
}

function sortByStage(book: readonly HeaderRule[]): RulesByStage {
  return {
    alone: book.filter((rule) => rule.stage === 'alone'),
    'in-chain': book.filter((rule) => rule.stage === 'in-chain'),
    'in-context': book.filter((rule) => rule.stage === 'in-context'),
    'by-work': book.filter((rule) => rule.stage === 'by-work'),
  };
}

function refuse(rule: HeaderRule, facts: RejectFacts[RejectId]): HeaderVerdict {
  // A rule and its own facts always go together; the compiler cannot follow that through the list.
  const reason = (rule.reason as ((facts: object) => string) | undefined)?.(facts) ?? rule.id;
  return { ok: false, reject: { ...facts, id: rule.id, permanence: rule.permanence, reason } as Reject };
}

/**
 * Judges what can be judged without any context: the proof of work.
 * @param options.hash the block hash, 32 bytes in wire order, when the caller has it. @default the readable reference's
 * @throws TypeError, RangeError for a header that cannot be encoded
 */
export function checkHeader(header: Header, params: NetworkParams, options: { hash?: Uint8Array } = {}): HeaderVerdict {
  const hash = options.hash ?? headerHash(encodeHeader(header));
  assertBytes('hash', hash, 32);
  const input = { header, hash, params };
  for (const rule of rulesOf(params).alone) {
    const facts = rule.check(input);
    if (facts !== undefined) return refuse(rule, facts);
  }
  return ACCEPTED;
}

/** Judges where a header hangs: not refused before, on a known parent that was not refused. */
export function checkHeaderInChain(position: ChainPosition, params: NetworkParams): HeaderVerdict {
  const input = { position, params };
  for (const rule of rulesOf(params)['in-chain']) {
    const facts = rule.check(input);
    if (facts !== undefined) return refuse(rule, facts);
  }
  return ACCEPTED;
}

/**
 * Judges a header by its ancestors and the clock: bits, time, version.
 * @param parent the block that `header.prevBlockHash` names; the caller has matched them
 * @param now the clock, whole seconds since 1970
 * @param options.checkpointHeight the height of the highest checkpoint that the chain holds @default none
 * @throws TypeError, RangeError for a clock that is no uint32 (milliseconds, say)
 */
export function checkHeaderInContext(
  header: Header,
  parent: HeaderContext,
  params: NetworkParams,
  now: number,
  options?: { checkpointHeight?: number },
): HeaderVerdict {
  assertInteger('now', now, 0, 0xffffffff);
  const input = options ? { header, parent, params, now, ...options } : { header, parent, params, now };
  let unchecked: RejectId[] | undefined;
  for (const rule of rulesOf(params)['in-context']) {
    const facts = rule.check(input);
    if (facts === undefined) continue;
    if (facts !== UNCHECKED) return refuse(rule, facts);
    (unchecked ??= []).push(rule.id);
  }
  return unchecked === undefined ? ACCEPTED : { ok: true, unchecked };
}

/**
 * Judges a header by the work of its chain: whether that is worth keeping.
 * @throws TypeError, RangeError for a work that is no uint256
 */
export function checkHeaderWork(chainWork: bigint, minimumChainWork: bigint, params: NetworkParams): HeaderVerdict {
  assertUint256('chainWork', chainWork);
  assertUint256('minimumChainWork', minimumChainWork);
  const input = { chainWork, minimumChainWork, params };
  for (const rule of rulesOf(params)['by-work']) {
    const facts = rule.check(input);
    if (facts !== undefined) return refuse(rule, facts);
  }
  return ACCEPTED;
}
