/**
 * Dashboards as Grafana reads them (its JSON model, schema version 39, which every Grafana from 11 on takes and brings up to its own), and
 * the two files by which a Grafana finds them and the figures. Grafana itself is not in Debian and not part of an environment.
 */
import type { Dashboard, Panel } from './dashboard.ts';

/** Grafana's grid has 24 columns. */
const columns = 24;
const sizes = { number: { w: 6, h: 4 }, graph: { w: 12, h: 8 } } as const;
const datasource = { type: 'prometheus', uid: 'paperfloor' };

export function grafanaDashboard({ uid, title, panels }: Dashboard): unknown {
  let x = 0;
  let y = 0;
  let rowHeight = 0;
  const placed = panels.map((panel, index) => {
    const size = sizes[panel.kind];
    if (x + size.w > columns || (rowHeight !== 0 && size.h !== rowHeight)) {
      x = 0;
      y += rowHeight;
    }
    const gridPos = { ...size, x, y };
    x += size.w;
    rowHeight = size.h;
    return { id: index + 1, gridPos, ...grafanaPanel(panel) };
  });
  return {
    ...{ uid, title, tags: ['paperfloor'], schemaVersion: 39, editable: false, refresh: '10s', timezone: 'utc' },
    time: { from: 'now-1h', to: 'now' },
    panels: placed,
  };
}

/** Where Grafana looks for them: conf/provisioning/dashboards. */
export function dashboardProvider(directory: string): string {
  return [
    'apiVersion: 1',
    'providers:',
    '  - name: paperfloor',
    '    type: file',
    '    disableDeletion: true',
    `    options: { path: ${JSON.stringify(directory)} }`,
    '',
  ].join('\n');
}

/** How Grafana reaches Prometheus: conf/provisioning/datasources. Its certificate is one of the environment's authority. */
export function dataSource(prometheus: string): string {
  return [
    'apiVersion: 1',
    'datasources:',
    `  - name: Paperfloor`,
    `    uid: ${datasource.uid}`,
    '    type: prometheus',
    '    access: proxy',
    `    url: ${prometheus}`,
    '    isDefault: true',
    '    jsonData: { tlsAuth: true, tlsAuthWithCACert: true, timeInterval: 5s }',
    '    secureJsonData:',
    '      tlsCACert: $__file{/etc/grafana/paperfloor/authority.crt}',
    '      tlsClientCert: $__file{/etc/grafana/paperfloor/grafana.crt}',
    '      tlsClientKey: $__file{/etc/grafana/paperfloor/grafana.key}',
    '',
  ].join('\n');
}

function grafanaPanel({ title, about, kind, unit, queries }: Panel): Record<string, unknown> {
  return {
    ...{ title, description: about, datasource },
    type: kind === 'graph' ? 'timeseries' : 'stat',
    fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
    options:
      kind === 'graph'
        ? { legend: { displayMode: 'list', placement: 'bottom' }, tooltip: { mode: 'multi', sort: 'desc' } }
        : { reduceOptions: { calcs: ['lastNotNull'] }, colorMode: 'none' },
    targets: queries.map(({ expr, legend }, index) => ({
      refId: String.fromCharCode('A'.charCodeAt(0) + index),
      ...{ datasource, expr, legendFormat: legend },
    })),
  };
}
