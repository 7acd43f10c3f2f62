/** Which API rules each floor has: those its definition names, else the server's. */
import type { FloorSession } from '../../engine/floor-session.ts';
import { ApiRules } from './api-rules.ts';

export const defaultApiRules = 'compatible';

export class FloorRules {
  readonly #fallback: ApiRules;
  readonly #nowMs: () => number;
  readonly #bySession = new WeakMap<FloorSession, ApiRules>();

  /** `name`: of the rules of floors that name none. `nowMs`: wall time. */
  constructor(name: string, nowMs: () => number) {
    const fallback = ApiRules.read(name, nowMs);
    if (fallback === undefined) throw new RangeError(`there are no API rules named ${name}`);
    this.#fallback = fallback;
    this.#nowMs = nowMs;
  }

  /** A floor that was made by a later release with rules unknown here has the server's. */
  of(session: FloorSession): ApiRules {
    let rules = this.#bySession.get(session);
    if (rules === undefined) {
      const { apiRules } = session.definition;
      rules = (apiRules === undefined ? undefined : ApiRules.read(apiRules, this.#nowMs)) ?? this.#fallback;
      this.#bySession.set(session, rules);
    }
    return rules;
  }
}
