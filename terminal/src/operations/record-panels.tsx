/** What operators recorded: releases, drills, backups, looks from outside, incidents. Without a record it says so, and how one is given. */
import { For, type JSX, Match, Show, Switch } from 'solid-js';
import { agoText, minuteText } from './ago.ts';
import type { Measured, OperationsRecord, RecordAnswer, Verdict } from './status.ts';
import { VerdictMark } from './verdict-mark.tsx';
import { figureWithUnit } from './vitals-table.ts';

export function RecordPanels(props: { readonly answer: RecordAnswer; readonly nowMs: number }) {
  const given = () => (props.answer.state === 'given' ? props.answer.record : undefined);
  const reason = () => (props.answer.state === 'unreadable' ? props.answer.reason : undefined);
  return (
    <Switch>
      <Match when={given()}>{(record) => <Given record={record()} nowMs={props.nowMs} />}</Match>
      <Match when={reason()}>
        {(why) => (
          <Panel title="Releases, drills, backups" wide>
            <p class="empty">
              <b>The record of operations can't be read:</b> {why()}. What it said before is not shown, because it may
              be old. Make it anew: <code>paperfloor ops evidence record --env NAME --publish</code>
            </p>
          </Panel>
        )}
      </Match>
      <Match when={true}>
        <Panel title="Releases, drills, backups" wide>
          <p class="empty">
            <b>No evidence given.</b> This server can't know by itself what was released, tried out or backed up.
            Operators tell it: <code>paperfloor ops evidence record --env NAME --out FILE</code>, and the server is
            started with <code>--operations-record FILE</code>.
          </p>
        </Panel>
      </Match>
    </Switch>
  );
}

function Given(props: { readonly record: OperationsRecord; readonly nowMs: number }) {
  const ago = (iso: string): string => `${agoText(props.nowMs - Date.parse(iso))} ago`;
  const open = () => props.record.incidents.filter(({ ended }) => ended === null);
  return (
    <>
      <Panel title="Releases" note={props.record.environment} wide>
        <Show when={props.record.releases.length > 0} fallback={<Nothing>Nothing was released here yet.</Nothing>}>
          <table>
            <thead>
              <tr>
                <th>Version</th>
                <th class="left">When (UTC)</th>
                <th class="left">Result</th>
                <th class="left">What</th>
                <th class="left wide">Slot</th>
                <th class="wide">Took</th>
                <th class="left wide">By</th>
              </tr>
            </thead>
            <tbody>
              <For each={props.record.releases}>
                {(release) => (
                  <tr>
                    <td class="figure">{release.version}</td>
                    <td class="figure left">{minuteText(release.at)}</td>
                    <td class="left">
                      <VerdictMark verdict={release.verdict} />
                    </td>
                    <td class="left reason">
                      {release.kind} <span class="dim wide-inline">{release.reason}</span>
                    </td>
                    <td class="left wide">{release.slot ?? '–'}</td>
                    <td class="figure wide">
                      {release.milliseconds === null ? '–' : figureWithUnit(release.milliseconds, 'ms').join(' ')}
                    </td>
                    <td class="left wide">{release.by}</td>
                  </tr>
                )}
              </For>
            </tbody>
          </table>
        </Show>
      </Panel>
      <Panel title="Backups">
        <dl class="pairs">
          <Age name="Last backup" at={props.record.backups.made?.at} none="none recorded" ago={ago} />
          <Age
            name="Last verified"
            at={props.record.backups.verified?.at}
            verdict={props.record.backups.verified?.verdict}
            none="never"
            ago={ago}
          />
          <Age
            name="Last restore that was compared"
            at={props.record.backups.restored?.at}
            verdict={props.record.backups.restored?.verdict}
            none="never: no backup counts yet"
            ago={ago}
          />
        </dl>
      </Panel>
      <Panel title="Incidents" note={open().length === 0 ? 'none open' : `${open().length} open`}>
        <Show when={props.record.incidents.length > 0} fallback={<Nothing>None recorded.</Nothing>}>
          <ul class="lines">
            <For each={props.record.incidents}>
              {(incident) => (
                <li>
                  <span>
                    <b>{incident.id}</b> {incident.title}
                  </span>
                  <span class={incident.ended === null ? 'warning' : 'dim'}>
                    {incident.ended === null ? `▲ open, ${incident.severity}` : `closed, ${incident.severity}`} ·{' '}
                    {ago(incident.began)}
                  </span>
                </li>
              )}
            </For>
          </ul>
        </Show>
      </Panel>
      <Panel title="Drills" note="the newest of each">
        <Results
          none="No drill is recorded: nothing is proved yet."
          rows={props.record.drills.map(({ name, at, verdict, reason, measured }) => ({
            ...{ name, at, verdict, says: reason, measured },
          }))}
          ago={ago}
        />
      </Panel>
      <Panel title="Looked at from outside" note="the newest of each">
        <Results
          none="Nobody has run ops verify yet."
          rows={props.record.checks.map(({ kind, at, by, verdict, measured }) => ({
            ...{ name: kind, at, verdict, says: `by ${by}`, measured },
          }))}
          ago={ago}
        />
      </Panel>
      <p class="source">
        From the evidence of <b>{props.record.environment}</b> up to entry{' '}
        <span class="figure">{props.record.entries}</span>, as of {minuteText(props.record.madeAt)} UTC (
        {ago(props.record.madeAt)}). It is the operators' word; check it with{' '}
        <code>
          paperfloor ops evidence verify --env {props.record.environment} --head {props.record.entries}:
          {props.record.hash}
        </code>
      </p>
    </>
  );
}

interface Result {
  readonly name: string;
  readonly at: string;
  readonly verdict: Verdict;
  readonly says: string;
  readonly measured: Measured;
}

function Results(props: { readonly rows: readonly Result[]; readonly none: string; ago(iso: string): string }) {
  return (
    <Show when={props.rows.length > 0} fallback={<Nothing>{props.none}</Nothing>}>
      <ul class="lines">
        <For each={props.rows}>
          {(row) => (
            <li>
              <span class="line-head">
                <b>{row.name}</b> <VerdictMark verdict={row.verdict} />
                <span class="dim line-ago">{props.ago(row.at)}</span>
              </span>
              <span class="dim">{row.says}</span>
              <span class="measures">
                <For each={Object.entries(row.measured)}>
                  {([name, value]) => (
                    <span>
                      {name} <b class="figure">{String(value)}</b>
                    </span>
                  )}
                </For>
              </span>
            </li>
          )}
        </For>
      </ul>
    </Show>
  );
}

function Age(props: {
  readonly name: string;
  readonly at: string | undefined;
  readonly verdict?: Verdict | undefined;
  readonly none: string;
  ago(iso: string): string;
}) {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>
        <Show when={props.at} fallback={<span class="warning">▲ {props.none}</span>}>
          {(at) => (
            <>
              <span class="figure">{props.ago(at())}</span>{' '}
              <Show when={props.verdict}>{(verdict) => <VerdictMark verdict={verdict()} />}</Show>
            </>
          )}
        </Show>
      </dd>
    </div>
  );
}

export function Panel(props: {
  readonly title: string;
  readonly note?: string;
  readonly wide?: boolean;
  readonly children: JSX.Element;
}) {
  return (
    <section class="sheet panel" classList={{ 'panel-wide': props.wide === true }}>
      <header class="head">
        <h2>{props.title}</h2>
        <span class="head-note">{props.note ?? ''}</span>
      </header>
      <div class="panel-body">{props.children}</div>
    </section>
  );
}

function Nothing(props: { readonly children: JSX.Element }) {
  return <p class="empty">{props.children}</p>;
}
