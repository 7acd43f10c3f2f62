/** The module that puts a role on a host, on this machine: files are real; apt and systemd, which are the machine's own, are stand-ins that say what they were asked. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, test } from 'node:test';

const library = join(import.meta.dirname, '../ansible/library');
const source = readFileSync(join(library, 'paperfloor_host.py'), 'utf8');
const work = mkdtempSync(join(tmpdir(), 'paperfloor-host-'));
after(() => rmSync(work, { recursive: true, force: true }));

const isHere = (program: string) => spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined;
const skip = isHere('python3') ? false : 'python3 is not here';

interface Answer {
  readonly changed?: boolean;
  readonly changed_paths?: readonly string[];
  readonly failed?: boolean;
  readonly msg?: string;
  readonly diff?: readonly { readonly before: string; readonly after: string }[];
}

/** A host of its own: what it is asked for is logged; `active` are the units that run, `broken` those that won't. */
function aHost(given: { active?: readonly string[]; broken?: string; packages?: readonly string[] } = {}) {
  const { active = [], broken = 'none', packages = [] } = given;
  const root = mkdtempSync(join(work, 'host-'));
  const log = join(root, 'log');
  const programs = join(root, 'programs');
  mkdirSync(programs);
  const program = (name: string, body: string) =>
    writeFileSync(join(programs, name), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  const state = (runs: string) =>
    `printf 'UnitFileState=enabled\\nActiveState=%s\\nConditionResult=yes\\nConditionTimestampMonotonic=1\\n\\n' ${runs}`;
  const systemd = (won: string) =>
    program(
      'systemctl',
      `if [ "$1" = show ]; then shift 2; for unit; do case " ${active.join(' ')} " in *" $unit "*) ${state('active')};; *) ${state('inactive')};; esac; done; exit 0; fi
echo "systemctl $*" >> ${log}; case "$*" in *${won}*) echo it will not; exit 1;; esac`,
    );
  systemd(broken);
  const shown = packages.map((name) => `printf 'ii \\t${name}\\n'`).join('; ') || 'true';
  program('dpkg-query', shown);
  mkdirSync(join(root, 'lists'));
  program('apt-config', `echo "lists='${join(root, 'lists')}/'"`);
  program('apt-get', `echo "apt-get $*" >> ${log}`);
  return {
    root,
    mend: () => systemd('none'),
    log: () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []),
    run: (asked: Readonly<Record<string, unknown>>): Answer => {
      const input = source
        .replace('<<INCLUDE_ANSIBLE_MODULE_JSON_ARGS>>', () => JSON.stringify(asked))
        .replace('/var/lib/paperfloor-provision', () => join(root, 'provision'));
      const env = { ...process.env, PATH: [programs, process.env['PATH']].join(delimiter) };
      return JSON.parse(spawnSync('python3', ['-'], { input, env, encoding: 'utf8' }).stdout) as Answer;
    },
  };
}

test('a secret is not shown, before or after', { skip }, () => {
  const { root, run } = aHost();
  const path = join(root, 'passwords');
  for (const content of ['the first password', 'the second password']) {
    const answer = run({ files: [{ path, content, secret: true }], _ansible_diff: true });
    assert.deepEqual(answer.changed_paths, [path]);
    assert.notEqual(answer.diff?.[0]?.before, answer.diff?.[0]?.after, 'it says that it changes');
    assert.doesNotMatch(JSON.stringify(answer), / password/);
    assert.equal(readFileSync(path, 'utf8'), content);
  }
});

test('a second run changes nothing, and a check shows what differs and changes nothing', { skip }, () => {
  const { root, run } = aHost();
  const path = join(root, 'new/place/file');
  const asked = { files: [{ path: join(root, 'new/place') }, { path, content: 'one\n', mode: '0600' }] };
  const check = run({ ...asked, _ansible_check_mode: true, _ansible_diff: true });
  assert.deepEqual(check.changed_paths, [join(root, 'new/place'), path]);
  assert.equal(check.diff?.[1]?.after, 'one\n');
  assert.equal(existsSync(join(root, 'new')), false);
  assert.equal(run(asked).changed, true);
  assert.deepEqual([readFileSync(path, 'utf8'), statSync(path).mode & 0o777], ['one\n', 0o600]);
  assert.deepEqual(run(asked), { changed: false, changed_paths: [] });
});

test('what is written once stays as it is; what has other rights gets its own back', { skip }, () => {
  const { root, run } = aHost();
  const path = join(root, 'file');
  writeFileSync(path, 'by hand\n', { mode: 0o666 });
  assert.equal(run({ files: [{ path, content: 'ours\n', once: true, mode: '0640' }] }).changed, true);
  assert.deepEqual([readFileSync(path, 'utf8'), statSync(path).mode & 0o777], ['by hand\n', 0o640]);
});

test('where one file would not be right none is exchanged, and nothing is restarted', { skip }, () => {
  const { root, run, log } = aHost();
  const [right, wrong] = [join(root, 'right'), join(root, 'wrong')];
  writeFileSync(wrong, 'good\n');
  const files = [
    { path: right, content: 'new\n', restarts: ['a.service'] },
    { path: wrong, content: 'bad\n', validate: 'grep --quiet good %s' },
  ];
  const { failed, msg } = run({ files });
  assert.equal(failed, true);
  assert.match(msg ?? '', /wrong would not be right/);
  assert.deepEqual([existsSync(right), readFileSync(wrong, 'utf8'), log()], [false, 'good\n', []]);
  assert.deepEqual(readdirSync(root).sort(), ['lists', 'programs', 'wrong'], 'nothing is left over');
});

