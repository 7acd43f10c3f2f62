/** What a real server tells Prometheus, against what rules and panels ask of it: names, and the labels they choose, group and show by. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { allDashboards } from '../../ops/watch/dashboards/all-dashboards.ts';
import { allRules } from '../../ops/watch/rules/all-rules.ts';
import { type RunningServer, startServer } from '../support/start-server.ts';
import { exporterFigures } from './exporter-figures.ts';
import { labelNames, metricNames } from './metric-names.ts';

/** Prometheus adds these to whatever a slot tells (roles/monitor/templates/prometheus.yml.j2). */
const targetLabels = ['job', 'instance', 'host', 'slot'];

interface Asked {
  readonly where: string;
  readonly expr: string;
  readonly legend?: string;
}

const asked: readonly Asked[] = [
  ...allRules.flatMap(({ rules }) =>
    rules.map((rule) => ({ where: 'alert' in rule ? rule.alert : rule.record, expr: rule.expr })),
  ),
  ...allDashboards.flatMap(({ panels }) =>
    panels.flatMap(({ title, queries }) => queries.map(({ expr, legend }) => ({ where: title, expr, legend }))),
  ),
];
const elsewhere = new Set(Object.values(exporterFigures).flat());

/** The figures of the application that an expression names: not an exporter's, and not what a rule has recorded. */
function ownNames(expr: string): string[] {
  return metricNames(expr).filter((name) => name.startsWith('paperfloor_') && !elsewhere.has(name));
}

let server: RunningServer;
let labels: ReadonlyMap<string, ReadonlySet<string>>;

before(async () => {
  server = await startServer({ args: ['--seed', 'scrape-test'] });
  await fetch(`${server.url}/api/v3/time`);
  await fetch(`${server.url}/api/v3/no-such-path`);
  labels = labelsByName(await (await fetch(`${server.url}/metrics`)).text());
});

after(async () => {
  await server.stop();
});

function labelsByName(text: string): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const line of text.split('\n')) {
    const [, name, inside = ''] = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? /.exec(line) ?? [];
    if (name === undefined) continue;
    const names = found.get(name) ?? new Set();
    for (const [, label = ''] of inside.matchAll(/(\w+)="(?:[^"\\]|\\.)*"/g)) names.add(label);
    found.set(name, names);
  }
  return found;
}

test('a server that just began gives every figure that rules and panels ask of it', () => {
  const missing = asked.flatMap(({ where, expr }) =>
    ownNames(expr)
      .filter((name) => !labels.has(name))
      .map((name) => `${where}: ${name}`),
  );
  assert.deepEqual(missing, []);
});

test('every label that is chosen, grouped or shown by is one that the figure has', () => {
  const wrong = asked.flatMap(({ where, expr, legend }) => {
    const names = ownNames(expr);
    if (names.length === 0 || names.length < metricNames(expr).length) return [];
    const has = new Set([...targetLabels, ...names.flatMap((name) => [...(labels.get(name) ?? [])])]);
    return labelNames(expr, legend)
      .filter((label) => !has.has(label))
      .map((label) => `${where}: ${label} of ${names.join(', ')}`);
  });
  assert.deepEqual(wrong, []);
});

test('labels are found in selectors, groups and legends', () => {
  assert.deepEqual(
    labelNames('sum by (host, le) (a{status=~"5..", way!="x=y"}) / on (floor) b', '{{slot}} of {{host}}'),
    [...['status', 'way', 'host', 'le', 'floor', 'slot']],
  );
});
