/**
 * What every part of the story works with: the one lab, its hosts, the operator's machine, and `paperfloor ops` as an operator
 * starts it. A part that can't be told here is skipped with the reason.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statfsSync, symlinkSync } from 'node:fs';
import { freemem, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { command } from '../command/command.ts';
import { OpsProblem } from '../command/problem.ts';
import { type Outcome, run, runAnyway } from '../command/run.ts';
import { ensureBase, MirrorSilent } from '../lab/base.ts';
import type { HostName } from '../lab/hosts.ts';
import { labDown, labUp } from '../lab/lab.ts';
import { commandOn } from '../lab/lab-hosts.ts';
import { defaultStateDirectory } from '../lab/lab-name.ts';
import { labsGroup, prepareMachine } from '../lab/machine.ts';
import type { LabPlace } from '../lab/one-lab.ts';
import { defaultSuite } from '../lab/suite.ts';

export interface Story {
  readonly place: LabPlace;
  /** `lab-staging` */
  readonly environment: string;
  readonly hosts: readonly HostName[];
  /** Where the environment's secrets and authority are. */
  readonly secretsDirectory: string;
  /** Each promise of a part, in order. */
  promise(name: string, body: () => Promise<void>): void;
  /** What the words printed on a host; rejects when they failed. */
  on(host: HostName, ...words: string[]): Promise<string>;
  onAnyway(host: HostName, ...words: string[]): Promise<Outcome>;
  /** On the operator's machine, in the lab's network. */
  controller(...words: string[]): Promise<Outcome>;
  /** `paperfloor ops …`, in the lab's network. */
  ops(...words: string[]): Promise<Outcome>;
  /** `paperfloor ops provision` of this environment, on the story's hosts unless `--limit` says others. */
  provision(...words: string[]): Promise<Outcome>;
  /** `paperfloor ops watch …` of this environment. */
  watch(verb: string, ...words: string[]): Promise<Outcome>;
  /** Starts the hosts of the story that do not run. */
  up(): Promise<void>;
  /** `curl --include` of the service through its own address. */
  curl(url: string, ...options: string[]): Promise<string>;
}

export const serviceAddress = '10.77.1.10';

export interface StoryTeller extends Pick<Story, 'place'> {
  part(name: string, tell: (story: Story) => void): void;
  /**
   * Parts that are told at the same time, each of them in its own order: what one does the others don't look at. What is broken and
   * waited for in one leaves the machine to the rest.
   */
  sideBySide(parts: Readonly<Record<string, (story: Story) => void>>): void;
  /** A part that is told only when `STORY_PARTS` names it. */
  partWhenNamed(name: string, tell: (story: Story) => void): void;
}

const around = { path: process.env['PATH'] ?? '', talk: (line: string) => console.error(line) };

/** Makes the lab when the first promise is told; takes it down after the last unless it is to be kept. */
export async function openStory({ hosts }: { readonly hosts: readonly HostName[] }): Promise<StoryTeller> {
  const { STORY_PARTS: chosen, STORY_LAB: kept, STORY_STATE: keptState } = process.env;
  const stateDirectory = keptState ?? mkdtempSync(join(roomiest(), 'paperfloor-story-'));
  const place = { name: kept ?? `s${process.pid}`, stateDirectory };
  const cannot = await whyNot(stateDirectory);
  const up = () => labUp(place, { ...around, hosts, suite: defaultSuite });
  let lab: Promise<void> | undefined;
  const ready = () => {
    lab ??= up();
    return lab;
  };
  after(async () => {
    if (kept !== undefined) return;
    if (cannot === undefined) await labDown(place);
    if (keptState === undefined) rmSync(stateDirectory, { recursive: true, force: true });
  });

  const promise = (name: string, body: () => Promise<void>) =>
    void test(name, { skip: cannot ?? false }, async () => {
      await ready();
      await body();
    });
  const story: Story = { promise, up, ...handsOf(place, hosts) };
  const parts = chosen?.split(',');
  const isTold = (name: string) => parts === undefined || parts.includes(name);
  return {
    place,
    part: (name, tell) => {
      if (isTold(name)) tell(story);
    },
    sideBySide: (told) => {
      const all = Object.entries(told).filter(([name]) => isTold(name));
      describe(all.map(([name]) => name).join(' beside '), { concurrency: true }, () => {
        for (const [name, tell] of all) describe(name, { concurrency: 1 }, () => tell(story));
      });
    },
    partWhenNamed: (name, tell) => {
      if (parts?.includes(name) === true) tell(story);
    },
  };
}

