/** No rule and no panel asks for a figure that nothing gives. Here, because it looks at both programs: the server and its operations. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allDashboards } from '../../ops/watch/dashboards/all-dashboards.ts';
import { queriesOf } from '../../ops/watch/dashboards/dashboard.ts';
import { allRules } from '../../ops/watch/rules/all-rules.ts';
import { createMetrics } from '../../src/observe/metrics.ts';
import { exporterFigures } from './exporter-figures.ts';
import { metricNames } from './metric-names.ts';

const rules = allRules.flatMap((group) => group.rules);
const asked = [
  ...rules.map((rule) => ({ where: 'alert' in rule ? rule.alert : rule.record, expr: rule.expr })),
  ...queriesOf(allDashboards),
];

test('every figure that a rule or panel names is given by the application, an exporter or another rule', async () => {
  const text = await createMetrics().expose();
  const application = [...text.matchAll(/^# TYPE (\S+) (\w+)$/gm)].flatMap(([, name = '', type]) =>
    type === 'histogram' ? [`${name}_bucket`, `${name}_count`, `${name}_sum`] : [name],
  );
  const recorded = rules.flatMap((rule) => ('record' in rule ? [rule.record] : []));
  const given = new Set([...application, ...recorded, ...Object.values(exporterFigures).flat()]);
  const missing = asked.flatMap(({ where, expr }) =>
    metricNames(expr)
      .filter((name) => !given.has(name))
      .map((name) => `${where}: ${name}`),
  );
  assert.deepEqual(missing, []);
});

test('no exporter is listed for a figure that nobody asks for', () => {
  const used = new Set(asked.flatMap(({ expr }) => metricNames(expr)));
  assert.deepEqual(
    Object.values(exporterFigures)
      .flat()
      .filter((name) => !used.has(name)),
    [],
  );
});

test('figures are found in an expression, and labels, functions and words are not', () => {
  assert.deepEqual(
    metricNames('sum by (host) (rate(a_total{b="c_total"}[1m])) / on (host) max(d:e:f) > 2 or vector(0)'),
    ['a_total', 'd:e:f'],
  );
});
