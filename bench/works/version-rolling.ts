/**
 * version-rolling: header search in M versions of one header at once (BIP-0320), which share a message schedule. No rival
 * offers it; a row for each M shows what sharing gains.
 *
 * One of the versions is that of Bitcoin's first header, so its nonce is the answer again, whatever place among the
 * versions it has.
 */
import { headerMidstate, headerTail } from '../../src/primitives/index.ts';
import type { EngineContender } from '../contenders/midstate.ts';
import { GENESIS_HEADER, GENESIS_NONCE, GENESIS_TARGET } from './header-search.ts';
import type { Work, WorkEntrant } from './work.ts';

/** Hashes of one call, over all versions. */
const HASHES = 65_536;
/** The lowest of the bits that may be rolled. */
const ROLLED_BIT = 13;
const EVERY_M = [1, 2, 4, 8, 16];

export const versionRolling: Work = {
  name: 'version-rolling',
  title: 'Search a nonce in M versions of a header at once: sha256d of 80 bytes, one message schedule for all versions',
  unit: 'hashes/s',
  entrants: ({ engines = [] }) =>
    engines.flatMap((contender) =>
      (contender.backend === 'simd' ? EVERY_M : [8]).map((versions) => entrant(contender, versions)),
    ),
};

function entrant({ engine, ...facts }: EngineContender, versions: number): WorkEntrant {
  const contender = { ...facts, variant: `M = ${versions}` };
  const start = GENESIS_NONCE + 1 - HASHES / versions;
  const search = (headers: readonly Uint8Array[], end: number) => {
    const midstates = headers.map(headerMidstate);
    const tail = headerTail(GENESIS_HEADER);
    return engine.searchVersions({ midstates, tail, target: GENESIS_TARGET, start, end });
  };
  const genesisLast = headersOf(versions, versions - 1);
  return {
    contender,
    name: `midstate ${contender.variant} (${engine.backend})`,
    amount: HASHES,
    check() {
      for (let place = 0; place < versions; place++) {
        const headers = headersOf(versions, place);
        const found = search(headers, GENESIS_NONCE + 1);
        if (found.status !== 'candidate' || found.nonce !== GENESIS_NONCE || found.version !== place)
          return `expected nonce ${GENESIS_NONCE} in version ${place}, got ${JSON.stringify(found)}`;
        const none = search(headers, GENESIS_NONCE);
        if (none.status !== 'exhausted') return `expected no nonce before, got ${JSON.stringify(none)}`;
      }
      return undefined;
    },
    call: () => search(genesisLast, GENESIS_NONCE + 1),
  };
}

/** The genesis header at a place, and others around it whose versions differ in the bits that may be rolled. */
function headersOf(versions: number, genesisPlace: number): Uint8Array[] {
  return Array.from({ length: versions }, (_, i) => {
    const header = GENESIS_HEADER.slice();
    const rolled = i === genesisPlace ? 0 : (i + 1) << ROLLED_BIT;
    new DataView(header.buffer).setInt32(0, 1 | rolled, true);
    return header;
  });
}
