/**
 * Looks at every record of a store's database, as is done each time that it is opened.
 *
 * Pages are read from the lowest on, each with its bodies, until one is not as the one before says: what stands below is
 * intact. Memory: a few pages and 4 MiB of bodies, or one body, however long the chain is.
 */
import { result, type Transaction } from './indexeddb-database.ts';
import {
  bodyFacts,
  checkBody,
  decodeBranches,
  decodeNetwork,
  decodePage,
  decodeState,
  HEADERS_PER_PAGE,
  type Page,
  type StoreState,
} from './indexeddb-layout.ts';
import type { HeightRange } from './store-arguments.ts';
import type { StoreNetwork } from './store.ts';

/** Records that are read with one request. */
const RECORDS_PER_REQUEST = 64;
const BODY_BYTES_PER_REQUEST = 4 * 2 ** 20;

/** What was found. */
export interface Findings {
  /** Undefined when it cannot be read. */
  readonly network: StoreNetwork | undefined;
  /** Undefined when it cannot be read. */
  readonly state: StoreState | undefined;
  /** The first thing that is not as it was written; undefined when all is. */
  readonly problem: string | undefined;
  /** The records that are whole, from the lowest on. */
  readonly intact: HeightRange | undefined;
  /** How many branch records are whole, from the first on. */
  readonly intactBranches: number;
  /** Sum of the last of these, 0 for none. */
  readonly intactBranchSum: number;
  /** Bodies among or beside the intact records that none of them has. */
  readonly strayBodies: readonly IDBValidKey[];
}

export async function checkRecords(transaction: Transaction): Promise<Findings> {
  const { meta } = transaction;
  const network = decodeNetwork(await result(meta.get('network') as IDBRequest<unknown>));
  const state = decodeState(await result(meta.get('state') as IDBRequest<unknown>));
  const records = await checkPages(transaction);
  const branches = await checkBranches(transaction.branches);
  const problem =
    records.problem ??
    (state === undefined ? 'its state is not what was written' : disagreement(state, records.intact, records.sum)) ??
    branches.problem ??
    (state && (state.branchRecords !== branches.count || state.lastBranchSum !== branches.sum)
      ? `of its ${state.branchRecords} branch records ${branches.count} are there`
      : undefined) ??
    (records.strayBodies.length > 0 ? `it has bodies that belong to no header` : undefined) ??
    (network === undefined ? 'the network that it names is not what was written' : undefined);
  return {
    network,
    state,
    problem,
    intact: records.intact,
    intactBranches: branches.count,
    intactBranchSum: branches.sum,
    strayBodies: records.strayBodies,
  };
}

/** What is wrong where all pages are as they say, and the state says something else. */
function disagreement(state: StoreState, found: HeightRange | undefined, lastPageSum: number): string | undefined {
  const [has, had] = [found, state.range].map((range) =>
    range ? `from height ${range.lowest} to ${range.tip}` : 'none',
  );
  if (has !== had) return `its records are ${has}, and were ${had}`;
  return lastPageSum === state.lastPageSum ? undefined : 'the newest of its headers are not those written last';
}

