/**
 * Every scenario in this folder does what it says. After a wanted change of behaviour:
 * `PAPERFLOOR_REWRITE_SCENARIOS=1 node test/scenarios/scenarios.test.ts`, and read the difference.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { runScenario } from './scenario-run.ts';

const folder = new URL('./', import.meta.url);
const rewrites = process.env['PAPERFLOOR_REWRITE_SCENARIOS'] === '1';

for (const file of readdirSync(folder).filter((name) => name.endsWith('.txt'))) {
  const url = new URL(file, folder);
  const text = readFileSync(url, 'utf8');
  test(text.split('\n')[0]?.replace(/^# /, '') ?? file, () => {
    const written = runScenario(text);
    if (rewrites) writeFileSync(url, written);
    else assert.equal(written, text);
  });
}
