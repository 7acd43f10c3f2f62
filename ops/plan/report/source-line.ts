/** The last line of every report: what it was made from, and how to check that. */
import type { Head } from '../evidence/chain.ts';

export function sourceLine(environment: string, head: Head): string {
  return `Made from the evidence of ${environment}: ${head.entries} entries, last hash ${head.hash}. To check: paperfloor ops evidence verify --env ${environment}`;
}
