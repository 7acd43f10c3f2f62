/**
 * Asks for the status every five seconds and keeps the newest answer of each server: behind a balancer another one may answer each time, and
 * figures of two servers must not be mixed into one line. The token lives in this tab's session storage, so that it goes with the tab.
 */
import { type Accessor, createMemo, createSignal, onCleanup } from 'solid-js';
import type { Status } from './status.ts';

export interface Heard {
  readonly status: Status;
  /** By this machine's monotonic clock. */
  readonly heardMs: number;
}

export type Access = 'token-needed' | 'asking' | 'open';

export interface StatusDesk {
  readonly access: Accessor<Access>;
  /** Why the last question failed; undefined when it was answered. */
  readonly trouble: Accessor<string | undefined>;
  readonly servers: Accessor<readonly Heard[]>;
  readonly shown: Accessor<Heard | undefined>;
  /** Milliseconds since the shown server was heard. */
  readonly ageMs: Accessor<number>;
  enter(token: string): void;
  forget(): void;
  choose(server: string): void;
}

const everyMs = 5_000;
const patienceMs = 8_000;
const tokenKey = 'paperfloor.operator';
const path = '/operator/v1/status';

export function createStatusDesk(): StatusDesk {
  const [token, setToken] = createSignal(sessionStorage.getItem(tokenKey) ?? '', { name: 'token' });
  const [access, setAccess] = createSignal<Access>(token() === '' ? 'token-needed' : 'asking', { name: 'access' });
  const [trouble, setTrouble] = createSignal<string | undefined>(undefined, { name: 'trouble' });
  const [heard, setHeard] = createSignal<ReadonlyMap<string, Heard>>(new Map(), { name: 'heard' });
  const [chosen, setChosen] = createSignal<string | undefined>(undefined, { name: 'chosen' });
  const [clock, setClock] = createSignal(performance.now(), { name: 'clock' });

  const servers = createMemo(() =>
    [...heard().values()].toSorted((left, right) => (left.status.server.name < right.status.server.name ? -1 : 1)),
  );
  const shown = createMemo(() => heard().get(chosen() ?? '') ?? servers()[0]);

  const refuse = (why: string): void => {
    sessionStorage.removeItem(tokenKey);
    setToken('');
    setHeard(new Map());
    setAccess('token-needed');
    setTrouble(why);
  };
  const ask = async (): Promise<void> => {
    const asked = token();
    if (asked === '') return;
    try {
      const response = await fetch(path, {
        headers: { authorization: `Bearer ${asked}` },
        cache: 'no-store',
        signal: AbortSignal.timeout(patienceMs),
      });
      if (token() !== asked) return;
      if (response.ok) {
        const status = (await response.json()) as Status;
        setHeard(new Map(heard()).set(status.server.name, { status, heardMs: performance.now() }));
        setAccess('open');
        setTrouble(undefined);
      } else if (response.status === 401) refuse('That is not the operator’s token of this server.');
      else if (response.status === 403) refuse('This server has no operator token: start it with --operator-token.');
      else if (response.status === 429) {
        const wait = response.headers.get('retry-after') ?? '60';
        setTrouble(`Too many questions from this address: the server asks to wait ${wait} s.`);
      } else setTrouble(`The server answered ${response.status}.`);
    } catch {
      if (token() === asked) setTrouble('No server answers. This page keeps asking.');
    }
  };

  void ask();
  const asking = setInterval(() => void ask(), everyMs);
  const ticking = setInterval(() => setClock(performance.now()), 1000);
  onCleanup(() => {
    clearInterval(asking);
    clearInterval(ticking);
  });

  return {
    access,
    trouble,
    servers,
    shown,
    ageMs: () => Math.max(0, clock() - (shown()?.heardMs ?? clock())),
    enter(given) {
      sessionStorage.setItem(tokenKey, given);
      setTrouble(undefined);
      setAccess('asking');
      setToken(given);
      void ask();
    },
    forget() {
      refuse('The token is forgotten.');
    },
    choose: setChosen,
  };
}
