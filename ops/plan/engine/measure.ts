/** The values a step promised to measure, taken from what its commands answered. */
import type { Measured } from '../evidence/fact.ts';
import type { AutomaticStep } from '../step.ts';

export interface Measuring {
  readonly measured: Measured;
  /** Names that the answer doesn't have. */
  readonly missing: readonly string[];
}

/** `answer` is what the part's last command printed; JSON, when anything is to be read from it. */
export function measure(step: AutomaticStep, part: 'act' | 'verify', answer: string): Measuring {
  const wanted = step.evidence.filter(({ from }) => from === part);
  const value = wanted.length === 0 ? undefined : readJson(answer);
  const measured: Record<string, string | number | boolean> = {};
  const missing: string[] = [];
  for (const { name, path } of wanted) {
    const found = path.split('.').reduce<unknown>(memberOf, value);
    if (typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean') measured[name] = found;
    else missing.push(name);
  }
  return { measured, missing };
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
