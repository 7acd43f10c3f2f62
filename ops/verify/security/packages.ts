/** Known weaknesses of installed packages that Debian has mended: debsecan compares each host's packages with Debian's own feed. */
import type { Outcome } from '../../command/run.ts';
import { answerOf, type Check, type CheckParts } from '../check.ts';
import { type Finding, judge, undecided } from '../finding.ts';

export const statusWords = ['cat', '/var/lib/dpkg/status'] as const;

export function debsecanWords(suite: string): readonly string[] {
  const script =
    'file=$(mktemp) && trap \'rm -f "$file"\' EXIT && cat > "$file" && debsecan --suite "$1" --only-fixed --format detail --status "$file"';
  return ['sh', '-euc', script, 'debsecan', suite];
}

export const packages: Check = {
  name: 'packages.open',
  async run(parts) {
    const findings: Finding[] = [];
    for (const { name } of parts.site.hosts) {
      const finding = await ofHost(parts, name);
      // What stops one stops all: the feed or the program is missing on this machine.
      if (finding.verdict === 'inconclusive') return [{ ...finding, check: 'packages.open' }];
      findings.push(finding);
    }
    return findings;
  },
};

async function ofHost(parts: CheckParts, host: string): Promise<Finding> {
  const status = await answerOf(parts, parts.on(host, statusWords));
  // The feed is on the internet, so this machine asks, not the environment.
  const [program = '', ...args] = debsecanWords(parts.site.suite);
  return judgePackages(host, await parts.ask({ program, args, input: status }));
}

/** Without the feed nothing is known: an empty answer of a failed run is not a clean one. */
export function judgePackages(host: string, { code, stdout, stderr }: Outcome): Finding {
  const check = `packages.open ${host}`;
  if (code !== 0) {
    const said = stderr.trim().split('\n').at(-1) ?? '';
    const isMissing = /debsecan: not found/.test(said);
    return undecided(
      check,
      isMissing ? 'debsecan is not installed on this machine' : `debsecan could not ask: ${said}`,
    );
  }
  const found = stdout.split('\n').filter((line) => /^(?:CVE|TEMP)-/.test(line));
  return judge(check, 'no package has a weakness that Debian has mended', found, { measured: { open: found.length } });
}
