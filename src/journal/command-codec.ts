/**
 * Commands as bytes, the payload of a journal batch. The first byte is the layout's version: a release reads every version
 * that was ever written, so a layout is never changed, only followed by the next. Decoding checks every code it meets.
 */
import { unreachable } from '../core/assert.ts';
import type { SelfTradePrevention } from '../core/instruments/definition.ts';
import type {
  Command,
  OpenAccount,
  OrderTerms,
  StampedCommand,
  TimeInForce,
  Trigger,
} from '../core/messages/command.ts';
import { ByteReader, ByteWriter, SnapshotError } from '../core/snapshot/bytes.ts';
import type {
  AccountId,
  Amount,
  AssetIndex,
  OrderId,
  Price,
  Quantity,
  SymbolIndex,
  TimestampUs,
} from '../core/units/brand.ts';

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
] as const satisfies readonly Command['type'][];
const orderKinds = [
  'limit',
  'limit_maker',
  'market',
  'market_quote',
  'stop_loss',
  'stop_loss_limit',
  'take_profit',
  'take_profit_limit',
] as const satisfies readonly OrderTerms['kind'][];
const timesInForce = ['gtc', 'ioc', 'fok'] as const satisfies readonly TimeInForce[];
const sides = ['buy', 'sell'] as const;
const preventions = [
  'none',
  'expire_taker',
  'expire_maker',
  'expire_both',
] as const satisfies readonly SelfTradePrevention[];
const restrictions = ['only_new', 'only_partially_filled'] as const;

/** Length byte of a text that is long or not ASCII. */
const wideText = 255;

/** The commands of one batch, in order. Their sequence numbers are the batch's and not repeated here. */
export function encodeCommands(commands: readonly StampedCommand[]): Uint8Array {
  const out = new ByteWriter(64 + commands.length * 128);
  out.u8(layoutVersion);
  out.u32(commands.length);
  for (const { time, command } of commands) {
    out.u8(commandTypes.indexOf(command.type));
    out.f64(time);
    encodeCommand(out, command);
  }
  return out.take();
}

/** Throws `SnapshotError` when the bytes are cut, of an unknown layout, or hold an unknown code. */
export function decodeCommands(bytes: Uint8Array, firstSequence: number): StampedCommand[] {
  const input = new ByteReader(bytes);
  const version = input.u8();
  if (version !== layoutVersion) {
    throw new SnapshotError(`expected commands of layout ${layoutVersion}, found ${version}`);
  }
  const count = input.u32();
  const commands: StampedCommand[] = [];
  for (let index = 0; index < count; index++) {
    const type = pick(commandTypes, input.u8(), 'command');
    const time = input.f64() as TimestampUs;
    commands.push({ sequence: firstSequence + index, time, command: decodeCommand(input, type) });
  }
  if (input.left !== 0) throw new SnapshotError(`expected the commands to end, found ${input.left} more bytes`);
  return commands;
}

