/** Bringing the database back: the words one by one, and their order on hosts that only remember what they were told. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { command } from '../command/command.ts';
import { OpsProblem } from '../command/problem.ts';
import type { Place } from './place.ts';
import {
  askWhetherPrimary,
  bootstrapFrom,
  controlAlone,
  controlPatroni,
  forgetCluster,
  forgetTarget,
  hasCluster,
  moveAside,
  readSlots,
} from './recovery-plan.ts';
import { restoreDatabase } from './restore-database.ts';

const text = (words: readonly string[]) => words.join(' ');

test('the database is brought back by these words', () => {
  assert.equal(text(controlPatroni('stop')), 'sudo systemctl stop patroni.service');
  assert.equal(
    text(controlAlone(17, 'start', 600)),
    'sudo --user=postgres -- /usr/lib/postgresql/17/bin/pg_ctl start --pgdata=/var/lib/postgresql/17/main --wait --timeout=600 --silent --log=/var/log/postgresql/restore.log',
  );
  assert.equal(
    text(askWhetherPrimary('10.77.1.31')),
    'sudo curl --silent --fail --max-time 5 --output /dev/null --cacert /etc/paperfloor/pki/authority.crt ' +
      '--cert /etc/paperfloor/pki/host.crt --key /etc/paperfloor/pki/host.key https://10.77.1.31:8008/primary',
  );
  assert.match(text(controlAlone(17, 'stop', 600)), /pg_ctl stop .* --mode=fast$/);
  assert.equal(
    text(forgetCluster('lab-staging', '10.77.1.31')),
    'sudo timeout 20 etcdctl --endpoints=https://10.77.1.31:2379 --cacert=/etc/paperfloor/pki/authority.crt ' +
      '--cert=/etc/paperfloor/pki/host.crt --key=/etc/paperfloor/pki/host.key del --prefix /service/lab-staging/',
  );
  assert.deepEqual(moveAside(17, '20261122T110000Z').slice(-2), [
    '/var/lib/postgresql/17/main',
    '/var/lib/postgresql/17/main.before-20261122T110000Z',
  ]);
  assert.equal(forgetTarget[1], 'ALTER SYSTEM RESET recovery_target_name');
});

test('a host that was made anew is given to Patroni as a backup to begin with', () => {
  const restore = { label: '20261122-100949F', target: { kind: 'end' }, isCopy: false } as const;
  assert.deepEqual(bootstrapFrom(restore, 17), {
    db_bootstrap: {
      method: 'backup',
      settings: {
        command:
          `sh -euc 'mkdir --mode=0700 --parents /var/lib/postgresql/17/main && exec "$@"' restore 'pgbackrest' '--stanza=main' ` +
          `'--set=20261122-100949F' '--type=default' '--log-level-console=info' 'restore'`,
        no_params: true,
        keep_existing_recovery_conf: true,
      },
    },
  });
});

test('what runs is stopped, and what ran or comes up with its host is started', () => {
  const answer = (blue: string, green: string) =>
    `paperfloor@blue.service ${blue}\npaperfloor@green.service ${green}\n`;
  const [blue, green] = ['paperfloor@blue.service', 'paperfloor@green.service'];
  assert.deepEqual(readSlots(answer('active enabled', 'inactive disabled')), { running: [blue], serving: [blue] });
  assert.deepEqual(readSlots(answer('inactive enabled', 'failed disabled')), { running: [], serving: [blue] });
  assert.deepEqual(readSlots(answer('activating enabled', 'active disabled')), {
    running: [blue, green],
    serving: [blue, green],
  });
  assert.deepEqual(readSlots(''), { running: [], serving: [] });
});

const emptyInfo = '[{"status":{"code":2,"message":"no valid backups"},"archive":[],"backup":[]}]';
const info = JSON.stringify([
  {
    ...{ status: { code: 0, message: 'ok' }, archive: [{ max: '000000010000000000000009' }] },
    backup: [
      {
        ...{ label: '20261122-100949F', type: 'full', error: false, timestamp: { start: 1, stop: 2 } },
        ...{ info: { size: 1, repository: { delta: 1 } }, lsn: { stop: '0/1' } },
        archive: { start: '000000010000000000000001', stop: '000000010000000000000001' },
      },
    ],
  },
]);

/** Hosts that answer by rule and write down what they are told to do. */
function rehearsal(
  answers: readonly (readonly [RegExp, string | undefined])[],
  others: Readonly<Record<string, readonly string[]>> = {},
) {
  const told: string[] = [];
  const groups: Readonly<Record<string, readonly string[]>> = {
    ...{ backup: ['bak1'], db: ['db1', 'db2'], consensus: ['db1'], app: ['app1'] },
    ...others,
  };
  const place: Place = {
    ...{
      environment: 'lab-staging',
      root: '/p',
      secrets: '/s',
      prover: '/p/bin/paperfloor',
      databaseName: 'paperfloor',
      postgresqlMajor: 17,
    },
    hosts: (group) => groups[group] ?? [],
    addressOf: () => '10.77.1.31',
    on: (host, words) => {
      const line = `${host}: ${text(words)}`;
      const [, answer] = answers.find(([pattern]) => pattern.test(line)) ?? [undefined, ''];
      if (!/SELECT|is-active|info --output|PG_VERSION|systemctl cat| true$/.test(line)) told.push(line);
      return answer === undefined ? command('false') : command('printf', '%s', answer);
    },
    here: () => command('true'),
    talk: () => {},
  };
  return { place, told };
}

