/** The whole of a deployment over hosts that only pretend: what is run on which of them, and what is left when something fails. */
import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { command } from '../command/command.ts';
import { aManifest } from '../release/test-support/a-manifest.ts';
import type { Site } from '../verify/site.ts';
import { aSite } from '../verify/test-support/a-site.ts';
import { type DeployOptions, deploy } from './deploy.ts';
import { defaultLimits } from './gate.ts';
import type { Place } from './place.ts';
import { rollback } from './rollback.ts';

/** What a host says to the words whose script has this in it. */
type Says = (host: string, words: string) => string | undefined;

function pretend(says: Says): { place: Place; ran: string[] } {
  const ran: string[] = [];
  const app2 = { name: 'app2', address: '10.77.1.22', groups: ['app'] };
  const site: Site = { ...aSite, hosts: [...aSite.hosts, app2] };
  const place: Place = {
    ...{ environment: 'lab-staging', root: '/p', site, secrets: '/s', talk: () => {} },
    here: () => command('true'),
    on: (host, words) => {
      const text = words.join(' ');
      ran.push(`${host}: ${text}`);
      const said = says(host, text);
      return said === undefined
        ? command('sh', '-c', 'cat > /dev/null; exit 1')
        : command('sh', '-c', 'cat > /dev/null 2>&1; printf %s "$0"', said);
    },
  };
  return { place, ran };
}

const map = 'active blue\ncandidate blue\ncanary_percent 0\n';
const bare = (now: number) =>
  `provisioned\nslot blue   inactive\nslot green   inactive\ndisk 9000000000\nmemory 2000000\nclock ${now}\n`;

function optionsFor(place: Place): DeployOptions {
  const directory = mkdtempSync(join(tmpdir(), 'paperfloor-deploy-'));
  const signers = join(directory, 'allowed_signers');
  writeFileSync(signers, 'me\n');
  const manifest = { ...aManifest, version: '0.1.0', newMigrations: [] };
  return {
    ...{ place, newMigrations: [], canary: [100], windowMs: 1, watchMs: 1, limits: defaultLimits },
    release: { directory, artifact: 'a.tar.gz', digest: 'd', bytes: 1, manifest, signer: 'me' },
    signers: { file: signers, identity: 'me' },
    ...{ restoredBackupAgeMs: undefined, withoutBackup: undefined, logsDirectory: join(directory, 'logs') },
    restorePoint: async () => 'set',
    write: () => {},
    stopping: () => false,
  };
}

test('a first deployment that fails on one host leaves no slot filled on the others', async () => {
  const { place, ran } = pretend((host, words) => {
    if (words.includes('traffic.map')) return `${map}---\n${map}`;
    if (words.includes('MemAvailable')) return bare(Date.now());
    if (host === 'app1' && words.includes('ssh-keygen -Y verify')) return undefined;
    return '';
  });
  const { verdict, reason, steps } = await deploy(optionsFor(place));
  assert.equal(verdict, 'fail');
  assert.match(reason, /^install: app1: ended with 1/);
  assert.equal(steps.at(-1)?.step, 'install');
  for (const host of ['app1', 'app2']) {
    assert.equal(ran.filter((words) => words === `${host}: sudo rm -f /opt/paperfloor/slots/blue`).length, 1, host);
  }
});

test('a smoke test that fails because the server has ended says so, in its own last words', async () => {
  const crash = 'Error: no such table\n    at main.ts:1\n\nNode.js v26.10.0\n';
  const filled = bare(Date.now()).replace('slot blue   inactive', 'slot blue 0.1.0 aa active');
  const server = (slot: string, restarts: number) => `=== ${slot} ${restarts} active\n{"status":"ready"}\n--- 200\n`;
  let restarts = 0;
  const { place } = pretend((host, words) => {
    if (words.includes('traffic.map')) return `${map}---\n${map}`;
    if (words.includes('MemAvailable')) return filled;
    if (words.includes('/readyz')) return server('blue', 0) + server('green', host === 'app2' ? restarts : 0);
    if (words.includes('account create')) restarts = 1;
    if (words.includes('account create')) return undefined;
    if (words.includes('--identifier=paperfloor-green')) return crash;
    return '';
  });
  const { verdict, reason } = await deploy({ ...optionsFor(place), withoutBackup: 'a test' });
  assert.equal(verdict, 'fail');
  assert.match(reason, /^smoke: app2: green ended and was started again: Error: no such table; pulled back to blue$/);
});

test('nothing is run but questions when the preflight does not pass', async () => {
  const { place, ran } = pretend((_host, words) => {
    if (words.includes('traffic.map')) return `${map}---\n${map}`;
    if (words.includes('MemAvailable')) return bare(Date.now()).replace('provisioned\n', '');
    return '';
  });
  const { verdict, reason } = await deploy(optionsFor(place));
  assert.equal(verdict, 'fail');
  assert.match(reason, /^preflight: provisioned: app1 is not: .*; nothing was touched$/);
  assert.deepEqual(
    ran.filter((words) => /rm -f|systemctl (start|stop)|tar --extract|set map/.test(words)),
    [],
  );
});

test('a way back is the way back to the settings before, and says which are others than before', async () => {
  const both =
    'provisioned\nslot blue 0.1.0 aa inactive\nslot green 0.2.0 bb active\ndisk 9000000000\nmemory 2000000\n';
  const ready = (slot: string) =>
    `=== ${slot} 0 active\n{"status":"ready","parts":{},"floors":[{"name":"main","role":"writer","epoch":1,"behind":0}]}\n--- 200\n`;
  const { place, ran } = pretend((host, words) => {
    if (words.includes('traffic.map'))
      return words.includes('printf') ? map : `${map.replace('blue', 'green')}---\n${map}`;
    if (words.includes('MemAvailable')) return `${both}clock ${Date.now()}\n`;
    if (words.includes('/opt/paperfloor/settings')) return host === 'app1' ? 'PAPERFLOOR_DEMO\n' : '';
    if (words.includes('/readyz')) return `${ready('blue')}${ready('green')}`;
    return '';
  });
  const logsDirectory = join(mkdtempSync(join(tmpdir(), 'paperfloor-rollback-')), 'logs');
  const { steps } = await rollback({ place, logsDirectory, write: () => {} });
  const names = steps.map(({ step }) => step);
  assert.ok(names.indexOf('settings') > names.indexOf('traffic back'), `nobody waits for it: ${names.join(', ')}`);
  const told = steps.find(({ step }) => step === 'settings');
  assert.deepEqual(
    [told?.verdict, told?.reason],
    ['pass', 'blue has kept the settings that it was filled with; others than before: PAPERFLOOR_DEMO'],
  );
  assert.ok(!ran.some((words) => words.includes('/etc/paperfloor/slots')), 'nothing takes what provisioning has left');
});