function encodeCommand(out: ByteWriter, command: Command): void {
  switch (command.type) {
    case 'place_order':
      out.f64(command.account);
      out.u32(command.symbol);
      out.u8(sides.indexOf(command.side));
      encodeTerms(out, command.terms);
      encodeText(out, command.clientOrderId);
      encodeChoice(out, preventions, command.selfTradePrevention);
      encodeOptional(out, command.strategyId);
      encodeOptional(out, command.strategyType);
      return;
    case 'cancel_order':
      out.f64(command.account);
      out.u32(command.symbol);
      encodeOptional(out, command.orderId);
      encodeOptionalText(out, command.clientOrderId);
      encodeText(out, command.cancelId);
      encodeChoice(out, restrictions, command.restriction);
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
      return {
        type,
        account: input.f64() as AccountId,
        symbol: input.u32() as SymbolIndex,
        side: pick(sides, input.u8(), 'side'),
        terms: decodeTerms(input),
        clientOrderId: decodeText(input),
        ...given('selfTradePrevention', decodeChoice(input, preventions, 'self-trade prevention')),
        ...given('strategyId', decodeOptional(input)),
        ...given('strategyType', decodeOptional(input)),
      };
    case 'cancel_order':
      return {
        type,
        account: input.f64() as AccountId,
        symbol: input.u32() as SymbolIndex,
        ...given('orderId', decodeOptional(input) as OrderId | undefined),
        ...given('clientOrderId', decodeOptionalText(input)),
        cancelId: decodeText(input),
        ...given('restriction', decodeChoice(input, restrictions, 'cancel restriction')),
      };
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

function encodeTerms(out: ByteWriter, terms: OrderTerms): void {
  out.u8(orderKinds.indexOf(terms.kind));
  switch (terms.kind) {
    case 'limit':
      out.u8(timesInForce.indexOf(terms.timeInForce));
      out.u32(terms.price);
      out.f64(terms.quantity);
      return;
    case 'limit_maker':
      out.u32(terms.price);
      out.f64(terms.quantity);
      return;
    case 'market':
      out.f64(terms.quantity);
      return;
    case 'market_quote':
      out.bigint(terms.quoteAmount);
      return;
    case 'stop_loss':
    case 'take_profit':
      encodeTrigger(out, terms.trigger);
      out.f64(terms.quantity);
      return;
    case 'stop_loss_limit':
    case 'take_profit_limit':
      encodeTrigger(out, terms.trigger);
      out.u8(timesInForce.indexOf(terms.timeInForce));
      out.u32(terms.price);
      out.f64(terms.quantity);
      return;
    default:
      unreachable(terms);
  }
}

/** 0 for what is not given: neither can be zero. */
function encodeTrigger(out: ByteWriter, { stopPrice, trailingDelta }: Trigger): void {
  out.u32(stopPrice ?? 0);
  out.u32(trailingDelta ?? 0);
}

function decodeTrigger(input: ByteReader): Trigger {
  const stopPrice = input.u32();
  const trailingDelta = input.u32();
  return {
    ...(stopPrice === 0 ? {} : { stopPrice: stopPrice as Price }),
    ...(trailingDelta === 0 ? {} : { trailingDelta }),
  };
}

function decodeTerms(input: ByteReader): OrderTerms {
  const kind = pick(orderKinds, input.u8(), 'order kind');
  switch (kind) {
    case 'limit':
      return {
        kind,
        timeInForce: pick(timesInForce, input.u8(), 'time in force'),
        price: input.u32() as Price,
        quantity: input.f64() as Quantity,
      };
    case 'limit_maker':
      return { kind, price: input.u32() as Price, quantity: input.f64() as Quantity };
    case 'market':
      return { kind, quantity: input.f64() as Quantity };
    case 'market_quote':
      return { kind, quoteAmount: input.bigint() as Amount };
    case 'stop_loss':
    case 'take_profit':
      return { kind, trigger: decodeTrigger(input), quantity: input.f64() as Quantity };
    case 'stop_loss_limit':
    case 'take_profit_limit':
      return {
        kind,
        trigger: decodeTrigger(input),
        timeInForce: pick(timesInForce, input.u8(), 'time in force'),
        price: input.u32() as Price,
        quantity: input.f64() as Quantity,
      };
    default:
      return unreachable(kind);
  }
}

/** One byte per character while they are ASCII, as client ids are. */
function encodeText(out: ByteWriter, text: string): void {
  let isAscii = text.length < wideText;
  for (let at = 0; isAscii && at < text.length; at++) isAscii = text.charCodeAt(at) < 0x80;
  if (!isAscii) {
    out.u8(wideText);
    out.text(text);
    return;
  }
  out.u8(text.length);
  out.ascii(text);
}

function decodeText(input: ByteReader): string {
  const length = input.u8();
  if (length === wideText) return input.text();
  let text = '';
  for (let at = 0; at < length; at++) text += String.fromCharCode(input.u8());
  return text;
}

function encodeOptionalText(out: ByteWriter, text: string | undefined): void {
  out.u8(text === undefined ? 0 : 1);
  if (text !== undefined) encodeText(out, text);
}

function decodeOptionalText(input: ByteReader): string | undefined {
  return input.u8() === 0 ? undefined : decodeText(input);
}

function encodeOptional(out: ByteWriter, value: number | undefined): void {
  out.u8(value === undefined ? 0 : 1);
  if (value !== undefined) out.f64(value);
}

function decodeOptional(input: ByteReader): number | undefined {
  return input.u8() === 0 ? undefined : input.f64();
}

/** 0 for none, else one more than the position in the list. */
function encodeChoice<T>(out: ByteWriter, choices: readonly T[], value: T | undefined): void {
  out.u8(value === undefined ? 0 : choices.indexOf(value) + 1);
}

function decodeChoice<T>(input: ByteReader, choices: readonly T[], what: string): T | undefined {
  const code = input.u8();
  return code === 0 ? undefined : pick(choices, code - 1, what);
}

function pick<T>(choices: readonly T[], code: number, what: string): T {
  const choice = choices[code];
  if (choice === undefined) throw new SnapshotError(`expected a ${what} code below ${choices.length}, found ${code}`);
  return choice;
}

function given<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
}
