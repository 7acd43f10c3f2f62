/** API keys: made, listed, revoked, and what was done about them. A secret is told once, in the answer that makes it. */
import { Type } from '@sinclair/typebox';
import type { KeyKind } from '../../identity/identity-store.ts';
import { findFloor, floorOption, give } from './floor-lookup.ts';
import { operation } from './operation.ts';
import { AdminProblem } from './problem.ts';

export interface KeyAnswer {
  readonly apiKey: string;
  readonly label: string;
  readonly type: KeyKind;
  readonly permissions: readonly Permission[];
  /** Addresses and networks it may be used from; none: from anywhere. */
  readonly allow: readonly string[];
  /** ISO 8601; null: never. */
  readonly expiresAt: string | null;
  readonly createdAt: string;
}

export interface AuditAnswer {
  /** ISO 8601. */
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly floor: string;
  readonly subject: string;
  readonly detail: string;
}

export type Permission = 'read' | 'trade';

export const keyCreate = operation({
  input: Type.Object({
    floor: floorOption,
    account: Type.String({ description: 'name of the account' }),
    label: Type.Optional(Type.String()),
    publicKey: Type.Optional(
      Type.String({ description: 'Ed25519 or RSA, PEM; without it an HMAC key with a secret is made' }),
    ),
    permissions: Type.Optional(Type.Array(Type.Union([Type.Literal('read'), Type.Literal('trade')]))),
    allow: Type.Optional(Type.Array(Type.String(), { description: 'addresses and networks' })),
    expiresAt: Type.Optional(Type.String({ description: 'ISO 8601' })),
  }),
  async run({ floors, identity }, input): Promise<{ apiKey: string; secretKey?: string }> {
    const floor = findFloor(floors, input.floor);
    const { label, publicKey, permissions = ['read', 'trade'], allow = [], expiresAt } = input;
    const made = await identity.createKey(floor.name, input.account, {
      canRead: permissions.includes('read'),
      canTrade: permissions.includes('trade'),
      networks: allow,
      ...(expiresAt === undefined ? {} : { expiresAt: readTime(expiresAt) }),
      ...(label === undefined ? {} : { label }),
      ...(publicKey === undefined ? {} : { publicKey }),
    });
    const { apiKey, secretKey } = give(made);
    return secretKey === undefined ? { apiKey } : { apiKey, secretKey };
  },
});

export const keyList = operation({
  input: Type.Object({ floor: floorOption, account: Type.String() }),
  run({ floors, identity }, input): readonly KeyAnswer[] {
    const floor = findFloor(floors, input.floor);
    return give(identity.listKeys(floor.name, input.account)).map((key) => ({
      apiKey: key.apiKey,
      label: key.label,
      type: key.kind,
      permissions: [...(key.canRead ? (['read'] as const) : []), ...(key.canTrade ? (['trade'] as const) : [])],
      allow: key.networks,
      expiresAt: key.expiresAt?.toISOString() ?? null,
      createdAt: key.createdAt.toISOString(),
    }));
  },
});

export const keyRevoke = operation({
  input: Type.Object({ floor: floorOption, apiKey: Type.String() }),
  async run({ floors, identity }, input): Promise<{ revoked: string }> {
    const floor = findFloor(floors, input.floor);
    give(await identity.revokeKey(floor.name, input.apiKey));
    return { revoked: input.apiKey };
  },
});

const auditRowsMax = 10_000;

export const keyAudit = operation({
  input: Type.Object({ limit: Type.Integer({ minimum: 1, maximum: auditRowsMax }) }),
  async run({ identity }, { limit }): Promise<readonly AuditAnswer[]> {
    const entries = await identity.audit(limit);
    return entries.map(({ at, ...entry }) => ({ at: at.toISOString(), ...entry }));
  },
});

function readTime(text: string): Date {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) {
    throw new AdminProblem(
      'invalid_input',
      `expected a time such as 2027-01-31T00:00:00Z, found ${JSON.stringify(text)}`,
    );
  }
  return time;
}
