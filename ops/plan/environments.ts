/** Where the plan can be carried out, and where the evidence of each is kept: beside the environment's secrets, not among them. A name that is none of these is a slip, not a new one. */
import { join } from 'node:path';
import { OpsUsageError } from '../command/problem.ts';

export const environments = ['lab-staging', 'lab-production', 'lab-single', 'staging', 'production'] as const;

export type Environment = (typeof environments)[number];

export function readEnvironmentName(text: string): Environment {
  const found = environments.find((name) => name === text);
  if (found !== undefined) return found;
  throw new OpsUsageError(
    `--env: expected one of ${environments.join(', ')}, found ${JSON.stringify(text)}`,
    'paperfloor ops plan status --env lab-staging',
  );
}

/** Also for an environment of one's own, which is provisioned and locked, and has no plan. */
export function evidenceDirectory(stateDirectory: string, environment: string): string {
  return join(stateDirectory, 'environments', environment, 'evidence');
}
