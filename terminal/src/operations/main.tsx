/** Starts the Operations page. */
import { render } from 'solid-js/web';
import { OperationsPage } from './operations-page.tsx';
import '../styles/fonts.css';
import '../styles/tokens.css';
import '../styles/base.css';
import '../styles/brand.css';
import './operations.css';

const root = document.getElementById('operations');
if (root === null) throw new Error('the page has no #operations element');

render(() => <OperationsPage />, root);
