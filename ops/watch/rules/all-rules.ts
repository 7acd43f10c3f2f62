/** Where the groups of rules come together. */
import { backupRules } from './backups.ts';
import { databaseRules } from './database.ts';
import { floorRules } from './floors.ts';
import { hostRules } from './hosts.ts';
import type { RuleGroup } from './rule.ts';
import { serviceRules } from './service.ts';
import { watchingRules } from './watching.ts';

/** Everything the monitor host computes and judges, in the order of the file. */
export const allRules: readonly RuleGroup[] = [
  serviceRules,
  floorRules,
  databaseRules,
  backupRules,
  hostRules,
  watchingRules,
];
