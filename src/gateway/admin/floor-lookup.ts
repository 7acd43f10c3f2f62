/** The floor an operation means, and identity's refusals as administrator's problems. */
import { Type } from '@sinclair/typebox';
import type { FloorSession, Floors } from '../../engine/floor-session.ts';
import type { IdentityResult } from '../../identity/identity.ts';
import { AdminProblem } from './problem.ts';

export const floorOption = Type.Optional(
  Type.String({ description: 'name of the floor; the default floor without it' }),
);

/** Throws `AdminProblem` when there is no such floor, or it is closed. */
export function findFloor(floors: Floors, wanted: string | undefined): FloorSession {
  const name = wanted ?? floors.defaultName;
  const floor = floors.get(name);
  if (floor !== undefined) return floor;
  const closed = floors.closed().find((one) => one.name === name);
  if (closed !== undefined) {
    throw new AdminProblem(
      'floor_closed',
      `floor ${name} is closed on this server: ${closed.reason}`,
      `paperfloor journal verify --floor ${name}`,
    );
  }
  const names = floors.list().map((session) => session.name);
  throw new AdminProblem(
    'unknown_floor',
    `no floor ${JSON.stringify(name)}; there is ${names.join(', ')}`,
    'paperfloor floor list',
  );
}

/** The name of a floor whose journal can be read: open or closed. */
export function findJournal(floors: Floors, wanted: string | undefined): string {
  const name = wanted ?? floors.defaultName;
  return floors.closed().some((floor) => floor.name === name) ? name : findFloor(floors, name).name;
}

const hints: Readonly<Record<string, string>> = {
  unknown_account: 'paperfloor account list',
  account_exists: 'paperfloor account fund NAME --fund USDT=1000',
  unknown_key: 'paperfloor key list NAME',
  too_many_keys: 'paperfloor key revoke API_KEY',
  invalid_public_key: 'openssl pkey -in private.pem -pubout -out public.pem',
};

/** The value, or the problem thrown. */
export function give<T>(result: IdentityResult<T>): T {
  if (result.ok) return result.value;
  const { reason, message } = result.problem;
  throw new AdminProblem(reason, message, hints[reason]);
}
