/** Paper money by the operator's hand: out of an account, from one to another, from the faucet, and an account set back. */
import { Type } from '@sinclair/typebox';
import type { MoneyCommand, SetTradeGroup } from '../../core/messages/command.ts';
import type { Amount, AssetIndex } from '../../core/units/brand.ts';
import { formatAmount } from '../../core/units/convert.ts';
import type { FloorSession } from '../../engine/floor-session.ts';
import type { Account, Identity } from '../../identity/identity.ts';
import { readFunds } from '../floor-accounts.ts';
import { freshClientOrderId } from '../wire/client-order-id.ts';
import { rejectionError } from '../wire/errors.ts';
import { type AccountAnswer, describeAccount } from './account-operations.ts';
import { findFloor, floorOption } from './floor-lookup.ts';
import { operation } from './operation.ts';
import { AdminProblem } from './problem.ts';

const name = Type.String({ description: 'name of the account' });
const asset = Type.String({ description: 'name of the asset' });
const amount = Type.String({ description: 'decimal amount above zero' });
const movementsShown = 20;

export interface MovementAnswer {
  readonly movementId: number;
  readonly kind: string;
  readonly asset: string;
  readonly amount: string;
  /** Name of the other account of a transfer. */
  readonly counterparty?: string;
  /** ISO 8601, floor time. */
  readonly time: string;
}

export const accountWithdraw = operation({
  input: Type.Object({ floor: floorOption, name, asset, amount }),
  async run({ floors, identity }, input): Promise<AccountAnswer> {
    const floor = findFloor(floors, input.floor);
    const account = findAccount(identity, floor, input.name);
    await submit(floor, { type: 'withdraw', account: account.account, ...readMovement(floor, input) });
    return describeAccount(floor, account);
  },
});

export const accountTransfer = operation({
  input: Type.Object({ floor: floorOption, from: name, to: name, asset, amount }),
  async run({ floors, identity }, input): Promise<readonly AccountAnswer[]> {
    const floor = findFloor(floors, input.floor);
    const source = findAccount(identity, floor, input.from);
    const target = findAccount(identity, floor, input.to);
    const movement = readMovement(floor, input);
    await submit(floor, { type: 'transfer', source: source.account, target: target.account, ...movement });
    return [describeAccount(floor, source), describeAccount(floor, target)];
  },
});

export const accountFaucet = operation({
  input: Type.Object({ floor: floorOption, name, asset, amount: Type.Optional(amount) }),
  async run({ floors, identity }, input): Promise<AccountAnswer> {
    const floor = findFloor(floors, input.floor);
    const account = findAccount(identity, floor, input.name);
    const { amount: given } = input;
    const wish =
      given === undefined
        ? { asset: findAsset(floor, input.asset) }
        : readMovement(floor, { asset: input.asset, amount: given });
    await submit(floor, { type: 'claim_faucet', account: account.account, ...wish });
    return describeAccount(floor, account);
  },
});

export const accountReset = operation({
  input: Type.Object({ floor: floorOption, name }),
  async run({ floors, identity }, input): Promise<AccountAnswer> {
    const floor = findFloor(floors, input.floor);
    const account = findAccount(identity, floor, input.name);
    const cancelIdPrefix = freshClientOrderId().slice(0, 18);
    await submit(floor, { type: 'reset_account', account: account.account, cancelIdPrefix, byOperator: true });
    return describeAccount(floor, account);
  },
});

export const accountFees = operation({
  input: Type.Object({
    floor: floorOption,
    name,
    tier: Type.Optional(Type.String({ description: "name of a fee tier; none for the floor's own rates" })),
    discount: Type.Optional(Type.Boolean()),
  }),
  async run({ floors, identity }, input): Promise<FeesAnswer> {
    const floor = findFloor(floors, input.floor);
    const account = findAccount(identity, floor, input.name);
    const wish = {
      ...(input.tier === undefined ? {} : { tier: findTier(floor, input.tier) }),
      ...(input.discount === undefined ? {} : { paysInDiscountAsset: input.discount }),
    };
    if (Object.keys(wish).length > 0) await submit(floor, { type: 'set_fees', account: account.account, ...wish });
    return { floor: floor.name, name: account.name, ...describeFees(floor, account) };
  },
});

