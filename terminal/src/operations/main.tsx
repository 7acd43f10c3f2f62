/** Starts the Operations page. */
import { render } from 'solid-js/web';
import { OperationsPage } from './operations-page.tsx';
import '../styles/operations.css';

const root = document.getElementById('operations');
if (root === null) throw new Error('the page has no #operations element');

render(() => <OperationsPage />, root);
