/** How much the application's unit could reach if it were taken over: systemd's own score, 0 (nothing) to 10 (everything). */
import { answerOf, type Check } from '../check.ts';
import { type Finding, judge, undecided } from '../finding.ts';
import { hostsOf } from '../site.ts';

const exposureMax = 2;

export function exposureWords(slot: string): readonly string[] {
  return ['systemd-analyze', 'security', '--no-pager', `paperfloor@${slot}.service`];
}

export const exposure: Check = {
  name: 'units.exposure',
  async run(parts) {
    const findings: Finding[] = [];
    for (const { name } of hostsOf(parts.site, 'app')) {
      for (const slot of Object.keys(parts.site.slots)) {
        findings.push(judgeExposure(`${name} ${slot}`, await answerOf(parts, parts.on(name, exposureWords(slot)))));
      }
    }
    return findings;
  },
};

export function judgeExposure(where: string, answer: string): Finding {
  const check = `units.exposure ${where}`;
  const score = Number(/Overall exposure level for \S+: ([\d.]+)/.exec(answer)?.[1]);
  if (Number.isNaN(score)) return undecided(check, 'systemd-analyze gave no score');
  const wrong = score <= exposureMax ? [] : [`exposure ${score}; expected at most ${exposureMax}`];
  return judge(check, `exposure ${score} of 10`, wrong, { measured: { score } });
}
