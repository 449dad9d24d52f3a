/** Stores that are corrupt or of no more use: rebuilt from what is intact, and deleted. */
import type { Findings } from './indexeddb-check.ts';
import { deleteDatabase, indexedDbFactory, transact, type Transaction } from './indexeddb-database.ts';
import { corrupt, indexedDbError } from './indexeddb-errors.ts';
import { encodeNetwork, encodeState, pageOf, type StoreState } from './indexeddb-layout.ts';
import { takeStoreLock } from './indexeddb-lock.ts';
import { findingsOf, withDatabase } from './indexeddb-opening.ts';
import { assertName, type IndexedDbStoreOptions } from './indexeddb-options.ts';
import { replaceRecords } from './indexeddb-records.ts';
import { removeNote } from './indexeddb-witness.ts';
import { MAX_HEIGHT, type HeightRange } from './store-arguments.ts';
import { assertSameNetwork } from './store-errors.ts';
import type { StoreNetwork } from './store.ts';

/** What a rebuild left. */
export interface IndexedDbRebuild {
  /** The heights in the store, both included; undefined when none is intact. */
  readonly kept: HeightRange | undefined;
  /** The tip height that there was, when it is above what was kept. Undefined when no record is known to be lost. */
  readonly lostUpTo: number | undefined;
}

/**
 * Brings a store that is corrupt back into use with the records that are intact: those from the lowest height up to the
 * first that is not what was written; none leaves it empty. Branches are kept up to the first
 * record of them that is not what was written. One transaction; a store that is sound stays as it is.
 *
 * @throws TypeError, RangeError for a malformed argument; `signal.reason`
 * @throws MidstateError; the store is as it was then
 * - ERR_STORE_LOCKED: it is open, here or in another page
 * - ERR_STORE_MISMATCH: it holds another network's chain, or a newer format
 * - ERR_STORE_CORRUPT: its network cannot be read any more, and none is given
 * - ERR_STORE_UNAVAILABLE: there is no store of this name, or IndexedDB is missing or refused
 */
export async function rebuildIndexedDbStore(
  name: string,
  options: IndexedDbStoreOptions = {},
): Promise<IndexedDbRebuild> {
  return withDatabase(name, options, { mayMake: false }, async (database, release, wanted) => {
    const found = await findingsOf(database);
    options.signal?.throwIfAborted();
    const network = found.network ?? wanted;
    if (network === undefined)
      throw corrupt(name, 'the network that it names is not what was written, and none is given', found.intact);
    assertSameNetwork(name, 'database', network, wanted);
    if (found.problem !== undefined) {
      await transact(database, 'readwrite', (transaction) => keepIntact(name, transaction, found, network)).catch(
        (error: unknown) => {
          throw indexedDbError(name, error);
        },
      );
    }
    database.close();
    await release();
    const wasTip = found.state?.range?.tip ?? -1;
    return { kept: found.intact, lostUpTo: wasTip > (found.intact?.tip ?? -1) ? wasTip : undefined };
  });
}

/**
 * Deletes a store, with all that is in it; none is no error.
 * @throws TypeError for a malformed name
 * @throws MidstateError ERR_STORE_LOCKED when it is open, ERR_STORE_UNAVAILABLE where IndexedDB is missing or refused
 */
export async function deleteIndexedDbStore(name: string): Promise<void> {
  assertName(name);
  indexedDbFactory(name);
  const release = await takeStoreLock(name);
  try {
    // the note first: one without a database would be taken for a loss
    await removeNote(name);
    await deleteDatabase(name);
  } finally {
    await release();
  }
}

async function keepIntact(
  name: string,
  transaction: Transaction,
  found: Findings & { readonly noted: number },
  network: StoreNetwork,
): Promise<void> {
  const { meta, pages, bodies, branches } = transaction;
  for (const key of found.strayBodies) bodies.delete(key);
  let kept: Pick<StoreState, 'range' | 'lastPageSum'> = { range: undefined, lastPageSum: 0 };
  if (found.intact) {
    const { lowest, tip } = found.intact;
    kept = await replaceRecords(name, transaction, { lowest, tip: MAX_HEIGHT }, tip + 1, []);
    pages.delete(IDBKeyRange.upperBound(pageOf(lowest), true));
    bodies.delete(IDBKeyRange.upperBound(lowest, true));
  } else {
    pages.clear();
    bodies.clear();
  }
  branches.delete(IDBKeyRange.lowerBound(found.intactBranches));
  const state = {
    // above the note, or it would be told for a loss again
    writes: Math.max(found.state?.writes ?? 0, found.noted) + 1,
    ...kept,
    branchRecords: found.intactBranches,
    lastBranchSum: found.intactBranchSum,
  };
  meta.put(encodeState(state).value, 'state');
  meta.put(encodeNetwork(network).value, 'network');
}
