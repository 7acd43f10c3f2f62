/**
 * What an account does with its paper money by itself: takes from the faucet, withdraws, sends to another account of the same
 * user, starts again, and looks at its movements. Signed like every order. Paying in without a limit is the operator's.
 */
import type { MovementKind } from '../../core/messages/account-event.ts';
import type { UserCommand } from '../../core/messages/command.ts';
import type { Identity } from '../../identity/identity.ts';
import { type Answer, type SignedOperation, type SignedRequest, weighing } from '../operations/operation.ts';
import { signedReader, submit } from '../operations/orders.ts';
import { freshClientOrderId } from '../wire/client-order-id.ts';
import { movementAnswer, movementsAnswer } from '../wire/money-json.ts';
import { accept, refuse } from '../wire/outcome.ts';
import type { Legal } from '../wire/parameter-reader.ts';
import { decimalsOf, readAmount, readAsset, readOptionalAsset } from '../wire/read-money.ts';
import { readRange } from '../wire/read-query.ts';

const legalAccount: Legal = {
  pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
  spelling: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$',
};
const kinds: ReadonlyMap<string, MovementKind> = new Map(
  (['deposit', 'withdrawal', 'transfer', 'faucet', 'grant', 'reset'] as const).map((kind) => [kind, kind]),
);

/** As the exchange's own switch for paying commission in BNB. Margin interest is nothing here. */
const burnPath = '/sapi/v1/bnbBurn';

export function moneyOperations(identity: Identity): readonly SignedOperation[] {
  const common = { orders: 0, freeOnSuccess: false } as const;
  const changing = { ...common, access: 'trade' } as const;
  return [
    {
      ...changing,
      name: 'paper.faucet',
      rest: { method: 'POST', path: '/paper/v1/faucet' },
      weight: weighing(20),
      run: claimFaucet,
    },
    {
      ...changing,
      name: 'paper.withdraw',
      rest: { method: 'POST', path: '/paper/v1/withdraw' },
      weight: weighing(20),
      run: withdraw,
    },
    {
      ...changing,
      name: 'paper.transfer',
      rest: { method: 'POST', path: '/paper/v1/transfer' },
      weight: weighing(20),
      run: (request) => transfer(identity, request),
    },
    {
      ...changing,
      name: 'paper.reset',
      rest: { method: 'POST', path: '/paper/v1/reset' },
      weight: weighing(50),
      run: reset,
    },
    {
      ...changing,
      name: 'paper.discount.set',
      rest: { method: 'POST', path: burnPath },
      weight: weighing(1),
      run: setDiscount,
    },
    {
      ...common,
      access: 'read',
      name: 'paper.discount',
      rest: { method: 'GET', path: burnPath },
      weight: weighing(1),
      run: showDiscount,
    },
    {
      ...common,
      access: 'read',
      name: 'paper.movements',
      rest: { method: 'GET', path: '/paper/v1/movements' },
      weight: weighing(20),
      run: (request) => movements(identity, request),
    },
    {
      ...common,
      access: 'read',
      name: 'paper.accounts',
      rest: { method: 'GET', path: '/paper/v1/accounts' },
      weight: weighing(10),
      run: (request) => accounts(identity, request),
    },
  ];
}

async function claimFaucet(request: SignedRequest): Promise<Answer> {
  const { instruments } = request.session.floor;
  const reader = signedReader(request);
  const asset = readAsset(reader, instruments);
  const amount = readAmount(reader, decimalsOf(instruments, asset));
  const read = reader.finish(asset);
  if (!read.ok) return read;
  if (read.value === undefined) return refuse('malformed_request');
  const wished = amount === undefined ? {} : { amount };
  return move(request, { type: 'claim_faucet', account: request.key.account, asset: read.value, ...wished });
}

async function withdraw(request: SignedRequest): Promise<Answer> {
  const { instruments } = request.session.floor;
  const reader = signedReader(request);
  const asset = readAsset(reader, instruments);
  const amount = readAmount(reader, decimalsOf(instruments, asset));
  if (amount === undefined) reader.fail('missing_parameter', 'amount');
  const read = reader.finish(undefined);
  if (!read.ok) return read;
  if (asset === undefined || amount === undefined) return refuse('malformed_request');
  return move(request, { type: 'withdraw', account: request.key.account, asset, amount });
}

