/** Starts the API reference in its page. */
import { render } from 'solid-js/web';
import { ReferencePage } from './reference-page.tsx';
import '../styles/api-docs.css';

const root = document.getElementById('reference');
if (root === null) throw new Error('the page has no #reference element');
render(() => <ReferencePage />, root);
