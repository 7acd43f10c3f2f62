/** The one click from a visitor to a trader, and what to say when it is not possible. */
import { Match, Switch } from 'solid-js';
import { useTerminal } from './use-terminal.ts';

export function DemoAccountButton() {
  const { account, floor, notices } = useTerminal();
  const open = (): void => {
    account.openDemo().then(
      (isNew) =>
        isNew
          ? notices.say('good', 'Demo account opened', 'Paper money only. The key stays in this browser.')
          : notices.say('plain', 'Your account is here', 'Another page of this browser had opened it.'),
      (failure: Error) => notices.say('bad', 'No demo account', failure.message),
    );
  };
  const refusedReason = (): string => {
    const state = account.state();
    return state.kind === 'refused' ? state.reason : '';
  };
  return (
    <Switch>
      <Match when={account.state().kind === 'looking'}>
        <button type="button" class="demo" disabled>
          Looking for your account…
        </button>
      </Match>
      <Match when={account.state().kind === 'unsupported'}>
        <p class="explain">
          This browser cannot make a key here: pages may do so over https, or on this machine under 127.0.0.1. Trading
          with an API key works from anywhere.
        </p>
      </Match>
      <Match when={floor.status() !== undefined && floor.status()?.demo === false}>
        <p class="explain">This floor gives no demo accounts. Ask who runs it for an API key.</p>
      </Match>
      <Match when={true}>
        <button type="button" class="demo" disabled={account.state().kind === 'opening'} onClick={open}>
          {account.state().kind === 'opening' ? 'Opening…' : 'Get a demo account'}
        </button>
        <p class="explain">
          {account.state().kind === 'refused'
            ? `The server does not accept the account kept here (${refusedReason()}). A new one takes its place.`
            : 'Funded with paper money, no sign-up. Its key is made in this browser and never leaves it.'}
        </p>
      </Match>
    </Switch>
  );
}