export const accountShow = operation({
  input: Type.Object({ floor: floorOption, name }),
  async run({ floors, identity }, input) {
    const floor = findFloor(floors, input.floor);
    const account = findAccount(identity, floor, input.name);
    const others = identity.accountsOfSameUser(floor.name, account.account);
    const found = await floor.history.movements(account.account, { limit: movementsShown });
    const movements = found.map(({ movementId, kind, asset: index, amount: units, counterparty, time }) => {
      const { name: assetName = '', decimals = 8 } = floor.floor.instruments.assets[index] ?? {};
      const other = counterparty === undefined ? undefined : identity.accountName(floor.name, counterparty);
      const moved = { movementId, kind, asset: assetName, amount: formatAmount(units, decimals) };
      const answer: MovementAnswer = { ...moved, time: new Date(time / 1000).toISOString() };
      return other === undefined ? answer : { ...answer, counterparty: other };
    });
    return {
      ...describeAccount(floor, account),
      openOrders: floor.floor.openOrders(account.account).length,
      fees: describeFees(floor, account),
      sameUser: others.map((other) => other.name).filter((other) => other !== account.name),
      movements,
    };
  },
});

/** Throws `AdminProblem`. */
export function findAccount(identity: Identity, floor: FloorSession, accountName: string): Account {
  const account = identity.account(floor.name, accountName);
  if (account !== undefined) return account;
  const shown = JSON.stringify(accountName.slice(0, 80));
  throw new AdminProblem('unknown_account', `there is no account named ${shown} on floor ${floor.name}`, lookUp);
}

export interface FeesAnswer extends ReturnType<typeof describeFees> {
  readonly floor: string;
  readonly name: string;
}

const noTier = 'none';

function describeFees(floor: FloorSession, { account }: Account) {
  const { instruments } = floor.floor;
  const { tier, paysInDiscountAsset } = floor.floor.fees(account);
  const { discount, tiers } = instruments.fees;
  const asset = discount === undefined ? undefined : instruments.assets[discount.asset]?.name;
  return { tier: tiers[tier - 1] ?? noTier, discount: paysInDiscountAsset, discountAsset: asset ?? '' };
}

function findTier(floor: FloorSession, wanted: string): number {
  if (wanted === noTier) return 0;
  const { tiers } = floor.floor.instruments.fees;
  const at = tiers.indexOf(wanted);
  if (at >= 0) return at + 1;
  const known = [noTier, ...tiers].join(', ');
  throw new AdminProblem(
    'unknown_fee_tier',
    `there is no fee tier ${JSON.stringify(wanted.slice(0, 40))}; there is ${known}`,
  );
}

const lookUp = 'paperfloor account list';

function readMovement(floor: FloorSession, wish: { readonly asset: string; readonly amount: string }) {
  const read = readFunds(floor, { [wish.asset]: wish.amount });
  if (typeof read === 'string') throw new AdminProblem('invalid_funds', read);
  return read[0] as { asset: AssetIndex; amount: Amount };
}

function findAsset(floor: FloorSession, assetName: string): AssetIndex {
  const found = floor.floor.instruments.assetByName(assetName);
  if (found === undefined) throw new AdminProblem('invalid_funds', `there is no asset ${JSON.stringify(assetName)}`);
  return found;
}

/** Throws `AdminProblem` with the sentence that a client would be told. */
export async function submit(floor: FloorSession, command: MoneyCommand | SetTradeGroup): Promise<void> {
  const result = await floor.submit(command);
  if (result.ok) return;
  const { reason } = result.rejection;
  throw new AdminProblem(reason, rejectionError(result.rejection).message, 'paperfloor account show NAME');
}
