/** Reads `/paper/v1/floor`. What must be there is a name and a clock; the rest may be missing. */
import type { FloorStatus } from './paper.ts';

export function readFloorStatus(value: unknown): FloorStatus | undefined {
  if (!isRecord(value) || !isRecord(value['clock'])) return undefined;
  const { name, rulesVersion, sequence, state, server, demo, clockControl } = value;
  const { rate, paused, time } = value['clock'];
  if (typeof name !== 'string' || typeof time !== 'number') return undefined;
  const hash = isRecord(state) ? state['hash'] : undefined;
  return {
    name,
    ...(typeof rulesVersion === 'number' ? { rulesVersion } : {}),
    ...(typeof sequence === 'number' ? { sequence } : {}),
    ...(typeof hash === 'string' ? { hash } : {}),
    isWriter: isRecord(server) && server['role'] === 'writer',
    clock: { rate: typeof rate === 'number' ? rate : 1, paused: paused === true, timeMs: time },
    closed: textsOf(value['closed']),
    demo: demo === true,
    clockControl: clockControl === true,
  };
}

function textsOf(value: unknown): Record<string, string> {
  if (!isRecord(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
