/** The hatch at the top: always there, so that nobody can mistake this for a real exchange. */
import { Show } from 'solid-js';
import { grouped } from '../views/figures.ts';
import { useTerminal } from './use-terminal.ts';

const hashDigits = 8;

export function SimulationBar() {
  const { floor, base } = useTerminal();
  return (
    <aside class="hatch" aria-label="This is a simulation">
      <strong class="hatch-word">SIMULATION</strong>
      <span>
        floor <b>{floor.status()?.name ?? base.name ?? '…'}</b>
      </span>
      <Show when={floor.status()?.rulesVersion}>{(rules) => <span class="hatch-wide">rules {rules()}</span>}</Show>
      <span class="hatch-promise">paper money only: no order leaves this server</span>
      <Show when={floor.status()?.sequence !== undefined}>
        <span class="hatch-right">
          journal <span class="figure">#{grouped(String(floor.status()?.sequence ?? 0), 0)}</span>
        </span>
      </Show>
      <Show when={floor.status()?.hash}>
        {(hash) => (
          <span class="hatch-wide" title="Fingerprint of the floor's whole state: equal journals give equal hashes">
            state <span class="figure">{hash().slice(0, hashDigits)}</span>
          </span>
        )}
      </Show>
    </aside>
  );
}
