/**
 * Whether the watching works: every target answers, the rules that run are those of this version, every panel's query returns data, and
 * Prometheus knows its Alertmanager. It says nothing about whether the exchange is well: that is for the alerts.
 */
import { type AskMonitor, alertmanagerPort, askAll, prometheusPort, queryPath, samplesOf } from '../ask.ts';
import { allDashboards } from '../dashboards/all-dashboards.ts';
import { queriesOf } from '../dashboards/dashboard.ts';
import { allRules } from '../rules/all-rules.ts';
import { alertsOf } from '../rules/rule.ts';
import { bad, type Finding, good } from './finding.ts';

export interface Target {
  readonly health: string;
  readonly lastError: string;
  readonly labels: Readonly<Record<string, string>>;
}

interface LoadedRules {
  readonly data: {
    readonly groups: readonly { readonly rules: readonly { name: string; health: string; type: string }[] }[];
  };
}

/** `hosts` are those that are meant; figures of others are not missed. */
export async function checkWatching(ask: AskMonitor, hosts: readonly string[]): Promise<Finding[]> {
  const queries = queriesOf(allDashboards);
  const paths = ['/api/v1/targets?state=active', '/api/v1/rules', '/api/v1/alertmanagers'];
  const [targets, rules, managers, ...answers] = await askAll(ask, prometheusPort, [
    ...paths,
    ...queries.map(({ expr }) => queryPath(expr)),
  ]);
  const [alertmanager] = await askAll(ask, alertmanagerPort, ['/api/v2/status']);
  const { activeTargets } = (targets as { data: { activeTargets: readonly Target[] } }).data;
  return [
    ...targetFindings(activeTargets, hosts),
    ...ruleFindings(rules as LoadedRules),
    deliveryFinding(managers, alertmanager),
    ...queries.map(({ where, expr }, index) =>
      samplesOf(answers[index]).length > 0 ? good(where, 'has data') : bad(where, `has no data: ${expr}`),
    ),
  ];
}

/** A slot that holds nothing does not answer, and that is well as long as the other one of its host does. */
export function targetFindings(targets: readonly Target[], hosts: readonly string[]): Finding[] {
  const meant = targets.filter(({ labels }) => hosts.includes(labels['host'] ?? labels['instance'] ?? ''));
  const others = targets.filter(({ labels }) => labels['way'] === 'address');
  const serving = new Set(
    meant
      .filter(({ labels, health }) => labels['job'] === 'application' && health === 'up')
      .map(({ labels }) => labels['host']),
  );
  return [...meant, ...others].flatMap(({ labels, health, lastError }) => {
    const { job = '', instance = '', host = '' } = labels;
    if (health === 'up') return [good(`target ${job} ${instance}`, 'up')];
    if (job === 'application' && serving.has(host)) return [];
    return [bad(`target ${job} ${instance}`, lastError === '' ? health : lastError)];
  });
}

/** Rules of this version, no more and no fewer, each of which could be worked out. */
export function ruleFindings({ data }: LoadedRules): Finding[] {
  const loaded = data.groups.flatMap(({ rules }) => rules);
  const broken = loaded.filter(({ health }) => health === 'err').map(({ name }) => bad(`rule ${name}`, 'fails'));
  const wanted = alertsOf(allRules).map(({ alert }) => alert);
  const there = loaded.filter(({ type }) => type === 'alerting').map(({ name }) => name);
  const differ = [
    ...wanted.filter((name) => !there.includes(name)).map((name) => `${name} is missing`),
    ...there.filter((name) => !wanted.includes(name)).map((name) => `${name} is of another version`),
  ];
  const rules = differ.length === 0 ? good('rules', `${there.length} alerts`) : bad('rules', differ.join(', '));
  return [rules, ...broken];
}

function deliveryFinding(managers: unknown, status: unknown): Finding {
  const { activeAlertmanagers } = (managers as { data: { activeAlertmanagers: readonly unknown[] } }).data;
  if (activeAlertmanagers.length === 0) return bad('alertmanager', 'Prometheus knows none');
  const { versionInfo } = status as { versionInfo?: { version: string } };
  return versionInfo === undefined
    ? bad('alertmanager', 'does not answer')
    : good('alertmanager', `version ${versionInfo.version}`);
}