const state = '{"floor":"main","sequence":7,"timeUs":1,"hash":"aa"}';
const running: readonly (readonly [RegExp, string | undefined])[] = [
  [/info --output/, info],
  [/is-enabled/, 'paperfloor@blue.service active enabled\npaperfloor@green.service inactive disabled\n'],
  [/db2: .*SELECT/, 't'],
  [/SELECT/, 'f'],
  [/floor list/, '[{"name":"main"}]'],
  [/journal hash/, state],
];
const wish = { target: { kind: 'end' }, by: 'x', reason: 'a bad migration', points: [] } as const;
const noRebuild = {
  fromBackup: () => assert.fail('nothing is made anew'),
  finish: () => assert.fail('nothing is made anew'),
};

test('the exchange stops first and starts last, and the standby follows only when the primary is back', async () => {
  const { place, told } = rehearsal(running);
  const fact = await restoreDatabase(place, wish, noRebuild);
  const short = told.map((line) =>
    line
      .replace(/^(\w+): .*?\b(info restore|pg_ctl start|pg_ctl stop|etcdctl|RESET \w+|move)\b.*/, '$1 $2')
      .replace(/^(\w+): sudo systemctl /, '$1 '),
  );
  assert.deepEqual(
    short.filter((line) => !/RESET|floor list|journal hash/.test(line)),
    [
      ...[
        'app1 stop paperfloor@blue.service',
        'db1 stop patroni.service',
        'db2 stop patroni.service',
        'db1 info restore',
      ],
      ...['db1 pg_ctl start', 'db1 pg_ctl stop', 'db1 etcdctl', 'db2 move', 'db1 start patroni.service'],
      ...['db2 start patroni.service', 'app1 start paperfloor@blue.service'],
    ],
  );
  assert.deepEqual([fact.verdict, fact.measured['host'], fact.measured['sequence']], ['pass', 'db1', 7]);
});

test('a restore that is run again after it broke off starts the exchange, which the first one had stopped', async () => {
  const stopped = 'paperfloor@blue.service inactive enabled\npaperfloor@green.service inactive disabled\n';
  const { place, told } = rehearsal([[/is-enabled/, stopped], ...running]);
  const fact = await restoreDatabase(place, wish, noRebuild);
  assert.equal(told.filter((line) => line.includes('stop paperfloor@')).length, 0);
  assert.equal(told.at(-1), 'app1: sudo systemctl start paperfloor@blue.service');
  assert.equal(fact.measured['sequence'], 7);
});

test('a host without a cluster is made out of the backup', async () => {
  const { place, told } = rehearsal([[/PG_VERSION/, undefined], ...running]);
  const made: string[] = [];
  const rebuild = {
    fromBackup: async (host: string, variables: Readonly<Record<string, unknown>>) => {
      made.push(host, JSON.stringify(variables));
    },
    // What nobody waits for comes last.
    finish: async () => assert.ok(told.some((line) => /app1: sudo systemctl start/.test(line))),
  };
  const fact = await restoreDatabase(place, wish, rebuild);
  assert.equal(made[0], 'db1');
  assert.match(made[1] ?? '', /--set=20261122-100949F/);
  assert.equal(fact.measured['rebuilt'], true);
});

