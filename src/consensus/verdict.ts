/**
 * What the rule book answers: valid, refused and why, or could not tell.
 *
 * A verdict is a value, never an exception. `unchecked` lists the rules that could not be judged because ancestors are
 * not known; they are not counted as passed. The ids are Bitcoin Core's reject strings.
 */
import type { RejectFacts, RejectId } from './reject-facts.ts';

/**
 * How long a refusal stands: `permanent`: for this header for ever; `retry`: the same header may be valid later;
 * `mutated`: this body is wrong, another body of the same header may be right (headers alone are never `mutated`).
 */
export type Permanence = 'permanent' | 'retry' | 'mutated';

/** A refusal: the rule, how long it stands, Bitcoin Core's exact text, and the facts of that rule (typed by `id`). */
export type Reject<Id extends RejectId = RejectId> = {
  [K in Id]: {
    readonly id: K;
    readonly permanence: Permanence;
    /** Exactly what Bitcoin Core answers. The id, except where Core puts a value into the text. */
    readonly reason: string;
  } & RejectFacts[K];
}[Id];

/** The judgement of a header by one stage of the rule book. */
export type HeaderVerdict =
  | { readonly ok: true; readonly unchecked: readonly RejectId[] }
  | { readonly ok: false; readonly reject: Reject };

/** The judgement of a block's transactions: they stand in the block, so every rule can be judged. */
export type BlockVerdict = { readonly ok: true } | { readonly ok: false; readonly reject: Reject };

/** Valid, and every rule was judged. */
export const ACCEPTED: HeaderVerdict = Object.freeze({ ok: true, unchecked: Object.freeze([]) });