test('a unit takes its files once, however many changed; what is reloaded comes before what is restarted', {
  skip,
}, () => {
  const { root, run, log } = aHost({ active: ['a.service'] });
  const files = [
    { path: join(root, 'a1'), content: '1', restarts: ['a.service'] },
    { path: join(root, 'a2'), content: '2', restarts: ['a.service'], reloads: ['b.service'] },
  ];
  const asked = { files, units: ['a.service', 'c.service'] };
  assert.equal(run(asked).changed, true);
  assert.deepEqual(log(), [
    'systemctl try-reload-or-restart b.service',
    'systemctl start c.service',
    'systemctl restart a.service',
  ]);
});

test('a unit that will not take its file keeps no other from its own, and is told', { skip }, () => {
  const { root, run, log } = aHost({ broken: 'b.service' });
  const files = [
    { path: join(root, 'a'), content: '1', restarts: ['a.service'] },
    { path: join(root, 'b'), content: '1', reloads: ['b.service'] },
  ];
  const { failed, msg } = run({ files });
  assert.deepEqual([failed, msg], [true, 'systemctl try-reload-or-restart b.service: ended with 1: it will not']);
  assert.deepEqual(log(), ['systemctl try-reload-or-restart b.service', 'systemctl restart a.service']);
});

test('only packages that are missing are installed; lists of packages are read anew when there are none, or of an hour ago', {
  skip,
}, () => {
  const { root, run, log } = aHost({ packages: ['here'] });
  const lists = join(root, 'lists');
  assert.deepEqual(run({ packages: ['here', 'missing'], _ansible_check_mode: true }).changed_paths, ['packages']);
  assert.deepEqual(log(), []);
  assert.equal(run({ packages: ['here'] }).changed, false, 'reading lists changes nothing');
  writeFileSync(join(lists, 'debian_Packages'), '');
  assert.equal(run({ packages: ['here', 'missing'] }).changed, true);
  const anHourAgo = Date.now() / 1000 - 3601;
  utimesSync(lists, anHourAgo, anHourAgo);
  run({ packages: ['here'] });
  run({ packages: ['here'] });
  assert.deepEqual(
    log().map((line) => line.replace(/^apt-get .*(update|install .*)$/, '$1')),
    ['update', 'install --yes --no-install-recommends missing', 'update'],
  );
});

test('what it does not know is told, and nothing is touched', { skip }, () => {
  const { root, run } = aHost();
  const path = join(root, 'file');
  const asked = [
    [{ files: [{ path, content: 'x' }], unit: ['a.service'] }, 'unknown: unit'],
    [{ files: [{ path, contents: 'x' }] }, 'files: unknown: contents'],
    [{ files: [{ path, content: 7 }] }, 'files: content is no str: 7'],
    [{ files: [{ content: 'x' }] }, 'files: without path'],
  ] as const;
  for (const [words, message] of asked) {
    assert.deepEqual(run(words), { failed: true, msg: message });
    assert.equal(existsSync(path), false);
  }
});

test('Ansible hands it every text as it is', {
  skip: skip || (isHere('ansible') ? false : 'ansible is not here'),
}, () => {
  const path = join(work, 'text');
  const content = `"" ' ''' "'"\\" \\n \\u0041 é “…” {"a": ""}\\\n\t"`;
  const here = ['--connection', 'local', '--module-path', library, '--module-name', 'paperfloor_host'];
  const words = ['localhost', ...here, '--args', JSON.stringify({ files: [{ path, content }] })];
  execFileSync('ansible', words, { stdio: 'ignore', env: { ...process.env, ANSIBLE_PYTHON_INTERPRETER: 'python3' } });
  assert.equal(readFileSync(path, 'utf8'), content);
});

test('what changed and did not come into force is not forgotten: the next run does it, also when the first one died', {
  skip,
}, () => {
  const { root, run, log, mend } = aHost({ active: ['a.service', 'b.service'], broken: 'a.service' });
  const path = join(root, 'a');
  const asked = { files: [{ path, content: '1', restarts: ['a.service'] }], units: ['a.service'] };
  assert.equal(run(asked).failed, true);
  assert.equal(readFileSync(path, 'utf8'), '1');
  mend();
  const check = run({ ...asked, _ansible_check_mode: true });
  assert.deepEqual(check.changed_paths, [path], 'a check says that it is not in force');
  assert.deepEqual(run(asked).changed_paths, [path]);
  assert.deepEqual(log(), ['systemctl restart a.service', 'systemctl restart a.service']);
  assert.deepEqual(run(asked), { changed: false, changed_paths: [] });

  // Killed between the files and the units: an account that is not there ends it in the same place.
  const unit = { path: join(root, 'b'), content: '2', reloads: ['b.service'] };
  const other = { path: join(root, 'c'), content: '3', owner: 'nobody-of-that-name' };
  assert.equal(run({ files: [unit, other] }).failed, true);
  assert.equal(run(asked).changed, false, 'what another task has put there is its own');
  assert.deepEqual(run({ files: [unit] }).changed_paths, [unit.path]);
  assert.equal(log().at(-1), 'systemctl try-reload-or-restart b.service');
  assert.equal(run({ files: [unit] }).changed, false);
});
