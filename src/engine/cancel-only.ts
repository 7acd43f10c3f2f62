/**
 * What a floor may still do after its audit has failed: owners take their orders back, and nothing else changes. Commands
 * that are not named here are refused, so a new kind of command is refused until somebody has thought about it.
 */
import type { Command } from '../core/messages/command.ts';

const cancels: ReadonlySet<Command['type']> = new Set(['cancel_order', 'cancel_all']);

export function isCancel(command: Command): boolean {
  return cancels.has(command.type);
}
