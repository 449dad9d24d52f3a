import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createHeaderChain, createHeadersSync } from '../../src/chain/index.ts';
import { networks } from '../../src/consensus/index.ts';
import { createEngine, type Engine } from '../../src/engine/index.ts';
import { drive, peerWith } from '../fixtures/header-peer.ts';

const data = new URL('../../../shared/data/', import.meta.url);
const MAINNET = 'headers/mainnet-0-49999.bin';

/** After every header of the file. */
const NOW = 1_790_000_000;

// Work and hash of the last header: computed in Python from the file with Bitcoin Core's formulas.
const WORK = 0x14a3c4fabfaf0n;
const TIP = '000000000845517b31c6820d83f25cff46429bf136a7515fe504116427e60f8e';

describe.skipIf(!existsSync(new URL(MAINNET, data)))("mainnet's first 50,000 headers from a peer", () => {
  it.each([
    ['as much work as they have', WORK, 49_999, 'synced'],
    ['more work than they have', WORK + 1n, 0, 'too-little-chainwork'],
  ])('when %s is asked for', async (_, minimumChainWork, height, reason) => {
    const bytes = readFileSync(new URL(MAINNET, data));
    const headers = Array.from(
      { length: 49_999 },
      (__, i) => new Uint8Array(bytes.subarray(80 * i + 80, 80 * i + 160)),
    );
    const engine: Engine = await createEngine();
    const chain = createHeaderChain({ params: networks.mainnet, hasher: engine });
    const sync = createHeadersSync({ chain, minimumChainWork, salt: new Uint8Array(32).fill(3), hasher: engine });
    let held = 0;
    const actions = drive({
      sync,
      chain,
      peer: peerWith(headers, 2000),
      now: NOW,
      watch: ({ sizeBytes }) => {
        held = Math.max(held, sizeBytes);
      },
    });
    expect(actions.at(-1)).toEqual({ type: 'done', reason });
    expect(chain.tip.height).toBe(height);
    expect(chain.tip.hashHex).toBe(height === 0 ? networks.mainnet.genesisHash : TIP);
    expect(chain.size).toBe(height + 1);
    // 78 commitments, and the buffer when there is one
    expect(held).toBeLessThanOrEqual(1024 + (height === 0 ? 0 : 17_218 * 80));
    const released = actions.flatMap((action) => (action.type === 'accept' ? action.headers.length / 80 : []));
    // the first time that 15,218 are held back and more have come, it is by 782 of 16,000; the rest comes at the end
    if (height > 0) expect([released[0], released.at(-1)]).toEqual([782, 17_217]);
    engine.close();
  });
});
