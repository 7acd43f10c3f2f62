/** Reads a plan document: every line that is neither empty nor a heading is a line of the plan, also one that only opens a list. */
import { createHash } from 'node:crypto';
import type { PlanDocument, PlanLine } from './plan-line.ts';

export type DocumentLine = Pick<PlanLine, 'id' | 'section' | 'digest'> & { readonly text: string };

export function readDocument({ letter }: PlanDocument, text: string): DocumentLine[] {
  const headings: string[] = [];
  return text.split('\n').flatMap((raw, index) => {
    const line = raw.trim();
    const [, marks, title] = /^(#+) (.*)$/.exec(line) ?? [];
    if (marks !== undefined && title !== undefined) headings.splice(marks.length - 1, headings.length, title);
    if (line === '' || marks !== undefined) return [];
    const section = headings.slice(1).filter(Boolean).join(', ');
    const digest = createHash('sha256').update(line).digest('hex').slice(0, 12);
    return [{ id: `${letter}${index + 1}`, section, digest, text: plain(line) }];
  });
}

/** Without the marks of a list and of bold letters. */
export function plain(line: string): string {
  return line.replace(/^(?:- |\d+\. )/, '').replaceAll('**', '');
}
