/**
 * A demo account's own keys: made for a bot, listed, revoked. Signed like every order. A key made by another key may do what
 * that one may, from where, and for as long: nobody gets out of his limits by making a key.
 */
import type { Identity } from '../../identity/identity.ts';
import type { Answer, SignedOperation, SignedRequest } from '../operations/operation.ts';
import { weighing } from '../operations/operation.ts';
import { signedReader } from '../operations/orders.ts';
import { accept, refuse } from '../wire/outcome.ts';
import type { Legal } from '../wire/parameter-reader.ts';

const path = '/paper/v1/keys';
const legalLabel: Legal = { pattern: /^[A-Za-z0-9 ._-]{1,64}$/, spelling: '^[A-Za-z0-9 ._-]{1,64}$' };
const legalKeyId: Legal = { pattern: /^[A-Za-z0-9]{64}$/, spelling: '^[A-Za-z0-9]{64}$' };

export function keyOperations(identity: Identity): readonly SignedOperation[] {
  const common = { orders: 0, freeOnSuccess: false } as const;
  return [
    {
      ...common,
      name: 'paper.keys.create',
      access: 'trade',
      rest: { method: 'POST', path },
      weight: weighing(20),
      run: (request) => createKey(identity, request),
    },
    {
      ...common,
      name: 'paper.keys.list',
      access: 'read',
      rest: { method: 'GET', path },
      weight: weighing(2),
      run: (request) => listKeys(identity, request),
    },
    {
      ...common,
      name: 'paper.keys.revoke',
      access: 'trade',
      rest: { method: 'DELETE', path },
      weight: weighing(2),
      run: (request) => revokeKey(identity, request),
    },
  ];
}

async function createKey(identity: Identity, request: SignedRequest): Promise<Answer> {
  const reader = signedReader(request);
  const read = reader.finish(reader.text('label', legalLabel));
  if (!read.ok) return read;
  const { floor, account, id } = request.key;
  const name = identity.accountName(floor, account) ?? '';
  const listed = identity.listKeys(floor, name);
  const maker = listed.ok ? listed.value.find(({ apiKey }) => apiKey === id) : undefined;
  if (maker === undefined) return refuse('unknown_key');
  const { canRead, canTrade, networks, expiresAt } = maker;
  const wish = { canRead, canTrade, networks, expiresAt, ...(read.value === undefined ? {} : { label: read.value }) };
  const made = await identity.createKey(floor, name, wish, `key ${id}`);
  return made.ok ? accept(JSON.stringify(made.value)) : refuse('paper_refused', made.problem.message);
}

function listKeys(identity: Identity, request: SignedRequest): Answer {
  const read = signedReader(request).finish(undefined);
  if (!read.ok) return read;
  const { floor, account } = request.key;
  const listed = identity.listKeys(floor, identity.accountName(floor, account) ?? '');
  if (!listed.ok) return refuse('paper_refused', listed.problem.message);
  const rows = listed.value.map(({ apiKey, label, kind, canRead, canTrade, networks, expiresAt, createdAt }) => ({
    apiKey,
    label,
    kind,
    canRead,
    canTrade,
    networks,
    expireTime: expiresAt?.getTime() ?? null,
    createTime: createdAt.getTime(),
  }));
  return accept(JSON.stringify(rows));
}

async function revokeKey(identity: Identity, request: SignedRequest): Promise<Answer> {
  const reader = signedReader(request);
  const read = reader.finish(reader.requiredText('apiKey', legalKeyId));
  if (!read.ok) return read;
  const { floor, account } = request.key;
  const listed = identity.listKeys(floor, identity.accountName(floor, account) ?? '');
  const owned = listed.ok && listed.value.some(({ apiKey }) => apiKey === read.value);
  if (!owned) return refuse('paper_refused', 'this account has no such key');
  const revoked = await identity.revokeKey(floor, read.value, `key ${request.key.id}`);
  return revoked.ok ? accept('{}') : refuse('paper_refused', revoked.problem.message);
}
