/**
 * Keeps the visitor's key between visits, in IndexedDB, one per floor (undefined is the default floor). The private key is
 * a non-extractable CryptoKey: no script can read it, only sign with it, and it never leaves this browser.
 */
export interface Identity {
  readonly account: string;
  readonly apiKey: string;
  readonly privateKey: CryptoKey;
}

/**
 * Where a floor's identity lies. A named floor's is under its name; the default floor's under a key that no floor can be
 * called, since a floor may be called "default", under which earlier versions kept it (`earlier`). That floor's own key is
 * another for the same reason.
 */
export function vaultKeys(floor: string | undefined): { readonly key: string; readonly earlier?: string } {
  if (floor === undefined) return { key: '/', earlier: earlierDefault };
  return { key: floor === earlierDefault ? `/f/${floor}` : floor };
}

const earlierDefault = 'default';
const databaseName = 'paperfloor';
const storeName = 'identities';

/** What an earlier version kept stays there: a page of that version may come back. */
export async function loadIdentity(floor: string | undefined): Promise<Identity | undefined> {
  const { key, earlier } = vaultKeys(floor);
  const found = await read(key);
  if (found !== undefined || earlier === undefined) return found;
  const kept = await read(earlier);
  // A copy that fails is tried again with the next visit.
  if (kept !== undefined) await saveIdentity(floor, kept).catch(() => undefined);
  return kept;
}

/** In place of the one that was there. */
export async function saveIdentity(floor: string | undefined, identity: Identity): Promise<void> {
  await inStore('readwrite', (store) => store.put(identity, vaultKeys(floor).key));
}

async function read(key: string): Promise<Identity | undefined> {
  const value = await inStore<unknown>('readonly', (store) => store.get(key));
  return value as Identity | undefined;
}

async function inStore<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest): Promise<T> {
  const database = await settled<IDBDatabase>(openDatabase());
  try {
    return await settled<T>(act(database.transaction(storeName, mode).objectStore(storeName)));
  } finally {
    database.close();
  }
}

function openDatabase(): IDBOpenDBRequest {
  const request = indexedDB.open(databaseName, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(storeName);
  return request;
}

function settled<T>(request: IDBRequest): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result as T);
    request.onerror = () => reject(request.error);
  });
}
