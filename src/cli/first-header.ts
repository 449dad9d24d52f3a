/** What an input of headers begins with: a genesis, the header on top of it, or one from elsewhere. */
import { networks, type NetworkParams } from '../consensus/index.ts';
import { decodeHeader, equalBytes, hashToDisplayHex, headerHash } from '../primitives/index.ts';
import { UsageError } from './command.ts';

/** The network that is known by name and begins with this header. */
export function networkOfGenesis(header: Uint8Array): NetworkParams | undefined {
  return Object.values(networks).find(({ genesis }) => equalBytes(genesis, header));
}

/** Why a chain of the network cannot begin with this header; undefined where it can. */
export function describeWrongStart(header: Uint8Array, params: NetworkParams): string | undefined {
  if (equalBytes(header, params.genesis)) return undefined;
  const other = networkOfGenesis(header);
  if (other !== undefined) return `expected headers of ${params.name}, got the genesis of ${other.name}`;
  if (equalBytes(decodeHeader(header).prevBlockHash, headerHash(params.genesis))) return undefined;
  return (
    `expected the genesis of ${params.name} or the header on top of it, got ${hashToDisplayHex(headerHash(header))}; ` +
    'with --anchor-height a chain may begin anywhere'
  );
}

/**
 * A genesis stands at height 0, and is no anchor above it.
 * @throws UsageError
 */
export function assertNoGenesis(header: Uint8Array, anchorHeight: number): void {
  const genesisOf = networkOfGenesis(header);
  if (genesisOf === undefined) return;
  throw new UsageError(
    `--anchor-height: the first header is the genesis of ${genesisOf.name}, which is not at height ${anchorHeight}`,
  );
}
