/** The built pages that the server serves; `npm test` builds them before, a single file's run may not have. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const root = new URL('../..', import.meta.url).pathname;

export function buildTerminalWhenMissing(): void {
  if (existsSync(`${root}/terminal/dist/operations.html`)) return;
  const build = spawnSync(process.execPath, ['node_modules/vite/bin/vite.js', 'build', 'terminal'], { cwd: root });
  assert.equal(build.status, 0, build.stderr?.toString());
}
