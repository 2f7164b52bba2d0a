import { SetMetadata } from '@nestjs/common';
import { type PermissionName } from '#access';

export const NEEDS = 'needs';

/** What somebody must be permitted to be answered at this address. */
export const Needs = (permission: PermissionName) => SetMetadata<string, PermissionName>(NEEDS, permission);
