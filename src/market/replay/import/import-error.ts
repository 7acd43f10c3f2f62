/** A file that cannot be replayed. The message says where, what was expected and what was found; nothing was made of it. */
export class ReplayImportError extends Error {
  override readonly name = 'ReplayImportError';
  readonly file: string;
  /** From 1; 0 when the file as a whole is meant. */
  readonly line: number;
  readonly expected: string;
  readonly found: string;

  constructor(file: string, line: number, expected: string, found: string) {
    super(`${file}${line > 0 ? `:${line}` : ''}: expected ${expected}, found ${found}`);
    this.file = file;
    this.line = line;
    this.expected = expected;
    this.found = found;
  }
}

const excerptMax = 60;

/** Text of a file as an error shows it: printable ASCII, quoted, cut short. */
export function excerpt(text: string): string {
  const printable = text.replace(/[^ -~]/g, '?');
  const cut = printable.length > excerptMax ? `${printable.slice(0, excerptMax)}…` : printable;
  return `'${cut}'`;
}
