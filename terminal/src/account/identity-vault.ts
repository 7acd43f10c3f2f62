/**
 * Keeps the visitor's key between visits, in IndexedDB, one per floor. The private key is a non-extractable CryptoKey:
 * no script can read it, only sign with it, and it never leaves this browser.
 */
export interface Identity {
  readonly account: string;
  readonly apiKey: string;
  readonly privateKey: CryptoKey;
}

const databaseName = 'paperfloor';
const storeName = 'identities';

export async function loadIdentity(floor: string): Promise<Identity | undefined> {
  const value = await inStore<unknown>('readonly', (store) => store.get(floor));
  return value as Identity | undefined;
}

export async function saveIdentity(floor: string, identity: Identity): Promise<void> {
  await inStore('readwrite', (store) => store.put(identity, floor));
}

export async function forgetIdentity(floor: string): Promise<void> {
  await inStore('readwrite', (store) => store.delete(floor));
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
