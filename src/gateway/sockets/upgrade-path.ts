/**
 * Which door an upgrade request knocks at: market streams (`/ws`, `/stream`) or the WebSocket API (`/ws-api/v3`), of the
 * default floor or of the one in `/floors/NAME`. Anything behind `/ws/` connects, since clients dial `/ws/0` and subscribe
 * later. Below `/stream/ws` streams are raw too: some clients look for `/stream` in the address.
 */
import { accept, type Outcome, refuse } from '../wire/outcome.ts';
import { readTimeUnit, type TimeUnit } from '../wire/time-unit.ts';

export interface UpgradeTarget {
  readonly door: 'streams' | 'api';
  /** Undefined: the default floor. */
  readonly floor: string | undefined;
  readonly unit: TimeUnit;
  /** Streams named in the address. */
  readonly names: readonly string[];
  readonly combined: boolean;
  /** WebSocket API: whether answers tell the request limits. */
  readonly returnRateLimits: boolean;
}

/** `url` as it stands in the request line. Refusals: unknown_route, invalid_time_unit, duplicate_parameter and the like. */
export function readUpgradePath(url: string): Outcome<UpgradeTarget> {
  const mark = url.indexOf('?');
  const path = mark === -1 ? url : url.slice(0, mark);
  const query = readQuery(mark === -1 ? '' : url.slice(mark + 1));
  if (!query.ok) return query;
  const unit = readTimeUnit(query.value.get('timeUnit'));
  if (unit === undefined) return refuse('invalid_time_unit');
  const limits = query.value.get('returnRateLimits') ?? 'true';
  if (limits !== 'true' && limits !== 'false') {
    return refuse('illegal_characters', 'returnRateLimits', '^(true|false)$');
  }
  const segments = path
    .split('/')
    .filter((segment) => segment !== '')
    .map(decoded);
  if (segments.includes(undefined)) return refuse('unreadable_parameter');
  const parts = segments.filter((segment) => segment !== undefined);
  const floor = parts[0] === 'floors' ? parts[1] : undefined;
  const [door, ...rest] = floor === undefined ? parts : parts.slice(2);
  const common = { floor, unit, returnRateLimits: limits === 'true' };
  if (door === 'ws-api' && rest.length === 1 && rest[0] === 'v3') {
    return accept({ ...common, door: 'api', names: [], combined: false });
  }
  if (door === 'ws') return accept({ ...common, door: 'streams', names: rest, combined: false });
  if (door !== 'stream') return refuse('unknown_route');
  if (rest[0] === 'ws') return accept({ ...common, door: 'streams', names: rest.slice(1), combined: false });
  const named = (query.value.get('streams') ?? '').split('/').filter((name) => name !== '');
  return accept({ ...common, door: 'streams', names: [...rest, ...named], combined: true });
}

function readQuery(text: string): Outcome<ReadonlyMap<string, string>> {
  const values = new Map<string, string>();
  for (const part of text.split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const name = decoded(equals === -1 ? part : part.slice(0, equals));
    const value = decoded(equals === -1 ? '' : part.slice(equals + 1));
    if (name === undefined || value === undefined) return refuse('unreadable_parameter');
    if (values.has(name)) return refuse('duplicate_parameter');
    values.set(name, value);
  }
  return accept(values);
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
