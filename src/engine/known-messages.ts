/** Known answers for the self-test beside the header's: messages, chains, PBKDF2, batches. Computed with Python's hashlib. */
import { hexToBytes } from '../primitives/index.ts';
import type { MessageSearchJob } from './message-job.ts';

/** A message search that ends at a known nonce. */
interface KnownMessage {
  readonly name: string;
  readonly job: Omit<MessageSearchJob, 'start' | 'end'>;
  readonly nonce: number;
  /** Where in a group of the widest kernel the nonce is put. In three streams 0-3 and 4-7 are vectors, and 8 is alone. */
  readonly places: readonly number[];
}

/** Bytes that differ from one another. */
function fill(size: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, i) => (i * 11 + 3) % 251);
}

function known(
  name: string,
  nonce: number,
  places: readonly number[],
  digest: string,
  job: Partial<MessageSearchJob>,
): KnownMessage {
  const prefix = new Uint8Array(0);
  return {
    name,
    nonce,
    places,
    job: { prefix, encoding: 'decimal', ...job, target: { kind: 'equal', digest: hexToBytes(digest) } },
  };
}

/** Nonces of every kind, in one block, across two, before blocks that do not change, behind blocks that do not. */
export function knownMessages(): KnownMessage[] {
  return [
    known(
      'decimal nonce in one block',
      1234567,
      [0, 8],
      '86e182a5a210d710b83209d34d2f3c8df13d01f87a86233533136631af020269',
      {
        prefix: fill(24),
      },
    ),
    known(
      'decimal nonce across two blocks',
      98765432,
      [1, 7],
      'fe544707e20754b7a75dc8000af4c3501c6ccf6c9143d7cf2aad8eae659ed5c7',
      {
        prefix: fill(58),
        suffix: fill(5),
      },
    ),
    known(
      'decimal nonce of two digits',
      42,
      [2, 6],
      '13ea4c1db2e22287ea867ca118180eccff980a78e66eaf414ffef3fbd00df311',
      {
        prefix: fill(61),
        suffix: fill(200),
      },
    ),
    known('hexadecimal nonce', 0xabcdef, [3], 'f8e07c785b545b3bdc4ff0b645dcf28e6650e04ef0eb660dab5e5afd787c8252', {
      suffix: fill(120),
      encoding: 'hex',
      hexDigits: 9,
    }),
    known(
      'u64le nonce, hashed thrice',
      0x1ffff0010,
      [4, 8],
      '83ace33551a53441e6b09b47ae34b7c7c8d163d0f160318b01a785ceb97d0002',
      {
        prefix: fill(69),
        suffix: fill(3),
        encoding: 'u64le',
        hash: { kind: 'sha256', iterations: 3 },
      },
    ),
    known(
      'u32be nonce, hashed twice',
      4294967290,
      [5],
      'c8857086f0b28c765c4f06a57acbddea0d51e8dc3a7a2bc39dbab4661ebae453',
      {
        prefix: fill(36),
        encoding: 'u32be',
        hash: { kind: 'sha256', iterations: 2 },
      },
    ),
    known('PBKDF2', 77, [6, 8], 'b59e1a4bb9585e3a0935e2f608b0b0cc9396794ce32e7a6df9bbb8feb738f936', {
      prefix: fill(16),
      encoding: 'u32be',
      hash: { kind: 'pbkdf2', salt: fill(20), iterations: 3 },
    }),
  ];
}

/** Messages of a batch: a group of the widest kernel, and two that are left. */
const BATCH_COUNT = 11;

/** A batch, and what `checksum` gives for its digests. */
interface KnownBatch {
  readonly method: 'sha256dHeaders' | 'sha256dPairs' | 'sha256Messages';
  readonly messages: Uint8Array;
  readonly sizeBytes: number;
  readonly expected: number;
}

function batch(method: KnownBatch['method'], sizeBytes: number, expected: number): KnownBatch {
  const messages = Uint8Array.from({ length: BATCH_COUNT * sizeBytes }, (_, i) => (i * 7) % 251);
  return { method, messages, sizeBytes, expected };
}

/** Messages with every kind of end: in their last block, in one more, and at a block's end. */
export function knownBatches(): KnownBatch[] {
  return [
    batch('sha256dHeaders', 80, 0xe5741787),
    batch('sha256dPairs', 64, 0xf0d418b4),
    batch('sha256Messages', 55, 0xb8c47811),
    batch('sha256Messages', 119, 0xe3e23d2e),
  ];
}

/** Tells digests apart, in every order, at little cost: a self-test runs in code that is not compiled yet. */
export function checksum(bytes: Uint8Array): number {
  let sum = 0;
  for (const byte of bytes) sum = (Math.imul(sum, 31) + byte) >>> 0;
  return sum;
}
