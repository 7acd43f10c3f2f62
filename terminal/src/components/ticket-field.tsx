/** One field of the ticket with its unit, and under it the rule it breaks and the click that mends it. */
import { createMemo, createUniqueId, Show } from 'solid-js';
import { useTerminal } from './use-terminal.ts';

interface TicketFieldProps {
  readonly field: 'price' | 'quantity' | 'total';
  readonly label: string;
  readonly unit: string;
  readonly value: string;
  readonly onInput: (text: string) => void;
  readonly onKeyDown?: (event: KeyboardEvent) => void;
}

export function TicketField(props: TicketFieldProps) {
  const { ticket } = useTerminal();
  const noteId = createUniqueId();
  const problem = createMemo(() => {
    const reading = ticket.reading();
    if (reading.kind !== 'refused') return undefined;
    return reading.problems.find((one) => one.field === props.field && props.value !== '');
  });
  return (
    <div class="field-group">
      <label class="field" data-bad={problem() !== undefined}>
        <span class="field-label">{props.label}</span>
        <input
          id={`ticket-${props.field}`}
          class="figure"
          type="text"
          inputmode="decimal"
          spellcheck={false}
          placeholder="0"
          value={props.value}
          aria-invalid={problem() !== undefined}
          aria-describedby={noteId}
          onInput={(event) => props.onInput(event.target.value.replace(/[\s,]/g, ''))}
          onKeyDown={(event) => props.onKeyDown?.(event)}
        />
        <span class="field-unit">{props.unit}</span>
      </label>
      <p class="field-note" id={noteId} aria-live="polite">
        <Show when={problem()}>
          {(one) => (
            <>
              <span>
                <code>{one().rule}</code> {one().text}
              </span>
              <Show when={one().remedy}>
                {(remedy) => (
                  <button type="button" onClick={() => props.onInput(remedy())}>
                    use {remedy()}
                  </button>
                )}
              </Show>
            </>
          )}
        </Show>
      </p>
    </div>
  );
}
