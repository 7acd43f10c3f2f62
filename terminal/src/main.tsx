/** Starts the terminal in the page. */
import { render } from 'solid-js/web';
import { App } from './components/app.tsx';
import { TerminalContext } from './components/use-terminal.ts';
import { createTerminal } from './desk/terminal.ts';
import './styles/terminal.css';

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
