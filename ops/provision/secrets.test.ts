import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ensureSecrets, makeSecrets } from './secrets.ts';

function inDirectory(work: (file: string) => void): void {
  const directory = mkdtempSync(join(tmpdir(), 'paperfloor-secrets-'));
  try {
    work(join(directory, 'secrets.json'));
  } finally {
    rmSync(directory, { recursive: true });
  }
}

test('secrets are made once, for their owner alone, and differ from each other', () => {
  inDirectory((file) => {
    ensureSecrets(file);
    const first = readFileSync(file, 'utf8');
    ensureSecrets(file);
    assert.equal(readFileSync(file, 'utf8'), first);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    const passwords = Object.values(makeSecrets().database_passwords);
    assert.equal(new Set(passwords).size, 4);
    assert.match(makeSecrets().api_secret_key, /^[0-9a-f]{64}$/);
  });
});

test('what a later version needs is added, and nothing that is there changes', () => {
  inDirectory((file) => {
    const { api_secret_key: _, ...earlier } = makeSecrets();
    writeFileSync(file, JSON.stringify(earlier));
    ensureSecrets(file);
    const now = JSON.parse(readFileSync(file, 'utf8'));
    assert.deepEqual(now.database_passwords, earlier.database_passwords);
    assert.match(now.api_secret_key, /^[0-9a-f]{64}$/);
  });
});

test('a damaged file is refused and left as it is', () => {
  inDirectory((file) => {
    writeFileSync(file, '{"database_passwords": ');
    assert.throws(() => ensureSecrets(file), /secrets\.json is damaged/);
    assert.equal(readFileSync(file, 'utf8'), '{"database_passwords": ');
  });
});
