/** Whether the browser may delete what the page keeps, when its disk is full or the page is not visited for long. */

/** `kept`: only the user deletes it. `evictable`: the browser may. `unknown`: the browser does not say. */
export type StoragePersistence = 'kept' | 'evictable' | 'unknown';

/** How it is now; asks nobody. */
export function readPersistence(): Promise<StoragePersistence> {
  return persistence((storage) => storage.persisted());
}

/**
 * Asks the browser to keep what the page stores; some ask the user, who may take long. For pages where the user has
 * started something that is worth keeping.
 */
export function askToPersist(): Promise<StoragePersistence> {
  return persistence((storage) => storage.persist());
}

/** What it means, in words. */
export const persistenceWords: { readonly [State in StoragePersistence]: string } = {
  kept: 'The browser keeps it until you delete it.',
  evictable: 'The browser may delete it when the disk is full, or when the page is not visited for long.',
  unknown: 'The browser does not say how long it keeps it.',
};

async function persistence(ask: (storage: StorageManager) => Promise<boolean>): Promise<StoragePersistence> {
  // missing on pages that were not loaded over HTTPS
  const storage: StorageManager | undefined = globalThis.navigator?.storage;
  try {
    if (storage === undefined) return 'unknown';
    return (await ask(storage)) ? 'kept' : 'evictable';
  } catch {
    return 'unknown';
  }
}
