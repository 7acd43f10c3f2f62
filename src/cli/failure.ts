/**
 * What a person reads when the program could not do its work: one line that says what was wrong, one that says what to try.
 * A failure nobody foresaw shows its stack, because it is a bug and someone will have to read it.
 */
const hints: Readonly<Record<string, string>> = {
  EADDRINUSE: 'stop the program that has the port, or give another one: --port 8081',
  EADDRNOTAVAIL: 'give --host an address of this machine, such as 127.0.0.1',
  EACCES: 'check who owns the files and directories named above; ports below 1024 need special rights',
  ENOSPC: 'make room on the disk and start again; nothing that was acknowledged is lost',
  ECONNREFUSED: 'check that PostgreSQL runs and that --database names its host and port',
  ENOTFOUND: 'check the host name in --database',
  ETIMEDOUT: 'check the host and the port in --database, and the firewall between',
  // PostgreSQL: https://www.postgresql.org/docs/15/errcodes-appendix.html
  '28P01': 'check user and password in --database',
  '28000': 'check user and password in --database',
  '3D000': 'create the database named in --database: createdb NAME',
  '42501': 'give the user in --database the right to create a schema: GRANT CREATE ON DATABASE …',
};

export function describeFailure(error: unknown): string[] {
  if (!(error instanceof Error)) return [`error: ${String(error)}`];
  const code = codeOf(error);
  const hint = code === undefined ? undefined : hints[code];
  const lines = [`error: ${messageOf(error)}`];
  if (hint !== undefined) lines.push(`try: ${hint}`);
  else if (isUnforeseen(error)) lines.push(error.stack ?? '');
  return lines;
}

/** Errors of our own carry a name of their own and say what to do themselves; so do those of the system, by their code. */
function isUnforeseen(error: Error): boolean {
  return codeOf(error) === undefined && builtIn.has(error.constructor.name);
}

const builtIn = new Set(['Error', 'TypeError', 'RangeError', 'ReferenceError', 'SyntaxError', 'AssertionError']);

/** Node gathers failed connections to several addresses of one host in an AggregateError without a message. */
function messageOf(error: Error): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(String).join('; ');
  return error.message;
}

function codeOf(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
