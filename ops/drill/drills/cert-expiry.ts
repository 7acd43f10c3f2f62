/**
 * The load balancer with the service's address gets a certificate that ends in two days. Somebody must be told; then provisioning renews
 * it, and HAProxy takes the new one while it runs: no connection is dropped, and no process is started for it.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { OpsProblem } from '../../command/problem.ts';
import { answerOf } from '../../verify/check.ts';
import type { Drill, DrillParts } from '../drill.ts';
import { wholeBalancers } from './balancers.ts';

const shortDays = 2;
const soundDays = 30;
const dayMs = 86_400_000;
const certificate = '/etc/paperfloor/pki/host.crt';

export const certExpiry: Drill = {
  name: 'cert-expiry',
  sentence: 'the service’s certificate is about to end: alert, renewal, taken by HAProxy without dropping a connection',
  goal: { secondsMax: 120, gapSecondsMax: 2, lostMax: 0, unknownMax: 0, alertSecondsMax: 120 },
  async prepare(parts) {
    const { holder } = await wholeBalancers(parts);
    const process = await processOf(parts, holder);
    return {
      subject: `the certificate that ${holder} presents`,
      breaks: [
        {
          says: `${holder} presents a certificate that ends in ${shortDays} days`,
          do: async () => {
            await shorten(parts, holder);
            if ((await daysLeft(parts)) > shortDays) throw notTaken(holder);
          },
        },
      ],
      alert: { name: 'CertificateEndsNow', host: holder },
      heals: [
        {
          says: `${holder} has a new certificate`,
          do: () => parts.provision({ limit: holder, tags: 'pki' }),
        },
      ],
      holdMs: 0,
      whole: async () => {
        if ((await processOf(parts, holder)) !== process) {
          throw new OpsProblem(`HAProxy on ${holder} was started again for it`, `journalctl -u haproxy on ${holder}`);
        }
        const days = await daysLeft(parts);
        return days > soundDays ? { certificateDays: days } : undefined;
      },
    };
  },
};

async function shorten(parts: DrillParts, host: string): Promise<void> {
  const say = (words: readonly string[], input?: string) => answerOf(parts, parts.on(host, words, input));
  const request = await say([
    ...['sudo', 'openssl', 'req', '-new', '-key', '/etc/paperfloor/pki/host.key'],
    ...['-subj', `/CN=${host}.${parts.site.domain}`],
  ]);
  const signed = await answerOf(parts, parts.here(signWords(parts.secrets, host), request));
  await say(['sudo', 'tee', certificate], signed);
  await say(['sudo', '/usr/local/sbin/paperfloor-take-certificate']);
  await say(['sudo', 'systemctl', 'start', 'paperfloor-certificate-figures.service']);
}

/** By the environment's own authority, for the names that the host's usual one has. */
export function signWords(secrets: string, host: string): readonly string[] {
  return [
    ...['openssl', 'x509', '-req', '-sha256', '-days', String(shortDays), '-extfile', join(secrets, `${host}.cnf`)],
    ...['-CA', join(secrets, 'authority.crt'), '-CAkey', join(secrets, 'authority.key')],
    ...['-set_serial', `0x${randomBytes(15).toString('hex')}`],
  ];
}

/** Whole days until the certificate that the service presents ends. */
async function daysLeft(parts: DrillParts): Promise<number> {
  const { serviceAddress, serviceName } = parts.site;
  const script =
    'openssl s_client -connect "$1:443" -servername "$2" < /dev/null 2> /dev/null | openssl x509 -noout -enddate';
  const answer = await answerOf(parts, parts.here(['sh', '-euc', script, 'ask', serviceAddress, serviceName]));
  return Math.floor((Date.parse(answer.split('=')[1] ?? '') - Date.now()) / dayMs);
}

/** The process that serves; a reload would begin another. */
async function processOf(parts: DrillParts, host: string): Promise<string> {
  const script = 'echo show info | socat - UNIX-CONNECT:/run/haproxy/admin.sock';
  const answer = await answerOf(parts, parts.on(host, ['sudo', 'sh', '-euc', script]));
  return /^Pid: (\d+)$/m.exec(answer)?.[1] ?? '';
}

function notTaken(host: string): OpsProblem {
  return new OpsProblem(
    `HAProxy on ${host} does not present the certificate that is on its disk`,
    `sudo /usr/local/sbin/paperfloor-take-certificate on ${host}`,
  );
}
