// Wakes GOV.UK's components: focus on an error summary, no double click on a button.
import { initAll } from './govuk-frontend.min.js';
import './live.js';

document.body.classList.add('js-enabled', 'govuk-frontend-supported');
initAll();
