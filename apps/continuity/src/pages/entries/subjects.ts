import { Inject, Injectable } from '@nestjs/common';
import { type People } from '#access';
import { type ReadModels } from '#read-models';
import { PEOPLE, READ_MODELS } from '../../parts.js';
import { found, id } from '../asked.js';
import { type Frame } from '../pages.js';
import { type Form, type Setting } from './entry-form.js';
import { type Field } from './fields.js';
import { caseForms, disclosureForms, exhibitForms, logKeyForms, otherForms, suspectForms } from './forms.js';

/** What a form is about: a page of the product. */
export type Kind = 'exhibits' | 'cases' | 'suspects' | 'record';

/** A form, and what it is about. */
export interface Subject {
  readonly form: Form<never>;
  readonly fields: readonly Field[];
  /** Where the form lies, and what it goes back to. */
  readonly action: string;
  readonly about: { readonly text: string; readonly href: string };
  /** The ids that the address stands for. */
  readonly address: Readonly<Record<string, string>>;
}

/** Finds the form that an address names, and its fields as they are asked of what it is about, now. */
@Injectable()
export class Subjects {
  constructor(
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
    @Inject(PEOPLE) private readonly people: People,
  ) {}

  /** @throws NotFoundException naming what is not there. */
  async find(kind: Kind, rawId: string, path: string, { actor, seen }: Frame): Promise<Subject> {
    const known = [exhibitForms, caseForms, suspectForms, disclosureForms, otherForms].flat();
    found(
      known.find((form) => form.path === path),
      'This page',
    );
    const setting = async (): Promise<Setting> => ({
      actor,
      people: this.people.all(),
      tools: (await this.readModels.tools()).map(({ tool }) => tool),
    });
    switch (kind) {
      case 'exhibits': {
        const exhibitId = id(rawId, 'This exhibit');
        const exhibit = found(await seen.exhibit(exhibitId), 'This exhibit');
        const about = {
          text: `${exhibit.exhibitRef ?? 'Unlabelled'}, ${exhibit.kind}`,
          href: `/exhibits/${exhibitId}`,
        };
        return subject(exhibitForms, path, exhibit, await setting(), about, { caseId: exhibit.caseId, exhibitId });
      }
      case 'cases': {
        const caseId = id(rawId, 'This case');
        const theCase = found(await seen.caseView(caseId), 'This case');
        const about = { text: `Operation ${theCase.operationName}`, href: `/cases/${caseId}` };
        if (caseForms.some((form) => form.path === path))
          return subject(caseForms, path, theCase, await setting(), about, { caseId });
        const disclosure = found(await seen.disclosure(caseId), 'This case');
        const schedules = { text: `Disclosure in ${about.text}`, href: `${about.href}/disclosure` };
        return subject(disclosureForms, path, disclosure, await setting(), schedules, { caseId }, about.href);
      }
      case 'suspects': {
        const suspectId = id(rawId, 'This person');
        const suspect = found(await seen.suspect(suspectId), 'This person');
        const about = { text: suspect.name ?? 'Name erased', href: `/suspects/${suspectId}` };
        return subject(suspectForms, path, suspect, await setting(), about, { caseId: suspect.caseId, suspectId });
      }
      case 'record': {
        return subject(otherForms, path, undefined, await setting(), pageOf(path), {}, '/record');
      }
    }
  }
}

/** The page that an entry is made from which is about nothing. */
function pageOf(path: string): Subject['about'] {
  if (logKeyForms.some((form) => form.path === path)) return { text: 'Integrity', href: '/integrity' };
  return path === 'open-case' ? { text: 'Cases', href: '/cases' } : { text: 'Tools', href: '/tools' };
}

function subject<A>(
  forms: readonly Form<A>[],
  path: string,
  of: A,
  setting: Setting,
  about: Subject['about'],
  address: Subject['address'],
  base = about.href,
): Subject {
  const form = found(
    forms.find((each) => each.path === path),
    'This page',
  );
  return { form, fields: form.fields(of, setting), action: `${base}/${path}`, about, address };
}
