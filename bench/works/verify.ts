/**
 * verify: check the work of real headers from their bytes: decode, hash twice, compare with the target that the header's
 * own bits stand for.
 *
 * The headers are blocks 1 to 256 of Bitcoin (`mainnet-headers.bin`, 80 bytes each). All are good; with one byte of one
 * nonce changed, that one must be refused.
 */
import { readFileSync } from 'node:fs';
import { checkHeader, networks } from '../../src/consensus/index.ts';
import { decodeHeader } from '../../src/primitives/index.ts';
import type { Bitcoinjs } from '../contenders/bitcoinjs-lib.ts';
import { nameOf, type Facts, type Hasher } from '../contenders/contender.ts';
import type { EngineContender } from '../contenders/midstate.ts';
import { root } from '../root.ts';
import { isAtOrBelow } from './header-search.ts';
import type { Work, WorkEntrant } from './work.ts';

const COUNT = 256;
const SPOILT = 200;

export const verify: Work = {
  name: 'verify',
  title: `Check the proof of work of ${COUNT} real headers from their bytes: decode, sha256d, compare with the target`,
  unit: 'hashes/s',
  entrants({ engines = [], bitcoinjs = [], hashers = [] }) {
    const good = new Uint8Array(readFileSync(new URL('bench/works/mainnet-headers.bin', root)));
    return [
      ...engines.map((contender) => entrant(contender, good, (headers) => refusedByEngine(contender, headers))),
      ...bitcoinjs.map((contender) => entrant(contender, good, (headers) => refusedBy(contender, headers))),
      ...hashers.map((contender) => {
        const hasProofOfWork = proofOfWorkTest(contender);
        return entrant(contender, good, (headers) => refusedBy({ hasProofOfWork }, headers));
      }),
    ];
  },
};

/** The place of the first header that is refused. */
type Refused = number | undefined;

function entrant(contender: Facts, good: Uint8Array, firstRefused: (headers: Uint8Array) => Refused): WorkEntrant {
  return {
    contender,
    name: `${nameOf(contender)} (${contender.backend})`,
    amount: COUNT,
    check() {
      const refused = firstRefused(good);
      if (refused !== undefined) return `expected all ${COUNT} headers to be good, refused ${refused}`;
      const spoilt = good.slice();
      spoilt[SPOILT * 80 + 79]! ^= 1;
      const found = firstRefused(spoilt);
      return found === SPOILT ? undefined : `expected header ${SPOILT} to be refused, got ${found}`;
    },
    call: () => firstRefused(good),
  };
}

/** This package's rule, with the hashes of all headers in one call. */
function refusedByEngine({ engine }: EngineContender, headers: Uint8Array): Refused {
  const hashes = engine.sha256dHeaders(headers);
  for (let n = 0; n < COUNT; n++) {
    const header = decodeHeader(headers.subarray(n * 80, n * 80 + 80));
    if (!checkHeader(header, networks.mainnet, { hash: hashes.subarray(n * 32, n * 32 + 32) }).ok) return n;
  }
  return undefined;
}

function refusedBy({ hasProofOfWork }: Pick<Bitcoinjs, 'hasProofOfWork'>, headers: Uint8Array): Refused {
  for (let n = 0; n < COUNT; n++) if (!hasProofOfWork(headers.subarray(n * 80, n * 80 + 80))) return n;
  return undefined;
}

/** With a library that only hashes: decoded as here, compared byte by byte. */
function proofOfWorkTest({ sha256 }: Hasher): (bytes: Uint8Array) => boolean {
  return (bytes) => {
    const { bits } = decodeHeader(bytes);
    const target = new Uint8Array(32);
    // these bits are neither negative nor out of bounds: a mantissa of three bytes, its place in the first one
    for (let i = 0; i < 3; i++) target[(bits >>> 24) - 3 + i] = bits >>> (8 * i);
    return isAtOrBelow(sha256(sha256(bytes)), target);
  };
}
