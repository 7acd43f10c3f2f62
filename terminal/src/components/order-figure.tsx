/** A figure of an open order that becomes a field when it is pressed: Enter sends, arrows step; Escape leaves it, wherever the keyboard is. */
import { createMemo, For, onMount, Show } from 'solid-js';
import type { ChangeField } from '../views/order-change.ts';
import type { WireOrder } from '../wire/rest.ts';
import { useTerminal } from './use-terminal.ts';

interface OrderFigureProps {
  readonly order: WireOrder;
  /** What is typed here: those that the order has. */
  readonly fields: readonly ChangeField[];
  readonly figure: string;
  readonly name: 'price' | 'quantity';
  /** Why it can't be changed. */
  readonly fixed?: string | undefined;
}

/** What is said of what is typed. One order is typed over at a time, so there is one such note. */
export const editNoteId = 'edit-note';

const words: Readonly<Record<ChangeField, string>> = { trigger: 'Trigger', price: 'Price', quantity: 'Quantity' };

export function OrderFigure(props: OrderFigureProps) {
  const { cancels, changes, edits } = useTerminal();
  const fields = createMemo(() => {
    const draft = edits.draftOf(props.order);
    return props.fields.filter((field) => Number(draft?.[field] || 0) !== 0);
  });
  const isBusy = (): boolean => cancels.isUnderWay(props.order) || changes.isUnderWay(props.order);
  const isFixed = (): boolean => props.fixed !== undefined || fields().length === 0 || isBusy();
  return (
    <Show
      when={edits.isOf(props.order) && props.fixed === undefined}
      fallback={
        <Show
          when={!isFixed()}
          fallback={<span title={props.fixed && `Not moved: ${props.fixed}`}>{props.figure}</span>}
        >
          <button
            type="button"
            class="order-figure"
            title={`Change the ${props.name}`}
            aria-label={`Change ${props.name} of order ${props.order.orderId}, ${props.figure}`}
            onClick={() => edits.open(props.order, fields()[0] ?? props.name)}
          >
            {props.figure}
          </button>
        </Show>
      }
    >
      <span class="edit-fields">
        <For each={fields()}>{(field) => <EditField field={field} />}</For>
      </span>
    </Show>
  );
}

function EditField(props: { readonly field: ChangeField }) {
  const { edits } = useTerminal();
  let input: HTMLInputElement | undefined;
  onMount(() => {
    if (edits.edit()?.field !== props.field) return;
    input?.focus();
    input?.select();
  });
  const isBad = createMemo(() => {
    const reading = edits.reading();
    return reading.kind === 'refused' && reading.problems.some(({ field }) => field === props.field);
  });
  const keyed = (event: KeyboardEvent): void => {
    const ticks = event.shiftKey ? 10 : 1;
    if (event.key === 'Enter') void edits.send();
    else if (event.key === 'ArrowUp') edits.step(props.field, ticks);
    else if (event.key === 'ArrowDown') edits.step(props.field, -ticks);
    else return;
    event.preventDefault();
  };
  return (
    <label class="edit-field">
      <span class="edit-label">{words[props.field]}</span>
      <input
        ref={input}
        class="figure"
        type="text"
        inputmode="decimal"
        autocomplete="off"
        spellcheck={false}
        value={edits.edit()?.draft[props.field] ?? ''}
        readOnly={edits.isSending()}
        aria-invalid={isBad()}
        aria-describedby={editNoteId}
        onInput={(event) => edits.type(props.field, event.target.value.replace(/[\s,]/g, ''))}
        onKeyDown={keyed}
      />
    </label>
  );
}
