/**
 * Questions to Prometheus and Alertmanager, asked on the monitor host itself with its own certificate: an operator needs no other right
 * than to log in there. Pure but for reading the answers.
 */
import { OpsProblem } from '../command/problem.ts';

/** What somebody's hands do on the monitor host: start the words, with the input, and hand back what they printed. */
export type AskMonitor = (words: readonly string[], input: string) => Promise<string>;

export const prometheusPort = 9090;
export const alertmanagerPort = 9093;

/** One path a line; the answers are JSON, one line each. */
const askEach = `cd /etc/paperfloor/pki
while IFS= read -r path; do
  curl --silent --show-error --max-time 10 --cacert authority.crt --cert host.crt --key host.key "https://$(hostname):$1$path"
  echo
done`;

export function askingWords(port: number): string[] {
  return ['sudo', 'sh', '-euc', askEach, 'ask', String(port)];
}

/** The answers to the paths, in their order. */
export async function askAll(ask: AskMonitor, port: number, paths: readonly string[]): Promise<unknown[]> {
  const printed = await ask(askingWords(port), paths.map((path) => `${path}\n`).join(''));
  const lines = printed.split('\n').filter((line) => line !== '');
  if (lines.length !== paths.length) {
    throw new OpsProblem(
      `the monitor host gave ${lines.length} answers to ${paths.length} questions`,
      'ssh to it: systemctl status prometheus prometheus-alertmanager',
    );
  }
  return lines.map(readAnswer);
}

export interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: number;
}

/** `at` is in seconds since 1970; without it, now. */
export function queryPath(expr: string, at?: number): string {
  return `/api/v1/query?query=${encodeURIComponent(expr)}${at === undefined ? '' : `&time=${at}`}`;
}

/** The samples of an instant query; throws when Prometheus refused it. */
export function samplesOf(answer: unknown): Sample[] {
  const { status, error, data } = answer as {
    status: string;
    error?: string;
    data?: { result: { metric: Record<string, string>; value: [number, string] }[] };
  };
  if (status !== 'success' || data === undefined) throw new OpsProblem(`Prometheus refused a query: ${error}`);
  return data.result.map(({ metric, value: [, value] }) => ({ metric, value: Number(value) }));
}

function readAnswer(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new OpsProblem(`the monitor host answered no JSON: ${line.slice(0, 120)}`);
  }
}
