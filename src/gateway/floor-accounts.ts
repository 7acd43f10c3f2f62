/** Accounts in the running floors, as identity needs them: opening with a grant, and paying in. */
import type { UserCommand } from '../core/messages/command.ts';
import type { Rejection } from '../core/messages/rejection.ts';
import type { Amount, AssetIndex } from '../core/units/brand.ts';
import { parseAmount } from '../core/units/convert.ts';
import type { FloorSession, Floors } from '../engine/floor-session.ts';
import type { FloorAccounts, Funds } from '../identity/identity.ts';
import { amountMax } from './wire/read-money.ts';

interface Movement {
  readonly asset: AssetIndex;
  readonly amount: Amount;
}

export function floorAccounts(floors: Pick<Floors, 'get'>): FloorAccounts {
  return {
    hasFloor: (floor) => floors.get(floor) !== undefined,
    isWrittenHere: (floor) => floors.get(floor)?.standing.role === 'writer',

    fundsProblem(floor, funds) {
      const session = floors.get(floor);
      if (session === undefined) return `there is no floor named ${floor}`;
      const read = readFunds(session, funds);
      return typeof read === 'string' ? read : undefined;
    },

    async open(floor, account, funds) {
      const session = sessionOf(floors, floor);
      if (session.floor.hasAccount(account)) return;
      const grant = readFunds(session, funds);
      if (typeof grant === 'string') throw new Error(`account ${account} can't start with this: ${grant}`);
      const refused = await submit(session, { type: 'open_account', account, grant });
      if (refused !== undefined && refused !== 'account_exists') {
        throw new Error(`floor ${floor} did not open account ${account}: ${refused}`);
      }
    },

    async deposit(floor, account, funds) {
      const session = sessionOf(floors, floor);
      const movements = readFunds(session, funds);
      if (typeof movements === 'string') return movements;
      for (const movement of movements) {
        const refused = await submit(session, { type: 'deposit', account, ...movement });
        if (refused !== undefined) return `refused by the floor (${refused})`;
      }
      return undefined;
    },
  };
}

/** The movements, or what is wrong with the wish. Amounts are decimals above zero. */
export function readFunds(session: FloorSession, funds: Funds): readonly Movement[] | string {
  const { instruments } = session.floor;
  const movements: Movement[] = [];
  for (const [name, text] of Object.entries(funds)) {
    const asset = instruments.assetByName(name);
    if (asset === undefined) {
      const known = instruments.assets.map((definition) => definition.name).join(', ');
      return `there is no asset ${JSON.stringify(name.slice(0, 20))} on floor ${session.name}; there are ${known}`;
    }
    const decimals = instruments.assets[asset]?.decimals ?? 8;
    const read = parseAmount(text, decimals);
    if (!read.ok || read.value === 0n || read.value > amountMax) {
      const most = amountMax / 10n ** BigInt(decimals);
      return `${name}: expected an amount up to ${most} with at most ${decimals} decimals, found ${JSON.stringify(text.slice(0, 40))}`;
    }
    movements.push({ asset, amount: read.value });
  }
  return movements;
}

function sessionOf(floors: Pick<Floors, 'get'>, floor: string): FloorSession {
  const session = floors.get(floor);
  if (session === undefined) throw new Error(`floor ${floor} does not run here`);
  return session;
}

async function submit(session: FloorSession, command: UserCommand): Promise<Rejection['reason'] | undefined> {
  const result = await session.submit(command);
  return result.ok ? undefined : result.rejection.reason;
}
