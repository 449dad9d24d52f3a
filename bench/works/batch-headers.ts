/**
 * batch-headers: sha256d of many different 80-byte headers, the hashes copied out.
 *
 * The headers are numbered: byte i of header n is the low byte of 31 n + 7 i, and its nonce field is n. All
 * hashes are compared with those of node:crypto; these in turn with a digest that was computed once by Python's hashlib.
 */
import { createHash } from 'node:crypto';
import { WrongAnswerError } from '../harness.ts';
import type { Work } from './work.ts';

const COUNT = 4096;
/** sha256 over all expected hashes, one after another. */
const EXPECTED_DIGEST = '5fa5286396516fd8c2c725669568593299b8cdb678ccefa643e866e76f2058ca';

const headers = numberedHeaders();

export const batchHeaders: Work = {
  name: 'batch-headers',
  title: `Hash a batch: sha256d of ${COUNT} different 80-byte headers`,
  entrant: (contender) => ({
    name: `${contender.name} (${contender.backend})`,
    hashes: COUNT,
    check: () => firstDifference(contender.sha256dHeaders(headers), expectedHashes()),
    call: () => contender.sha256dHeaders(headers),
  }),
};

function numberedHeaders(): Uint8Array {
  const bytes = new Uint8Array(COUNT * 80);
  const view = new DataView(bytes.buffer);
  for (let n = 0; n < COUNT; n++) {
    for (let i = 0; i < 76; i++) bytes[n * 80 + i] = 31 * n + 7 * i;
    view.setUint32(n * 80 + 76, n, true);
  }
  return bytes;
}

function expectedHashes(): Uint8Array {
  const sha256 = (message: Uint8Array): Uint8Array => createHash('sha256').update(message).digest();
  const hashes = new Uint8Array(COUNT * 32);
  for (let n = 0; n < COUNT; n++) hashes.set(sha256(sha256(headers.subarray(n * 80, n * 80 + 80))), n * 32);
  const digest = createHash('sha256').update(hashes).digest('hex');
  if (digest !== EXPECTED_DIGEST) throw new WrongAnswerError(`node:crypto: expected ${EXPECTED_DIGEST}, got ${digest}`);
  return hashes;
}

function firstDifference(received: Uint8Array, expected: Uint8Array): string | undefined {
  if (received.length !== expected.length) return `expected ${expected.length} bytes, got ${received.length}`;
  const index = expected.findIndex((byte, i) => byte !== received[i]);
  return index < 0 ? undefined : `hash ${Math.floor(index / 32)} of ${COUNT} differs`;
}
