import { type VerifyOptions } from '#integrity';
import { optionsFrom, WARNINGS } from '../src/held.js';
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
  void check().catch((error: unknown) =>
    show('It could not be checked', error instanceof Error ? error.message : String(error), []),
  );
});

async function check(): Promise<void> {
  const [file] = pack.files ?? [];
  if (!file) return show('It could not be checked', 'Choose a pack: a ZIP file.', []);
  const held = await options();
  if (!(await hasEd25519()))
    return show(
      'It could not be checked',
      'This browser is too old, or the page came over plain HTTP: save it and open the file.',
      [],
    );
  report.textContent = 'Checking';
  report.hidden = false;
  const found = await verifyFile(file, held);
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
  const { value: needed } = byId('witnesses-needed', HTMLInputElement);
  return optionsFrom({
    ...{ keys: linesOf('keys'), receiptKeys: linesOf('receipt-keys'), witnesses: linesOf('witnesses') },
    ...{ known: await textsOf('known'), receipts: await textsOf('receipts'), tsaRoots: await textsOf('tsa-roots') },
    tsaRevoked: await Promise.all(filesOf('tsa-revoked').map(async (file) => new Uint8Array(await file.arrayBuffer()))),
    witnessesNeeded: needed.trim() === '' ? undefined : needed,
    accept: WARNINGS.filter((warning) => byId(warning, HTMLInputElement).checked),
  });
}

const linesOf = (id: string): readonly string[] =>
  byId(id, HTMLTextAreaElement)
    .value.split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
const filesOf = (id: string): readonly File[] => [...(byId(id, HTMLInputElement).files ?? [])];
const textsOf = (id: string): Promise<string[]> => Promise.all(filesOf(id).map((file) => file.text()));

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
