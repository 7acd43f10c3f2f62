/** The variables contract as lines: every variable with its meaning and value; Ansible itself reads both files. */
import { join } from 'node:path';
import { type Command, command } from '../command/command.ts';
import type { ContractLine } from './configuration-report.ts';

export function askContract(ansible: string, inventory: string): Command {
  return command(
    ...(['env', `ANSIBLE_CONFIG=${join(ansible, 'ansible.cfg')}`, 'ansible-inventory', '--list'] as const),
    ...['--inventory', inventory, '--playbook-dir', ansible],
    ...['--extra-vars', `@${join(ansible, 'roles/contract/meta/argument_specs.yml')}`],
  );
}

interface Option {
  readonly description?: string;
  readonly no_log?: boolean;
}

/** Secrets keep their names only. Flows have a table of their own. */
export function readContract(answer: string): ContractLine[] {
  const { _meta } = JSON.parse(answer) as { _meta?: { hostvars?: Record<string, Record<string, unknown>> } };
  const [variables = {}] = Object.values(_meta?.hostvars ?? {});
  const specs = variables['argument_specs'] as { main?: { options?: Record<string, Option> } } | undefined;
  return Object.entries(specs?.main?.options ?? {})
    .filter(([name]) => name !== 'flows')
    .map(([name, { description, no_log }]) => ({
      name,
      meaning: description ?? '',
      value: no_log === true ? undefined : valueText(variables[name]),
    }))
    .sort(({ name: left }, { name: right }) => (left < right ? -1 : 1));
}

/** Lists and tables as one would write them down; JSON is for programs. */
function valueText(value: unknown): string {
  if (value === undefined) return 'given at provisioning';
  if (Array.isArray(value)) return value.map(valueText).join('; ') || 'none';
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .map(([name, each]) => `${name} ${valueText(each)}`)
      .join(', ');
  }
  return String(value) || 'empty';
}
