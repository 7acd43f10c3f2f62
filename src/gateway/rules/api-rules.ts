/**
 * Which day's API a floor speaks, so that a bot meets the exchange as it was, as it is, or as it has been announced:
 *
 * - `compatible` (the default): today's, and what the exchange has removed is still answered, because current releases of
 *   widespread clients call it; each such answer says so in a header.
 * - `today`: today's, and what is removed is refused as the exchange refuses it.
 * - a day, `2025-12-31`: the API as it is after that day's changes.
 *
 * Rules of trading (filters, fees, self-trade prevention) belong to the floor's definition and do not change here.
 */
import { type ChangeName, type ExchangeChange, exchangeChanges } from './exchange-changes.ts';

export type OperationStanding =
  | { readonly kind: 'here' }
  /** Removed by the exchange and answered all the same. */
  | { readonly kind: 'kept'; readonly since: string }
  | { readonly kind: 'removed' }
  | { readonly kind: 'not_yet' };

const here: OperationStanding = { kind: 'here' };
const dayPattern = /^\d{4}-\d{2}-\d{2}$/;

const changeOf: ReadonlyMap<string, ChangeName> = new Map(
  (Object.keys(exchangeChanges) as ChangeName[]).flatMap((name) => {
    const { adds = [], removes = [] }: ExchangeChange = exchangeChanges[name];
    return [...adds, ...removes].map((operation) => [operation, name] as const);
  }),
);

/** Wall milliseconds from which each change counts: asked with every request. */
const inForceFrom = new Map(
  (Object.keys(exchangeChanges) as ChangeName[]).map((name) => [name, Date.parse(exchangeChanges[name].from)]),
);

export class ApiRules {
  readonly name: string;
  /** Wall milliseconds up to which changes count. */
  readonly #at: () => number;

  private constructor(name: string, at: () => number) {
    this.name = name;
    this.#at = at;
  }

  /** Undefined when there are no rules of that name. `nowMs`: wall time. */
  static read(name: string, nowMs: () => number): ApiRules | undefined {
    if (name === 'compatible' || name === 'today') return new ApiRules(name, nowMs);
    const endOfDay = dayPattern.test(name) ? Date.parse(`${name}T23:59:59.999Z`) : Number.NaN;
    // Date.parse lets 31 February be 3 March; only a day that comes back the same is one.
    if (Number.isNaN(endOfDay) || !new Date(endOfDay).toISOString().startsWith(name)) return undefined;
    return new ApiRules(name, () => endOfDay);
  }

  /** Whether a change is in force. */
  has(change: ChangeName): boolean {
    return (inForceFrom.get(change) ?? Number.NaN) <= this.#at();
  }

  /** Whether what a change removed is still there, or answered out of courtesy. */
  answers(removal: ChangeName): boolean {
    return this.name === 'compatible' || !this.has(removal);
  }

  /** By an operation's method on sockets. */
  standing(operation: string): OperationStanding {
    const name = changeOf.get(operation);
    if (name === undefined) return here;
    const change: ExchangeChange = exchangeChanges[name];
    if (change.adds?.includes(operation) === true) return this.has(name) ? here : { kind: 'not_yet' };
    if (!this.has(name)) return here;
    return this.answers(name) ? { kind: 'kept', since: change.from.slice(0, 10) } : { kind: 'removed' };
  }
}
