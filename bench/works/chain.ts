/**
 * chain: validate a chain of a million headers from its genesis by all of Bitcoin's rules, in batches of 2,000 as a peer sends
 * them, and keep it: work, links, bits with a retarget every 2016 blocks, median time past, version. Each call begins
 * with an empty chain.
 *
 * No rival does this. A library that only hashes shows what the hashing alone costs there; bitcoinjs-lib compares each hash
 * with the target of the header's own bits. What they do is the same for each header, so a call does fewer of them.
 */
import { createHeaderChain } from '../../src/chain/index.ts';
import type { Bitcoinjs } from '../contenders/bitcoinjs-lib.ts';
import { nameOf, type Facts, type Hasher } from '../contenders/contender.ts';
import type { EngineContender } from '../contenders/midstate.ts';
import { BATCH, KNOWN_HASHES, madeHeaders, madeParams, NOW } from '../made-chain.ts';
import { HEADER_SIZE } from '../made-headers.ts';
import type { Work, WorkEntrant } from './work.ts';

const COUNT = 1_000_000;
const COUNT_QUICK = 10_000;
/** What a rival does at a call. */
const COUNT_RIVAL = 10_000;
/** The height of the header that is spoilt to see whether it is noticed. */
const SPOILT = 7001;

export const chain: Work = {
  name: 'chain',
  title:
    'Validate a chain of 1,000,000 headers by all rules, 2,000 at a time; others hash them, or check the proof of work',
  unit: 'headers/s',
  rounds: 5,
  entrants({ engines = [], bitcoinjs = [], hashers = [] }, isQuick) {
    const headers = madeHeaders(isQuick ? COUNT_QUICK : COUNT);
    const some = headers.subarray(0, COUNT_RIVAL * HEADER_SIZE);
    return [
      ...engines.map((contender) => validating(contender, headers)),
      ...bitcoinjs.map((contender) => checkingWork(contender, some)),
      ...hashers.filter(({ name }) => name === '@noble/hashes').map((contender) => onlyHashing(contender, some)),
    ];
  },
};

/** The height of the first header that is refused, or the hash of the last one. */
function validate({ engine }: EngineContender, headers: Uint8Array): number | string {
  const validated = createHeaderChain({ params: madeParams, hasher: engine });
  for (let at = 0; at < headers.length; at += BATCH * HEADER_SIZE) {
    const { rejected } = validated.accept(headers.subarray(at, at + BATCH * HEADER_SIZE), NOW);
    if (rejected !== undefined) return rejected.height;
  }
  // asked for by its hash: the chain enters hashes into its table no earlier than this
  return validated.entry(validated.tip.hashHex)?.hashHex ?? 'no tip';
}

function validating(contender: EngineContender, headers: Uint8Array): WorkEntrant {
  const count = headers.length / HEADER_SIZE;
  return {
    contender,
    name: `${nameOf(contender)} (${contender.backend})`,
    amount: count,
    check() {
      const end = validate(contender, headers);
      if (end !== KNOWN_HASHES[count]) return `expected the tip ${KNOWN_HASHES[count]}, got ${end}`;
      const refused = validate(contender, spoilt(headers.subarray(0, COUNT_QUICK * HEADER_SIZE)));
      return refused === SPOILT ? undefined : `expected the header at ${SPOILT} to be refused, got ${refused}`;
    },
    call: () => validate(contender, headers),
  };
}

/** With one bit of one merkle root changed: the hash of that header is above its target then. */
function spoilt(headers: Uint8Array): Uint8Array {
  const changed = headers.slice();
  changed[(SPOILT - 1) * HEADER_SIZE + 40]! ^= 1;
  return changed;
}

function checkingWork(contender: Bitcoinjs, headers: Uint8Array): WorkEntrant {
  const refused = (all: Uint8Array): number | undefined => {
    for (let at = 0; at < all.length; at += HEADER_SIZE)
      if (!contender.hasProofOfWork(all.subarray(at, at + HEADER_SIZE))) return at / HEADER_SIZE + 1;
    return undefined;
  };
  const row: Facts = { ...contender, variant: 'work only' };
  return {
    contender: row,
    name: nameOf(row),
    amount: headers.length / HEADER_SIZE,
    check() {
      const good = refused(headers);
      if (good !== undefined) return `expected every header to be good, refused ${good}`;
      const bad = refused(spoilt(headers));
      return bad === SPOILT ? undefined : `expected the header at ${SPOILT} to be refused, got ${bad}`;
    },
    call: () => refused(headers),
  };
}

function onlyHashing({ sha256, ...facts }: Facts & Pick<Hasher, 'sha256'>, headers: Uint8Array): WorkEntrant {
  const count = headers.length / HEADER_SIZE;
  const hashOf = (n: number): ArrayLike<number> =>
    sha256(sha256(headers.subarray(n * HEADER_SIZE, (n + 1) * HEADER_SIZE)));
  const row: Facts = { ...facts, variant: 'hashes only' };
  return {
    contender: row,
    name: nameOf(row),
    amount: count,
    check() {
      for (let n = 0; n + 1 < count; n++) {
        const hash = hashOf(n);
        for (let i = 0; i < 32; i++)
          if (hash[i] !== headers[(n + 1) * HEADER_SIZE + 4 + i]) return `expected the hash that header ${n + 2} names`;
      }
      return undefined;
    },
    call() {
      let last: ArrayLike<number> = [];
      for (let n = 0; n < count; n++) last = hashOf(n);
      return last;
    },
  };
}
