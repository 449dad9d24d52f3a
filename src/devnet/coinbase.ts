/**
 * The coinbase transaction of a devnet block, in Bitcoin's format (legacy serialization, no witness).
 *
 * Its input script starts with the minimal push of the height (BIP-0034), so that no two coinbases are alike, then
 * pushes the extra nonce as eight bytes, which a miner turns when every nonce of a header is used up, then a text.
 */
import { blockSubsidy, encodeHeightPush } from '../consensus/index.ts';
import { assertInteger, concatBytes, dataView, encodeCompactSize, sha256d } from '../primitives/index.ts';

/** One output that anybody may spend: the script OP_TRUE. Coins of a devnet are worth nothing. */
const OP_TRUE = 0x51;

/** The longest text that one opcode pushes. With it the script has 90 bytes; Bitcoin's limit is 100 ("bad-cb-length"). */
const MAX_MESSAGE_BYTES = 75;

/** What a coinbase is made from. */
export interface CoinbaseOptions {
  /** Height of the block, 1 to 2^31 - 1. */
  readonly height: number;
  /** 0 to 2^53 - 1. */
  readonly extraNonce: number;
  /** Free text, up to 75 bytes of UTF-8. */
  readonly message: string;
  /** Blocks between two halvings of the subsidy. */
  readonly halvingInterval: number;
}

/**
 * The serialized coinbase transaction.
 * @throws RangeError when the message does not fit
 */
export function encodeCoinbase(options: CoinbaseOptions): Uint8Array {
  assertInteger('extraNonce', options.extraNonce, 0, Number.MAX_SAFE_INTEGER);
  const text = new TextEncoder().encode(options.message);
  if (text.length > MAX_MESSAGE_BYTES) {
    throw new RangeError(`message: expected at most ${MAX_MESSAGE_BYTES} bytes of UTF-8, got ${text.length}`);
  }
  const extraNonce = new Uint8Array(9);
  extraNonce[0] = 8;
  dataView(extraNonce).setBigUint64(1, BigInt(options.extraNonce), true);
  const script = concatBytes(encodeHeightPush(options.height), extraNonce, Uint8Array.of(text.length), text);
  const value = new Uint8Array(8);
  dataView(value).setBigUint64(0, blockSubsidy(options.height, options.halvingInterval), true);
  return concatBytes(
    Uint8Array.of(1, 0, 0, 0), // version
    encodeCompactSize(1), // one input, which spends nothing: null outpoint
    new Uint8Array(32),
    Uint8Array.of(0xff, 0xff, 0xff, 0xff),
    encodeCompactSize(script.length),
    script,
    Uint8Array.of(0xff, 0xff, 0xff, 0xff), // sequence: final
    encodeCompactSize(1), // one output
    value,
    encodeCompactSize(1),
    Uint8Array.of(OP_TRUE),
    Uint8Array.of(0, 0, 0, 0), // lock time
  );
}

/** The id of a transaction without witness: sha256d of its bytes, wire order. */
export function transactionId(transaction: Uint8Array): Uint8Array {
  return sha256d(transaction);
}

/** What follows the header of a block whose only transaction is this coinbase. */
export function encodeBlockBody(coinbase: Uint8Array): Uint8Array {
  return concatBytes(encodeCompactSize(1), coinbase);
}
