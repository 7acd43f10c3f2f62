import assert from 'node:assert/strict';
import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { canonicalText, type Json } from './canonical.ts';
import { emptyHead, type Head, headFaults, lineOf, link, readChain } from './chain.ts';
import { exportText, readExport } from './export.ts';
import type { Fact } from './fact.ts';
import { headFile, inspectLedger, ledgerFile, openLedger } from './ledger.ts';
import { redacted, redactor } from './redact.ts';

const work = mkdtempSync(join(tmpdir(), 'paperfloor-evidence-'));
after(() => rmSync(work, { recursive: true, force: true }));
let clock = 1_750_000_000_000;
const now = () => clock++;
const environment = 'lab-staging';

function open(directory: string) {
  return openLedger({ directory, environment, redact: redactor({ PGPASSWORD: 'correct horse' }), now });
}

function stopped(reason: string): Fact {
  return { what: 'run.stopped', run: 'r', verdict: 'fail', reason };
}

function freshDirectory(): string {
  return mkdtempSync(join(work, 'ledger-'));
}

const aLedger = fc.array(fc.string({ maxLength: 20 }), { minLength: 2, maxLength: 8 }).map((reasons) => {
  let head: Head = emptyHead(environment);
  const lines = reasons.map((reason) => {
    const entry = link(head, stopped(reason), environment, new Date(now()).toISOString());
    head = { entries: entry.seq, hash: entry.hash };
    return lineOf(entry);
  });
  return { lines, head };
});

function faultsOf(text: string, head: Head): string[] {
  const chain = readChain(text, environment);
  return [...chain.faults, ...headFaults(chain, head)];
}

test('a ledger as it was written is sound', () => {
  fc.assert(fc.property(aLedger, ({ lines, head }) => assert.deepEqual(faultsOf(lines.join(''), head), [])));
});

test('any altered character is found', () => {
  fc.assert(
    fc.property(aLedger, fc.nat(), fc.integer({ min: 1, max: 127 }), ({ lines, head }, at, change) => {
      const text = lines.join('');
      const place = at % text.length;
      const altered = String.fromCharCode(text.charCodeAt(place) ^ change);
      assert.notDeepEqual(faultsOf(text.slice(0, place) + altered + text.slice(place + 1), head), []);
    }),
    { numRuns: 500 },
  );
});

test('any removed line is found, the last ones too', () => {
  fc.assert(
    fc.property(aLedger, fc.nat(), fc.nat(), ({ lines, head }, at, count) => {
      const from = at % lines.length;
      const rest = lines.filter((_, index) => index < from || index > from + (count % 3));
      assert.notDeepEqual(faultsOf(rest.join(''), head), []);
    }),
  );
});

test('any two lines in each other’s place are found', () => {
  fc.assert(
    fc.property(aLedger, fc.nat(), fc.nat(), ({ lines, head }, left, right) => {
      const [one, other] = [left % lines.length, right % lines.length];
      fc.pre(one !== other);
      const moved = [...lines];
      [moved[one], moved[other]] = [lines[other]!, lines[one]!];
      assert.notDeepEqual(faultsOf(moved.join(''), head), []);
    }),
  );
});

test('a repeated or foreign line is found wherever it is put', () => {
  fc.assert(
    fc.property(aLedger, aLedger, fc.nat(), fc.nat(), ({ lines, head }, other, at, which) => {
      const place = at % (lines.length + 1);
      for (const line of [lines[which % lines.length]!, other.lines[which % other.lines.length]!]) {
        const text = [...lines.slice(0, place), line, ...lines.slice(place)].join('');
        assert.notDeepEqual(faultsOf(text, head), []);
      }
    }),
  );
});

test('evidence of one environment is not sound as another’s', () => {
  fc.assert(
    fc.property(aLedger, ({ lines }) => assert.notDeepEqual(readChain(lines.join(''), 'production').faults, [])),
  );
});

test('a value has one spelling', () => {
  assert.equal(canonicalText({ b: [1, null], a: { d: 'x', c: true } }), '{"a":{"c":true,"d":"x"},"b":[1,null]}');
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalText(value as Json);
      assert.equal(canonicalText(JSON.parse(text) as Json), text);
    }),
  );
});

test('entries outlive the process, in order, and the chain goes on', () => {
  const directory = freshDirectory();
  open(directory).append(stopped('one'));
  const ledger = open(directory);
  ledger.append(stopped('two'));
  assert.deepEqual(
    ledger.entries.map(({ seq }) => seq),
    [1, 2],
  );
  assert.deepEqual(inspectLedger(directory, environment).faults, []);
});

test('a crash between the line and the head is no fault', () => {
  const directory = freshDirectory();
  open(directory).append(stopped('one'));
  const before = readFileSync(join(directory, headFile), 'utf8');
  open(directory).append(stopped('two'));
  writeFileSync(join(directory, headFile), before);
  assert.deepEqual(inspectLedger(directory, environment).faults, []);
  assert.equal(open(directory).append(stopped('three')).seq, 3);
});

