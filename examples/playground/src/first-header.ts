/** What a file of headers begins with, where its network's chain cannot begin with that: one line for its reader. */
import { checkHeader, networks, type NetworkParams } from 'midstate/consensus';
import { decodeHeader, equalBytes, hashToDisplayHex, headerHash } from 'midstate/primitives';

/** Why the first header of a file is not on a chain of the network. */
export function describeWrongStart(header: Uint8Array, params: NetworkParams): string {
  const expected = `Expected headers of ${params.name}`;
  const other = networkOf(header, params);
  if (other !== undefined) return `${expected}, got those of ${other.name}: choose that network.`;
  const hash = headerHash(header);
  if (!checkHeader(decodeHeader(header), params, { hash }).ok)
    return `${expected}, got a first header without the proof of work of ${params.name}: is this a file of headers?`;
  return (
    `${expected} from its genesis on, or on top of what is kept here, got a first header on top of ` +
    `${hashToDisplayHex(decodeHeader(header).prevBlockHash)}, which is not known.`
  );
}

/** The other network whose genesis this is, or that is on top of it. */
function networkOf(header: Uint8Array, { name }: NetworkParams): NetworkParams | undefined {
  const below = hashToDisplayHex(decodeHeader(header).prevBlockHash);
  return Object.values(networks).find(
    (network) => network.name !== name && (equalBytes(network.genesis, header) || network.genesisHash === below),
  );
}