async function checkPages(transaction: Transaction): Promise<{
  intact: HeightRange | undefined;
  /** Of the last page that is as it was written. */
  sum: number;
  problem: string | undefined;
  strayBodies: IDBValidKey[];
}> {
  const strayBodies: IDBValidKey[] = [];
  let intact: HeightRange | undefined;
  let sum = 0;
  const stored = await result(transaction.bodies.count());
  let bodies = 0;
  const stopped = (problem: string) => ({ intact, sum, problem, strayBodies });

  for await (const [key, value] of entriesOf(transaction.pages)) {
    const expected: IDBValidKey = intact ? (intact.tip + 1) / HEADERS_PER_PAGE : key;
    // A page that ends before its last height can only be the last: the number expected after it is no integer.
    if (key !== expected) return stopped(`the header at height ${(intact?.tip ?? -1) + 1} is missing`);
    const page = typeof key === 'number' ? decodePage(value, key) : undefined;
    if (page === undefined) return stopped(`the page ${describeKey(key)} of its headers is not what was written`);
    if (page.sumBefore !== sum || (intact && page.first !== intact.tip + 1))
      return stopped(`the page ${describeKey(key)} of its headers does not follow the one before it`);
    const checked = await checkBodies(transaction.bodies, page, stored > 0);
    strayBodies.push(...checked.strays);
    bodies += checked.count;
    const lowest = intact?.lowest ?? page.first;
    if (checked.badHeight !== undefined) {
      // the record at that height is lost, and what is above it hangs in the air
      if (checked.badHeight > lowest) intact = { lowest, tip: checked.badHeight - 1 };
      return stopped(`the body at height ${checked.badHeight} is not what was written`);
    }
    intact = { lowest, tip: page.last };
    sum = page.sum;
  }
  // A body below or above all pages.
  if (stored !== bodies + strayBodies.length) {
    const isOutside = (key: IDBValidKey): boolean =>
      typeof key !== 'number' || !intact || key < intact.lowest || key > intact.tip;
    for await (const keys of keysOf(transaction.bodies)) strayBodies.push(...keys.filter(isOutside));
  }
  return { intact, sum, problem: undefined, strayBodies };
}

async function checkBodies(
  bodies: IDBObjectStore,
  page: Page,
  /** False for a chain of headers alone, of which there is nothing to ask for. */
  hasBodies: boolean,
): Promise<{ count: number; badHeight: number | undefined; strays: IDBValidKey[] }> {
  const strays: IDBValidKey[] = [];
  let count = 0;
  for (let from = page.first; from <= page.last;) {
    let to = from;
    let size = bodyFacts(page, from).size;
    while (to < page.last && size + bodyFacts(page, to + 1).size <= BODY_BYTES_PER_REQUEST)
      size += bodyFacts(page, ++to).size;
    const range = IDBKeyRange.bound(from, to);
    const keys = hasBodies ? await result(bodies.getAllKeys(range)) : [];
    const values = size > 0 ? await result(bodies.getAll(range) as IDBRequest<unknown[]>) : [];
    const found = new Map(keys.map((key, i) => [key, values[i]]));
    for (let height = from; height <= to; height++) {
      if (bodyFacts(page, height).size === 0) continue;
      if (checkBody(page, height, found.get(height)) === undefined) return { count, badHeight: height, strays };
      found.delete(height);
      count++;
    }
    strays.push(...found.keys());
    from = to + 1;
  }
  return { count, badHeight: undefined, strays };
}

async function checkBranches(
  branches: IDBObjectStore,
): Promise<{ count: number; sum: number; problem: string | undefined }> {
  let count = 0;
  let sum = 0;
  for await (const [key, value] of entriesOf(branches)) {
    const record = key === count ? decodeBranches(value, count) : undefined;
    if (record?.sumBefore !== sum)
      return { count, sum, problem: `the branch record ${describeKey(key)} is not what was written` };
    count++;
    sum = record.sum;
  }
  return { count, sum, problem: undefined };
}

/** All entries in the order of their keys, read in batches. */
async function* entriesOf(store: IDBObjectStore): AsyncGenerator<[IDBValidKey, unknown]> {
  for await (const keys of keysOf(store)) {
    const values: unknown[] = await result(store.getAll(IDBKeyRange.bound(keys[0], keys.at(-1))));
    for (const [i, key] of keys.entries()) yield [key, values[i]];
  }
}

async function* keysOf(store: IDBObjectStore): AsyncGenerator<IDBValidKey[]> {
  let range: IDBKeyRange | null = null;
  for (;;) {
    const keys: IDBValidKey[] = await result(store.getAllKeys(range, RECORDS_PER_REQUEST));
    const last = keys.at(-1);
    if (last === undefined) return;
    yield keys;
    range = IDBKeyRange.lowerBound(last, true);
  }
}

function describeKey(key: IDBValidKey): string {
  return typeof key === 'number' || typeof key === 'string' ? String(key) : 'with a key of another kind';
}
