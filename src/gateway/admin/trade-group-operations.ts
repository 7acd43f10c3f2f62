/** Accounts that count as one owner for self-trade prevention (docs/reference/self-trade-prevention.md). */
import { Type } from '@sinclair/typebox';
import { findFloor, floorOption } from './floor-lookup.ts';
import { findAccount, submit } from './money-operations.ts';
import { operation } from './operation.ts';

export const accountGroup = operation({
  input: Type.Object({
    floor: floorOption,
    name: Type.String({ description: 'name of the account' }),
    group: Type.Optional(Type.Integer({ minimum: 0, description: 'number of the trade group; 0 for none' })),
  }),
  async run({ floors, identity }, input) {
    const floor = findFloor(floors, input.floor);
    const { account, name } = findAccount(identity, floor, input.name);
    if (input.group !== undefined) await submit(floor, { type: 'set_trade_group', account, tradeGroup: input.group });
    return { floor: floor.name, name, group: floor.floor.tradeGroup(account) };
  },
});
