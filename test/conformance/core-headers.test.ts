/**
 * The headers of the blocks that Bitcoin Core's own tests send, judged as Bitcoin Core 31.99 judged them.
 *
 * Core judges a block in this order: the header alone, the body alone, the header in its chain and in context, the body
 * in context. So a body that is refused alone leaves its header half judged and out of the tree, and one that is
 * refused later leaves a failed header in it.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  checkHeader,
  checkHeaderInChain,
  checkHeaderInContext,
  type HeaderContext,
} from '../../src/consensus/index.ts';
import { decodeHeader, hashToDisplayHex, type Header } from '../../src/primitives/index.ts';
import { BODY_ALONE, BODY_LATER, CORE_CORPUS, isUnjudged, networkOf, readCorpus } from '../fixtures/core-corpus.ts';

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

type Entry = HeaderContext & { readonly hash: string; failed: boolean };

/** The header tree as Core holds it: every header taken, and whether its block failed. */
class Tree {
  readonly entries: Map<string, Entry> = new Map();

  add(header: Header, hash: string, parent?: Entry): Entry {
    const height = parent === undefined ? 0 : parent.height + 1;
    const entry: Entry = {
      hash,
      failed: false,
      height,
      version: header.version,
      time: header.time,
      bits: header.bits,
      ancestor: (wanted) => (wanted === height ? entry : parent?.ancestor(wanted)),
    };
    this.entries.set(hash, entry);
    return entry;
  }
}

/** What Core's answers come down to for headers: how often each reason, and how many were taken or could not be judged. */
type Tally = Record<string, number>;

function replay(name: string, bent?: readonly string[]): Tally {
  const { args, records } = readCorpus(name);
  let params = networkOf(bent ?? args);
  const tree = new Tree();
  tree.add(decodeHeader(params.genesis), params.genesisHash);
  const tally: Tally = {};
  const count = (what: string): void => void (tally[what] = (tally[what] ?? 0) + 1);

  for (const record of records) {
    if ('restart' in record) {
      if (record.ok) params = networkOf(record.restart);
      continue;
    }
    const { seq, hash: hashHex, now, result } = record;
    const at = `${name} ${seq}`;
    const known = tree.entries.get(hashHex);
    if (result === 'duplicate') {
      expect(known, at).toMatchObject({ failed: false });
      count('duplicate');
      continue;
    }
    if (isUnjudged(record)) {
      count('not judged by Core');
      continue;
    }
    const bytes = Buffer.from(record.raw.slice(0, 160), 'hex');
    const header = decodeHeader(bytes);
    const hash = sha256(sha256(bytes));
    expect(hashToDisplayHex(hash), at).toBe(hashHex);
    const parent = tree.entries.get(hashToDisplayHex(header.prevBlockHash));
    const alone = checkHeader(header, params, { hash });
    if (alone.ok && BODY_ALONE.has(result)) {
      count('body refused before the header was judged in context');
      continue;
    }
    const inChain = checkHeaderInChain(
      {
        ...(known?.failed === true ? { known: 'failed' } : {}),
        parent: parent === undefined ? 'unknown' : parent.failed ? 'failed' : 'valid',
      },
      params,
    );
    const judge = (): string | undefined => {
      if (!alone.ok) return alone.reject.reason;
      if (!inChain.ok) return inChain.reject.reason;
      const inContext = checkHeaderInContext(header, parent!, params, now);
      if (!inContext.ok) return inContext.reject.reason;
      expect(inContext.unchecked, at).toEqual([]);
      return undefined;
    };
    const reason = judge();
    if (reason !== undefined) {
      expect(reason, at).toBe(result);
      count(reason);
      continue;
    }
    const entry = tree.add(header, hashHex, parent);
    if (result === null || result === 'inconclusive') {
      count('accepted');
    } else {
      // The header is good: whatever Core found, it is a rule of bodies.
      expect(result === 'bad-blk-sigops' || BODY_LATER.test(result), `${at}: ${result}`).toBe(true);
      entry.failed = true;
      count('header accepted, body refused');
    }
  }
  return tally;
}

const BODY_FIRST = 'body refused before the header was judged in context';
const BODY_AFTER = 'header accepted, body refused';

describe.skipIf(!existsSync(CORE_CORPUS))('headers are judged as Bitcoin Core judged them', () => {
  // 1,825 blocks: 1,282 headers taken, 12 refused, 508 known before, 20 behind a body that was refused first, 3 not judged.
  test.each<[string, Tally]>([
    [
      'feature_block',
      {
        accepted: 154,
        [BODY_AFTER]: 47,
        [BODY_FIRST]: 18,
        duplicate: 145,
        'not judged by Core': 1,
        'high-hash': 1,
        'prev-blk-not-found': 3,
        'bad-diffbits': 1,
        'time-too-old': 1,
        'time-too-new': 1,
        'bad-version(0x00000001)': 1,
      },
    ],
    ['feature_cltv', { accepted: 111, [BODY_AFTER]: 5, duplicate: 2, 'bad-version(0x00000003)': 1 }],
    ['feature_csv_activation', { accepted: 553, [BODY_AFTER]: 2, duplicate: 354 }],
    ['feature_dersig', { accepted: 102, [BODY_AFTER]: 1, duplicate: 2, 'bad-version(0x00000002)': 1 }],
    ['feature_nulldummy', { accepted: 105, [BODY_AFTER]: 2, duplicate: 3 }],
    [
      'mining_basic',
      { accepted: 200, [BODY_FIRST]: 2, duplicate: 2, 'not judged by Core': 2, 'high-hash': 1, 'time-too-new': 1 },
    ],
  ])('in its test %s', (name, expected) => {
    expect(replay(name)).toEqual(expected);
  });

  test('and a rule book with another height of a deployment is found out', () => {
    expect(() => replay('feature_cltv', ['-testactivationheight=cltv@110'])).toThrow('feature_cltv');
  });
});
