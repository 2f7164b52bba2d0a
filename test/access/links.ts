import { mayCommand, maySee, type Role } from '#access';
import { type Route } from '../../apps/continuity/src/access/routes.js';
import {
  caseForms,
  disclosureForms,
  exhibitForms,
  otherForms,
  suspectForms,
} from '../../apps/continuity/src/pages/entries/forms.js';

const COMMAND_OF = new Map(
  [exhibitForms, caseForms, suspectForms, disclosureForms, otherForms]
    .flat()
    .map(({ path, command }) => [path, command]),
);

/** Where the links and forms of a page lead that somebody of a role would be refused at, or that lead nowhere. */
export const refusedTo = (role: Role, html: string, routes: readonly Route[]): readonly string[] =>
  [...new Set([...html.matchAll(/ (?:href|action)="(\/[^"#?]*)/g)].map(([, path = '']) => path))].filter(
    (path) => !isOpenTo(role, path, routes),
  );

function isOpenTo(role: Role, path: string, routes: readonly Route[]): boolean {
  // What is named in full comes before what stands for anything.
  const [route] = routes.filter((each) => leadsTo(each, path)).sort((one, other) => wild(one) - wild(other));
  if (!route || !maySee(role, route.needs)) return false;
  if (!/:entry$|\/correct$/.test(route.path)) return true;
  return mayCommand(role, COMMAND_OF.get(path.split('/').at(-1) ?? '') ?? 'CorrectEntry');
}

const leadsTo = (route: Route, path: string): boolean =>
  new RegExp(`^${route.path.replaceAll('.', '\\.').replace(/:\w+/g, '[^/]+').replaceAll('*', '.*')}$`).test(path);

const wild = ({ path }: Route): number => path.split(/[:*]/).length;
