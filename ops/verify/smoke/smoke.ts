/**
 * Whether the deployed system does what it is for: a key made on the host, and then, from outside through the load balancer, what a
 * trader does in his first minute. Each step has its time; what comes after a step that failed was not seen and is not decided.
 */
import type { Check } from '../check.ts';
import { type Finding, failed, passed, undecided } from '../finding.ts';
import type { Key, ServiceInput } from '../probe/exchange.ts';
import { endKey, makeKey } from './trader.ts';

export interface SmokeInput extends ServiceInput {
  readonly key: Key;
}

export interface SmokeStep {
  readonly name: string;
  /** What was seen, or what was wrong. */
  readonly says: string;
  readonly ok: boolean;
  readonly milliseconds: number;
}

/** In this order; the probe stops at the first that goes wrong. */
export const smokeSteps = [
  ...['ping', 'exchange-info', 'quote', 'sign-in', 'stream-opened', 'place', 'stream-event', 'open-order'],
  ...['balance-held', 'cancel', 'cancel-event', 'balance-freed', 'market-stream'],
] as const;

export const smoke: Check = {
  name: 'smoke',
  async run(parts) {
    const { serviceAddress: address, serviceName: serverName } = parts.site;
    const { key, milliseconds } = await makeKey(parts, 'verify-smoke');
    const made = passed('smoke.key', 'a key was made on the host', { measured: { milliseconds } });
    try {
      const input: SmokeInput = { address, serverName, authority: parts.authority, slot: parts.slot, key };
      return [made, ...judgeSteps(await parts.probe<SmokeInput, readonly SmokeStep[]>('smoke', input))];
    } finally {
      await endKey(parts, key);
    }
  },
};

export const smokeChecks: readonly Check[] = [smoke];

export function judgeSteps(steps: readonly SmokeStep[]): Finding[] {
  return smokeSteps.map((name) => {
    const check = `smoke.${name}`;
    const step = steps.find((each) => each.name === name);
    if (step === undefined) return undecided(check, 'not reached');
    const measured = { milliseconds: step.milliseconds };
    return step.ok ? passed(check, step.says, { measured }) : failed(check, step.says, { measured });
  });
}
