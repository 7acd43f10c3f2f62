/** How the program ends. Documented in docs/reference/command-line.md and in `paperfloor --help`. */
export const exitCode = {
  /** Done; for `serve`: stopped by SIGTERM or SIGINT after draining. */
  done: 0,
  /** Refused or failed; nothing was changed unless the message says so. */
  failed: 1,
  /** The command line, an environment variable or an input file is wrong; nothing was touched. */
  usage: 2,
  /** `journal verify` found a fault. */
  faultFound: 3,
  /** The data directory is in use by another process. */
  busy: 4,
  /** A second signal ended the server before it had drained. */
  interrupted: 130,
} as const;

/** The command line or a file it names is wrong. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
