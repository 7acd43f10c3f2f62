/** Under an order that is being typed over: the rule it breaks and the click that mends it, or what the change would do. */
import { createMemo, Index, Match, Show, Switch } from 'solid-js';
import { changeEffect } from '../views/change-effect.ts';
import { isChangeField } from '../views/order-change.ts';
import type { TicketProblem } from '../views/ticket-reading.ts';
import { editNoteId } from './order-figure.tsx';
import { useTerminal } from './use-terminal.ts';

export function EditNote() {
  const { edits } = useTerminal();
  const problems = createMemo((): readonly TicketProblem[] => {
    const reading = edits.reading();
    return reading.kind === 'refused' ? reading.problems : [];
  });
  const effect = createMemo(() => {
    const reading = edits.reading();
    if (reading.kind === 'change') return changeEffect(reading.change);
    return reading.kind === 'incomplete'
      ? `${reading.missing}.`
      : 'Enter sends what is changed, Esc leaves it as it is.';
  });
  return (
    <div>
      <p id={editNoteId} aria-live="polite">
        <Switch>
          <Match when={edits.isSending()}>Changing…</Match>
          <Match when={edits.obstacle()}>{(sentence) => sentence()}</Match>
          <Match when={problems().length > 0}>
            <Index each={problems()}>{(problem) => <Problem problem={problem()} />}</Index>
          </Match>
          <Match when={true}>{effect()}</Match>
        </Switch>
      </p>
      <button
        type="button"
        class="secondary"
        disabled={edits.reading().kind !== 'change' || edits.isSending() || edits.obstacle() !== undefined}
        onClick={() => void edits.send()}
      >
        Send change
      </button>
      <button type="button" class="text-button" onClick={edits.close}>
        Leave it
      </button>
    </div>
  );
}

function Problem(props: { readonly problem: TicketProblem }) {
  const { edits } = useTerminal();
  return (
    <span class="edit-problem">
      <code>{props.problem.rule}</code> {props.problem.text}{' '}
      <Show when={props.problem.remedy}>
        {(remedy) => (
          <button
            type="button"
            onClick={() => {
              const { field } = props.problem;
              if (isChangeField(field)) edits.type(field, remedy());
            }}
          >
            use {remedy()}
          </button>
        )}
      </Show>
    </span>
  );
}
