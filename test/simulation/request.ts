/**
 * What a client asked for once, however often it arrived and whatever was answered. Its number is in the command itself
 * (strategy id, cancel id, the last digits of an amount), so that the journal can be searched for it.
 */
import type { Command, UserCommand } from '../../src/core/messages/command.ts';
import type { Amount } from '../../src/core/units/brand.ts';

/** Movements of money count in this many smallest units, and the rest of an amount is the request's number. */
const movementUnit = 10_000_000n;

export type Answer =
  /** What the server said, as it would travel. */
  | { readonly kind: 'done' | 'refused'; readonly text: string }
  /** The server said that it does not know (-1007). */
  | { readonly kind: 'unknown' };

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
}

/** The number of the request that a journaled command came from; undefined for the engine's own and for clock changes. */
export function numberOf(command: Command): number | undefined {
  switch (command.type) {
    case 'place_order':
      return command.strategyId;
    case 'cancel_order':
      return Number(command.cancelId.slice(1));
    case 'cancel_all':
      return Number(command.cancelIdPrefix.slice(1));
    case 'deposit':
    case 'withdraw':
    case 'transfer':
      return Number(command.amount % movementUnit);
    default:
      return undefined;
  }
}

function numbered(command: UserCommand, number: number): UserCommand {
  switch (command.type) {
    case 'place_order':
      return { ...command, strategyId: number };
    case 'cancel_order':
      return { ...command, cancelId: `x${number}` };
    case 'cancel_all':
      return { ...command, cancelIdPrefix: `x${number}` };
    case 'deposit':
    case 'withdraw':
    case 'transfer':
      return { ...command, amount: (command.amount - (command.amount % movementUnit) + BigInt(number)) as Amount };
    default:
      return command;
  }
}
