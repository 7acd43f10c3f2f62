/**
 * What each role of the database may do, as a table: `role kind object: rights`, a line each. The table of tables is made from the
 * tables that are there, so that a new one is covered from its first day. Anything beyond it is a finding.
 */
export interface RoleRights {
  /** Attributes besides signing in: `replication`. */
  readonly attributes: readonly string[];
  /** Roles it is a member of. */
  readonly member: readonly string[];
  readonly connect: boolean;
  /** In the exchange's schema. */
  readonly schema: readonly string[];
  /** Of each table there, and of each sequence. */
  readonly tables: readonly string[];
  readonly sequences: readonly string[];
  readonly owns: boolean;
  /** Only where the database is a cluster; elsewhere the role isn't there. */
  readonly inClusters?: boolean;
}

const nothing: RoleRights = {
  attributes: [],
  member: [],
  connect: false,
  schema: [],
  tables: [],
  sequences: [],
  owns: false,
};

export const databaseRights: Readonly<Record<string, RoleRights>> = {
  /** Serves the exchange: rows, and nothing else. */
  application: {
    ...{ ...nothing, connect: true, schema: ['USAGE'] },
    tables: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
    sequences: ['SELECT', 'USAGE'],
  },
  /** Owns the schema: makes and changes tables. */
  migration: {
    ...{ ...nothing, connect: true, owns: true, schema: ['CREATE', 'USAGE'] },
    tables: ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER'],
    sequences: ['SELECT', 'UPDATE', 'USAGE'],
  },
  /** Copies the server's files, and begins with a checkpoint on a standby; sees no row. */
  backup: { ...nothing, attributes: ['replication'], member: ['pg_checkpoint', 'pg_read_all_settings'] },
  /** Reads figures of the server; sees no row. */
  monitor: { ...nothing, connect: true, member: ['pg_monitor'] },
  /** The standby follows the primary by it. */
  replicator: { ...nothing, attributes: ['replication'], inClusters: true },
  /** A former primary is brought back by it. */
  rewind: { ...nothing, inClusters: true },
};

/** One row for everything a role may do, found in the catalogue: role, kind, object, right. */
export function rightsQuery(schema: string): string {
  const roles = "SELECT * FROM pg_roles WHERE rolcanlogin AND rolname <> 'postgres'";
  const each = (kind: string, object: string, from: string, has: string, rights: readonly string[], where: string) =>
    rights.map(
      (right) =>
        `SELECT r.rolname, '${kind}', ${object}, '${right}' FROM r, ${from} WHERE ${where} AND ${has}(r.oid, o.oid, '${right}')`,
    );
  const inSchema = `o.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = '${schema}')`;
  const attributes = {
    superuser: 'rolsuper',
    createrole: 'rolcreaterole',
    createdb: 'rolcreatedb',
    replication: 'rolreplication',
    bypassrls: 'rolbypassrls',
  };
  return `WITH r AS (${roles}) ${[
    "SELECT r.rolname, 'role', r.rolname, 'login' FROM r",
    ...Object.entries(attributes).map(
      ([name, column]) => `SELECT r.rolname, 'role', r.rolname, '${name}' FROM r WHERE r.${column}`,
    ),
    `SELECT r.rolname, 'member', g.rolname, 'member' FROM r JOIN pg_auth_members m ON m.member = r.oid JOIN pg_roles g ON g.oid = m.roleid`,
    ...each(
      'database',
      'o.datname',
      'pg_database o',
      'has_database_privilege',
      ['CONNECT', 'CREATE', 'TEMPORARY'],
      'o.datname = current_database()',
    ),
    ...each(
      'schema',
      'o.nspname',
      'pg_namespace o',
      'has_schema_privilege',
      ['CREATE', 'USAGE'],
      "o.nspname !~ '^pg_' AND o.nspname <> 'information_schema'",
    ),
    ...each(
      'table',
      'o.relname',
      'pg_class o',
      'has_table_privilege',
      ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER'],
      `o.relkind IN ('r', 'p', 'v', 'm') AND ${inSchema}`,
    ),
    ...each(
      'sequence',
      'o.relname',
      'pg_class o',
      'has_sequence_privilege',
      ['SELECT', 'UPDATE', 'USAGE'],
      `o.relkind = 'S' AND ${inSchema}`,
    ),
    `SELECT r.rolname, 'owner', o.relname, 'owner' FROM r JOIN pg_class o ON o.relowner = r.oid WHERE o.relkind IN ('r', 'p', 'v', 'm', 'S')`,
  ].join('\nUNION ALL ')}\nORDER BY 1, 2, 3, 4`;
}

export interface Right {
  readonly role: string;
  readonly kind: string;
  readonly object: string;
  readonly right: string;
}

/** Rows as psql prints them without alignment. */
export function readRights(answer: string): Right[] {
  return answer
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [role = '', kind = '', object = '', right = ''] = line.split('|');
      return { role, kind, object, right };
    });
}

/** What the table allows, over the objects that are there. */
export function allowedRights(found: readonly Right[], database: string, schema: string): Right[] {
  const objects = (kind: string) => [
    ...new Set(found.filter((right) => right.kind === kind).map(({ object }) => object)),
  ];
  const there = new Set(found.map(({ role }) => role));
  const expected = Object.entries(databaseRights).filter(([role, { inClusters }]) => !inClusters || there.has(role));
  return expected.flatMap(([role, rights]) => {
    const all = (kind: string, names: readonly string[], list: readonly string[]) =>
      names.flatMap((object) => list.map((right) => ({ role, kind, object, right })));
    const [tables, sequences] = [objects('table'), objects('sequence')];
    return [
      ...all('role', [role], ['login', ...rights.attributes]),
      ...all('member', rights.member, ['member']),
      ...all(
        'database',
        [database],
        rights.owns ? ['CONNECT', 'CREATE', 'TEMPORARY'] : rights.connect ? ['CONNECT'] : [],
      ),
      // Who owns the database owns the schema every database begins with.
      ...all('schema', rights.owns ? [schema, 'public'] : [schema], rights.schema),
      ...all('table', tables, rights.tables),
      ...all('sequence', sequences, rights.sequences),
      ...(rights.owns ? all('owner', [...tables, ...sequences], ['owner']) : []),
    ];
  });
}
