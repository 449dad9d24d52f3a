/** The next block of a chain, with everything but the proof of work. */
import { medianTimePast, nextBits, proofOfWorkTarget, UNCHECKED, type NetworkParams } from '../consensus/index.ts';
import type { ChainEntry } from '../chain/index.ts';
import { encodeHeader, merkleRoot } from '../primitives/index.ts';
import { encodeBlockBody, encodeCoinbase, transactionId } from './coinbase.ts';

/** BIP-0009: the top three bits 001, no deployment signalled. */
const BLOCK_VERSION = 0x20000000;

/** A block that lacks only its nonce. */
export interface BlockTemplate {
  /** One above the parent. */
  readonly height: number;
  /** 80 bytes, nonce 0. */
  readonly header: Uint8Array;
  /** The header's hash must be at or below this. */
  readonly target: bigint;
  /** What follows the header: the count of transactions and the coinbase. */
  readonly body: Uint8Array;
}

/** What a template is made from. */
export interface BlockTemplateOptions {
  /** The network whose rules the block keeps. */
  readonly params: NetworkParams;
  /** The entry that it stands on. */
  readonly parent: ChainEntry;
  /** The clock, seconds since 1970. */
  readonly now: number;
  /** Text in the coinbase. */
  readonly message: string;
  /** @default 0 */
  readonly extraNonce?: number;
}

/**
 * The template of a block on top of `parent`: the clock as its time, or the first second that the median time past
 * allows; bits as the network's difficulty algorithm asks; a coinbase that pays the subsidy.
 * @throws RangeError when the chain below `parent` is not known far enough to tell
 */
export function createBlockTemplate(options: BlockTemplateOptions): BlockTemplate {
  const { params, parent } = options;
  const median = medianTimePast(parent);
  if (median === UNCHECKED) throw new RangeError('parent: expected an entry whose last eleven ancestors are known');
  const time = Math.max(options.now, median + 1);
  const bits = nextBits(params, parent, time);
  if (bits === UNCHECKED) throw new RangeError('parent: expected an entry whose ancestors decide the next target');
  const target = proofOfWorkTarget(bits, params);
  if (target === undefined)
    throw new RangeError(`params: the difficulty algorithm gave bits ${bits.toString(16)}, which are no target`);

  const height = parent.height + 1;
  const coinbase = encodeCoinbase({
    height,
    extraNonce: options.extraNonce ?? 0,
    message: options.message,
    halvingInterval: params.halvingInterval,
  });
  const header = encodeHeader({
    version: BLOCK_VERSION,
    prevBlockHash: parent.hash,
    merkleRoot: merkleRoot([transactionId(coinbase)]).root,
    time,
    bits,
    nonce: 0,
  });
  return { height, header, target, body: encodeBlockBody(coinbase) };
}