/** To an account of the same user; any other is answered like one that does not exist. */
async function transfer(identity: Identity, request: SignedRequest): Promise<Answer> {
  const { instruments } = request.session.floor;
  const reader = signedReader(request);
  const asset = readAsset(reader, instruments);
  const amount = readAmount(reader, decimalsOf(instruments, asset));
  if (amount === undefined) reader.fail('missing_parameter', 'amount');
  const name = reader.requiredText('toAccount', legalAccount);
  const read = reader.finish(undefined);
  if (!read.ok) return read;
  if (asset === undefined || amount === undefined) return refuse('malformed_request');
  const source = request.key.account;
  const target = identity.accountsOfSameUser(request.key.floor, source).find((account) => account.name === name);
  if (target === undefined) return refuse('transfer_target_unknown');
  return move(request, { type: 'transfer', source, target: target.account, asset, amount });
}

async function reset(request: SignedRequest): Promise<Answer> {
  const read = signedReader(request).finish(undefined);
  if (!read.ok) return read;
  // Short enough that prefix, dash and any order id stay within 36 characters.
  const cancelIdPrefix = freshClientOrderId().slice(0, 18);
  const { account } = request.key;
  const applied = await submit(request, { type: 'reset_account', account, cancelIdPrefix, byOperator: false });
  if (!applied.ok) return applied;
  if (applied.value.type !== 'account_reset') return refuse('internal');
  return accept(`{"canceledOrders":${applied.value.canceled}}`);
}

async function setDiscount(request: SignedRequest): Promise<Answer> {
  const reader = signedReader(request);
  const paysInDiscountAsset = reader.boolean('spotBNBBurn');
  if (paysInDiscountAsset === undefined) reader.fail('missing_parameter', 'spotBNBBurn');
  const read = reader.finish(undefined);
  if (!read.ok) return read;
  const wish = paysInDiscountAsset === undefined ? {} : { paysInDiscountAsset };
  const applied = await submit(request, { type: 'set_fees', account: request.key.account, ...wish });
  return applied.ok ? accept(burnAnswer(request)) : applied;
}

function showDiscount(request: SignedRequest): Answer {
  const read = signedReader(request).finish(undefined);
  return read.ok ? accept(burnAnswer(request)) : read;
}

function burnAnswer({ session, key }: SignedRequest): string {
  return JSON.stringify({ spotBNBBurn: session.floor.fees(key.account).paysInDiscountAsset, interestBNBBurn: false });
}

async function movements(identity: Identity, request: SignedRequest): Promise<Answer> {
  const { floor, history } = request.session;
  const reader = signedReader(request);
  const asset = readOptionalAsset(reader, floor.instruments);
  const kind = reader.choice('kind', kinds, 'invalid_parameter');
  const range = readRange(reader, reader.integer('fromId'), request);
  const read = reader.finish(range);
  if (!read.ok) return read;
  const found = await history.movements(request.key.account, {
    ...range,
    ...(asset === undefined ? {} : { asset }),
    ...(kind === undefined ? {} : { kinds: [kind] }),
  });
  const own = identity.accountsOfSameUser(request.key.floor, request.key.account);
  const nameOf = (account: number) => own.find((one) => one.account === account)?.name;
  return accept(movementsAnswer(floor.instruments, found, nameOf, request.timeUnit));
}

function accounts(identity: Identity, request: SignedRequest): Answer {
  const read = signedReader(request).finish(undefined);
  if (!read.ok) return read;
  const rows = identity.accountsOfSameUser(request.key.floor, request.key.account).map(({ name, account }) => ({
    account: name,
    uid: account,
    current: account === request.key.account,
  }));
  return accept(JSON.stringify(rows));
}

async function move(request: SignedRequest, command: UserCommand): Promise<Answer> {
  const applied = await submit(request, command);
  if (!applied.ok) return applied;
  if (applied.value.type !== 'money_moved') return refuse('internal');
  return accept(movementAnswer(request.session.floor.instruments, applied.value));
}
