/** The dialog that lists the keys and says what this page is. */
import { Show } from 'solid-js';
import { Late } from './late.tsx';
import { Modal } from './modal.tsx';
import { useTerminal } from './use-terminal.ts';

export function HelpDialog() {
  const { parts, view } = useTerminal();
  return (
    <Modal open={view.dialog() === 'help'} label="Keys and help" onClose={view.close}>
      <Show when={view.dialog() === 'help' || parts.help.state().kind === 'here'}>
        <Late part={parts.help}>{({ HelpPage }) => <HelpPage />}</Late>
      </Show>
    </Modal>
  );
}
