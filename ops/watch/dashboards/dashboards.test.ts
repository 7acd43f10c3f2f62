import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { findPromtool } from '../../../scripts/preflight/promtool.mjs';
import { allDashboards } from './all-dashboards.ts';
import { queriesOf } from './dashboard.ts';
import { grafanaDashboard } from './grafana.ts';

interface Placed {
  readonly id: number;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets: readonly { readonly refId: string; readonly expr: string }[];
}

for (const dashboard of allDashboards) {
  test(`${dashboard.title}: panels lie on the grid beside each other, none upon another`, () => {
    const { panels, uid } = grafanaDashboard(dashboard) as { panels: readonly Placed[]; uid: string };
    assert.equal(uid, dashboard.uid);
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) => {
      assert.ok(x + w <= 24);
      return Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)} ${y + Math.floor(cell / w)}`);
    });
    assert.equal(new Set(cells).size, cells.length);
    for (const { targets, title } of panels) {
      assert.ok(targets.length > 0, title);
      assert.equal(new Set(targets.map(({ refId }) => refId)).size, targets.length);
    }
  });
}

test('titles of panels and names of dashboards are given once', () => {
  const titles = allDashboards.flatMap(({ title, panels }) => panels.map((panel) => `${title}: ${panel.title}`));
  assert.equal(new Set(titles).size, titles.length);
  assert.equal(new Set(allDashboards.map(({ uid }) => uid)).size, allDashboards.length);
});

const promtool = findPromtool();

test('every query of every panel is one that Prometheus can read', {
  skip: promtool === undefined && 'promtool is not here',
}, () => {
  const queries = queriesOf(allDashboards);
  const read = (exprs: readonly string[]) => {
    const directory = mkdtempSync(join(tmpdir(), 'paperfloor-panels-'));
    try {
      const file = join(directory, 'panels.yml');
      const rules = exprs.map((expr, index) => ({ record: `panel:query:${index}`, expr }));
      writeFileSync(file, JSON.stringify({ groups: [{ name: 'panels', rules }] }));
      const { status, stdout, stderr } = spawnSync(promtool ?? '', ['check', 'rules', file], { encoding: 'utf8' });
      return { status, said: stdout + stderr };
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  };
  const all = read(queries.map(({ expr }) => expr));
  assert.equal(all.status, 0, all.said);
  assert.match(all.said, new RegExp(`SUCCESS: ${queries.length} rules found`));
  assert.notEqual(read([`${queries[0]?.expr} by`]).status, 0);
});
