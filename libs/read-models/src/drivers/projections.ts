import { actors } from '../entries/actors.js';
import { breakGlass } from '../looks/break-glass.js';
import { looks } from '../looks/looks.js';
import { cases } from '../cases/cases.js';
import { corrections } from '../corrections/corrections.js';
import { disclosures } from '../disclosures/disclosures.js';
import { exhibits } from '../exhibits/exhibits.js';
import { type Projection } from '../kernel/projection.js';
import { outcomes } from '../outcomes/outcomes.js';
import { people } from '../search/people.js';
import { suspects } from '../suspects/suspects.js';
import { tools } from '../tools/tools.js';
import { visibility } from '../visibility/visibility.js';

/** Every read model. */
export const projections: readonly Projection[] = [
  actors,
  cases,
  exhibits,
  suspects,
  people,
  outcomes,
  corrections,
  disclosures,
  tools,
  looks,
  breakGlass,
  visibility,
];
