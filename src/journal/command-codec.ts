/**
 * Commands as bytes, the payload of a journal batch. The first byte is the layout's version: a release reads every version
 * that was ever written, so a layout is never changed, only followed by the next. Decoding checks every code it meets.
 *
 * Layout 2 takes a third less than layout 1: numbers as long as they need (field-codec.ts), and of each stamp only what it is
 * beyond the one before.
 */
import { unreachable } from '../core/assert.ts';
import type { Command, OpenAccount, StampedCommand } from '../core/messages/command.ts';
import { symbolStatuses } from '../core/messages/symbol-status.ts';
import { SnapshotError } from '../core/snapshot/bytes.ts';
import type { AccountId, Amount, AssetIndex, SymbolIndex, TimestampUs } from '../core/units/brand.ts';
import { decodeChoice, decodeOptional, encodeOptional, FieldReader, FieldWriter, given, pick } from './field-codec.ts';
import { decodeOrderCommand, encodeOrderCommand } from './order-codec.ts';

const layoutVersion = 2;

/** Position in a list is the code on disk: append only. */
const commandTypes = [
  'place_order',
  'cancel_order',
  'cancel_all',
  'open_account',
  'deposit',
  'set_clock',
  'grant_time',
  'skip_time',
  'withdraw',
  'transfer',
  'claim_faucet',
  'reset_account',
  'set_fees',
  'cancel_replace',
  'amend_order',
  'set_symbol_status',
  'place_order_list',
  'cancel_order_list',
  'set_trade_group',
] as const satisfies readonly Command['type'][];

/** Microseconds, a day and more: what is farther away is not written as a step. */
const stepMax = 2 ** 40;
/** Set in the byte of a command's type when its origin follows. */
const withOrigin = 0x80;

/** Of a command that another server passed on: who that was, and its number there. Nothing is passed on twice under one. */
export interface Origin {
  readonly server: number;
  readonly number: number;
}

/** A command as the journal holds it. */
export interface JournaledCommand extends StampedCommand {
  readonly origin?: Origin | undefined;
}

/** The commands of one batch, in order. Their sequence numbers are the batch's and not repeated here. */
export function encodeCommands(commands: readonly JournaledCommand[]): Uint8Array {
  const out = new FieldWriter(64 + commands.length * 64);
  out.u8(layoutVersion);
  out.number(commands.length);
  let before = 0;
  for (const { time, command, origin } of commands) {
    const type = commandTypes.indexOf(command.type);
    out.u8(origin === undefined ? type : type | withOrigin);
    if (origin !== undefined) {
      out.number(origin.server);
      out.number(origin.number);
    }
    encodeStamp(out, time, before);
    before = time;
    encodeCommand(out, command);
  }
  return out.take();
}

/** Throws `SnapshotError` when the bytes are cut, of an unknown layout, or hold an unknown code. */
export function decodeCommands(bytes: Uint8Array, firstSequence: number): JournaledCommand[] {
  const input = new FieldReader(bytes);
  const { layout } = input;
  if (layout === 0 || layout > layoutVersion) {
    throw new SnapshotError(`expected commands of layout 1 to ${layoutVersion}, found ${layout}`);
  }
  const count = input.whole();
  const commands: JournaledCommand[] = [];
  let before = 0;
  for (let index = 0; index < count; index++) {
    const code = input.u8();
    const type = pick(commandTypes, code & ~withOrigin, 'command');
    const origin = code < withOrigin ? undefined : { server: input.whole(), number: input.number() };
    const time = decodeStamp(input, before) as TimestampUs;
    before = time;
    const command = decodeCommand(input, type);
    const sequence = firstSequence + index;
    commands.push(origin === undefined ? { sequence, time, command } : { sequence, time, command, origin });
  }
  if (input.left !== 0) throw new SnapshotError(`expected the commands to end, found ${input.left} more bytes`);
  return commands;
}

/**
 * A stamp by its step from the one before: 0 and the stamp itself where that is no small whole number, as for the first. A time that
 * was granted is ahead of what follows it, so that a step may lead back.
 */
function encodeStamp(out: FieldWriter, time: number, before: number): void {
  const step = time - before;
  if (Number.isSafeInteger(time) && Number.isInteger(step) && Math.abs(step) < stepMax) {
    out.number(step >= 0 ? step * 2 + 2 : -step * 2 + 1);
    return;
  }
  out.number(0);
  out.number(time);
}

function decodeStamp(input: FieldReader, before: number): number {
  if (input.layout === 1) return input.number();
  const code = input.number();
  if (code === 0) return input.number();
  return code % 2 === 0 ? before + (code - 2) / 2 : before - (code - 1) / 2;
}