test('the exchange starts as soon as the host made anew is the primary, and a host that is not made is told', async () => {
  const { place, told } = rehearsal([[/PG_VERSION/, undefined], ...running]);
  const started = () => told.some((line) => /app1: sudo systemctl start/.test(line));
  let wasStarted = false;
  const rebuild = {
    // The host gets the rest of its roles only when the exchange has been started.
    fromBackup: async () => {
      for (let turn = 0; turn < 500 && !started(); turn++) await sleep(10);
      wasStarted = started();
    },
    finish: async () => {},
  };
  await restoreDatabase(place, wish, rebuild);
  assert.ok(wasStarted);
  const failing = { ...rebuild, fromBackup: () => Promise.reject(new OpsProblem('no playbook')) };
  const never = rehearsal([[/PG_VERSION|8008.primary/, undefined], ...running]);
  await assert.rejects(restoreDatabase(never.place, wish, failing), /no playbook/);
});

test('without a backup, or without a database host, nothing is stopped', async () => {
  const none = rehearsal([[/info --output/, emptyInfo], ...running]);
  await assert.rejects(restoreDatabase(none.place, wish, noRebuild), /there is no backup yet/);
  const alone = rehearsal([
    [/info --output/, info],
    [/^db\d: /, undefined],
  ]);
  await assert.rejects(restoreDatabase(alone.place, wish, noRebuild), /no database host of lab-staging is reached/);
  assert.deepEqual([none.told, alone.told], [[], []]);
});

test('with a host that may run unseen nothing is stopped, until it is said to be off', async () => {
  const silent = (host: string) => rehearsal([[new RegExp(`^${host}: `), undefined], ...running]);
  for (const host of ['app1', 'db2']) {
    const { place, told } = silent(host);
    await assert.rejects(restoreDatabase(place, wish, noRebuild), new RegExp(`not reached: ${host}; what runs there`));
    assert.deepEqual(told, []);
  }
  const { place, told } = silent('db2');
  const fact = await restoreDatabase(place, { ...wish, down: ['db2'] }, noRebuild);
  assert.equal(fact.verdict, 'pass');
  assert.deepEqual(
    told.filter((line) => line.startsWith('db2')),
    [],
  );
});

test('a host that is said to be off and answers, or that there is not, stops it before anything else', async () => {
  const { place, told } = rehearsal(running);
  await assert.rejects(
    restoreDatabase(place, { ...wish, down: ['db2'] }, noRebuild),
    /db2 is said to be down, and answers/,
  );
  await assert.rejects(restoreDatabase(place, { ...wish, down: ['db7'] }, noRebuild), /to be down, found db7/);
  assert.deepEqual(told, []);
});

test('where one server cannot be stopped those that were are started again, and nothing is restored', async () => {
  const { place, told } = rehearsal([[/app2: .*stop paperfloor/, undefined], ...running], { app: ['app1', 'app2'] });
  await assert.rejects(restoreDatabase(place, wish, noRebuild));
  assert.ok(told.some((line) => /app1: .*systemctl start paperfloor@blue/.test(line)));
  assert.ok(!told.some((line) => /patroni| restore /.test(line)));
});

test('Patroni is stopped on a standby that is being made anew, too', async () => {
  const { place, told } = rehearsal([[/db2: .*PG_VERSION/, undefined], ...running]);
  await restoreDatabase(place, wish, noRebuild);
  assert.ok(told.includes('db2: sudo systemctl stop patroni.service'));
});

test('a database that does not stop is not restored beside', async () => {
  const { place, told } = rehearsal([[/db2: .*stop patroni/, undefined], ...running]);
  await assert.rejects(restoreDatabase(place, wish, noRebuild));
  assert.ok(!told.some((line) => / restore /.test(line)));
});

test('the words that find a cluster look and touch nothing', () => {
  assert.equal(text(hasCluster(17)), 'sudo --user=postgres -- test -f /var/lib/postgresql/17/main/PG_VERSION');
});