test('a line that a crash cut off is put aside, and that is an entry', () => {
  const directory = freshDirectory();
  open(directory).append(stopped('one'));
  appendFileSync(join(directory, ledgerFile), '{"at":"2026');
  const ledger = open(directory);
  assert.deepEqual(
    ledger.entries.map(({ what }) => what),
    ['run.stopped', 'ledger.repaired'],
  );
  assert.ok(readdirSync(directory).some((name) => name.startsWith('torn-')));
  assert.deepEqual(inspectLedger(directory, environment).faults, []);
});

test('a cut through a line that was whole once is a fault, not a crash', () => {
  const directory = freshDirectory();
  open(directory).append(stopped('one'));
  const path = join(directory, ledgerFile);
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.slice(0, -20));
  assert.throws(() => open(directory), { message: /not sound: line 1: cut off/ });
  assert.equal(readFileSync(path, 'utf8'), text.slice(0, -20));
});

test('nothing is added to evidence that is not sound', () => {
  const directory = freshDirectory();
  open(directory).append(stopped('one'));
  const path = join(directory, ledgerFile);
  writeFileSync(path, readFileSync(path, 'utf8').replace('"one"', '"two"'));
  const before = readFileSync(path, 'utf8');
  assert.throws(() => open(directory), {
    name: 'OpsProblem',
    message: 'the evidence of lab-staging is not sound: line 1: altered: its hash does not fit',
    hint: /paperfloor ops evidence verify --env lab-staging/,
  });
  assert.equal(readFileSync(path, 'utf8'), before);
});

test('a ledger without its head, or without any line the head knows, is not sound', () => {
  const directory = freshDirectory();
  open(directory).append(stopped('one'));
  const head = readFileSync(join(directory, headFile));
  rmSync(join(directory, headFile));
  assert.throws(() => open(directory), { message: /the head is missing/ });
  writeFileSync(join(directory, headFile), head);
  rmSync(join(directory, ledgerFile));
  assert.throws(() => open(directory), { message: /the end was cut off: the head knows 1 entries, the ledger has 0/ });
  assert.ok(!existsSync(join(directory, ledgerFile)));
});

test('an export is checked without the machine it came from', () => {
  const ledger = open(freshDirectory());
  ledger.append(stopped('one'));
  ledger.append(stopped('two'));
  const text = exportText(ledger);
  assert.deepEqual(readExport(text).faults, []);
  const lines = text.split('\n');
  assert.notDeepEqual(readExport([lines[0], lines[2], ''].join('\n')).faults, []);
  assert.notDeepEqual(readExport(text.replace('one', 'three')).faults, []);
  assert.notDeepEqual(readExport(text.replace('"entries":2', '"entries":1')).faults, []);
  assert.throws(() => readExport(text.slice(0, -3)), { name: 'OpsProblem', message: /an export of evidence/ });
  assert.throws(() => readExport(''), { name: 'OpsProblem' });
});

for (const [what, secret] of [
  ['the password in a URL', 'postgres://app:hunter2-hunter2@db1/paperfloor'],
  ['a private key', '-----BEGIN OPENSSH PRIVATE KEY-----\nhunter2-hunter2\n-----END OPENSSH PRIVATE KEY-----'],
  ['a bearer token', 'Authorization: Bearer hunter2-hunter2'],
  ['an API key', 'X-MBX-APIKEY: hunter2-hunter2'],
  ['a password that is said', 'password=hunter2-hunter2 host=db1'],
  ['a secret in JSON', '{"secret":"hunter2-hunter2"}'],
  ['a secret of the environment', 'the words are hunter2-hunter2, aren’t they'],
] as const) {
  test(`${what} never reaches the disk`, () => {
    const directory = freshDirectory();
    const redact = redactor({ DB_PASSWORD: 'hunter2-hunter2', HOME: '/root' });
    const ledger = openLedger({ directory, environment, redact, now });
    ledger.append(stopped(`before ${secret} after`));
    const text = readFileSync(join(directory, ledgerFile), 'utf8');
    assert.ok(!text.includes('hunter2'));
    assert.ok(text.includes(redacted) && text.includes('before'));
    // The shapes are known without being told the value, except for the last one.
    if (what !== 'a secret of the environment') assert.ok(!redactor({})(secret).includes('hunter2'), what);
  });
}

test('what is no secret stays readable', () => {
  const text = 'https://db1:5432/x commit c0ffee took 12 ms; tokens: none';
  assert.equal(
    redactor({ HOME: '/root', PASSWORD: 'db1' })('commit c0ffee at https://db1:5432/x'),
    'commit c0ffee at https://db1:5432/x',
  );
  assert.match(redactor({})(text), /commit c0ffee took 12 ms/);
});

test('what a command of ours has added meanwhile is followed, and the chain stays one', () => {
  const directory = freshDirectory();
  const plan = open(directory);
  plan.append(stopped('before'));
  open(directory).append(stopped('by a command'));
  plan.append(stopped('after'));
  assert.deepEqual(
    plan.entries.map(({ seq, what }) => [seq, what]),
    [
      [1, 'run.stopped'],
      [2, 'run.stopped'],
      [3, 'run.stopped'],
    ],
  );
  assert.deepEqual(inspectLedger(directory, environment).faults, []);
});
