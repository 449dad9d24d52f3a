/**
 * The shape of a header rule. The rules themselves are data: see header-rules.ts.
 *
 * Four stages, each with its own input: `alone` needs the header only, `in-chain` needs to know where it hangs,
 * `in-context` needs ancestors and the clock, `by-work` the work of the whole chain up to it.
 */
import type { Header } from '../primitives/index.ts';
import type { ChainParams } from './chain-params.ts';
import type { HeaderContext, Unchecked } from './header-context.ts';
import type { RejectFacts, RejectId } from './reject-facts.ts';
import type { Permanence } from './verdict.ts';

/** Where a header hangs in the tree of all headers seen. The chain tells; consensus judges. */
export interface ChainPosition {
  /** `failed`: this very header was invalidated before. Absent for a new one. */
  readonly known?: 'failed';
  /** `failed`: the parent or an ancestor of it was invalidated. */
  readonly parent: 'unknown' | 'failed' | 'valid';
}

/** What a rule of the stage `alone` sees. */
export interface AloneInput {
  /** The header, decoded. */
  readonly header: Header;
  /** 32 bytes, wire order. To be read during the check only: the next header's hash may stand in the same bytes. */
  readonly hash: Uint8Array;
  /** The network. */
  readonly params: ChainParams;
}

/** What a rule of the stage `in-chain` sees. */
export interface InChainInput {
  /** Where the header hangs. */
  readonly position: ChainPosition;
  /** The network. */
  readonly params: ChainParams;
}

/** What a rule of the stage `in-context` sees. */
export interface InContextInput {
  /** The header, decoded. */
  readonly header: Header;
  /** The header below it, and through that its ancestors. */
  readonly parent: HeaderContext;
  /** The network. */
  readonly params: ChainParams;
  /** The clock, seconds since 1970. */
  readonly now: number;
  /** The height of the highest of the network's checkpoints that the chain holds; absent where it holds none. */
  readonly checkpointHeight?: number;
}

/** What a rule of the stage `by-work` sees. */
export interface ByWorkInput {
  /** Work of all headers from genesis, or from an anchor, up to and with this one. */
  readonly chainWork: bigint;
  /** What the caller asks of headers that come from nobody it trusts. */
  readonly minimumChainWork: bigint;
  /** The network. */
  readonly params: ChainParams;
}

/** When a rule can be judged. */
export type HeaderRuleStage = 'alone' | 'in-chain' | 'in-context' | 'by-work';

/** What every rule over a header says of itself. */
export interface HeaderRuleBase<Id extends RejectId, Stage extends HeaderRuleStage> {
  /** Bitcoin Core's reject string, or a name of your own. */
  readonly id: Id;
  /** When it can be judged: what `check` is given. */
  readonly stage: Stage;
  /** The document that defines it, and the function of Bitcoin Core that checks it. */
  readonly source: string;
  /** How long a refusal stands. */
  readonly permanence: Permanence;
  /** Bitcoin Core's text where it is more than the id. */
  reason?(facts: RejectFacts[Id]): string;
}

/** A rule over a header: its check sees what its stage lets it see. */
export type HeaderRuleOf<Id extends RejectId> =
  | (HeaderRuleBase<Id, 'alone'> & {
      /** Looks at the header by itself. */ check(input: AloneInput): RejectFacts[Id] | undefined;
    })
  | (HeaderRuleBase<Id, 'in-chain'> & {
      /** Looks at where it hangs. */ check(input: InChainInput): RejectFacts[Id] | undefined;
    })
  | (HeaderRuleBase<Id, 'in-context'> & {
      /** Looks at its ancestors and the clock. */ check(
        input: InContextInput,
      ): RejectFacts[Id] | Unchecked | undefined;
    })
  | (HeaderRuleBase<Id, 'by-work'> & {
      /** Looks at the work up to it. */ check(input: ByWorkInput): RejectFacts[Id] | undefined;
    });

/** One rule: facts when it refuses, nothing when it passes, `UNCHECKED` when an ancestor it needs is not known. */
export type HeaderRule<Id extends RejectId = RejectId> = { [K in Id]: HeaderRuleOf<K> }[Id];
