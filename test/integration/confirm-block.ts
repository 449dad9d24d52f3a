/** Confirms the block events of `midstate mine --json` with node:crypto alone; nothing of midstate is used. */
import { createHash } from 'node:crypto';
import { expect } from 'vitest';

const sha256d = (bytes: Uint8Array): Buffer =>
  createHash('sha256').update(createHash('sha256').update(bytes).digest()).digest();

/** Expects the events to be a chain of blocks, each with the proof of work that its own bits ask for. */
export function expectConfirmedBlocks(events: readonly Record<string, unknown>[]): void {
  let previous: { hash: string; height: number } | undefined;
  for (const event of events) {
    expect(event['event']).toBe('block');
    const header = Buffer.from(event['header'] as string, 'hex');
    expect(header.length).toBe(80);
    const hash = sha256d(header).reverse().toString('hex');
    expect(event['hash']).toBe(hash);
    expect(event['nonce']).toBe(header.readUInt32LE(76));
    const bits = header.readUInt32LE(72);
    expect(event['bits']).toBe(bits.toString(16).padStart(8, '0'));
    const target = BigInt(bits & 0x7fffff) << BigInt(8 * ((bits >>> 24) - 3));
    expect(BigInt(`0x${hash}`)).toBeLessThanOrEqual(target);
    expect(event['attempts']).toBeGreaterThan(0);
    expect(event['seconds']).toBeGreaterThan(0);
    if (previous !== undefined) {
      expect(event['height']).toBe(previous.height + 1);
      expect(Buffer.from(header.subarray(4, 36)).reverse().toString('hex')).toBe(previous.hash);
    }
    previous = { hash, height: event['height'] as number };
  }
}
