/** The running check of one input of headers, from genesis or from an anchor. */
import { createHeaderChain, type HeaderChain } from '../chain/index.ts';
import { checkHeader, type NetworkParams } from '../consensus/index.ts';
import {
  decodeHeader,
  equalBytes,
  hashToDisplayHex,
  HEADER_SIZE_BYTES,
  type HeaderHasher,
} from '../primitives/index.ts';
import { assertNoGenesis, describeWrongStart } from './first-header.ts';
import { refusedInput, type RefusedInput } from './reject-text.ts';

/** How an input is checked. */
export interface HeaderVerificationOptions {
  readonly params: NetworkParams;
  readonly hasher: HeaderHasher;
  /** The clock, seconds since 1970. */
  readonly now: number;
  /** The height at which the first header is trusted; undefined: the chain begins at genesis. */
  readonly anchorHeight: number | undefined;
}

/** The rules that a trusted anchor is not judged by: those that look at the context. */
export function rulesUncheckedOfAnchor({ headerRules }: NetworkParams): string[] {
  return headerRules.filter(({ stage }) => stage === 'in-context').map(({ id }) => id);
}

export class HeaderVerification {
  readonly #options: HeaderVerificationOptions;
  /** Headers that were looked at and are valid, repeated ones included. */
  #seen = 0;
  /** There from the first header on, unless that is an anchor without proof of work. */
  chain: HeaderChain | undefined;
  /** Valid headers so far, each counted once. */
  headers = 0;
  /** How often a header came again. */
  duplicates = 0;
  /**
   * For each rule, how many headers it did not judge. Of a trusted anchor only the proof of work is judged, so it counts
   * once for each rule that looks at the context.
   */
  readonly unchecked: Record<string, number> = {};
  /** The first header that breaks a rule; `index` counts from the start of the input. */
  rejected: RefusedInput | undefined;
  /** Why the input cannot be judged from genesis on, where its first header is refused for that. */
  wrongStart: string | undefined;

  constructor(options: HeaderVerificationOptions) {
    this.#options = options;
  }

  /**
   * Judges the next headers. False at the first that breaks a rule.
   * @throws UsageError for a genesis that is to be trusted above height 0
   */
  accept(headers: Uint8Array): boolean {
    if (this.chain === undefined) this.#begin(headers.slice(0, HEADER_SIZE_BYTES));
    if (this.chain === undefined) return false;
    const { accepted, duplicates, rejected, unchecked } = this.chain.accept(headers, this.#options.now);
    for (const [rule, count] of Object.entries(unchecked)) this.#count(rule, count);
    this.headers += accepted;
    this.duplicates += duplicates;
    if (rejected !== undefined) {
      this.rejected = refusedInput(rejected, headers, this.#seen);
      const { params, anchorHeight } = this.#options;
      if (this.rejected.index === 0 && anchorHeight === undefined)
        this.wrongStart = describeWrongStart(headers.subarray(0, HEADER_SIZE_BYTES), params);
    }
    this.#seen += accepted + duplicates;
    return rejected === undefined;
  }

  #begin(first: Uint8Array): void {
    const { params, hasher, anchorHeight } = this.#options;
    if (anchorHeight === undefined) {
      this.chain = createHeaderChain({ params, hasher });
      if (!equalBytes(first, params.genesis)) return;
    } else {
      assertNoGenesis(first, anchorHeight);
      const hash = hasher.sha256dHeaders(first);
      const verdict = checkHeader(decodeHeader(first), params, { hash });
      if (!verdict.ok) {
        this.rejected = { index: 0, height: anchorHeight, hashHex: hashToDisplayHex(hash), reject: verdict.reject };
        return;
      }
      for (const rule of rulesUncheckedOfAnchor(params)) this.#count(rule, 1);
      this.chain = createHeaderChain({ params, hasher, anchor: { header: first, height: anchorHeight } });
    }
    // the chain holds its root before it is given any header, and so takes the first for a repeated one
    this.headers++;
    this.duplicates--;
  }

  #count(rule: string, headers: number): void {
    this.unchecked[rule] = (this.unchecked[rule] ?? 0) + headers;
  }
}
