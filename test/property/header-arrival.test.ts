// Whatever the order in which headers arrive, the chain ends with the same tip and has said the same of each.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createHeaderChain, type AcceptResult, type HeaderChain } from '../../src/chain/index.ts';
import {
  cryptoHasher,
  EASY_WORK,
  easyNetwork,
  GENESIS_TIME,
  HARD_WORK,
  idOf,
  mineEasy,
  NOW,
} from '../fixtures/easy-headers.ts';

type Fault = 'none' | 'bits' | 'time';

interface Planted {
  readonly header: Uint8Array;
  readonly id: string;
  readonly height: number;
  readonly work: bigint;
  /** What must be said of it in the end: by the fault that was planted in it, or below it. */
  readonly verdict: string;
}

const step = fc.record({
  parent: fc.nat({ max: 5 }),
  hard: fc.boolean(),
  fault: fc.oneof(
    { arbitrary: fc.constant<Fault>('none'), weight: 8 },
    { arbitrary: fc.constantFrom<Fault>('bits', 'time'), weight: 1 },
  ),
});

/** A tree of headers above genesis, some of them faulty. */
function plant(steps: readonly { parent: number; hard: boolean; fault: Fault }[]): Planted[] {
  const root: Planted = {
    header: easyNetwork.genesis,
    id: idOf(easyNetwork.genesis),
    height: 0,
    work: EASY_WORK,
    verdict: 'valid',
  };
  const planted = [root];
  for (const [i, { parent: back, hard, fault }] of steps.entries()) {
    const parent = planted[Math.max(0, planted.length - 1 - back)]!;
    const regular = GENESIS_TIME + 600 * (parent.height + 1) + (hard ? 1 : 0);
    const time = fault === 'time' ? NOW + 7200 + 600 * (i + 1) : regular;
    // bits that the time does not ask for
    const bits = fault === 'bits' ? { bits: 0x203fffff } : {};
    const header = mineEasy({ parent: parent.header, time, salt: i, ...bits });
    // nobody remembers a header that was refused, so what hangs on it waits for ever
    const own = { none: 'valid', bits: 'bad-diffbits', time: 'time-too-new' }[fault];
    const verdict = parent.verdict === 'valid' ? own : 'orphan';
    const work = parent.work + (time % 2 === 0 ? EASY_WORK : HARD_WORK);
    planted.push({ header, id: idOf(header), height: parent.height + 1, work, verdict });
  }
  return planted.slice(1);
}

/** What the chain said of each header in the end. */
function verdictsOf(chain: HeaderChain, planted: readonly Planted[], results: readonly AcceptResult[]): string[] {
  const refused = new Map<string, string>();
  for (const { rejected, rejectedOrphans = [] } of results) {
    for (const { hashHex, reject } of [...(rejected ? [rejected] : []), ...rejectedOrphans])
      refused.set(hashHex, reject.id);
  }
  return planted.map(({ id }) => refused.get(id) ?? chain.status(id));
}

const tree = fc.array(step, { minLength: 1, maxLength: 25 }).chain((steps) =>
  fc.tuple(
    fc.constant(steps),
    fc.shuffledSubarray(
      steps.map((_, i) => i),
      { minLength: steps.length },
    ),
  ),
);

it('any order of arrival ends with the same tip, ties aside, and the same verdicts', () => {
  fc.assert(
    fc.property(tree, fc.integer({ min: 1, max: 6 }), ([steps, order], batchSize) => {
      const planted = plant(steps);
      const chain = createHeaderChain({ params: easyNetwork, hasher: cryptoHasher, maxOrphans: 100 });
      const results: AcceptResult[] = [];
      const queue = order.map((i) => planted[i]!);
      let at = chain.tip.hashHex;
      while (queue.length > 0) {
        const batch = queue.splice(0, batchSize);
        const result = chain.accept(Buffer.concat(batch.map(({ header }) => header)), NOW);
        results.push(result);
        // what stands behind a refused header was not looked at, and comes again
        if (result.rejected) queue.unshift(...batch.slice(result.rejected.index + 1));
        // each step tells how to get from the tip before to the tip after
        expect((result.reorg?.disconnected[0] ?? { hashHex: at }).hashHex).toBe(at);
        at = result.connected.at(-1)?.hashHex ?? at;
        expect(chain.tip.hashHex).toBe(at);
      }
      expect(verdictsOf(chain, planted, results)).toEqual(planted.map(({ verdict }) => verdict));
      const most = planted.reduce(
        (max, { verdict, work }) => (verdict === 'valid' && work > max ? work : max),
        EASY_WORK,
      );
      expect(chain.tip.chainWork).toBe(most);
      const best = planted.filter(({ verdict, work }) => verdict === 'valid' && work === most).map(({ id }) => id);
      expect(most === EASY_WORK ? [idOf(easyNetwork.genesis)] : best).toContain(chain.tip.hashHex);
    }),
    { numRuns: 150 },
  );
});
