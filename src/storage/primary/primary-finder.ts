/**
 * Which of several servers is the primary. Asks all of them at once and believes the first that takes writes: one that is silent must
 * not hold up the others. What was found is kept until somebody asks again, which is when a connection has failed.
 *
 * It doesn't promote anything, and of two that take writes it can't tell the right one: that is for those who run the servers
 * (an old primary that was cut off stops by itself before another begins).
 */
import type { ListedServer } from './server-list.ts';

/** None of the servers takes writes now: perhaps another one is being made the primary this moment. */
export class NoPrimary extends Error {
  override readonly name = 'NoPrimary';
}

export type Standing = 'primary' | 'standby';

export interface PrimaryFinderParts {
  readonly servers: readonly ListedServer[];
  /** Rejects when the server does not answer. */
  readonly ask: (server: ListedServer) => Promise<Standing>;
  /** Told when the primary is another one than before. */
  readonly moved: (from: ListedServer, to: ListedServer) => void;
}

export class PrimaryFinder {
  readonly #parts: PrimaryFinderParts;
  #known: ListedServer;
  #looking: Promise<ListedServer> | undefined;

  constructor(parts: PrimaryFinderParts) {
    const [first] = parts.servers;
    if (first === undefined) throw new Error('expected at least one server');
    this.#parts = parts;
    this.#known = first;
  }

  /** The primary as far as is known; the first server before anybody has looked. */
  get known(): ListedServer {
    return this.#known;
  }

  /** Looks. Rejects with `NoPrimary`, saying of each server what it is. Of one server alone nothing is asked. */
  find(): Promise<ListedServer> {
    if (this.#parts.servers.length === 1) return Promise.resolve(this.#known);
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #look(): Promise<ListedServer> {
    const { servers, ask, moved } = this.#parts;
    const answers = new Map<ListedServer, string>();
    const asked = servers.map(async (server) => {
      const standing = await ask(server).catch((error: Error) => error.message);
      answers.set(server, standing);
      if (standing !== 'primary') throw new Error(standing);
      return server;
    });
    const found = await Promise.any(asked).catch(() => {
      const each = servers.map((server) => `${server.name}: ${answers.get(server)}`);
      throw new NoPrimary(`none of the database servers takes writes (${each.join('; ')})`);
    });
    const before = this.#known;
    this.#known = found;
    if (found !== before) moved(before, found);
    return found;
  }
}
