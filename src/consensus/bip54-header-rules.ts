/**
 * The header rules of BIP-0054 (Consensus Cleanup), an optional rule set: in force on no network that is known here. A
 * chain of one's own takes `bip54HeaderRules`, or adds its two rules to a list.
 *
 * Both close ways to make the difficulty fall by false times. The first block of a period may not go back more than two
 * hours behind its parent (timewarp: periods share no interval, so each could begin far in the past). The last block may
 * not be before the first (Murch and Zawy: else a period of negative length counts as the shortest one, and the time gained
 * is kept for the next).
 */
import { retargetInterval } from './difficulty/difficulty-params.ts';
import { UNCHECKED } from './header-context.ts';
import type { HeaderRule } from './header-rule.ts';
import { bitcoinHeaderRules } from './header-rules.ts';

/** How far the first block of a period may go back behind its parent, seconds (BIP-0054; BIP-0094 has 600). */
const MAX_TIMEWARP_BIP54_SECONDS = 7200;

/** Refuses a first block of a period that is more than two hours before its parent. In the place of BIP-0094's rule. */
export const noTimewarpBeyondGrace: HeaderRule<'time-timewarp-attack'> = {
  id: 'time-timewarp-attack',
  stage: 'in-context',
  source: 'BIP-0054; Bitcoin Inquisition ContextualCheckBlockHeader',
  permanence: 'permanent',
  check({ header, parent, params }) {
    if ((parent.height + 1) % retargetInterval(params) !== 0) return undefined;
    const earliestTime = parent.time - MAX_TIMEWARP_BIP54_SECONDS;
    return header.time >= earliestTime ? undefined : { time: header.time, earliestTime };
  },
};

/** Refuses a last block of a period that is before the first one. Goes with either rule against timewarp. */
export const noNegativeInterval: HeaderRule<'time-negative-interval'> = {
  id: 'time-negative-interval',
  stage: 'in-context',
  source: 'BIP-0054; Bitcoin Inquisition ContextualCheckBlockHeader',
  permanence: 'permanent',
  check({ header, parent, params }) {
    const interval = retargetInterval(params);
    const height = parent.height + 1;
    // A period of one block is its own first and last.
    if (interval === 1 || height % interval !== interval - 1) return undefined;
    const first = parent.ancestor(height - interval + 1);
    if (first === undefined) return UNCHECKED;
    return header.time >= first.time ? undefined : { time: header.time, earliestTime: first.time };
  },
};

/** The rules of Bitcoin with those of BIP-0054, behind `time-too-old`, where BIP-0094 has its own. */
export const bip54HeaderRules: readonly HeaderRule[] = Object.freeze(
  /* @__PURE__ */ bitcoinHeaderRules.flatMap<HeaderRule>((rule) =>
    rule.id === 'time-too-new' ? [noTimewarpBeyondGrace, noNegativeInterval, rule] : [rule],
  ),
);
