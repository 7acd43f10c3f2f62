/** Accounts: opened with paper money, funded, listed. Names are unique on their floor. */
import { Type } from '@sinclair/typebox';
import { formatDecimal } from '../../core/units/decimal.ts';
import type { FloorSession } from '../../engine/floor-session.ts';
import type { Account } from '../../identity/identity.ts';
import { findFloor, floorOption, give } from './floor-lookup.ts';
import { operation } from './operation.ts';

const name = Type.String({ description: 'name of the account' });
const fund = Type.Record(Type.String(), Type.String(), { description: 'asset to decimal amount' });

export interface AccountAnswer {
  readonly floor: string;
  readonly name: string;
  readonly account: number;
  readonly balances: readonly { readonly asset: string; readonly free: string; readonly locked: string }[];
}

export const accountCreate = operation({
  input: Type.Object({ floor: floorOption, name, fund, owner: Type.Optional(name) }),
  async run({ floors, identity }, input): Promise<AccountAnswer> {
    const floor = findFloor(floors, input.floor);
    return describeAccount(floor, give(await identity.createAccount(floor.name, input.name, input.fund, input.owner)));
  },
});

export const accountFund = operation({
  input: Type.Object({ floor: floorOption, name, fund }),
  async run({ floors, identity }, input): Promise<AccountAnswer> {
    const floor = findFloor(floors, input.floor);
    return describeAccount(floor, give(await identity.fund(floor.name, input.name, input.fund)));
  },
});

export const accountList = operation({
  input: Type.Object({ floor: floorOption }),
  async run({ floors, identity }, input): Promise<readonly AccountAnswer[]> {
    const floor = findFloor(floors, input.floor);
    await floor.current();
    return identity.accounts(floor.name).map((account) => describeAccount(floor, account));
  },
});

/** Balances that are not zero. */
export function describeAccount(session: FloorSession, { name, account }: Account): AccountAnswer {
  const { assets } = session.floor.instruments;
  const balances = session.floor.balances(account).flatMap(({ asset, available, held }) => {
    const definition = assets[asset];
    if (definition === undefined || (available === 0n && held === 0n)) return [];
    const { decimals } = definition;
    return [
      { asset: definition.name, free: formatDecimal(available, decimals), locked: formatDecimal(held, decimals) },
    ];
  });
  return { floor: session.name, name, account, balances };
}
