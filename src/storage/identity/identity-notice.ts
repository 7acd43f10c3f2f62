/** How servers tell each other of changed accounts and keys: a notification of PostgreSQL, sent with the change's commit. */
import type { IdentityChange } from '../../identity/identity-store.ts';

export const identityChannel = 'paperfloor_identity';

/** Neither a floor's name nor an account's holds a space. */
export function accountNotice(floor: string, name: string): string {
  return `account ${floor} ${name}`;
}

export function keyNotice(id: string): string {
  return `key ${id}`;
}

export function revokedNotice(id: string): string {
  return `revoked ${id}`;
}

/** Undefined for a kind of change that only a later release knows. */
export function readNotice(text: string): IdentityChange | undefined {
  const [kind, first, second] = text.split(' ');
  if ((kind === 'key' || kind === 'revoked') && first !== undefined) return { kind, id: first };
  if (kind === 'account' && first !== undefined && second !== undefined) return { kind, floor: first, name: second };
  return undefined;
}
