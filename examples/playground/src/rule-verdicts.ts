/**
 * The verdict of each rule of a network on one header, in the order of the rule book.
 *
 * Each rule is asked alone, as the only one of the network's book, by the same checks that judge a whole book. From the
 * first that refuses on the others are not reached: Bitcoin Core gives one reason.
 */
import {
  checkHeader,
  checkHeaderInChain,
  checkHeaderInContext,
  type HeaderRule,
  type HeaderVerdict,
  type NetworkParams,
  type Reject,
} from 'midstate/consensus';
import { decodeHeader } from 'midstate/primitives';
import { KnownPlace, NotKnown, type HeaderPlace } from './known-place.ts';

/** What a rule says of a header. */
export type RuleVerdict =
  | { readonly verdict: 'passed' }
  | { readonly verdict: 'failed'; readonly reject: Reject; readonly because?: string }
  /** Neither: `missing` is what the rule needs and is not known, or why it is not asked. */
  | { readonly verdict: 'unchecked'; readonly missing: string }
  | { readonly verdict: 'not reached' };

/** A rule and what it says. */
export type JudgedRule = RuleVerdict & { readonly rule: HeaderRule };

/** What is judged. */
export interface RuleQuestion {
  /** 80 bytes. */
  readonly header: Uint8Array;
  /** 32 bytes, wire order. */
  readonly hash: Uint8Array;
  readonly params: NetworkParams;
  readonly place: HeaderPlace;
  /** The clock, seconds since 1970. */
  readonly now: number;
}

/** Every rule of the network with its verdict. */
export function judgeByEachRule(question: RuleQuestion): JudgedRule[] {
  let hasFailed = false;
  return question.params.headerRules.map((rule): JudgedRule => {
    if (hasFailed) return { rule, verdict: 'not reached' };
    const judged = judge(rule, question);
    hasFailed = judged.verdict === 'failed';
    return { rule, ...judged };
  });
}

function judge(rule: HeaderRule, question: RuleQuestion): RuleVerdict {
  const { place } = question;
  if (rule.stage === 'by-work')
    return unchecked('asked of headers from peers that are not trusted, who have to show a minimum of work');
  if (rule.stage !== 'alone' && place.isGenesis)
    return unchecked('not asked of the genesis: a chain begins with it, nothing is below');
  const known = new KnownPlace(place);
  try {
    const verdict = askAlone(rule, known, question);
    if (!verdict.ok) {
      const because = verdict.reject.id === 'bad-prevblk' ? place.parentProblem : undefined;
      return { verdict: 'failed', reject: verdict.reject, ...(because !== undefined && { because }) };
    }
    return verdict.unchecked.length === 0 ? { verdict: 'passed' } : unchecked(`needs ${known.missing ?? 'ancestors'}`);
  } catch (error) {
    if (error instanceof NotKnown) return unchecked(`needs ${error.message}`);
    throw error;
  }
}

function unchecked(missing: string): RuleVerdict {
  return { verdict: 'unchecked', missing };
}

/** The verdict of a book that has this rule only. */
function askAlone(rule: HeaderRule, known: KnownPlace, { header, hash, params, now }: RuleQuestion): HeaderVerdict {
  const book = { ...params, headerRules: [rule] };
  if (rule.stage === 'alone') return checkHeader(decodeHeader(header), book, { hash });
  if (rule.stage === 'in-chain') return checkHeaderInChain(known.position, book);
  return checkHeaderInContext(decodeHeader(header), known.parent, book, now);
}
