/** The database: TLS that proves the server, and roles that can do their own work only. */
import assert from 'node:assert/strict';
import { runAnyway } from '../../command/run.ts';
import { commandOn } from '../../lab/lab-hosts.ts';
import { databasePasswords, type Story } from '../story.ts';

export function database(story: Story): void {
  const { promise, on } = story;

  promise(
    'the database lets its roles in over TLS that proves the server, and each does its own work only',
    async () => {
      await on('app1', 'sudo', 'apt-get', '--quiet=2', '--yes', 'install', 'postgresql-client-17');
      const ask = 'SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid()';
      assert.equal((await psql(story, 'application', ask)).stdout.trim(), 'TLSv1.3');
      assert.match(
        (await psql(story, 'application', ask, 'sslmode=disable')).stderr,
        /pg_hba\.conf rejects connection/,
      );
      assert.match(
        (await psql(story, 'application', ask, 'host=10.77.1.31 hostaddr=10.77.1.31 host=app1')).stderr,
        /does not match host name/,
      );
      assert.match((await psql(story, 'application', ask, 'password=wrong')).stderr, /password authentication failed/);
      assert.match((await psql(story, 'monitor', ask)).stderr, /no pg_hba\.conf entry|pg_hba\.conf rejects/);
      assert.equal((await psql(story, 'migration', 'CREATE TABLE paperfloor.story (id int)')).code, 0);
      assert.equal((await psql(story, 'application', 'INSERT INTO paperfloor.story VALUES (1)')).code, 0);
      assert.match((await psql(story, 'application', 'DROP TABLE paperfloor.story')).stderr, /must be owner/);
      assert.match((await psql(story, 'application', 'CREATE TABLE public.x (id int)')).stderr, /permission denied/);
      assert.equal((await psql(story, 'migration', 'DROP TABLE paperfloor.story')).code, 0);
    },
  );
}

async function psql(story: Story, role: string, statement: string, ...changes: string[]) {
  const settings = [
    'host=db1.paperfloor.test dbname=paperfloor sslmode=verify-full sslrootcert=/etc/paperfloor/pki/authority.crt',
    `user=${role} password=${databasePasswords(story)[role]}`,
  ];
  const words = ['psql', '-XAtc', statement, [...settings, ...changes].join(' ')];
  return runAnyway(commandOn(story.place, 'app1', words));
}
