/**
 * nostr-tools: `minePow` (NIP-13). It counts from 1, anew whenever the clock shows another second, and ends at the
 * solution alone. To give the same work each time, the clock is made to show the event's second while it runs.
 */
import type { Facts } from './contender.ts';
import { importRival, rivalVersion } from './rival-package.ts';

/** A note without identity and signature. */
export interface UnsignedEvent {
  readonly pubkey: string;
  readonly created_at: number;
  readonly kind: number;
  readonly tags: readonly (readonly string[])[];
  readonly content: string;
}

export interface EventMiner extends Facts {
  /** The lowest nonce that gives the event's identity so many leading zero bits. */
  mine(event: UnsignedEvent, difficulty: number): number;
}

interface Nip13 {
  /** Writes into the event: id, second, and the tag with the nonce. */
  readonly minePow: (event: UnsignedEvent, difficulty: number) => { tags: string[][] };
}

/** The second that `Date.prototype.getTime` tells instead of its own, in milliseconds. */
let stoppedAt: number | undefined;

export async function loadNostrTools(): Promise<EventMiner> {
  const { minePow } = await importRival<Nip13>('nostr-tools/nip13');
  // Once for the process: to exchange the function at each call would throw the miner's optimised code away.
  // oxlint-disable-next-line eslint/no-extend-native -- it has no other clock
  Date.prototype.getTime = function (this: Date): number {
    return stoppedAt ?? this.valueOf();
  };
  return {
    name: 'nostr-tools',
    version: rivalVersion('nostr-tools'),
    backend: 'js',
    mine(event, difficulty) {
      stoppedAt = event.created_at * 1000;
      try {
        const { tags } = minePow({ ...event, tags: [...event.tags] }, difficulty);
        return Number(tags.at(-1)?.[1]);
      } finally {
        stoppedAt = undefined;
      }
    },
  };
}
