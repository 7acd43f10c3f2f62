/** The clock of a floor from the terminal: rate, pause, and steps while paused. */
import { isClockRate } from '../../core/instruments/definition.ts';
import type { FloorSession } from '../../engine/floor-session.ts';
import { engineTrouble, submitCommand } from '../operations/orders.ts';
import { accept, type Outcome, refuse } from '../wire/outcome.ts';
import type { JsonFields } from './json-body.ts';

const stepMaxMs = 86_400_000;

/** `{rate?, paused?}`: what is left out stays as it is; one of them must be there. */
export async function setClock(session: FloorSession, fields: JsonFields): Promise<Outcome<string>> {
  await session.current();
  const { clock } = session.floor;
  if (fields.size === 0) return refuse('missing_either', 'rate', 'paused');
  const rate = fields.has('rate') ? fields.get('rate') : clock.rate;
  const paused = fields.has('paused') ? fields.get('paused') : clock.paused;
  if (typeof rate !== 'number' || !isClockRate(rate)) return refuse('invalid_parameter', 'rate');
  if (typeof paused !== 'boolean') return refuse('invalid_parameter', 'paused');
  const applied = await submitCommand(session, { type: 'set_clock', rate, paused });
  return applied.ok ? accept(describe(session)) : applied;
}

/** `{milliseconds}` of floor time, up to a day. Refused unless paused. */
export async function stepClock(session: FloorSession, fields: JsonFields): Promise<Outcome<string>> {
  const milliseconds = fields.get('milliseconds');
  if (typeof milliseconds !== 'number' || !Number.isInteger(milliseconds)) {
    return refuse('missing_parameter', 'milliseconds');
  }
  if (milliseconds < 1 || milliseconds > stepMaxMs) return refuse('invalid_parameter', 'milliseconds');
  await session.current();
  if (!session.floor.clock.paused) return refuse('paper_refused', 'the floor is running; pause it first');
  try {
    await session.step(milliseconds * 1000);
  } catch (error) {
    return engineTrouble(error);
  }
  return accept(describe(session));
}

function describe(session: FloorSession): string {
  const time = Math.floor(session.now() / 1000);
  return JSON.stringify({ clock: { ...session.floor.clock, time } });
}
