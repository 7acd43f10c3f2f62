import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { renderImportTable } from '../../scripts/check/render-import-table.mjs';
import { root } from './sources.ts';

const text = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8');

test('ARCHITECTURE.md shows the import table that is enforced', () => {
  const shown = text.split('<!-- import-table -->')[1]?.split('<!-- /import-table -->')[0]?.trim();
  assert.equal(shown, renderImportTable());
});

test('every file that ARCHITECTURE.md names exists', () => {
  const named = [...text.matchAll(/`([a-z-]+(?:\/[a-z0-9-]+)+(?:\.m?ts)?)`/g)].map((match) => match[1] ?? '');
  const missing = named.filter(
    (path) =>
      ![
        '',
        'src/',
        'src/gateway/',
        'src/journal/',
        'src/engine/',
        'src/core/',
        'src/market/flow/',
        'src/storage/',
        'terminal/',
      ].some((base) => existsSync(join(root, base + path))),
  );
  assert.deepEqual(missing, []);
});
