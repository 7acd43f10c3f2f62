/** Nobody gets in with a password: asked for its methods, ssh names keys alone. */
import type { Check } from '../check.ts';
import { type Finding, judge, undecided } from '../finding.ts';

/** The host's key is not checked here: nothing is sent to it. */
export function methodsWords(address: string): readonly string[] {
  return [
    ...['ssh', '-o', 'BatchMode=yes', '-o', 'PreferredAuthentications=none', '-o', 'StrictHostKeyChecking=no'],
    ...[
      '-o',
      'UserKnownHostsFile=/dev/null',
      '-o',
      'LogLevel=ERROR',
      '-o',
      'ConnectTimeout=5',
      `root@${address}`,
      'true',
    ],
  ];
}

export const ssh: Check = {
  name: 'ssh.methods',
  async run(parts) {
    const answers = parts.site.hosts.map(({ address }) => parts.ask(parts.here(methodsWords(address))));
    const outcomes = await Promise.all(answers);
    const said = parts.site.hosts.map(({ name }, index) => [name, outcomes[index]?.stderr ?? ''] as const);
    return [judgeMethods(new Map(said))];
  },
};

export function judgeMethods(answers: ReadonlyMap<string, string>): Finding {
  const check = 'ssh.methods';
  const methods = [...answers].map(([name, answer]) => [name, /\(([a-z,-]+)\)/.exec(answer)?.[1]] as const);
  const silent = methods.filter(([, found]) => found === undefined).map(([name]) => name);
  if (silent.length > 0) return undecided(check, `${silent.join(', ')}: ssh did not say how one may sign in`);
  const wrong = methods
    .filter(([, found]) => found !== 'publickey')
    .map(([name, found]) => `${name} lets in by ${found}`);
  return judge(check, `${answers.size} hosts let in by key alone, and root not at all`, wrong);
}
