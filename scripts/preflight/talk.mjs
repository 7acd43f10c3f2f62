/** What the preflight says: lines on stderr, and the one kind of error that is meant for people. */
export class PreflightError extends Error {
  name = 'PreflightError';
}

export function say(line) {
  process.stderr.write(`preflight: ${line}\n`);
}