function encodeCommand(out: FieldWriter, command: Command): void {
  switch (command.type) {
    case 'place_order':
    case 'cancel_order':
    case 'cancel_replace':
    case 'amend_order':
    case 'place_order_list':
    case 'cancel_order_list':
      encodeOrderCommand(out, command);
      return;
    case 'cancel_all':
      out.number(command.account);
      out.number(command.symbol);
      out.text(command.cancelIdPrefix);
      return;
    case 'open_account':
      out.number(command.account);
      encodeGrant(out, command.grant);
      return;
    case 'transfer':
      out.number(command.source);
      out.number(command.target);
      out.number(command.asset);
      out.bigint(command.amount);
      return;
    case 'claim_faucet':
      out.number(command.account);
      out.number(command.asset);
      out.u8(command.amount === undefined ? 0 : 1);
      if (command.amount !== undefined) out.bigint(command.amount);
      return;
    case 'set_fees':
      out.number(command.account);
      encodeOptional(out, command.tier);
      out.u8(command.paysInDiscountAsset === undefined ? 0 : command.paysInDiscountAsset ? 2 : 1);
      return;
    case 'set_trade_group':
      out.number(command.account);
      out.number(command.tradeGroup);
      return;
    case 'reset_account':
      out.number(command.account);
      out.text(command.cancelIdPrefix);
      out.u8(command.byOperator ? 1 : 0);
      return;
    case 'deposit':
    case 'withdraw':
      out.number(command.account);
      out.number(command.asset);
      out.bigint(command.amount);
      return;
    case 'set_clock':
      out.number(command.rate);
      out.u8(command.paused ? 1 : 0);
      return;
    case 'set_symbol_status':
      out.number(command.symbol);
      out.u8(symbolStatuses.indexOf(command.status));
      return;
    case 'grant_time':
    case 'skip_time':
      return;
    default:
      unreachable(command);
  }
}

function decodeCommand(input: FieldReader, type: Command['type']): Command {
  switch (type) {
    case 'place_order':
    case 'cancel_order':
    case 'cancel_replace':
    case 'amend_order':
    case 'place_order_list':
    case 'cancel_order_list':
      return decodeOrderCommand(input, type);
    case 'cancel_all':
      return {
        type,
        account: input.number() as AccountId,
        symbol: input.whole() as SymbolIndex,
        cancelIdPrefix: input.text(),
      };
    case 'open_account':
      return { type, account: input.number() as AccountId, ...given('grant', decodeGrant(input)) };
    case 'transfer':
      return {
        type,
        source: input.number() as AccountId,
        target: input.number() as AccountId,
        asset: input.whole() as AssetIndex,
        amount: input.bigint() as Amount,
      };
    case 'claim_faucet':
      return {
        type,
        account: input.number() as AccountId,
        asset: input.whole() as AssetIndex,
        ...given('amount', input.u8() === 0 ? undefined : (input.bigint() as Amount)),
      };
    case 'set_fees':
      return {
        type,
        account: input.number() as AccountId,
        ...given('tier', decodeOptional(input)),
        ...given('paysInDiscountAsset', decodeChoice(input, [false, true], 'discount')),
      };
    case 'set_trade_group':
      return { type, account: input.number() as AccountId, tradeGroup: input.number() };
    case 'reset_account':
      return {
        type,
        account: input.number() as AccountId,
        cancelIdPrefix: input.text(),
        byOperator: input.u8() === 1,
      };
    case 'deposit':
    case 'withdraw':
      return {
        type,
        account: input.number() as AccountId,
        asset: input.whole() as AssetIndex,
        amount: input.bigint() as Amount,
      };
    case 'set_clock':
      return { type, rate: input.number(), paused: input.u8() === 1 };
    case 'set_symbol_status':
      return { type, symbol: input.whole() as SymbolIndex, status: pick(symbolStatuses, input.u8(), 'symbol status') };
    case 'grant_time':
    case 'skip_time':
      return { type };
    default:
      return unreachable(type);
  }
}

function encodeGrant(out: FieldWriter, grant: OpenAccount['grant'] = []): void {
  out.number(grant.length);
  for (const { asset, amount } of grant) {
    out.number(asset);
    out.bigint(amount);
  }
}

/** An empty one is none. */
function decodeGrant(input: FieldReader): OpenAccount['grant'] {
  const count = input.whole();
  if (count === 0) return undefined;
  return Array.from({ length: count }, () => ({
    asset: input.whole() as AssetIndex,
    amount: input.bigint() as Amount,
  }));
}
