/** Who asks is known by the connection alone: a request can't give itself another address. */
import type { Check } from '../check.ts';
import { type Finding, judge, undecided } from '../finding.ts';
import type { ServiceInput } from '../probe/exchange.ts';
import type { ForgedAddress } from '../probe/forged-address.ts';

export const forgedAddress: Check = {
  name: 'http.forged-address',
  async run(parts) {
    const { serviceAddress: address, serviceName: serverName } = parts.site;
    const input: ServiceInput = { address, serverName, authority: parts.authority, slot: parts.slot };
    const first = judgeForged(await parts.probe<ServiceInput, ForgedAddress>('forged-address', input));
    // Weights are counted by the minute: at its turn everybody is a newcomer. What is so twice isn't the clock's doing.
    if (first.verdict === 'pass') return [first];
    return [judgeForged(await parts.probe<ServiceInput, ForgedAddress>('forged-address', input))];
  },
};

export function judgeForged({ own, forged }: ForgedAddress): Finding {
  const check = 'http.forged-address';
  if (own.length === 0 || own.some((used) => !(used > 1)) || forged.some(({ used }) => Number.isNaN(used))) {
    return undecided(check, 'the exchange did not say how much weight we had used, or the minute turned');
  }
  const wrong = forged.filter(({ used }) => used <= 1).map(({ header }) => `"${header}" makes us somebody else`);
  return judge(check, `${forged.length} headers that name another address change nothing`, wrong, {
    measured: { used: own.at(-1) ?? 0 },
  });
}
