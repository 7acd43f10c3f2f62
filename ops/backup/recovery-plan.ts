/**
 * What it takes to bring the environment's own database back, as words for its hosts. Nothing is deleted: files that are right already stay,
 * and the directory of a standby, which would be ahead of the restored primary, is moved aside. Pure.
 */
import { type Restore, restoreFiles } from './restore-plan.ts';
import { asPostgres } from './stanza-plan.ts';

type Words = readonly string[];

const pki = '/etc/paperfloor/pki';

export function dataDirectory(major: number): string {
  return `/var/lib/postgresql/${major}/main`;
}

/** Each slot's unit with how it is and whether it comes up with its host, one a line; for `readSlots`. */
export const askSlots: Words = [
  ...['sh', '-euc'],
  `for slot in blue green; do
  unit="paperfloor@$slot.service"
  echo "$unit $(systemctl is-active "$unit" || true) $(systemctl is-enabled "$unit" 2> /dev/null || true)"
done`,
];

export interface Slots {
  /** Units that run, or are about to. */
  readonly running: readonly string[];
  /** Those, and what should run: a restore that broke off has left it stopped. */
  readonly serving: readonly string[];
}

export function readSlots(answer: string): Slots {
  const units = [...answer.matchAll(/^(paperfloor@(?:blue|green)\.service) (\w*) ?(\w*)$/gm)].map(
    ([, unit = '', state = '', start = '']) => ({
      unit,
      runs: /^(active|activating|reloading)$/.test(state),
      isEnabled: start === 'enabled',
    }),
  );
  const named = (some: typeof units) => some.map(({ unit }) => unit);
  return {
    running: named(units.filter(({ runs }) => runs)),
    serving: named(units.filter(({ runs, isEnabled }) => runs || isEnabled)),
  };
}

/** What a program holds in memory is ahead of a restored journal, and would go on writing behind a gap: it is stopped before. */
export function controlSlots(verb: 'start' | 'stop', units: readonly string[]): Words {
  return ['sudo', 'systemctl', verb, ...units];
}

export function controlPatroni(verb: 'start' | 'stop'): Words {
  return ['sudo', 'systemctl', verb, 'patroni.service'];
}

/** Ends with 0 on the host whose database is the primary and may be written (Patroni's REST interface). */
export function askWhetherPrimary(address: string): Words {
  return [
    ...['sudo', 'curl', '--silent', '--fail', '--max-time', '5', '--output', '/dev/null'],
    ...['--cacert', `${pki}/authority.crt`, '--cert', `${pki}/host.crt`, '--key', `${pki}/host.key`],
    `https://${address}:8008/primary`,
  ];
}

/** What the cluster knows of itself, the identity of the old primary's timeline among it; a restored one begins anew. */
export function forgetCluster(environment: string, address: string): Words {
  return [
    ...['sudo', 'timeout', '20', 'etcdctl', `--endpoints=https://${address}:2379`, `--cacert=${pki}/authority.crt`],
    ...[`--cert=${pki}/host.crt`, `--key=${pki}/host.key`, 'del', '--prefix', `/service/${environment}/`],
  ];
}

/** `stamp` is part of the name the old directory gets. */
export function moveAside(major: number, stamp: string): Words {
  const data = dataDirectory(major);
  return ['sudo', 'sh', '-euc', 'if [ -d "$1" ]; then mv "$1" "$2"; fi', 'move', data, `${data}.before-${stamp}`];
}

/** Whether Patroni is there to be stopped; fails on a host that was made anew. */
export const hasPatroni: Words = ['systemctl', 'cat', 'patroni.service'];

/** Whether there is a cluster to restore over; fails on a host that was made anew. */
export function hasCluster(major: number): Words {
  return asPostgres('test', '-f', `${dataDirectory(major)}/PG_VERSION`);
}

/** PostgreSQL by itself, without Patroni, until it has recovered; `stop` afterwards, for Patroni to take over. */
export function controlAlone(major: number, verb: 'start' | 'stop', withinSeconds: number): Words {
  const common = [`--pgdata=${dataDirectory(major)}`, '--wait', `--timeout=${withinSeconds}`, '--silent'];
  const rest = verb === 'start' ? ['--log=/var/log/postgresql/restore.log'] : ['--mode=fast'];
  return asPostgres(`/usr/lib/postgresql/${major}/bin/pg_ctl`, verb, ...common, ...rest);
}

/** Where to stop is forgotten, or the same directory would stop there again as a standby. */
export const forgetTarget: readonly string[] = [
  ...['restore_command', 'recovery_target_name', 'recovery_target_time', 'recovery_target_timeline'],
  'recovery_target_action',
].map((name) => `ALTER SYSTEM RESET ${name}`);

/** The variables with which the db role makes the first member of a cluster out of a backup (Patroni's custom_bootstrap). */
export function bootstrapFrom(restore: Restore, major: number): Readonly<Record<string, unknown>> {
  // Patroni runs it as postgres already, and splits it as a shell does.
  const words = restoreFiles(restore)
    .slice(asPostgres().length)
    .filter((word) => word !== '--delta');
  const script = `mkdir --mode=0700 --parents ${dataDirectory(major)} && exec "$@"`;
  const command = ['sh', '-euc', `'${script}'`, 'restore', ...words.map((word) => `'${word}'`)].join(' ');
  return {
    db_bootstrap: { method: 'backup', settings: { command, no_params: true, keep_existing_recovery_conf: true } },
  };
}
