/**
 * Checks what `midstate mine --json` printed with node:crypto alone: it shares no code with the package.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';

const sha256 = (bytes) => createHash('sha256').update(bytes).digest();
const reversedHex = (bytes) => Buffer.from(bytes.toReversed()).toString('hex');

/** The threshold of a positive compact target in range, as blocks carry it. */
function targetOf(bits) {
  const mantissa = BigInt(bits & 0x7fffff);
  const exponent = 8n * (BigInt(bits >>> 24) - 3n);
  return exponent >= 0n ? mantissa << exponent : mantissa >> -exponent;
}

/** Checks all lines of a session of `count` blocks that began above `previousHash`, when that is known. */
export function checkMinedLines(text, count, previousHash) {
  const lines = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const blocks = lines.filter(({ event }) => event === 'block');
  const summary = lines.at(-1);
  assert.equal(blocks.length, count, 'one line a block');
  assert.equal(lines.length, count + 1, 'and a summary');

  let above = previousHash;
  let height = blocks[0].height;
  for (const block of blocks) {
    assert.match(block.header, /^[0-9a-f]{160}$/);
    const header = Buffer.from(block.header, 'hex');
    const hash = reversedHex(sha256(sha256(header)));
    assert.equal(block.hash, hash, 'the hash is that of the header');
    assert.ok(BigInt(`0x${hash}`) <= targetOf(header.readUInt32LE(72)), 'the hash meets the target in the header');
    assert.equal(
      Number(typeof block.bits === 'string' ? `0x${block.bits.replace(/^0x/, '')}` : block.bits),
      header.readUInt32LE(72),
    );
    assert.equal(block.nonce, header.readUInt32LE(76));
    assert.equal(block.height, height++);
    if (above !== undefined) assert.equal(reversedHex(header.subarray(4, 36)), above, 'it continues the chain');
    assert.ok(block.attempts >= 1 && block.seconds >= 0);
    above = hash;
  }

  assert.equal(summary.event, 'summary');
  assert.equal(summary.blocks, count);
  assert.deepEqual(summary.tip, { height: height - 1, hash: above });
  for (const field of ['attempts', 'seconds', 'hashRate', 'threads']) assert.ok(summary[field] > 0, field);
  assert.match(summary.backend, /^(?:simd|scalar|js)$/);
  assert.ok(BigInt(summary.chainWork) > 0n);
  return summary;
}
