/**
 * nip13: SHA-256 of a Nostr event of 300 bytes with its nonce in the middle, until the identity begins with so many zero
 * bits (NIP-13). Two blocks stand before the nonce, two behind it.
 *
 * There are two events, which differ in second and difficulty, one byte or two in length with their nonces: nostr-tools
 * always begins at 1, so its search is as long as its nonce is high. Both nonces were found by Python's hashlib, which
 * tried all lower ones.
 */
import type { UnsignedEvent } from '../contenders/nostr-tools.ts';
import { engineSearch } from './engine-search.ts';
import { searchWith, type Puzzle } from './message-loop.ts';
import { rangeSearch } from './range-search.ts';
import type { Work } from './work.ts';

interface Task {
  readonly event: UnsignedEvent;
  readonly difficulty: number;
  readonly nonce: number;
}

const long: Task = { event: eventOf(1_700_000_041), difficulty: 17, nonce: 184_282 };
const short: Task = { event: eventOf(1_700_000_039), difficulty: 12, nonce: 3_824 };

/** Nonces for a library that hashes all five blocks. */
const SOME = 5_000;

export const nip13: Work = {
  name: 'nip13',
  title: 'Search the nonce in the middle of an event of 300 bytes (NIP-13): SHA-256, against zero bits',
  unit: 'hashes/s',
  entrants({ engines = [], eventMiners = [], hashers = [] }) {
    const puzzle = puzzleOf(long);
    return [
      ...engines.map((contender) => {
        const attempts = contender.backend === 'js' ? 5 * SOME : long.nonce;
        return rangeSearch({ contender, nonce: long.nonce, attempts, search: engineSearch(contender, puzzle) });
      }),
      ...eventMiners.map((contender) => {
        const search = (): number => contender.mine(short.event, short.difficulty);
        return rangeSearch({ contender, nonce: short.nonce, attempts: short.nonce, endless: true, search });
      }),
      ...hashers.map((contender) => {
        const search = (start: number, end: number) => searchWith(contender, puzzle, start, end);
        return rangeSearch({ contender, nonce: long.nonce, attempts: SOME, search });
      }),
    ];
  },
};

function eventOf(second: number): UnsignedEvent {
  return {
    pubkey: 'c759dec327d93651be69c4afbb77a10abcd4a8eaf08937765d32e9d48f363e70',
    created_at: second,
    kind: 1,
    tags: [['e', '8416bdcc8f087ac33b627bd0352823e9dd7df57010665621f4260f078bc1fd05']],
    content:
      'Proof of work for a note: its nonce stands in the middle of the event, ' +
      'so there is text before it and behind it too',
  };
}

/** The event as it is hashed (NIP-01), cut where its nonce goes. */
function puzzleOf({ event: { pubkey, created_at: second, kind, tags, content }, difficulty }: Task): Puzzle {
  const tag = ['nonce', '@', String(difficulty)];
  const [prefix = '', suffix = ''] = JSON.stringify([0, pubkey, second, kind, [...tags, tag], content]).split('@');
  const encoder = new TextEncoder();
  return {
    prefix: encoder.encode(prefix),
    suffix: encoder.encode(suffix),
    encoding: 'decimal',
    target: { kind: 'zero-bits', bits: difficulty },
  };
}
