/** One click, one funded paper account: the browser keeps the private key, the server gets the public one. */
import { randomInt } from 'node:crypto';
import { formatAmount } from '../../core/units/convert.ts';
import type { FloorSession } from '../../engine/floor-session.ts';
import type { Identity } from '../../identity/identity.ts';
import { accept, type Outcome, refuse } from '../wire/outcome.ts';
import type { JsonFields } from './json-body.ts';

/** Weight of one: an address can open twenty a minute, when limits are on. */
export const demoWeight = 300;
/** Of one floor. */
const demoAccountsMax = 10_000;
const prefix = 'demo-';

export async function openDemoAccount(
  identity: Identity,
  session: FloorSession,
  fields: JsonFields,
): Promise<Outcome<string>> {
  const publicKey = fields.get('publicKey');
  if (typeof publicKey !== 'string') return refuse('missing_parameter', 'publicKey');
  if (identity.accounts(session.name).length >= demoAccountsMax) {
    return refuse('paper_refused', 'this floor has all the demo accounts it can hold');
  }
  const { instruments } = session.floor;
  const funds = session.definition.money?.grant ?? {};
  const wish = { label: 'terminal', publicKey };
  if (!identity.acceptsPublicKey(publicKey)) return refuse('invalid_parameter', 'publicKey');
  const opened = await identity.createAccount(session.name, freshName(), funds);
  if (!opened.ok) return refuse('paper_refused', opened.problem.message);
  const made = await identity.createKey(session.name, opened.value.name, wish);
  if (!made.ok) return refuse('paper_refused', made.problem.message);
  const balances = session.floor.balances(opened.value.account).map(({ asset, available, held }) => {
    const { name, decimals } = instruments.assets[asset] ?? { name: '', decimals: 8 };
    return { asset: name, free: formatAmount(available, decimals), locked: formatAmount(held, decimals) };
  });
  return accept(JSON.stringify({ account: opened.value.name, apiKey: made.value.apiKey, balances }));
}

function freshName(): string {
  return (
    prefix +
    randomInt(2 ** 47)
      .toString(36)
      .padStart(10, '0')
  );
}
