/**
 * The alert drill: the exporter of one host is stopped, which wakes somebody, and what reaches the receivers is timed; then it is started
 * again, and the all-clear is waited for. Figures of the host are missing meanwhile, and nothing else.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { OpsProblem } from '../../command/problem.ts';

export interface Arrived {
  readonly atMs: number;
  readonly by: string;
  readonly to: string;
  readonly text: string;
}

export interface DrillParts {
  readonly host: string;
  say(host: string, words: readonly string[]): Promise<string>;
  /** What the receivers got so far. */
  readonly arrived: readonly Arrived[];
  tell(line: string): void;
}

/** Milliseconds after the break, or after the mending, by what happened. */
export interface DrillTimes {
  readonly webhookMs: number;
  readonly mailMs: number;
  readonly clearedMs: number;
}

const secondsMax = 90;
const exporter = 'prometheus-node-exporter.service';
const runbook = 'docs/runbooks/host-down.md';

export async function drillAlert({ host, say, arrived, tell }: DrillParts): Promise<DrillTimes> {
  const short = host.split('.')[0] ?? host;
  const names = (message: Arrived) => message.text.includes('HostDown') && message.text.includes(short);
  tell(`waiting for the watchdog, which fires always`);
  await waitFor(arrived, ({ to }) => to === '/watchdog', 'the watchdog');
  const broken = Date.now();
  await say(host, ['sudo', 'systemctl', 'stop', exporter]);
  try {
    tell(`stopped the exporter of ${short}`);
    const later = (message: Arrived) => message.atMs >= broken && names(message) && message.text.includes(runbook);
    const page = await waitFor(arrived, (message) => message.to === '/page' && later(message), 'the page');
    tell(`the page arrived after ${((page.atMs - broken) / 1000).toFixed(1)} s`);
    const mail = await waitFor(arrived, (message) => message.by === 'mail' && later(message), 'the mail');
    tell(`the mail arrived after ${((mail.atMs - broken) / 1000).toFixed(1)} s`);
    const mended = Date.now();
    await say(host, ['sudo', 'systemctl', 'start', exporter]);
    const over = ({ atMs, to, text }: Arrived) =>
      atMs >= mended && to === '/page' && text.includes('HostDown') && resolvedIn(text, short);
    const cleared = await waitFor(arrived, over, 'the all-clear');
    return {
      webhookMs: page.atMs - broken,
      mailMs: mail.atMs - broken,
      clearedMs: cleared.atMs - mended,
    };
  } finally {
    await say(host, ['sudo', 'systemctl', 'start', exporter]);
  }
}

function resolvedIn(text: string, host: string): boolean {
  const { alerts } = JSON.parse(text) as { alerts: { status: string; labels: Record<string, string> }[] };
  return alerts.some(({ status, labels }) => status === 'resolved' && labels['host'] === host);
}

async function waitFor(
  arrived: readonly Arrived[],
  wanted: (message: Arrived) => boolean,
  what: string,
): Promise<Arrived> {
  const until = Date.now() + secondsMax * 1000;
  while (Date.now() < until) {
    const found = arrived.find(wanted);
    if (found !== undefined) return found;
    await sleep(100);
  }
  throw new OpsProblem(`${what} has not arrived within ${secondsMax} s`, 'see docs/runbooks/alerts-not-delivered.md');
}
