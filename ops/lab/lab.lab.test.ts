/** Labs as they are: real hosts, in a real network, ended in every way. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { OpsProblem } from '../command/problem.ts';
import { run, runAnyway } from '../command/run.ts';
import { ensureBase, MirrorSilent } from './base.ts';
import { addressOf, type HostName } from './hosts.ts';
import { labDown, labUp } from './lab.ts';
import { commandOn, cutHost, destroyHost, labStatus, powerOff } from './lab-hosts.ts';
import { defaultStateDirectory, labPaths } from './lab-name.ts';
import { readLabState } from './lab-state.ts';
import { labsGroup, prepareMachine } from './machine.ts';
import { defaultSuite } from './suite.ts';

const environment = process.env;
const around = { path: environment['PATH'] ?? '', talk: (line: string) => console.error(line) };

/** The labs are in a directory of their own, under /tmp on purpose; bases are where those of the user are, for they take a minute. */
const stateDirectory = mkdtempSync(join(tmpdir(), 'paperfloor-lab-'));
const cache = join(defaultStateDirectory(environment), 'cache');
const place = { name: `t${process.pid}`, stateDirectory };
const neighbour = { name: `n${process.pid}`, stateDirectory };
const up = (which: typeof place, ...hosts: HostName[]) => labUp(which, { ...around, hosts, suite: defaultSuite });

const cannot = await whyNot();

async function whyNot(): Promise<string | undefined> {
  try {
    await prepareMachine(stateDirectory, around);
  } catch (error) {
    if (error instanceof OpsProblem) return error.message;
    throw error;
  }
  mkdirSync(cache, { recursive: true, mode: 0o700 });
  symlinkSync(cache, join(stateDirectory, 'cache'));
  try {
    await ensureBase(stateDirectory, { suite: defaultSuite, group: labsGroup(), ...around });
  } catch (error) {
    if (error instanceof MirrorSilent) return error.message;
    throw error;
  }
  return undefined;
}

after(async () => {
  if (cannot === undefined) {
    await labDown(place);
    await labDown(neighbour);
  }
  rmSync(stateDirectory, { recursive: true, force: true });
});

const labTest = (name: string, body: () => Promise<void>) => test(name, { skip: cannot ?? false }, body);

labTest('hosts come up whole, see each other, install from the mirror, and nothing leads out', async () => {
  await up(place, 'lb1', 'app1');
  assert.equal(await on('app1', 'systemctl', 'is-system-running', '--wait'), 'running');
  assert.equal(await on('app1', 'uname', '-n'), 'app1');
  assert.equal(
    await on('app1', 'ip', 'route', 'show'),
    '10.77.1.0/24 dev host0 proto kernel scope link src 10.77.1.21',
  );
  await on('lb1', 'sudo', 'ping', '-c1', '-W2', 'app1');
  await on('app1', 'sudo', 'apt-get', '--quiet=2', 'update');
  await on('app1', 'sudo', 'apt-get', '--quiet=2', '--yes', 'install', 'socat');
  assert.match(await on('app1', 'socat', '-V'), /socat/);
  const { stdout } = await run(commandOn(place, 'controller', ['ip', '-brief', 'link']));
  assert.deepEqual([...stdout.matchAll(/^([\w-]+)/gm)].map(([name]) => name).sort(), [
    'br0',
    'lo',
    'vb-app1',
    'vb-lb1',
  ]);
});

labTest('two labs side by side do not reach each other', async () => {
  await up(neighbour, 'db1');
  const other = addressOf(neighbour.name, 'db1');
  assert.equal(await reaches(neighbour, other, 20_000), true);
  assert.equal(await reaches(place, other, 1_000), false);
  assert.equal(await reaches(place, addressOf(place.name, 'app1'), 20_000), true);
  await labDown(neighbour);
  assert.deepEqual(tracesOf(neighbour.name), []);
  assert.equal(await on('app1', 'true'), '');
});

labTest('a cut is silent: what is connected hangs, and goes on when the host is healed', async () => {
  const session = run(commandOn(place, 'app1', ['sh', '-c', 'touch /tmp/begun; sleep 2; echo still here']));
  while ((await runAnyway(commandOn(place, 'app1', ['test', '-e', '/tmp/begun']))).code !== 0) await sleep(100);
  await cutHost(place, 'app1', false);
  assert.equal(await reaches(place, addressOf(place.name, 'app1'), 1_000), false);
  assert.equal((await labStatus(place))?.hosts.find(({ host }) => host === 'app1')?.state, 'cut');
  await cutHost(place, 'app1', true);
  assert.equal((await session).stdout, 'still here\n');
});

