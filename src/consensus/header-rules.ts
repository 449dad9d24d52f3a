/**
 * THE RULE BOOK of headers, as data.
 *
 * The order is Bitcoin Core's order of checking: the first rule that refuses gives the reason. To find out why a
 * header was refused, search for the id: here is the check, in reject-facts.ts what it tells. A custom chain passes
 * its own list (`[...bitcoinHeaderRules, myRule]`).
 */
import { hashToDisplayHex, uint256ToHex } from '../primitives/index.ts';
import type { Deployments } from './chain-params.ts';
import { nextBits } from './difficulty/difficulty-algorithm.ts';
import { retargetInterval } from './difficulty/difficulty-params.ts';
import { UNCHECKED } from './header-context.ts';
import type { HeaderRule } from './header-rule.ts';
import { isAfterMedianTimePast, medianTimePast } from './median-time-past.ts';
import { hashMeetsTarget, proofOfWorkTarget } from './proof-of-work.ts';

/** How far a header's time may be ahead of the clock, seconds (Bitcoin Core's MAX_FUTURE_BLOCK_TIME). */
export const MAX_FUTURE_SECONDS = 7200;

/** How far the first block of a period may go back behind its parent, seconds (BIP-0094; Bitcoin Core's MAX_TIMEWARP). */
const MAX_TIMEWARP_SECONDS = 600;

const highHash: HeaderRule<'high-hash'> = {
  id: 'high-hash',
  stage: 'alone',
  source: 'Bitcoin Core CheckBlockHeader, CheckProofOfWorkImpl, DeriveTarget',
  permanence: 'permanent',
  check({ header, hash, params }) {
    const target = proofOfWorkTarget(header.bits, params);
    if (target !== undefined && hashMeetsTarget(hash, target)) return undefined;
    return {
      hash: hashToDisplayHex(hash),
      bits: header.bits,
      target: target === undefined ? null : uint256ToHex(target),
    };
  },
};

const duplicateInvalid: HeaderRule<'duplicate-invalid'> = {
  id: 'duplicate-invalid',
  stage: 'in-chain',
  source: 'Bitcoin Core AcceptBlockHeader',
  permanence: 'permanent',
  check({ position }) {
    return position.known === 'failed' ? {} : undefined;
  },
};

const parentNotFound: HeaderRule<'prev-blk-not-found'> = {
  id: 'prev-blk-not-found',
  stage: 'in-chain',
  source: 'Bitcoin Core AcceptBlockHeader',
  // The parent may come.
  permanence: 'retry',
  check({ position }) {
    return position.parent === 'unknown' ? {} : undefined;
  },
};

const parentInvalid: HeaderRule<'bad-prevblk'> = {
  id: 'bad-prevblk',
  stage: 'in-chain',
  source: 'Bitcoin Core AcceptBlockHeader',
  permanence: 'permanent',
  check({ position }) {
    return position.parent === 'failed' ? {} : undefined;
  },
};

const requiredBits: HeaderRule<'bad-diffbits'> = {
  id: 'bad-diffbits',
  stage: 'in-context',
  source: 'Bitcoin Core ContextualCheckBlockHeader, GetNextWorkRequired',
  permanence: 'permanent',
  check({ header, parent, params }) {
    const required = nextBits(params, parent, header.time);
    if (required === UNCHECKED) return UNCHECKED;
    return header.bits === required ? undefined : { bits: header.bits, requiredBits: required };
  },
};

/**
 * Refuses branches that begin below a block which the network's users agreed on. Bitcoin Core had it until version 30,
 * so it is in no list here: a custom chain with `checkpoints` puts it behind `bad-diffbits`, where Core checked it.
 */
export const noForkBeforeCheckpoint: HeaderRule<'bad-fork-prior-to-checkpoint'> = {
  id: 'bad-fork-prior-to-checkpoint',
  stage: 'in-context',
  source: 'Bitcoin Core ContextualCheckBlockHeader before version 30',
  permanence: 'permanent',
  check({ parent, checkpointHeight }) {
    const height = parent.height + 1;
    return checkpointHeight === undefined || height >= checkpointHeight ? undefined : { height, checkpointHeight };
  },
};

const timeAfterMedian: HeaderRule<'time-too-old'> = {
  id: 'time-too-old',
  stage: 'in-context',
  source: 'BIP-0113; Bitcoin Core ContextualCheckBlockHeader',
  permanence: 'permanent',
  check({ header, parent }) {
    const isAfter = isAfterMedianTimePast(header.time, parent);
    if (isAfter === UNCHECKED) return UNCHECKED;
    return isAfter ? undefined : { time: header.time, medianTimePast: medianTimePast(parent) as number };
  },
};

const noTimewarp: HeaderRule<'time-timewarp-attack'> = {
  id: 'time-timewarp-attack',
  stage: 'in-context',
  source: 'BIP-0094; Bitcoin Core ContextualCheckBlockHeader',
  permanence: 'permanent',
  check({ header, parent, params }) {
    if ((parent.height + 1) % retargetInterval(params) !== 0) return undefined;
    const earliestTime = parent.time - MAX_TIMEWARP_SECONDS;
    return header.time >= earliestTime ? undefined : { time: header.time, earliestTime };
  },
};

const timeNotAhead: HeaderRule<'time-too-new'> = {
  id: 'time-too-new',
  stage: 'in-context',
  source: 'Bitcoin Core ContextualCheckBlockHeader',
  permanence: 'retry',
  check({ header, now }) {
    const latestTime = now + MAX_FUTURE_SECONDS;
    return header.time <= latestTime ? undefined : { time: header.time, latestTime };
  },
};

/** The lowest version that a header at `height` may have. */
export function minimumVersion(height: number, deployments: Deployments): number {
  if (height >= deployments.bip65Height) return 4;
  if (height >= deployments.bip66Height) return 3;
  return height >= deployments.bip34Height ? 2 : -0x80000000;
}

const versionInForce: HeaderRule<'bad-version'> = {
  id: 'bad-version',
  stage: 'in-context',
  source: 'BIP-0034, BIP-0066, BIP-0065; Bitcoin Core ContextualCheckBlockHeader',
  permanence: 'permanent',
  reason: ({ version }) => `bad-version(0x${(version >>> 0).toString(16).padStart(8, '0')})`,
  check({ header, parent, params }) {
    const minimum = minimumVersion(parent.height + 1, params.deployments);
    return header.version >= minimum ? undefined : { version: header.version, minimumVersion: minimum };
  },
};

const enoughChainWork: HeaderRule<'too-little-chainwork'> = {
  id: 'too-little-chainwork',
  stage: 'by-work',
  source: 'Bitcoin Core AcceptBlockHeader',
  // The chain on top of it may grow.
  permanence: 'retry',
  check({ chainWork, minimumChainWork }) {
    if (chainWork >= minimumChainWork) return undefined;
    return { chainWork: uint256ToHex(chainWork), minimumChainWork: uint256ToHex(minimumChainWork) };
  },
};

/** The rules of Bitcoin with those of BIP-0094: testnet4's. */
export const bip94HeaderRules: readonly HeaderRule[] = Object.freeze([
  highHash,
  duplicateInvalid,
  parentNotFound,
  parentInvalid,
  requiredBits,
  timeAfterMedian,
  noTimewarp,
  timeNotAhead,
  versionInForce,
  enoughChainWork,
]);

/** The rules of Bitcoin: mainnet, testnet3, signet, regtest. */
export const bitcoinHeaderRules: readonly HeaderRule[] = Object.freeze(
  /* @__PURE__ */ bip94HeaderRules.filter((rule) => rule !== noTimewarp),
);
