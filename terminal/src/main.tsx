/** Starts the terminal in the page. */
import { render } from 'solid-js/web';
import { App } from './components/app.tsx';
import { TerminalContext } from './components/use-terminal.ts';
import { createTerminal } from './desk/terminal.ts';
import './styles/fonts.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/brand.css';
import './styles/layout.css';
import './styles/controls.css';
import './styles/header.css';
import './styles/markets.css';
import './styles/book.css';
import './styles/chart.css';
import './styles/ticket.css';
import './styles/depth.css';
import './styles/tables.css';
import './styles/edit.css';
import './styles/account-narrow.css';
import './styles/dialogs.css';
import './styles/phone.css';
import './styles/fingers.css';

const root = document.getElementById('terminal');
if (root === null) throw new Error('the page has no #terminal element');

render(() => {
  const terminal = createTerminal();
  return (
    <TerminalContext.Provider value={terminal}>
      <App />
    </TerminalContext.Provider>
  );
}, root);
