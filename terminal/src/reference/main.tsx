/** Starts the API reference in its page. */
import { render } from 'solid-js/web';
import { ReferencePage } from './reference-page.tsx';
import '../styles/fonts.css';
import '../styles/tokens.css';
import '../styles/base.css';
import '../styles/brand.css';
import '../styles/controls.css';
import '../styles/header.css';
import '../styles/dialogs.css';
import '../styles/reference.css';

const root = document.getElementById('reference');
if (root === null) throw new Error('the page has no #reference element');
render(() => <ReferencePage />, root);
