/** How the records of a store are replaced from one height on: the one way in which pages and bodies change. */
import { corrupt } from './indexeddb-errors.ts';
import { readPage, type Transaction } from './indexeddb-database.ts';
import { cutPage, encodeEntry, encodePage, HEADERS_PER_PAGE, pageOf, type StoreState } from './indexeddb-layout.ts';
import type { HeightRange } from './store-arguments.ts';
import type { BlockRecord } from './store.ts';

/**
 * Removes what stands at height `first` and above, and puts records there, which begin at that height. The range is of
 * what there is before; what the state has to say afterwards is returned.
 * @throws MidstateError ERR_STORE_CORRUPT
 */
export async function replaceRecords(
  name: string,
  transaction: Transaction,
  range: HeightRange | undefined,
  first: number,
  records: readonly BlockRecord[],
): Promise<Pick<StoreState, 'range' | 'lastPageSum'>> {
  const { pages, bodies } = transaction;
  const keeps = range !== undefined && first > range.lowest;
  const below = keeps ? await readPage(name, transaction, pageOf(first - 1)) : undefined;
  if (below && below.last < first - 1) throw corrupt(name, `the header at height ${first - 1} is missing`);
  if (range !== undefined && first <= range.tip) {
    pages.delete(IDBKeyRange.lowerBound(pageOf(first)));
    bodies.delete(IDBKeyRange.lowerBound(first));
  }

  const isCut = below !== undefined && pageOf(first - 1) === pageOf(first);
  let from = isCut ? below.first : first;
  let entries: Uint8Array[] = isCut ? [cutPage(below, first - 1).entries] : [];
  let sumBefore = isCut ? below.sumBefore : (below?.sum ?? 0);
  const endPage = (): void => {
    if (entries.length === 0) return;
    const { value, sum } = encodePage(from, sumBefore, entries);
    pages.put(value, pageOf(from));
    sumBefore = sum;
    entries = [];
  };
  for (const record of records) {
    if (record.height % HEADERS_PER_PAGE === 0) {
      endPage();
      from = record.height;
    }
    entries.push(encodeEntry(record));
    if (record.body.length > 0) bodies.put(record.body, record.height);
  }
  endPage();

  const tip = records.at(-1)?.height ?? (keeps ? first - 1 : undefined);
  if (tip === undefined) return { range: undefined, lastPageSum: 0 };
  return { range: { lowest: keeps ? range.lowest : first, tip }, lastPageSum: sumBefore };
}
