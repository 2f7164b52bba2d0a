export { DEMONSTRATION_PEOPLE, peopleOf, ROLES, type People, type PersonOnDuty, type Role } from './people.js';
