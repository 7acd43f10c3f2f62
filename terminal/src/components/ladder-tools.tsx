/** What a press in the price ladder sends, and the switch that lets it. */
import type { LadderDesk } from '../desk/ladder-desk.ts';
import { useTerminal } from './use-terminal.ts';

export function LadderTools(props: { readonly ladder: LadderDesk }) {
  const { market } = useTerminal();
  return (
    <div class="ladder-tools">
      <label class="field" data-bad={props.ladder.problem() !== undefined}>
        <span class="field-label" aria-hidden="true">
          Qty
        </span>
        <input
          class="figure"
          type="text"
          inputmode="decimal"
          spellcheck={false}
          autocomplete="off"
          placeholder="0"
          aria-label="Ladder quantity"
          aria-invalid={props.ladder.problem() !== undefined}
          value={props.ladder.quantity()}
          onInput={(event) => props.ladder.setQuantity(event.target.value.replace(/[\s,]/g, ''))}
        />
        <span class="field-unit">{market.market()?.base}</span>
      </label>
      <label
        class="check ladder-switch"
        title={props.ladder.obstacle() ?? 'While it is on, a click in Bid or Ask sends an order at once'}
      >
        <input
          type="checkbox"
          role="switch"
          aria-checked={props.ladder.armed()}
          checked={props.ladder.armed()}
          disabled={props.ladder.obstacle() !== undefined}
          onChange={(event) => props.ladder.arm(event.target.checked)}
        />
        One-click {props.ladder.armed() ? 'on' : 'off'}
      </label>
    </div>
  );
}
