/**
 * The evidence as one file to give away: its lines as they are, and after them one line that says how many there are and the last
 * hash. Whoever has it can check it with `paperfloor ops evidence verify --file`, without the machine it came from.
 */
import { OpsProblem } from '../../command/problem.ts';
import { canonicalText } from './canonical.ts';
import { type Chain, type Head, headFaults, lineOf, readChain } from './chain.ts';
import type { Ledger } from './ledger.ts';

interface Seal extends Head {
  readonly format: 'paperfloor-evidence-1';
  readonly environment: string;
}

export function exportText({ environment, entries, head }: Pick<Ledger, 'environment' | 'entries' | 'head'>): string {
  const seal: Seal = { format: 'paperfloor-evidence-1', environment, ...head };
  return `${entries.map(lineOf).join('')}${canonicalText({ ...seal })}\n`;
}

/** Throws `OpsProblem` when the file is no export; faults of the chain are in the answer. */
export function readExport(text: string): Chain & { readonly environment: string } {
  const end = text.lastIndexOf('\n', text.length - 2) + 1;
  const seal = readSeal(text.slice(end));
  const chain = readChain(text.slice(0, end), seal.environment);
  const behind = seal.entries === chain.entries.length ? [] : ['lines were added after it was sealed'];
  const faults = headFaults(chain, seal);
  return {
    ...chain,
    environment: seal.environment,
    faults: [...chain.faults, ...(faults.length > 0 ? faults : behind)],
  };
}

function readSeal(line: string): Seal {
  let seal: Partial<Seal> | null = null;
  try {
    seal = JSON.parse(line) as Partial<Seal> | null;
  } catch {
    // Told below, with everything else that is no seal.
  }
  const { format, environment, entries, hash } = seal ?? {};
  const fits = format === 'paperfloor-evidence-1' && typeof environment === 'string' && typeof hash === 'string';
  if (fits && Number.isSafeInteger(entries) && entries !== undefined && line === `${canonicalText({ ...seal })}\n`) {
    return { format, environment, entries, hash };
  }
  throw new OpsProblem(
    'expected an export of evidence, which ends with a line that seals it, found something else or a file cut off',
    'paperfloor ops evidence export --env NAME --out FILE, then copy it whole',
  );
}
