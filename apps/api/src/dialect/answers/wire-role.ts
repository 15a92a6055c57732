import { roleFlags, type Role as WireRole } from '@cerebrate/cerebrate-wire';
import type { Role } from '@cerebrate/contract';

/** A role as it stands on the wire; flags that were never set are false here, where the original has null. */
export const wireRole = ({
  id,
  uuid,
  name,
  isDefault,
  flags,
}: Pick<Role, 'id' | 'uuid' | 'name' | 'isDefault' | 'flags'>): WireRole => ({
  id,
  uuid,
  name,
  is_default: isDefault,
  ...(Object.fromEntries(roleFlags.map((flag) => [flag, flags[flag]])) as typeof flags),
});
