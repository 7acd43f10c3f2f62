/** A verdict: a sign, a word and a colour, never the colour alone. */
import type { Verdict } from './status.ts';

const marks: Readonly<Record<Verdict, readonly [sign: string, word: string]>> = {
  pass: ['✓', 'passed'],
  fail: ['✕', 'failed'],
  inconclusive: ['?', 'not decided'],
  waived: ['~', 'waived'],
};

export function VerdictMark(props: { readonly verdict: Verdict }) {
  return (
    <span class="verdict" data-verdict={props.verdict}>
      <span aria-hidden="true">{marks[props.verdict][0]}</span> {marks[props.verdict][1]}
    </span>
  );
}
