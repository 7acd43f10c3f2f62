/** API keys: made, listed, revoked. A secret is told once, in the answer that makes it. */
import { Type } from '@sinclair/typebox';
import { findFloor, floorOption, give } from './floor-lookup.ts';
import { operation } from './operation.ts';

export interface KeyAnswer {
  readonly apiKey: string;
  readonly label: string;
  readonly type: 'hmac' | 'ed25519';
  readonly readOnly: boolean;
  /** ISO 8601. */
  readonly createdAt: string;
}

export const keyCreate = operation({
  input: Type.Object({
    floor: floorOption,
    account: Type.String({ description: 'name of the account' }),
    label: Type.Optional(Type.String()),
    publicKey: Type.Optional(
      Type.String({ description: 'Ed25519, PEM; without it an HMAC key with a secret is made' }),
    ),
    readOnly: Type.Boolean(),
  }),
  async run({ floors, identity }, input): Promise<{ apiKey: string; secretKey?: string }> {
    const floor = findFloor(floors, input.floor);
    const { label, publicKey } = input;
    const made = await identity.createKey(floor.name, input.account, {
      canTrade: !input.readOnly,
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
      readOnly: !key.canTrade,
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
