/** TLS of the load balancers and of the database, as a stranger finds it. */
import { addressesOf } from '../addresses.ts';
import type { Check } from '../check.ts';
import { type Finding, judge, undecided } from '../finding.ts';
import type { TlsScan, TlsScanInput } from '../probe/tls-scan.ts';

const spoken = ['TLS 1.2', 'TLS 1.3'] as const;

/** Forward secrecy and authenticated encryption only (Mozilla's intermediate list without finite fields). */
const suites: Readonly<Record<number, string>> = {
  4865: 'TLS_AES_128_GCM_SHA256',
  4866: 'TLS_AES_256_GCM_SHA384',
  4867: 'TLS_CHACHA20_POLY1305_SHA256',
  49195: 'ECDHE-ECDSA-AES128-GCM-SHA256',
  49196: 'ECDHE-ECDSA-AES256-GCM-SHA384',
  49199: 'ECDHE-RSA-AES128-GCM-SHA256',
  49200: 'ECDHE-RSA-AES256-GCM-SHA384',
  52392: 'ECDHE-RSA-CHACHA20-POLY1305',
  52393: 'ECDHE-ECDSA-CHACHA20-POLY1305',
};

const daysLeftMin = 21;
const dayMs = 86_400_000;

export const tls: Check = {
  name: 'tls',
  async run(parts) {
    const { serviceName: serverName } = parts.site;
    const findings: Finding[] = [];
    for (const { name, address } of addressesOf(parts.site)) {
      const input: TlsScanInput = { address, port: 443, serverName, authority: parts.authority };
      findings.push(...judgeTls(name, await parts.probe<TlsScanInput, TlsScan>('tls', input), Date.now()));
    }
    return findings;
  },
};

export function judgeTls(where: string, scan: TlsScan, nowMs: number): Finding[] {
  return [
    judgeVersions(where, scan),
    judgeSuites(where, scan),
    judgeCertificate(where, scan, nowMs),
    judgeProtocol(where, scan),
  ];
}

function judgeVersions(where: string, { versions }: TlsScan): Finding {
  const check = `tls.versions ${where}`;
  const entries = Object.entries(versions);
  const silent = entries.filter(([, accepted]) => accepted === undefined).map(([version]) => version);
  if (silent.length > 0) return undecided(check, `no answer to ${silent.join(', ')}`);
  const isSpoken = (version: string) => spoken.some((each) => each === version);
  const wrong = entries.flatMap(([version, accepted = []]) => {
    if (accepted.length > 0 && !isSpoken(version)) return [`${version} is accepted`];
    return accepted.length === 0 && isSpoken(version) ? [`${version} is refused`] : [];
  });
  const measured = Object.fromEntries(entries.map(([version, accepted = []]) => [version, accepted.length > 0]));
  return judge(check, `${spoken.join(' and ')} only`, wrong, { measured });
}

function judgeSuites(where: string, { versions }: TlsScan): Finding {
  const check = `tls.ciphers ${where}`;
  const accepted = Object.values(versions).flatMap((each) => each ?? []);
  if (accepted.length === 0) return undecided(check, 'no cipher suite was agreed on');
  const named = accepted.map((suite) => suites[suite] ?? `0x${suite.toString(16).padStart(4, '0')}`);
  const wrong = accepted
    .filter((suite) => !(suite in suites))
    .map((suite) => `0x${suite.toString(16).padStart(4, '0')} is accepted`);
  return judge(check, `${accepted.length} suites, each with forward secrecy and authenticated encryption`, wrong, {
    measured: { suites: named.join(' ') },
  });
}

function judgeCertificate(where: string, { certificate, tickets }: TlsScan, nowMs: number): Finding {
  const days = Math.floor((certificate.notAfterMs - nowMs) / dayMs);
  const wrong = [
    ...(certificate.problem === '' ? [] : [`not vouched for by the authority: ${certificate.problem}`]),
    ...(days < daysLeftMin ? [`it ends in ${days} days; expected at least ${daysLeftMin}`] : []),
    ...(/^(?:ec (?:prime256v1|secp384r1)|ed25519|rsa (?:[3-9]\d{3}|2048))$/.test(certificate.key)
      ? []
      : [`its key is ${certificate.key}`]),
    ...(tickets ? ['sessions are resumed from tickets, whose key outlives forward secrecy'] : []),
  ];
  return judge(
    `tls.certificate ${where}`,
    `vouched for by the authority, ${days} days left, ${certificate.key}`,
    wrong,
    {
      measured: { days, key: certificate.key },
    },
  );
}

function judgeProtocol(where: string, { protocol }: TlsScan): Finding {
  const wrong = protocol === 'h2' ? [] : [`asked for HTTP/2 it chose ${protocol}`];
  return judge(`tls.http2 ${where}`, 'HTTP/2 is chosen when offered', wrong);
}
