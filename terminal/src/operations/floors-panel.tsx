/** The floors as this server holds them: who writes, in which epoch, how far behind, and whether their money adds up. */
import { For, Show } from 'solid-js';
import { Panel } from './record-panels.tsx';
import type { Status } from './status.ts';
import { figureWithUnit } from './vitals-table.ts';

export function FloorsPanel(props: { readonly status: Status }) {
  return (
    <Panel title="Floors" note="as this server holds them" wide>
      <table>
        <thead>
          <tr>
            <th>Floor</th>
            <th class="left">Here</th>
            <th>Epoch</th>
            <th>Behind</th>
            <th class="wide">Inbox</th>
            <th class="wide">Commit</th>
            <th class="wide">Market lag</th>
            <th class="wide">History to write</th>
            <th>Audit</th>
          </tr>
        </thead>
        <tbody>
          <For each={props.status.floors}>
            {(floor) => (
              <tr>
                <td>
                  <b>{floor.name}</b>
                </td>
                <td class="left">{floor.writes ? '✎ writes' : 'follows'}</td>
                <td class="figure">{floor.epoch}</td>
                <td class="figure">{floor.behind}</td>
                <td class="figure wide">{floor.inbox}</td>
                <td class="figure wide">{floor.writes ? figureWithUnit(floor.lastCommitMs, 'ms').join(' ') : '–'}</td>
                <td class="figure wide">{figureWithUnit(floor.lagUs / 1000, 'ms').join(' ')}</td>
                <td class="figure wide">{floor.projectionBacklog}</td>
                <td>
                  <Show when={floor.auditFailed} fallback={<span data-direction="up">✓ sound</span>}>
                    <span data-direction="down">✕ failed: cancels only</span>
                  </Show>
                </td>
              </tr>
            )}
          </For>
        </tbody>
      </table>
    </Panel>
  );
}
