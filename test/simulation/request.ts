/**
 * What a client asked for once, however often it arrived and whatever was answered. Its number is in the command itself
 * (strategy id, client id of a cancel or amend, the last digits of an amount), so that the journal can be searched for it. What
 * has no room for a number (clocks, fees, groups, statuses) is known by its content, together with others of the same.
 */
import type { Command, UserCommand } from '../../src/core/messages/command.ts';
import type { AccountId, Amount } from '../../src/core/units/brand.ts';
import { canonical } from '../golden/event-digest.ts';

/** Movements of money count in this many smallest units, and the rest of an amount is the request's number. */
const movementUnit = 10_000_000n;

export type Answer =
  /** What the server said, as it would travel. */
  | { readonly kind: 'done' | 'refused'; readonly text: string }
  /** The server said that it does not know (-1007). */
  | { readonly kind: 'unknown' };

/** An order or a list that is asked for, by its id or by its owner's. */
export interface Wanted {
  readonly kind: 'order' | 'list';
  readonly symbol: number;
  readonly id?: number;
  readonly clientId?: string;
}

export class Request {
  readonly number: number;
  readonly command: UserCommand;
  /** Copies that a process began to work on. */
  handled = 0;
  /** Copies on their way, or being worked on. */
  inFlight = 0;
  readonly answers: Answer[] = [];
  /** A server that was asked about it later said that there is no such order. */
  saidAbsent = false;

  constructor(number: number, command: UserCommand) {
    this.number = number;
    this.command = numbered(command, number);
  }

  /** Nothing was said about it but that nothing is known, and nobody works on it any more. */
  get isOnlyUnknown(): boolean {
    return (
      this.inFlight === 0 &&
      this.answers.length === this.handled &&
      this.answers.every(({ kind }) => kind === 'unknown')
    );
  }

  /** What it places, as its sender would ask for it: by id once that is known. */
  wanted(answer: Answer): Wanted | undefined {
    const { command } = this;
    const placed = answer.kind === 'done' ? placedBy(command, answer.text) : undefined;
    if (command.type === 'place_order_list') {
      const { symbol, listClientOrderId } = command;
      return { kind: 'list', symbol, ...(placed === undefined ? { clientId: listClientOrderId } : { id: placed }) };
    }
    if (command.type !== 'place_order' && command.type !== 'cancel_replace') return undefined;
    const { symbol, clientOrderId } = command.type === 'place_order' ? command : command.order;
    return { kind: 'order', symbol, ...(placed === undefined ? { clientId: clientOrderId } : { id: placed }) };
  }
}

/** Id of the order or the list in an answer that all went well. */
function placedBy(command: UserCommand, text: string): number | undefined {
  switch (command.type) {
    case 'place_order':
      return (JSON.parse(text) as { readonly orderId: number }).orderId;
    case 'cancel_replace':
      return (JSON.parse(text) as { readonly newOrderResponse: { readonly orderId: number } }).newOrderResponse.orderId;
    case 'place_order_list':
      return (JSON.parse(text) as { readonly orderListId: number }).orderListId;
    default:
      return undefined;
  }
}

/** Whose command it is; undefined for an operator's. */
export function accountOf(command: UserCommand): AccountId | undefined {
  if (command.type === 'cancel_replace') return command.order.account;
  if (command.type === 'transfer') return command.source;
  return 'account' in command ? command.account : undefined;
}

/** By what a journaled command is known: the number of its request, or its content. Undefined for the engine's own. */
export function identityOf(command: Command): string | undefined {
  switch (command.type) {
    case 'place_order':
      return numbering(command.strategyId);
    case 'place_order_list':
      return numbering(command.orders[0]?.strategyId);
    case 'cancel_replace':
      return numbering(command.order.strategyId);
    case 'cancel_order':
    case 'cancel_order_list':
      return numbering(Number(command.cancelId.slice(1)));
    case 'amend_order':
      return numbering(Number(command.newClientOrderId.slice(1)));
    case 'cancel_all':
    case 'reset_account':
      return numbering(Number(command.cancelIdPrefix.slice(1)));
    case 'deposit':
    case 'withdraw':
    case 'transfer':
    case 'claim_faucet':
      return numbering(Number((command.amount ?? 0n) % movementUnit));
    case 'grant_time':
    case 'skip_time':
    case 'open_account':
      return undefined;
    default:
      return canonical(command);
  }
}

function numbering(number: number | undefined): string | undefined {
  return number === undefined ? undefined : `request ${number}`;
}

function numbered(command: UserCommand, number: number): UserCommand {
  switch (command.type) {
    case 'place_order':
      return { ...command, strategyId: number };
    case 'place_order_list':
      return { ...command, orders: command.orders.map((order) => ({ ...order, strategyId: number })) };
    case 'cancel_replace':
      return {
        ...command,
        cancel: { ...command.cancel, cancelId: `x${number}` },
        order: { ...command.order, strategyId: number },
      };
    case 'cancel_order':
    case 'cancel_order_list':
      return { ...command, cancelId: `x${number}` };
    case 'amend_order':
      return { ...command, newClientOrderId: `a${number}` };
    case 'cancel_all':
    case 'reset_account':
      return { ...command, cancelIdPrefix: `x${number}` };
    case 'deposit':
    case 'withdraw':
    case 'transfer':
      return { ...command, amount: withNumber(command.amount, number) };
    case 'claim_faucet':
      return { ...command, amount: withNumber(command.amount ?? 0n, number) };
    default:
      return command;
  }
}

function withNumber(amount: bigint, number: number): Amount {
  return (amount - (amount % movementUnit) + BigInt(number)) as Amount;
}
