/** The published vectors of BIP-0054 on times: headers of mainnet from genesis on, with real proof of work. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  bip54HeaderRules,
  checkHeader,
  checkHeaderInContext,
  defineNetwork,
  networks,
  type NetworkParams,
} from '../../src/consensus/index.ts';
import { decodeHeader } from '../../src/primitives/index.ts';
import { ArrayChain } from '../unit/consensus/array-chain.ts';

const FILE = new URL('../../../shared/data/difficulty/bip54/timestamps.json', import.meta.url);
const present = existsSync(FILE);

/** A tree of chains that share their beginnings: a leaf tells whether BIP-0054 allows the headers on the way to it. */
interface Node {
  block_headers: string[];
  extensions?: Node[];
  valid?: boolean;
  comment?: string;
}

interface Case {
  comment: string;
  valid: boolean;
  headers: string[];
}

function casesOf(node: Node, above: readonly string[] = []): Case[] {
  const headers = [...above, ...node.block_headers];
  if (node.extensions) return node.extensions.flatMap((extension) => casesOf(extension, headers));
  return [{ comment: node.comment!, valid: node.valid!, headers }];
}

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

/** The reason of the first refusal and its height, or nothing. */
function judge(headers: readonly string[], params: NetworkParams): { reason: string; height: number } | undefined {
  const chain = new ArrayChain([decodeHeader(params.genesis)]);
  for (const hex of headers.slice(1)) {
    const bytes = Buffer.from(hex, 'hex');
    const header = decodeHeader(bytes);
    const alone = checkHeader(header, params, { hash: sha256(sha256(bytes)) });
    const verdict = alone.ok ? checkHeaderInContext(header, chain.tip, params, 0xffffffff) : alone;
    if (!verdict.ok) return { reason: verdict.reject.reason, height: chain.tip.height + 1 };
    chain.push(header);
  }
  return undefined;
}

describe.skipIf(!present)('BIP-0054, timestamps.json', () => {
  const { mainnet } = networks;
  const bip54 = defineNetwork({ ...mainnet, name: 'bip54', headerRules: bip54HeaderRules });
  const nodes = present ? (JSON.parse(readFileSync(FILE, 'utf8')) as Node | Node[]) : [];
  // Each chain begins with genesis itself.
  const cases = [nodes].flat().flatMap((node) => casesOf(node));
  test('nine chains, two of them refused', () => {
    expect(cases).toHaveLength(9);
    expect(cases.filter(({ valid }) => !valid)).toHaveLength(2);
  });

  test.each(cases)('$comment', ({ headers, valid, comment }) => {
    expect(headers[0]).toBe(Buffer.from(mainnet.genesis).toString('hex'));
    const verdict = judge(headers, bip54);
    if (valid) expect(verdict).toBeUndefined();
    else if (comment.includes('2016 is more than 2 hours')) {
      expect(verdict).toEqual({ reason: 'time-timewarp-attack', height: 2016 });
    } else expect(verdict).toEqual({ reason: 'time-negative-interval', height: 4031 });
    // All are valid by the rules in force today.
    expect(judge(headers, mainnet)).toBeUndefined();
  });
});

describe.skipIf(!present)('BIP-0054 on the headers that there are', () => {
  /** The hashes of the headers that are refused. */
  function refused(file: string, network: NetworkParams): string[] {
    const bytes = readFileSync(new URL(`../../headers/${file}`, FILE));
    const params = { ...network, headerRules: bip54HeaderRules };
    const chain = new ArrayChain([decodeHeader(network.genesis)]);
    const hashes: string[] = [];
    for (let at = 80; at < bytes.length; at += 80) {
      const header = decodeHeader(bytes.subarray(at, at + 80));
      const { ok } = checkHeaderInContext(header, chain.tip, params, 0xffffffff);
      if (!ok)
        hashes.push(
          sha256(sha256(bytes.subarray(at, at + 80)))
            .reverse()
            .toString('hex'),
        );
      chain.push(header);
    }
    return hashes;
  }

  test('the first 50,000 of mainnet keep it', () => {
    expect(refused('mainnet-0-49999.bin', networks.mainnet)).toEqual([]);
  });

  test('of the first 10,000 of testnet3 block 8064 does not, which went 56 days back', () => {
    expect(refused('testnet3-0-9999.bin', networks.testnet3)).toEqual([
      '00000000118da1e2165a19307b86f87eba814845e8a0f99734dce279ca3fb029',
    ]);
  });
});
