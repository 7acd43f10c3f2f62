import assert from 'node:assert/strict';
import { createHmac, generateKeyPairSync, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { MemoryIdentityStore } from '../../test/support/memory-identity-store.ts';
import { createIdentity, type FloorAccounts, type Funds, keysPerAccountMax } from './identity.ts';
import type { IdentityChange, IdentityStore } from './identity-store.ts';
import { createSecretBox, SecretKeyError } from './secret-box.ts';

/** Floors that remember what they were asked. */
function fakeFloors() {
  const opened: number[] = [];
  const grants: Funds[] = [];
  const floors: FloorAccounts = {
    hasFloor: (floor) => floor === 'main' || floor === 'other',
    isWrittenHere: (floor) => floor === 'main' || floor === 'other',
    fundsProblem: (_floor, funds) => ('XXX' in funds ? 'there is no asset XXX' : undefined),
    open: async (_floor, account, funds) => {
      opened.push(account);
      grants.push(funds);
    },
    deposit: async () => undefined,
  };
  return { floors, opened, grants };
}

async function setUp(box = createSecretBox(randomBytes(32)), nowMs = Date.now) {
  const store = new MemoryIdentityStore();
  const fake = fakeFloors();
  const identity = await createIdentity({ store, box, floors: fake.floors, nowMs });
  const created = await identity.createAccount('main', 'ann', { USDT: '5' });
  assert.ok(created.ok);
  return { store, box, identity, ...fake };
}

const sign = (secret: string, payload: string) => createHmac('sha256', secret).update(payload).digest('hex');

test('an account is opened and funded in its floor, and its name is taken there only', async () => {
  const { identity, opened, grants } = await setUp();
  assert.deepEqual(opened, [1000]);
  assert.deepEqual(grants, [{ USDT: '5' }]);
  const again = await identity.createAccount('main', 'ann', {});
  assert.ok(!again.ok && again.problem.reason === 'account_exists');
  assert.ok((await identity.createAccount('other', 'ann', {})).ok);
});

test('a wish with a fault changes nothing', async () => {
  const { identity, store } = await setUp();
  const reasons = [];
  for (const [floor, name, funds] of [
    ['nope', 'bob', {}],
    ['main', '../bob', {}],
    ['main', '', {}],
    ['main', 'bob', { XXX: '1' }],
  ] as const) {
    const refused = await identity.createAccount(floor, name, funds);
    assert.ok(!refused.ok);
    reasons.push(refused.problem.reason);
  }
  assert.deepEqual(reasons, ['unknown_floor', 'invalid_name', 'invalid_name', 'invalid_funds']);
  assert.equal(store.accountRows.length, 1);
});

test('a key authenticates its own signatures on its own floor, until it is revoked', async () => {
  const { identity } = await setUp();
  const made = await identity.createKey('main', 'ann', {});
  assert.ok(made.ok && made.value.secretKey !== undefined);
  const { apiKey, secretKey } = made.value;
  const good = sign(secretKey, 'a=1');
  assert.ok(identity.authenticate('main', apiKey, 'a=1', good).ok);
  const failure = (...args: Parameters<typeof identity.authenticate>) => {
    const result = identity.authenticate(...args);
    return result.ok ? 'none' : result.failure;
  };
  assert.equal(failure('main', apiKey, 'a=2', good), 'wrong_signature');
  assert.equal(failure('other', apiKey, 'a=1', good), 'unknown_key');
  assert.equal(failure('main', 'x'.repeat(64), 'a=1', good), 'unknown_key');
  assert.equal(failure('main', 'short', 'a=1', good), 'malformed_key');
  assert.equal(failure('main', undefined, 'a=1', good), 'malformed_key');
  assert.ok((await identity.revokeKey('main', apiKey)).ok);
  assert.equal(failure('main', apiKey, 'a=1', good), 'unknown_key');
  assert.ok(!(await identity.revokeKey('main', apiKey)).ok);
});

test('after a restart accounts and keys are there, and secrets were never stored in the clear', async () => {
  const { store, box, identity, floors } = await setUp();
  const hmac = await identity.createKey('main', 'ann', { label: 'bot' });
  const { publicKey } = generateKeyPairSync('ed25519');
  const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString();
  const ed = await identity.createKey('main', 'ann', { publicKey: pem, canTrade: false });
  assert.ok(hmac.ok && hmac.value.secretKey !== undefined && ed.ok);
  assert.equal(ed.value.secretKey, undefined);
  for (const row of store.keyRows.values())
    assert.equal(Buffer.from(row.material).includes(hmac.value.secretKey), false);

  const again = await createIdentity({ store, box, floors });
  assert.ok(again.authenticate('main', hmac.value.apiKey, 'x', sign(hmac.value.secretKey, 'x')).ok);
  const listed = again.listKeys('main', 'ann');
  assert.ok(listed.ok);
  assert.deepEqual(
    listed.value.map(({ label, kind, canTrade }) => ({ label, kind, canTrade })),
    [
      { label: 'bot', kind: 'hmac', canTrade: true },
      { label: '', kind: 'ed25519', canTrade: false },
    ],
  );
  assert.equal(again.accountName('main', again.account('main', 'ann')!.account), 'ann');
});

test('an account half made by a crash is opened in its floor later', async () => {
  const { store, box, floors, opened } = await setUp();
  await store.addAccount('main', 'half');
  const identity = await createIdentity({ store, box, floors });
  opened.length = 0;
  await identity.reconcile();
  assert.deepEqual(opened, [1000, 1001]);
});

test('keys of an account are bounded, a label prints on one line, and a public key must be one', async () => {
  const { identity } = await setUp();
  const bad = await identity.createKey('main', 'ann', { publicKey: 'nonsense' });
  assert.ok(!bad.ok && bad.problem.reason === 'invalid_public_key');
  const control = await identity.createKey('main', 'ann', { label: 'a\n\u001b[31mb' });
  assert.ok(!control.ok && control.problem.reason === 'invalid_name');
  for (let i = 0; i < keysPerAccountMax; i++) assert.ok((await identity.createKey('main', 'ann', {})).ok);
  const more = await identity.createKey('main', 'ann', {});
  assert.ok(!more.ok && more.problem.reason === 'too_many_keys');
});

test('a key is refused from the moment it expires, and can not be made with an end in the past', async () => {
  let now = Date.parse('2026-01-01T00:00:00Z');
  const { identity } = await setUp(undefined, () => now);
  const expiresAt = new Date(now + 1000);
  const made = await identity.createKey('main', 'ann', { expiresAt });
  assert.ok(made.ok);
  now += 999;
  assert.ok(identity.findKey('main', made.value.apiKey).ok);
  now += 1;
  const found = identity.findKey('main', made.value.apiKey);
  assert.ok(!found.ok && found.failure === 'unknown_key');
  for (const wrong of [new Date(now), new Date(Number.NaN)]) {
    const refused = await identity.createKey('main', 'ann', { expiresAt: wrong });
    assert.ok(!refused.ok && refused.problem.reason === 'invalid_rights');
  }
});

test('networks are checked when the key is made', async () => {
  const { identity } = await setUp();
  for (const wrong of [
    '',
    'example.com',
    '10.0.0.0/33',
    '10.0.0/8',
    '1.2.3.4/08',
    '::1/129',
    '10.0.0.0/8 ',
    'fe80::1%eth0',
  ]) {
    const refused = await identity.createKey('main', 'ann', { networks: [wrong] });
    assert.ok(!refused.ok && refused.problem.reason === 'invalid_rights', wrong);
  }
  const made = await identity.createKey('main', 'ann', { networks: ['10.0.0.0/8', '192.0.2.7', '2001:db8::/32'] });
  assert.ok(made.ok);
  const found = identity.findKey('main', made.value.apiKey);
  assert.ok(found.ok && found.key.networks !== undefined);
  const { networks } = found.key;
  for (const inside of ['10.9.8.7', '192.0.2.7', '2001:db8:1::9'])
    assert.equal(networks.includes(inside), true, inside);
  for (const outside of ['11.0.0.1', '192.0.2.8', '2001:db9::1', '', 'x']) {
    assert.equal(networks.includes(outside), false, outside);
  }
  const none = await identity.createKey('main', 'ann', { canRead: false, canTrade: false });
  assert.ok(!none.ok && none.problem.reason === 'invalid_rights');
});

test('the sealing key is changed while keys are in use, and what was stored before any had an id opens', async () => {
  const [old, fresh] = [randomBytes(32), randomBytes(32)];
  const { store, identity, floors, box } = await setUp(createSecretBox(old));
  const made = await identity.createKey('main', 'ann', {});
  assert.ok(made.ok && made.value.secretKey !== undefined);
  const { apiKey, secretKey } = made.value;
  const before = store.keyRows.get(apiKey)!;
  store.keyRows.set(apiKey, { ...before, sealedBy: undefined });
  identity.secrets.use([fresh, old]);
  assert.deepEqual((await identity.secrets.status()).sealed, new Map([['', 1]]));
  assert.equal(await identity.secrets.reseal('administrator'), 1);
  assert.equal(await identity.secrets.reseal('administrator'), 0);
  assert.deepEqual((await identity.secrets.status()).sealed, new Map([[box.sealingKey, 1]]));
  assert.ok(identity.authenticate('main', apiKey, 'a', sign(secretKey, 'a')).ok);

  const again = await createIdentity({ store, box: createSecretBox(fresh), floors });
  assert.ok(again.authenticate('main', apiKey, 'a', sign(secretKey, 'a')).ok);
  await assert.rejects(createIdentity({ store, box: createSecretBox(old), floors }), SecretKeyError);
  assert.deepEqual(
    (await again.audit(10)).map(({ action }) => action),
    ['secrets.resealed', 'key.created'],
  );
});

test('a revocation that the database did not take is in force here, and can be asked for again', async () => {
  const { store, identity } = await setUp();
  const made = await identity.createKey('main', 'ann', {});
  assert.ok(made.ok);
  const { apiKey } = made.value;
  const revoke = store.revokeKey;
  store.revokeKey = () => Promise.reject(new Error('the database is away'));
  await assert.rejects(identity.revokeKey('main', apiKey), /away/);
  assert.ok(!identity.findKey('main', apiKey).ok);
  store.revokeKey = revoke;
  const listed = identity.listKeys('main', 'ann');
  assert.ok(listed.ok && listed.value.some((key) => key.apiKey === apiKey), 'whoever looks sees what is left to do');
  assert.ok((await identity.revokeKey('main', apiKey)).ok);
  assert.deepEqual(await store.keys(), []);
  assert.ok(!(await identity.revokeKey('main', apiKey)).ok);
});

/** What another server does, and when the store answers, is the test's to say. */
function slowStore(store: MemoryIdentityStore) {
  let changed: (change: IdentityChange) => void = () => {};
  let missed: () => Promise<void> = async () => {};
  const asked: (() => void)[] = [];
  const later = async <T>(answer: Promise<T>): Promise<T> => {
    const known = await answer;
    await new Promise<void>((resolve) => asked.push(resolve));
    return known;
  };
  return {
    store: {
      ...{ sole: false, listenKeys: store.listenKeys, account: store.account.bind(store) },
      ...{ accounts: store.accounts.bind(store), addAccount: store.addAccount.bind(store) },
      ...{ addKey: store.addKey.bind(store), revokeKey: store.revokeKey.bind(store), audit: store.audit.bind(store) },
      ...{ addAudit: store.addAudit.bind(store), sealedCounts: store.sealedCounts.bind(store) },
      ...{ resealSecrets: store.resealSecrets.bind(store) },
      secretsNotSealedBy: store.secretsNotSealedBy.bind(store),
      keys: () => later(store.keys()),
      key: (id: string) => later(store.key(id)),
      async listen(heard: typeof changed, readAll: typeof missed) {
        changed = heard;
        missed = readAll;
      },
    } satisfies IdentityStore & { listenKeys: unknown },
    tell: (change: IdentityChange) => changed(change),
    miss: () => missed(),
    async answer() {
      while (asked.length === 0) await new Promise((resolve) => setImmediate(resolve));
      asked.shift()?.();
    },
  };
}

for (const how of ['one key', 'all keys'] as const) {
  test(`a key that is revoked while the store is answering about ${how} stays revoked`, async () => {
    const { store, box, identity: other } = await setUp();
    const slow = slowStore(store);
    const opening = createIdentity({ store: slow.store, box, floors: fakeFloors().floors });
    await slow.answer();
    const identity = await opening;
    const made = await other.createKey('main', 'ann', {});
    assert.ok(made.ok);
    const { apiKey } = made.value;
    const reading = how === 'one key' ? identity.lookUpKey(apiKey) : slow.miss();
    await new Promise((resolve) => setImmediate(resolve));
    await other.revokeKey('main', apiKey);
    slow.tell({ kind: 'revoked', id: apiKey });
    await slow.answer();
    await reading;
    assert.ok(!identity.findKey('main', apiKey).ok);
  });
}

for (const how of ['heard of', 'missed'] as const) {
  test(`a key that another server revokes while it is still being made here, which is ${how}, stays revoked`, async () => {
    const { store, box } = await setUp();
    const { store: shared, tell, miss } = slowStore(store);
    const answered = Promise.withResolvers<void>();
    const identity = await createIdentity({
      store: {
        ...shared,
        keys: () => store.keys(),
        key: (id) => store.key(id),
        async addKey(...row) {
          await store.addKey(...row);
          await answered.promise;
        },
      },
      box,
      floors: fakeFloors().floors,
    });
    const making = identity.createKey('main', 'ann', {});
    while (store.keyRows.size === 0) await new Promise((resolve) => setImmediate(resolve));
    const [apiKey = ''] = store.keyRows.keys();
    await store.revokeKey(apiKey, 'administrator');
    if (how === 'missed') await miss();
    else tell({ kind: 'revoked', id: apiKey });
    answered.resolve();
    const made = await making;
    assert.equal(made.ok && made.value.apiKey, apiKey);
    assert.ok(!identity.findKey('main', apiKey).ok);
  });
}

test('a key that was made here is known here, also when the store cannot tell it at once', async () => {
  const { store, box } = await setUp();
  const { store: shared } = slowStore(store);
  const reports: unknown[] = [];
  let isAway = false;
  const key = async (id: string) => {
    if (isAway) throw new Error('the database is away');
    return store.key(id);
  };
  const identity = await createIdentity({
    store: { ...shared, keys: () => store.keys(), key },
    box,
    floors: fakeFloors().floors,
    report: (error) => reports.push(error),
  });
  const first = await identity.createKey('main', 'ann', {});
  assert.ok(first.ok && identity.findKey('main', first.value.apiKey).ok);
  isAway = true;
  const second = await identity.createKey('main', 'ann', {});
  assert.ok(second.ok && second.value.secretKey !== undefined, 'its secret is told once, and this is when');
  assert.equal(reports.length, 1);
  isAway = false;
  assert.ok(await identity.lookUpKey(second.value.apiKey));
});

test('keys of an account are bounded however many are asked for at once', async () => {
  const { identity } = await setUp();
  const asked = Array.from({ length: keysPerAccountMax + 20 }, () => identity.createKey('main', 'ann', {}));
  assert.equal((await Promise.all(asked)).filter(({ ok }) => ok).length, keysPerAccountMax);
  const [first] = (await Promise.all(asked)).flatMap((made) => (made.ok ? [made.value.apiKey] : []));
  assert.ok((await identity.revokeKey('main', first ?? '')).ok);
  assert.ok((await identity.createKey('main', 'ann', {})).ok);
});

/** The keys of the file, kept in memory. */
function keyFile(first: Uint8Array) {
  let keys: readonly Uint8Array[] = [first];
  return {
    load: () => keys,
    addKey() {
      keys = [randomBytes(32), ...keys];
      return keys;
    },
    dropOldKeys() {
      keys = keys.slice(0, 1);
      return keys;
    },
  };
}

test('a secret that was being stored when the sealing key was changed opens afterwards', async () => {
  const first = randomBytes(32);
  const file = keyFile(first);
  const { store, identity, floors } = await setUp(createSecretBox(first));
  const stored = Promise.withResolvers<void>();
  const addKey = store.addKey.bind(store);
  store.addKey = async (...row) => {
    await stored.promise;
    await addKey(...row);
  };
  const making = identity.createKey('main', 'ann', {});
  const rotating = identity.secrets.rotate(file, 'administrator');
  await Promise.race([rotating, new Promise((resolve) => setTimeout(resolve, 20))]);
  stored.resolve();
  const [made] = await Promise.all([making, rotating]);
  assert.ok(made.ok && made.value.secretKey !== undefined);
  assert.equal(file.load().length, 1);
  const again = await createIdentity({ store, box: createSecretBox(...file.load()), floors });
  assert.ok(again.authenticate('main', made.value.apiKey, 'a', sign(made.value.secretKey, 'a')).ok);
});

test('two changes of the sealing key at once are done one after the other', async () => {
  const first = randomBytes(32);
  const file = keyFile(first);
  const { store, identity, floors } = await setUp(createSecretBox(first));
  for (let index = 0; index < 20; index++) await identity.createKey('main', 'ann', {});
  await Promise.all([
    identity.secrets.rotate(file, 'administrator'),
    identity.secrets.reload(file, 'administrator'),
    identity.secrets.rotate(file, 'administrator'),
  ]);
  assert.equal(file.load().length, 1);
  const again = await createIdentity({ store, box: createSecretBox(...file.load()), floors });
  const listed = again.listKeys('main', 'ann');
  assert.equal(listed.ok && listed.value.length, 20);
});
