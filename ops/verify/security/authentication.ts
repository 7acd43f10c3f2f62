/** Nobody trades or reads an account without a key, and a key without its secret is nothing. */
import type { Check } from '../check.ts';
import { type Finding, judge } from '../finding.ts';
import type { ServiceInput } from '../probe/exchange.ts';

export interface Attempt {
  readonly what: string;
  readonly status: number;
  readonly code: number;
}

/** Status and code by which the exchange refuses each attempt (docs/reference/api.md). */
export const refusals: Readonly<Record<string, readonly [status: number, code: number]>> = {
  'an order without a key': [401, -2014],
  'an account without a key': [401, -2014],
  'an order with a key nobody has': [401, -2015],
  'the administrator’s door': [404, -1020],
};

export const authentication: Check = {
  name: 'api.authentication',
  async run(parts) {
    const { serviceAddress: address, serviceName: serverName } = parts.site;
    const input = { address, serverName, authority: parts.authority, slot: parts.slot };
    return [judgeAttempts(await parts.probe<ServiceInput, readonly Attempt[]>('authentication', input))];
  },
};

export function judgeAttempts(attempts: readonly Attempt[]): Finding {
  const wrong = Object.entries(refusals).flatMap(([what, [status, code]]) => {
    const found = attempts.find((attempt) => attempt.what === what);
    if (found === undefined) return [`${what} was not tried`];
    return found.status === status && found.code === code
      ? []
      : [`${what}: expected ${status} and ${code}, found ${found.status} and ${found.code}`];
  });
  return judge('api.authentication', `${attempts.length} requests without a right to it are refused by name`, wrong);
}
