import { attempt, parseVerifierKey, type VerifyOptions } from '#integrity';
import { told } from '../src/verdict.js';
import { verifyFile } from './verify-file.js';

const byId = <E extends HTMLElement>(id: string, type: new () => E): E => {
  const found = document.getElementById(id);
  if (found instanceof type) return found;
  throw new Error(`The page has no ${id}`);
};
const form = byId('form', HTMLFormElement);
const drop = byId('drop', HTMLElement);
const pack = byId('pack', HTMLInputElement);
const report = byId('report', HTMLElement);

drop.addEventListener('dragover', (event) => {
  event.preventDefault();
  drop.classList.add('over');
});
drop.addEventListener('dragleave', () => drop.classList.remove('over'));
// Anywhere on the page: a browser would open a file that misses its mark in place of the page.
document.addEventListener('dragover', (event) => event.preventDefault());
document.addEventListener('drop', (event) => {
  event.preventDefault();
  drop.classList.remove('over');
  if (!event.dataTransfer?.files.length) return;
  pack.files = event.dataTransfer.files;
  form.requestSubmit();
});
form.addEventListener('submit', (event) => {
  event.preventDefault();
  void check().catch((error: unknown) => show('It could not be checked', String(error), []));
});

async function check(): Promise<void> {
  const [file] = pack.files ?? [];
  if (!file) return show('It could not be checked', 'Choose a pack: a ZIP file.', []);
  const faulty = [...keys(), ...keys('receipt-keys')].find((key) => !isKey(key));
  if (faulty !== undefined) return show('It could not be checked', `${faulty} is not a verifier key.`, []);
  if (!(await hasEd25519()))
    return show(
      'It could not be checked',
      'This browser is too old, or the page came over plain HTTP: save it and open the file.',
      [],
    );
  report.textContent = 'Checking';
  report.hidden = false;
  const found = await verifyFile(file, await options());
  const { verdict, parts } = told(found);
  show(
    `${file.name}: exit code ${found.exit}`,
    verdict,
    parts,
    found.exit >= 10 ? 'bad' : found.exit > 0 ? 'fair' : 'good',
  );
  report.dataset['report'] = JSON.stringify(found);
}

async function options(): Promise<VerifyOptions> {
  const accept = (['no-time-stamp', 'key-in-pack'] as const).filter((id) => byId(id, HTMLInputElement).checked);
  const known = await textsOf('known');
  const [receipts, receiptKeys] = [await textsOf('receipts'), keys('receipt-keys')];
  return { accept, known, receipts, receiptKeys, derived: true, ...(keys().length > 0 ? { keys: keys() } : {}) };
}

const keys = (id = 'keys'): readonly string[] =>
  byId(id, HTMLTextAreaElement)
    .value.split('\n')
    .map((key) => key.trim())
    .filter(Boolean);
const textsOf = (id: string): Promise<string[]> =>
  Promise.all([...(byId(id, HTMLInputElement).files ?? [])].map((file) => file.text()));

const isKey = (vkey: string): boolean => attempt(() => parseVerifierKey(vkey)) !== undefined;

/** Missing in browsers of before 2025, and in any on a page that came over plain HTTP. */
const hasEd25519 = async (): Promise<boolean> =>
  isSecureContext &&
  crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify']).then(
    () => true,
    () => false,
  );

function show(
  title: string,
  verdict: string,
  parts: readonly { readonly title: string; readonly lines: readonly string[] }[],
  kind = 'bad',
): void {
  const element = (name: string, text: string) => Object.assign(document.createElement(name), { textContent: text });
  const lists = parts.flatMap(({ title: heading, lines }) => {
    const list = document.createElement('ul');
    list.append(...lines.map((line) => element('li', line)));
    return [element('h3', heading), list];
  });
  report.className = kind;
  report.replaceChildren(
    element('h2', title),
    Object.assign(element('p', verdict), { className: 'verdict' }),
    ...lists,
  );
  report.hidden = false;
  report.focus();
}
