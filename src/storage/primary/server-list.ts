/**
 * The servers that a database URL names. One, as any URL has it, or several in the way of PostgreSQL's own clients, separated by commas:
 * `postgres://user:password@db1:5432,db2:5432/name?target_session_attrs=read-write`. They hold the same data, and one of them, the
 * primary, takes writes; which one may change at any time.
 *
 * https://www.postgresql.org/docs/17/libpq-connect.html#LIBPQ-MULTIPLE-HOSTS
 */
import { ServerUnsuitable } from '../assert-settings.ts';

export interface ListedServer {
  /** `db1:5432`, for messages. */
  readonly name: string;
  /** A URL of this one alone. */
  readonly url: string;
}

/** Scheme and credentials, servers, the rest. The last @ ends the credentials, as in every URL. */
const pattern = /^(postgres(?:ql)?:\/\/(?:[^/?#]*@)?)([^/?#@]*)([/?#].*)?$/;

/** Throws `ServerUnsuitable`, without the URL's secrets. */
export function readServerList(text: string): readonly ListedServer[] {
  const [, before, servers, after = ''] = pattern.exec(text) ?? [];
  if (before === undefined || servers === undefined) throw notOne();
  const names = servers.split(',');
  return names.map((name) => {
    const whole = `${before}${name}${after}`;
    if (!URL.canParse(whole) || (names.length > 1 && name === '')) throw notOne();
    const url = new URL(whole);
    checkWish(url.searchParams.get('target_session_attrs'));
    url.searchParams.delete('target_session_attrs');
    return { name, url: url.href };
  });
}

/** The one wish that can be fulfilled: this program writes. */
function checkWish(wish: string | null): void {
  if (wish === null || wish === 'read-write' || wish === 'primary') return;
  throw new ServerUnsuitable(
    `expected target_session_attrs to be read-write in the database URL, found ${JSON.stringify(wish)}: leave it out`,
  );
}

function notOne(): ServerUnsuitable {
  return new ServerUnsuitable(
    'expected a database URL such as postgres://user:password@host:5432/name, found something else',
  );
}
