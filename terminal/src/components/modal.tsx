/** The browser's own modal dialog: it keeps the focus, closes on Escape, and gives the focus back. */
import { createEffect, type JSX } from 'solid-js';

interface ModalProps {
  readonly open: boolean;
  readonly label: string;
  readonly onClose: () => void;
  readonly children: JSX.Element;
}

export function Modal(props: ModalProps) {
  let dialog: HTMLDialogElement | undefined;
  createEffect(() => {
    if (props.open && !dialog?.open) dialog?.showModal();
    if (!props.open && dialog?.open) dialog.close();
  });
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a click on the backdrop; the keyboard has Escape
    <dialog
      class="modal"
      ref={dialog}
      aria-label={props.label}
      // Also told when another dialog took its place: then there is nothing left to close.
      onClose={() => props.open && props.onClose()}
      onClick={(event) => {
        if (event.target === dialog) props.onClose();
      }}
    >
      <div class="modal-body">{props.children}</div>
    </dialog>
  );
}
