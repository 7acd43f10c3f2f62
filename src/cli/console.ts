/**
 * Where a command speaks: the answer on stdout, the talk on stderr. Progress shows only on work that has taken two seconds,
 * on a terminal as one line that changes, elsewhere as lines.
 */
const quietMs = 2_000;
const lineMs = 1_000;

export interface Console {
  answer(text: string): void;
  talk(line: string): void;
  /** Starts the clock of one piece of work. */
  startWork(): Work;
}

export interface Work {
  progress(line: string): void;
  /** Clears the changing line. */
  end(): void;
}

export interface Streams {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown; readonly isTTY?: boolean };
}

export function createConsole({ stdout, stderr }: Streams, now: () => number = Date.now): Console {
  return {
    answer: (text) => void stdout.write(`${text}\n`),
    talk: (line) => void stderr.write(`${line}\n`),
    startWork() {
      const begunMs = now();
      let toldMs = 0;
      let shown = false;
      return {
        progress(line) {
          const atMs = now();
          if (atMs - begunMs < quietMs || atMs - toldMs < (stderr.isTTY ? 0 : lineMs)) return;
          toldMs = atMs;
          shown = true;
          stderr.write(stderr.isTTY ? `\r\x1b[2K${line}` : `${line}\n`);
        },
        end() {
          if (shown && stderr.isTTY) stderr.write('\r\x1b[2K');
        },
      };
    },
  };
}