/** What the story's hosts write at most, several times over, and what the machine has besides. */
const memory = { directory: '/dev/shm', bytesMin: 8e9, availableMin: 12e9 };

/**
 * Where the lab of one run is kept: in memory, where that is plenty. Nothing of it outlives the run, and on a file system that tells its disk
 * of every file that goes (mount option discard) the removal of some forty thousand takes longer than most parts.
 */
function roomiest(): string {
  const { directory, bytesMin, availableMin } = memory;
  if (!existsSync(directory)) return tmpdir();
  const { type, bavail, bsize } = statfsSync(directory);
  const isRoomy = type === tmpfsMagic && bavail * bsize >= bytesMin && freemem() >= availableMin;
  return isRoomy ? directory : tmpdir();
}

/** statfs(2). */
const tmpfsMagic = 0x01021994;

function handsOf(place: LabPlace, hosts: readonly HostName[]): Omit<Story, 'promise' | 'up'> {
  const { name, stateDirectory } = place;
  const environment = 'lab-staging';
  const secretsDirectory = join(stateDirectory, 'environments', environment);
  const main = join(import.meta.dirname, '../cli/main.ts');
  const lab = ['--lab', name, '--state', stateDirectory];
  const controller = (...words: string[]) => runAnyway(commandOn(place, 'controller', words));
  const ops = (...words: string[]) => controller(process.execPath, main, ...words);
  return {
    ...{ place, environment, hosts, secretsDirectory, controller, ops },
    on: async (host, ...words) => (await run(commandOn(place, host, words))).stdout.trim(),
    onAnyway: (host, ...words) => runAnyway(commandOn(place, host, words)),
    watch: (verb, ...words) => ops('watch', verb, '--env', environment, ...lab, ...words),
    provision: (...words) => {
      const limit = words.includes('--limit') ? [] : ['--limit', hosts.join(',')];
      return runAnyway(command(process.execPath, main, 'provision', environment, ...lab, ...limit, ...words));
    },
    curl: async (url, ...options) => {
      const resolve = ['80', '443'].flatMap((port) => ['--resolve', `paperfloor.test:${port}:${serviceAddress}`]);
      const proof = ['--cacert', join(secretsDirectory, 'authority.crt')];
      const always = ['--silent', '--include', '--max-time', '10'];
      return (await controller('curl', ...always, ...proof, ...resolve, ...options, url)).stdout;
    },
  };
}

/** Passwords of the database's roles, by role. */
export function databasePasswords({ secretsDirectory }: Story): Readonly<Record<string, string>> {
  const text = readFileSync(join(secretsDirectory, 'secrets.json'), 'utf8');
  return (JSON.parse(text) as { database_passwords: Record<string, string> }).database_passwords;
}

async function whyNot(stateDirectory: string): Promise<string | undefined> {
  try {
    await prepareMachine(stateDirectory, around);
    const cache = join(defaultStateDirectory(process.env), 'cache');
    mkdirSync(cache, { recursive: true, mode: 0o700 });
    if (!existsSync(join(stateDirectory, 'cache'))) symlinkSync(cache, join(stateDirectory, 'cache'));
    await ensureBase(stateDirectory, { suite: defaultSuite, group: labsGroup(), ...around });
    return undefined;
  } catch (error) {
    if (error instanceof MirrorSilent || (error instanceof OpsProblem && error.name === 'OpsProblem'))
      return error.message;
    throw error;
  }
}
