import type { OpenStore } from '../../src/compliance/index.ts';
import { createMemoryStore, type BlockRecord, type ChainStore } from '../../src/store/index.ts';

const network = { name: 'compliance', genesisHash: '0f'.repeat(32), targetSpacing: 5 };

export type Fault =
  | 'writes up to the malformed record'
  | 'keeps what stood above'
  | 'forgets the last record when reopened'
  | 'finds replaced records again when reopened'
  | 'writes in another order than asked'
  | "keeps the caller's bytes"
  | 'copies the bytes too late'
  | 'gives out its own bytes'
  | 'reads a chain that changes'
  | 'is lost at the end of the heights'
  | 'takes a gap'
  | 'finds a body at every height'
  | 'works after close'
  | 'does not wait when closed'
  | 'has branches from the start'
  | 'keeps each header of branches once'
  | 'keeps the newest thousand of branches'
  | 'drops branches with the records'
  | 'writes the branches of what it refuses'
  | 'takes malformed branches'
  | 'takes no branches for their removal'
  | "keeps the caller's branches"
  | 'gives out its own branches'
  | 'reads branches that grow'
  | 'writes branches a moment after the records'
  | 'forgets branches when reopened';

/** A durable store of a few lines, right but for one planted fault. `place` is its disk. */
export function faultyStore(fault?: Fault): OpenStore {
  let place: BlockRecord[] = [];
  let placeBranches: Uint8Array[] = fault === 'has branches from the start' ? [new Uint8Array(80)] : [];

  return async (): Promise<ChainStore> => {
    if (fault === 'forgets the last record when reopened') place.pop();
    if (fault === 'is lost at the end of the heights' && place.at(-1)?.height === 0xffffffff) place = [];
    if (fault === 'forgets branches when reopened') placeBranches = [];
    const inner = await createMemoryStore({ network });
    await inner.append(place);
    let queue: Promise<unknown> = Promise.resolve();
    let closed = false;
    let calls = 0;
    let kept: Awaited<ReturnType<ChainStore['tip']>>;

    const save = async (): Promise<void> => {
      const saved: BlockRecord[] = [];
      const tip = await inner.tip();
      const headers: Uint8Array[] = [];
      for await (const item of inner.headers())
        for (let at = 0; at < item.length; at += 80) headers.push(item.slice(at, at + 80));
      for (const [i, header] of headers.entries()) {
        const height = (tip?.height ?? 0) - headers.length + 1 + i;
        saved.push({ height, header, body: (await inner.body(height)) ?? new Uint8Array() });
      }
      const top = saved.at(-1)?.height ?? -1;
      const replaced =
        fault === 'finds replaced records again when reopened' ? place.filter(({ height }) => height > top) : [];
      place = [...saved, ...replaced];
    };
    const copied = (given: Uint8Array | undefined): Uint8Array[] => {
      if (given !== undefined && fault !== 'takes malformed branches' && !(given instanceof Uint8Array))
        throw new TypeError('branches');
      if (given && given.length % 80 !== 0 && fault !== 'takes malformed branches') throw new RangeError('branches');
      if (fault === "keeps the caller's branches") return given ? [given] : [];
      return given?.length ? [given.slice()] : [];
    };
    const uniqueHeaders = (given: Uint8Array): Uint8Array => {
      const held = placeBranches.join();
      const headers = Array.from({ length: given.length / 80 }, (_, i) => given.subarray(80 * i, 80 * i + 80));
      return new Uint8Array(headers.filter((header) => !held.includes(header.join())).flatMap((header) => [...header]));
    };
    const addBranches = (added: readonly Uint8Array[]): void => {
      const first = added.map((one) => (fault === 'keeps each header of branches once' ? uniqueHeaders(one) : one));
      placeBranches.push(...first);
      if (fault === 'keeps the newest thousand of branches')
        placeBranches = placeBranches.map((headers) => headers.slice(-80_000));
    };
    const write = async (given: readonly BlockRecord[], added: readonly Uint8Array[] = []): Promise<void> => {
      if (fault === 'writes the branches of what it refuses') addBranches(added);
      await writeRecords(given);
      if (fault === 'takes no branches for their removal' && added.length === 0) placeBranches = [];
      if (fault === 'drops branches with the records' && given.length > 0) placeBranches = [];
      if (fault === 'writes branches a moment after the records')
        await new Promise((resolve) => setTimeout(resolve, 2));
      if (fault !== 'writes the branches of what it refuses') addBranches(added);
    };
    const writeRecords = async (given: readonly BlockRecord[]): Promise<void> => {
      const top = (await inner.tip())?.height;
      const last = given.at(-1)?.height ?? 0;
      if (fault === 'writes up to the malformed record') {
        for (const record of given) await inner.append([record]);
      } else if (fault === 'takes a gap' && top !== undefined && given[0] && given[0].height > top + 1) {
        await inner.append(given.map((record, i) => ({ ...record, height: top + 1 + i })));
      } else if (fault === 'keeps what stood above' && top !== undefined && top > last) {
        await save();
        await inner.append([...given, ...place.filter(({ height }) => height > last)]);
      } else {
        await inner.append(given);
      }
    };
    const store: ChainStore = {
      kind: 'faulty',
      location: 'memory',
      network,
      async tip() {
        const tip = await inner.tip();
        if (fault !== 'gives out its own bytes') return tip;
        if (kept?.height !== tip?.height) kept = tip;
        return kept;
      },
      async append(given, branches) {
        if (closed) return inner.append(given, branches);
        const own = Array.isArray(given) && fault !== 'copies the bytes too late' ? structuredClone(given) : given;
        const added = copied(branches);
        if (fault === 'writes in another order than asked' && ++calls % 3 === 2) {
          return new Promise((resolve, reject) => setTimeout(() => void write(own).then(resolve, reject), 5));
        }
        const done = queue.then(() => write(own, added));
        queue = done.catch(() => {});
        if (fault === "keeps the caller's bytes")
          kept = given.at(-1) && { height: given.at(-1)!.height, header: given.at(-1)!.header };
        return done;
      },
      rollback(height) {
        if (closed) return inner.rollback(height);
        const done = queue.then(() => inner.rollback(height));
        queue = done.catch(() => {});
        return done;
      },
      async *headers(from, to) {
        if (fault === "keeps the caller's bytes" && kept && from === undefined) {
          for await (const item of inner.headers(0, kept.height - 1)) yield item;
          yield kept.header;
        } else if (fault === 'reads a chain that changes') {
          for (let height = from ?? 0; height <= (to ?? 9_999); height++) yield* inner.headers(height, height);
        } else yield* inner.headers(from, to);
      },
      async *branches() {
        yield* inner.branches(); // refuses where the store is closed
        const moment = fault === 'reads branches that grow' ? placeBranches : [...placeBranches];
        for (const headers of moment) yield fault === 'gives out its own branches' ? headers : headers.slice();
      },
      body: (height) => inner.body(height),
      async bodyHeights(from, to) {
        const heights = await inner.bodyHeights(from, to);
        const all = fault === 'finds a body at every height' && heights[0] !== undefined;
        return all ? Array.from({ length: heights.at(-1)! - heights[0]! + 1 }, (_, i) => heights[0]! + i) : heights;
      },
      async close() {
        if (closed) return;
        closed = fault !== 'works after close';
        if (fault !== 'does not wait when closed') await queue;
        await save();
        if (closed) await inner.close();
      },
      [Symbol.asyncDispose]: () => store.close(),
    };
    return store;
  };
}
