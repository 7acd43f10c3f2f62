/** Why a floor that is asked for does not answer: there is none of that name, or this server has it closed. */
import type { FloorSession, Floors } from '../engine/floor-session.ts';
import { type WireError, wireError } from './wire/errors.ts';

/** `name`: as it was asked for, of any length and with anything in it. */
export function missingFloor(floors: Floors, name: string): WireError {
  const isClosed = floors.closed().some((floor) => floor.name === name);
  return wireError(isClosed ? 'floor_closed' : 'unknown_floor', name.slice(0, 64).replace(/[^\w.-]/g, '?'));
}

/** False of a floor that was open and has failed since: half a step stands in its memory, and nobody is told anything of that. */
export function isOpen(floors: Floors, session: FloorSession): boolean {
  return floors.get(session.name) === session;
}
