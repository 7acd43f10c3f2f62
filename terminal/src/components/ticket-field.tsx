/** One field of the ticket with its unit, and under it the rule it breaks and the click that mends it. Arrow keys move a price by ticks. */
import { createMemo, createUniqueId, Show } from 'solid-js';
import { noPrices, type PriceField } from '../stores/ticket.ts';
import type { TicketFieldName } from '../views/ticket-reading.ts';
import { useTerminal } from './use-terminal.ts';

interface TicketFieldProps {
  readonly field: TicketFieldName;
  readonly label: string;
  readonly unit: string;
  readonly value: string;
  /** What an empty field means. */
  readonly placeholder?: string;
  readonly onInput: (text: string) => void;
}

export function TicketField(props: TicketFieldProps) {
  const { ticket } = useTerminal();
  const noteId = createUniqueId();
  const problem = createMemo(() => {
    const reading = ticket.reading();
    if (reading.kind !== 'refused') return undefined;
    return reading.problems.find((one) => one.field === props.field && props.value !== '');
  });
  const keys = (event: KeyboardEvent): void => {
    const { field } = props;
    const direction = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
    if (direction === 0 || !isPrice(field)) return;
    ticket.stepPrice(field, direction * (event.shiftKey ? 10 : 1));
    event.preventDefault();
  };
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
          placeholder={props.placeholder ?? '0'}
          value={props.value}
          aria-invalid={problem() !== undefined}
          aria-describedby={noteId}
          onInput={(event) => props.onInput(event.target.value.replace(/[\s,]/g, ''))}
          onKeyDown={keys}
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

function isPrice(field: TicketFieldName): field is PriceField {
  return field in noPrices;
}
