/**
 * Commands as bytes, the payload of a journal batch. The first byte is the layout's version: a release reads every version
 * that was ever written, so a layout is never changed, only followed by the next. Decoding checks every code it meets.
 */
import { unreachable } from '../core/assert.ts';
import type { Command, OpenAccount, StampedCommand } from '../core/messages/command.ts';
import { symbolStatuses } from '../core/messages/symbol-status.ts';
import { ByteReader, ByteWriter, SnapshotError } from '../core/snapshot/bytes.ts';
import type { AccountId, Amount, AssetIndex, SymbolIndex, TimestampUs } from '../core/units/brand.ts';
import { decodeChoice, decodeOptional, decodeText, encodeOptional, encodeText, given, pick } from './field-codec.ts';
import { decodeOrderCommand, encodeOrderCommand } from './order-codec.ts';

const layoutVersion = 1;

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
  const out = new ByteWriter(64 + commands.length * 128);
  out.u8(layoutVersion);
  out.u32(commands.length);
  for (const { time, command, origin } of commands) {
    const type = commandTypes.indexOf(command.type);
    out.u8(origin === undefined ? type : type | withOrigin);
    if (origin !== undefined) {
      out.u32(origin.server);
      out.f64(origin.number);
    }
    out.f64(time);
    encodeCommand(out, command);
  }
  return out.take();
}

/** Throws `SnapshotError` when the bytes are cut, of an unknown layout, or hold an unknown code. */
export function decodeCommands(bytes: Uint8Array, firstSequence: number): JournaledCommand[] {
  const input = new ByteReader(bytes);
  const version = input.u8();
  if (version !== layoutVersion) {
    throw new SnapshotError(`expected commands of layout ${layoutVersion}, found ${version}`);
  }
  const count = input.u32();
  const commands: JournaledCommand[] = [];
  for (let index = 0; index < count; index++) {
    const code = input.u8();
    const type = pick(commandTypes, code & ~withOrigin, 'command');
    const origin = code < withOrigin ? undefined : { server: input.u32(), number: input.f64() };
    const time = input.f64() as TimestampUs;
    const command = decodeCommand(input, type);
    const sequence = firstSequence + index;
    commands.push(origin === undefined ? { sequence, time, command } : { sequence, time, command, origin });
  }
  if (input.left !== 0) throw new SnapshotError(`expected the commands to end, found ${input.left} more bytes`);
  return commands;
}

function encodeCommand(out: ByteWriter, command: Command): void {
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
      out.f64(command.account);
      out.u32(command.symbol);
      encodeText(out, command.cancelIdPrefix);
      return;
    case 'open_account':
      out.f64(command.account);
      encodeGrant(out, command.grant);
      return;
    case 'transfer':
      out.f64(command.source);
      out.f64(command.target);
      out.u32(command.asset);
      out.bigint(command.amount);
      return;
    case 'claim_faucet':
      out.f64(command.account);
      out.u32(command.asset);
      out.u8(command.amount === undefined ? 0 : 1);
      if (command.amount !== undefined) out.bigint(command.amount);
      return;
    case 'set_fees':
      out.f64(command.account);
      encodeOptional(out, command.tier);
      out.u8(command.paysInDiscountAsset === undefined ? 0 : command.paysInDiscountAsset ? 2 : 1);
      return;
    case 'set_trade_group':
      out.f64(command.account);
      out.f64(command.tradeGroup);
      return;
    case 'reset_account':
      out.f64(command.account);
      encodeText(out, command.cancelIdPrefix);
      out.u8(command.byOperator ? 1 : 0);
      return;
    case 'deposit':
    case 'withdraw':
      out.f64(command.account);
      out.u32(command.asset);
      out.bigint(command.amount);
      return;
    case 'set_clock':
      out.f64(command.rate);
      out.u8(command.paused ? 1 : 0);
      return;
    case 'set_symbol_status':
      out.u32(command.symbol);
      out.u8(symbolStatuses.indexOf(command.status));
      return;
    case 'grant_time':
    case 'skip_time':
      return;
    default:
      unreachable(command);
  }
}

function decodeCommand(input: ByteReader, type: Command['type']): Command {
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
        account: input.f64() as AccountId,
        symbol: input.u32() as SymbolIndex,
        cancelIdPrefix: decodeText(input),
      };
    case 'open_account':
      return { type, account: input.f64() as AccountId, ...given('grant', decodeGrant(input)) };
    case 'transfer':
      return {
        type,
        source: input.f64() as AccountId,
        target: input.f64() as AccountId,
        asset: input.u32() as AssetIndex,
        amount: input.bigint() as Amount,
      };
    case 'claim_faucet':
      return {
        type,
        account: input.f64() as AccountId,
        asset: input.u32() as AssetIndex,
        ...given('amount', input.u8() === 0 ? undefined : (input.bigint() as Amount)),
      };
    case 'set_fees':
      return {
        type,
        account: input.f64() as AccountId,
        ...given('tier', decodeOptional(input)),
        ...given('paysInDiscountAsset', decodeChoice(input, [false, true], 'discount')),
      };
    case 'set_trade_group':
      return { type, account: input.f64() as AccountId, tradeGroup: input.f64() };
    case 'reset_account':
      return {
        type,
        account: input.f64() as AccountId,
        cancelIdPrefix: decodeText(input),
        byOperator: input.u8() === 1,
      };
    case 'deposit':
    case 'withdraw':
      return {
        type,
        account: input.f64() as AccountId,
        asset: input.u32() as AssetIndex,
        amount: input.bigint() as Amount,
      };
    case 'set_clock':
      return { type, rate: input.f64(), paused: input.u8() === 1 };
    case 'set_symbol_status':
      return { type, symbol: input.u32() as SymbolIndex, status: pick(symbolStatuses, input.u8(), 'symbol status') };
    case 'grant_time':
    case 'skip_time':
      return { type };
    default:
      return unreachable(type);
  }
}

function encodeGrant(out: ByteWriter, grant: OpenAccount['grant'] = []): void {
  out.u32(grant.length);
  for (const { asset, amount } of grant) {
    out.u32(asset);
    out.bigint(amount);
  }
}

/** An empty one is none. */
function decodeGrant(input: ByteReader): OpenAccount['grant'] {
  const count = input.u32();
  if (count === 0) return undefined;
  return Array.from({ length: count }, () => ({
    asset: input.u32() as AssetIndex,
    amount: input.bigint() as Amount,
  }));
}