labTest(
  'a disk outlives a power cut, but not the host’s destruction; a command on a host that is gone ends by itself',
  async () => {
    const begun = commandOn(place, 'lb1', ['test', '-e', '/tmp/begun']);
    const left = runAnyway(commandOn(place, 'lb1', ['sh', '-c', 'touch /tmp/begun; sleep 3600']));
    while ((await runAnyway(begun)).code !== 0) await sleep(100);
    await cutHost(place, 'lb1', false);
    await on('app1', 'sudo', 'sh', '-c', 'echo kept > /srv/note; sync');
    await powerOff(place, 'app1');
    assert.throws(() => commandOn(place, 'app1', ['true']), { message: 'app1 does not run' });
    await up(place, 'app1');
    assert.equal(await on('app1', 'cat', '/srv/note'), 'kept');
    await destroyHost(place, 'app1');
    assert.deepEqual(
      (await labStatus(place))?.hosts.filter(({ state }) => state !== 'none').map(({ host, state }) => [host, state]),
      [['lb1', 'cut']],
    );
    await up(place, 'app1');
    assert.notEqual((await runAnyway(commandOn(place, 'app1', ['test', '-e', '/srv/note']))).code, 0);
    const waited = sleep(60_000, 'still waiting', { ref: false });
    assert.equal(await Promise.race([left.then(({ code }) => code), waited]), 255);
    await cutHost(place, 'lb1', true);
  },
);

labTest('down leaves nothing behind', async () => {
  assert.notDeepEqual(tracesOf(place.name), []);
  assert.equal(await labDown(place), true);
  assert.deepEqual(tracesOf(place.name), []);
  assert.equal(await labDown(place), false);
});

/** What `up lb1 app1` notes before it does it, in this order. */
const moments = [
  ...['making the base image', 'laying the network', 'making the disk of lb1', 'starting lb1'],
  ...['making the disk of app1', 'starting app1'],
];

for (const moment of moments) {
  labTest(`down leaves nothing behind when up was killed while ${moment}`, async () => {
    await killUpWhile(moment);
    assert.notDeepEqual(tracesOf(place.name), []);
    assert.equal(await labDown(place), true);
    assert.deepEqual(tracesOf(place.name), []);
  });
}

labTest('up goes on where a killed up has stopped', async () => {
  await killUpWhile('starting lb1');
  await up(place, 'lb1', 'app1');
  assert.equal(await on('lb1', 'systemctl', 'is-system-running', '--wait'), 'running');
  await labDown(place);
  assert.deepEqual(tracesOf(place.name), []);
});

async function on(host: HostName, ...words: string[]): Promise<string> {
  return (await run(commandOn(place, host, words))).stdout.trim();
}

/** Whether ssh answers at an address within the time; long where it should, so that a busy machine is no failure. */
async function reaches(from: typeof place, address: string, milliseconds: number): Promise<boolean> {
  const probe = join(import.meta.dirname, 'ssh-probe.ts');
  const words = [process.execPath, probe, String(milliseconds), address];
  return (await runAnyway(commandOn(from, 'controller', words))).code === 0;
}

/** Starts `lab up` as a process of its own and kills it as soon as its state file says the word, or on a busy machine a later one. */
async function killUpWhile(moment: string): Promise<void> {
  const main = join(import.meta.dirname, '../cli/main.ts');
  const words = ['lab', 'up', 'lb1', 'app1', '--lab', place.name, '--state', stateDirectory];
  const child = spawn(process.execPath, [main, ...words], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  const paths = labPaths(stateDirectory, place.name);
  while (moments.indexOf(readLabState(paths)?.doing ?? '') < moments.indexOf(moment)) {
    assert.equal(child.exitCode, null, `up ended before ${moment}`);
    await sleep(1);
  }
  child.kill('SIGKILL');
  await ended;
}

/** Everything on this machine that a lab of the name could have left, other than the base. */
function tracesOf(lab: string): string[] {
  const group = `paperfloor-labs/${lab}-`;
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => textOf(`/proc/${pid}/cgroup`).includes(group) && textOf(`/proc/${pid}/cmdline`) !== '')
    .map((pid) => `process ${pid} ${textOf(`/proc/${pid}/cmdline`)}`);
  const mounts = textOf('/proc/self/mountinfo')
    .split('\n')
    .filter((line) => line.includes(stateDirectory));
  const links = textOf('/proc/self/net/dev')
    .split('\n')
    .filter((line) => /\b(vb-|br0)/.test(line));
  const labs = existsSync(labsGroup()) ? readdirSync(labsGroup()).filter((name) => name.startsWith(`${lab}-`)) : [];
  const files = globSync(`labs/${lab}/*`, { cwd: stateDirectory });
  return [...processes, ...mounts, ...links, ...labs, ...files, ...globSync('/tmp/nspawn-*')];
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // The process has ended meanwhile.
    return '';
  }
}
