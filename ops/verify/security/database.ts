/** The database: every role has the rights of the table and no other, and nobody is let in without TLS. */
import { join } from 'node:path';
import { answerOf, type Check, type CheckParts } from '../check.ts';
import { type Finding, judge, undecided } from '../finding.ts';
import { hostsOf } from '../site.ts';
import { allowedRights, type Right, readRights, rightsQuery } from './database-rights.ts';

/** The program's own schema (src/storage/database.ts). */
const schema = 'paperfloor';

export function psqlWords(database: string, query: string): readonly string[] {
  return ['sudo', '--user=postgres', 'psql', '-XAt', `--dbname=${database}`, '--command', query];
}

export const databaseRoles: Check = {
  name: 'database.roles',
  async run(parts) {
    const { databaseName } = parts.site;
    const rows = await askDatabase(parts, rightsQuery(schema));
    return [judgeRights(readRights(rows), databaseName)];
  },
};

/** Any server of the cluster answers this: the catalogue is the same on all. */
export async function askDatabase(parts: CheckParts, query: string): Promise<string> {
  const [first, ...others] = hostsOf(parts.site, 'db');
  for (const host of others) {
    const outcome = await parts.ask(parts.on(host.name, psqlWords(parts.site.databaseName, 'SELECT 1')));
    if (outcome.code === 0) return answerOf(parts, parts.on(host.name, psqlWords(parts.site.databaseName, query)));
  }
  return answerOf(parts, parts.on(first?.name ?? '', psqlWords(parts.site.databaseName, query)));
}

export function judgeRights(found: readonly Right[], database: string): Finding {
  const check = 'database.roles';
  if (!found.some(({ kind }) => kind === 'table'))
    return undecided(check, 'the schema has no tables yet: start the release first');
  const line = ({ role, kind, object, right }: Right) => `${role}: ${right} on ${kind} ${object}`;
  const allowed = allowedRights(found, database, schema).map(line);
  const has = found.map(line);
  const [allowedSet, hasSet] = [new Set(allowed), new Set(has)];
  const wrong = [
    ...has.filter((each) => !allowedSet.has(each)).map((each) => `${each}, beyond the table`),
    ...allowed.filter((each) => !hasSet.has(each)).map((each) => `${each} is missing`),
  ];
  const measured = { roles: new Set(found.map(({ role }) => role)).size, rights: found.length };
  return judge(check, `${measured.roles} roles have exactly the ${found.length} rights of the table`, wrong, {
    measured,
  });
}

/**
 * The first bytes of a session (PostgreSQL's protocol 3.0): plain, then over TLS checked against the environment's authority and,
 * separately, against those of the system, which must not vouch for it.
 */
const sessionProgram = [
  'import json, socket, ssl, struct, sys',
  'host, port, authority, role, database = sys.argv[1], 5432, sys.argv[2], sys.argv[3], sys.argv[4]',
  'def opened():',
  '    s = socket.create_connection((host, port), 5); s.settimeout(5); return s',
  'def plain():',
  '    body = b"".join(w.encode() + b"\\0" for w in ("user", role, "database", database)) + b"\\0"',
  '    with opened() as s:',
  '        s.sendall(struct.pack("!ii", len(body) + 8, 196608) + body)',
  '        return s.recv(4096).decode("latin-1")',
  'def encrypted(context):',
  '    with opened() as s:',
  '        s.sendall(struct.pack("!ii", 8, 80877103))',
  '        if s.recv(1) != b"S": return "no TLS"',
  '        try:',
  '            with context.wrap_socket(s, server_hostname=host) as t: return t.version()',
  '        except ssl.SSLCertVerificationError as e: return "not verified: " + e.verify_message',
  'ours = ssl.create_default_context(cafile=authority)',
  'json.dump({"plain": plain(), "ours": encrypted(ours), "theirs": encrypted(ssl.create_default_context())}, sys.stdout)',
].join('\n');

export interface SessionAnswers {
  readonly plain: string;
  readonly ours: string;
  readonly theirs: string;
}

export function sessionWords(host: string, role: string, database: string): readonly string[] {
  return ['python3', '-c', sessionProgram, host, join('/etc/paperfloor/pki', 'authority.crt'), role, database];
}

export const databaseTls: Check = {
  name: 'database.tls',
  async run(parts) {
    const { domain, databaseName } = parts.site;
    const [client] = hostsOf(parts.site, 'app');
    const findings: Finding[] = [];
    for (const { name } of hostsOf(parts.site, 'db')) {
      const words = sessionWords(`${name.split('.')[0]}.${domain}`, 'application', databaseName);
      const answer = await answerOf(parts, parts.on(client?.name ?? '', words));
      findings.push(judgeSessions(name, JSON.parse(answer) as SessionAnswers));
    }
    return findings;
  },
};

export function judgeSessions(host: string, { plain, ours, theirs }: SessionAnswers): Finding {
  const refused = plain.startsWith('E') && /C28000\0/.test(plain);
  const wrong = [
    ...(refused ? [] : ['a session without TLS is not refused']),
    ...(/^TLSv1\.[23]$/.test(ours) ? [] : [`checked against the authority: ${ours}`]),
    ...(theirs.startsWith('not verified') ? [] : [`any authority of the system vouches for it: ${theirs}`]),
  ];
  return judge(
    `database.tls ${host}`,
    `${ours}, vouched for by the authority alone; without TLS nobody is let in`,
    wrong,
    {
      measured: { version: ours },
    },
  );
}
