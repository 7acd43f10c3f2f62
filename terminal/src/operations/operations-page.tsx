/** The Operations page: the token first, then how the chosen server is, its vital signs, its floors, and what operators recorded. */
import { createRenderEffect, createSignal, For, Match, Show, Switch } from 'solid-js';
import { Logo } from '../components/logo.tsx';
import { otherTheme, rememberedTheme, rememberTheme } from '../desk/theme.ts';
import { agoText } from './ago.ts';
import { FloorsPanel } from './floors-panel.tsx';
import { RecordPanels } from './record-panels.tsx';
import type { Status } from './status.ts';
import { createStatusDesk, type StatusDesk } from './status-desk.ts';
import { TokenForm } from './token-form.tsx';
import { VitalChart } from './vital-chart.tsx';
import { shortFigure, vitals } from './vitals-table.ts';

/** Two answers missed. */
const staleMs = 12_000;

export function OperationsPage() {
  const desk = createStatusDesk();
  const [theme, setTheme] = createSignal(rememberedTheme(), { name: 'theme' });
  createRenderEffect(() => {
    document.documentElement.dataset['theme'] = theme();
  });
  const switchTheme = (): void => {
    rememberTheme(setTheme(otherTheme));
  };
  return (
    <>
      <aside class="hatch" aria-label="This is a simulation">
        <strong class="hatch-word">SIMULATION</strong>
        <span>operations</span>
        <span class="hatch-promise">paper money only: no order leaves this server</span>
      </aside>
      <header class="top">
        <Logo />
        <h1>Operations</h1>
        <nav class="top-right" aria-label="Page">
          <a href="/">Terminal</a>
          <Show when={desk.access() === 'open'}>
            <button type="button" class="key" onClick={desk.forget}>
              Forget token
            </button>
          </Show>
          <button type="button" class="key" onClick={switchTheme} aria-label="Switch between dark and light">
            {theme() === 'dark' ? '☾' : '☀'}
          </button>
        </nav>
      </header>
      <main>
        <Switch>
          <Match when={desk.access() === 'token-needed'}>
            <TokenForm trouble={desk.trouble()} enter={desk.enter} />
          </Match>
          <Match when={desk.shown()}>{(heard) => <Board desk={desk} status={heard().status} />}</Match>
          <Match when={true}>
            <p class="opening" aria-live="polite">
              {desk.trouble() ?? 'Asking the server…'}
            </p>
          </Match>
        </Switch>
      </main>
    </>
  );
}

function Board(props: { readonly desk: StatusDesk; readonly status: Status }) {
  const isStale = (): boolean => props.desk.ageMs() > staleMs;
  return (
    <div class="board" data-stale={isStale()}>
      <Show when={props.desk.servers().length > 1}>
        <fieldset class="servers" aria-label="Servers that answered">
          <For each={props.desk.servers()}>
            {({ status }) => (
              <button
                type="button"
                aria-pressed={status.server.name === props.status.server.name}
                onClick={() => props.desk.choose(status.server.name)}
              >
                {status.server.name}
              </button>
            )}
          </For>
        </fieldset>
      </Show>
      <Standing desk={props.desk} status={props.status} isStale={isStale()} />
      <div class="vitals">
        <For each={vitals}>{(vital) => <VitalChart vital={vital} status={props.status} />}</For>
      </div>
      <div class="panels">
        <FloorsPanel status={props.status} />
        <RecordPanels answer={props.status.record} nowMs={props.status.server.nowMs} />
      </div>
    </div>
  );
}

/** One line that says whether somebody has to act. */
function Standing(props: { readonly desk: StatusDesk; readonly status: Status; readonly isStale: boolean }) {
  const troubles = (): readonly string[] => {
    const { health, database, server } = props.status;
    const silent =
      database.state === 'silent' ? [`database silent for ${agoText(server.nowMs - database.sinceMs)}`] : [];
    const parts = Object.entries(health.parts).filter(([, state]) => state !== 'ok');
    return [...silent, ...parts.map(([part, state]) => `${part}: ${state}`)];
  };
  const word = (): string => {
    if (props.isStale) return 'Not heard';
    if (!props.status.health.ready) return 'Not ready';
    return troubles().length > 0 ? 'Ready, with trouble' : 'Ready';
  };
  const tone = (): string => (props.isStale || troubles().length > 0 || !props.status.health.ready ? 'bad' : 'good');
  return (
    <section class="sheet standing" aria-label="Standing">
      <output class="standing-word" data-tone={tone()} aria-live="polite">
        <span class="standing-mark" aria-hidden="true" />
        {word()}
      </output>
      <span class="standing-trouble">
        <Show when={!props.isStale} fallback={props.desk.trouble() ?? 'This server has not answered lately.'}>
          {troubles().join(' · ') || props.desk.trouble() || ''}
        </Show>
      </span>
      <dl class="standing-facts">
        <Fact name="server">{props.status.server.name}</Fact>
        <Fact name="version">{props.status.server.version}</Fact>
        <Fact name="up">{agoText(props.status.server.nowMs - props.status.server.startedMs)}</Fact>
        <Fact name="database">
          {props.status.database.state === 'answers'
            ? `answers, ${shortFigure(props.status.database.milliseconds ?? 0)} ms`
            : props.status.database.state}
        </Fact>
        <Fact name="heard">{`${agoText(props.desk.ageMs())} ago`}</Fact>
      </dl>
    </section>
  );
}

function Fact(props: { readonly name: string; readonly children: string }) {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd class="figure">{props.children}</dd>
    </div>
  );
}
