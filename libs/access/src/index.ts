export { AccessLog, type LookMade } from './access-log.js';
export { DEMONSTRATION_PEOPLE, peopleOf, ROLES, type People, type PersonOnDuty, type Role } from './people.js';
export { PERMISSIONS, type Permission, type PermissionName } from './permissions.js';
