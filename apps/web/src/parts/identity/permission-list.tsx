import type { Permission, Resource } from '@cerebrate/contract';
import { Chip, Chips, grouped, KeyValue } from '../../ui/index.js';
import { resourceWords, text, verbWords } from './text.js';

/** Permissions by what they are about: "Organisations: see, change". */
export function PermissionList({ permissions }: { readonly permissions: readonly Permission[] }) {
  const facts = grouped(permissions, (permission) => permission.split(':')[0] ?? '').map(([resource, held]) => ({
    label: resourceWords[resource as Resource] ?? resource,
    value: (
      <Chips>
        {held.map((permission) => (
          <Chip key={permission} title={permission}>
            {verbWords[permission.split(':')[1] ?? ''] ?? permission}
          </Chip>
        ))}
      </Chips>
    ),
  }));
  return (
    <>
      <p className="muted">{text.permissionsLead}</p>
      <KeyValue facts={facts} />
    </>
  );
}
