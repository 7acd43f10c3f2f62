import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checks, runCheck } from '../../scripts/check/checks.ts';

for (const check of checks) {
  test(check.name, () => {
    assert.equal(runCheck(check), undefined);
  });
}
