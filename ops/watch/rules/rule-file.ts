/**
 * The rules as the file Prometheus reads. It is in the repository (roles/monitor), so that a change of it is seen in a review, and a
 * test compares it with the rules. YAML of the plainest kind: every text is quoted as JSON quotes it, which YAML reads the same.
 */
import { type Alert, type Recording, type RuleGroup, runbookOf } from './rule.ts';

export const ruleFile = 'ops/ansible/roles/monitor/files/paperfloor.rules.yml';

export function ruleFileText(groups: readonly RuleGroup[]): string {
  const lines = groups.flatMap(({ name, rules }) => [`  - name: ${name}`, '    rules:', ...rules.flatMap(ruleLines)]);
  return ['# Made from ops/watch/rules: paperfloor ops watch rules', 'groups:', ...lines, ''].join('\n');
}

function ruleLines(rule: Recording | Alert): string[] {
  if ('record' in rule) return [`      - record: ${rule.record}`, `        expr: ${JSON.stringify(rule.expr)}`];
  return [
    `      - alert: ${rule.alert}`,
    `        expr: ${JSON.stringify(rule.expr)}`,
    ...(rule.for === undefined ? [] : [`        for: ${rule.for}`]),
    `        labels: { severity: ${rule.severity} }`,
    '        annotations:',
    `          summary: ${JSON.stringify(rule.summary)}`,
    `          runbook: ${runbookOf(rule)}`,
  ];
}
