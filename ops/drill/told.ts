/** Whether an alert has reached the pager, and when. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Arrived } from '../watch/delivery/drill.ts';

export interface AlertWanted {
  readonly name: string;
  readonly host: string;
}

const lookMs = 200;

/** When it was first told that an alert fires, milliseconds since 1970; undefined when it was not for so many seconds. */
export async function untilTold(
  arrived: readonly Arrived[],
  wanted: AlertWanted,
  sinceMs: number,
  secondsMax: number,
): Promise<number | undefined> {
  for (const until = Date.now() + secondsMax * 1000; ; await sleep(lookMs)) {
    const found = arrived.find((message) => message.atMs >= sinceMs && fires(message, wanted));
    if (found !== undefined) return found.atMs;
    if (Date.now() > until) return undefined;
  }
}

/** As Alertmanager posts it to a webhook. */
export function fires({ to, text }: Arrived, { name, host }: AlertWanted): boolean {
  if (to !== '/page') return false;
  const { alerts } = JSON.parse(text) as { alerts: { status: string; labels: Record<string, string> }[] };
  return alerts.some(
    ({ status, labels }) => status === 'firing' && labels['alertname'] === name && labels['host'] === host,
  );
}
