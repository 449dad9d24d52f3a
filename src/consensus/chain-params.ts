/** The numbers of a network: everything that rules and algorithms read, without the rule book itself. */
import type { DifficultySetting } from './difficulty/difficulty-algorithm.ts';

/** The heights from which a deployment is in force. */
export interface Deployments {
  /** Height in the coinbase; header version 2. */
  readonly bip34Height: number;
  /** OP_CHECKLOCKTIMEVERIFY; header version 4. */
  readonly bip65Height: number;
  /** Strict DER signatures; header version 3. */
  readonly bip66Height: number;
  /** BIP68, BIP112 and BIP113: relative lock times, median time past as the clock of lock times. */
  readonly csvHeight: number;
  /** BIP141, BIP143 and BIP147. */
  readonly segwitHeight: number;
}

/** What rules see of a network. */
export interface ChainParams extends DifficultySetting {
  /** The network's name, as stores and messages give it. */
  readonly name: string;
  /** The 80 bytes of the genesis header. Each read is a fresh copy. */
  readonly genesis: Uint8Array;
  /** Display order, 64 lower-case digits. */
  readonly genesisHash: string;
  /** The heights from which rules that came later are in force. */
  readonly deployments: Deployments;
  /** The first four bytes of each peer message, as hexadecimal digits in wire order. */
  readonly magic: string;
  /** The port on which peers listen. */
  readonly defaultPort: number;
  /** Blocks that the network's users agreed on: height to hash, display order. Read by `noForkBeforeCheckpoint` alone. */
  readonly checkpoints?: Readonly<Record<number, string>>;
  /** Blocks from one halving of the subsidy to the next. */
  readonly halvingInterval: number;
}
