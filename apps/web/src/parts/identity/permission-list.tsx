import {
  permissions as everyPermission,
  grantedToEveryone,
  grants,
  type Permission,
  type Resource,
  type RoleFlags,
  roleFlags,
} from '@cerebrate/contract';
import { useState } from 'react';
import { CheckBox, Chip, Chips, grouped, Icon, KeyValue } from '../../ui/index.js';
import { flagWords, resourceWords, text, verbWords } from './text.js';

const wordsOf = (permission: Permission) => {
  const [resource = '', verb = ''] = permission.split(':');
  return { about: resourceWords[resource as Resource] ?? resource, does: verbWords[verb] ?? verb };
};

/** Permissions by what they are about: "Organisations: see, change". */
export function PermissionList({ permissions }: { readonly permissions: readonly Permission[] }) {
  const facts = grouped(permissions, (permission) => permission.split(':')[0] ?? '').map(([resource, held]) => ({
    label: resourceWords[resource as Resource] ?? resource,
    value: (
      <Chips>
        {held.map((permission) => (
          <Chip key={permission} title={permission}>
            {wordsOf(permission).does}
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

/** Why a role with these flags holds the permission: the flags that give it, or that everybody has it. Empty: it does not. */
export function reasonsOf(permission: Permission, flags: RoleFlags): readonly string[] {
  if (grantedToEveryone.includes(permission)) return [text.everyone];
  return roleFlags
    .filter((flag) => flags[flag] && grants[flag].includes(permission))
    .map((flag) => flagWords[flag].label);
}

/** Every permission there is: whether the role gives it and by which flag, or which flags would (issue 195 of the original). */
export function PermissionReasons({ flags }: { readonly flags: RoleFlags }) {
  const [showsAll, setShowsAll] = useState(false);
  const shown = everyPermission.filter((permission) => showsAll || reasonsOf(permission, flags).length > 0);
  return (
    <>
      <p className="muted">{text.permissionsLead}</p>
      <p className="d-flex align-items-center gap-2">
        <CheckBox
          checked={showsAll}
          onChange={({ target }) => setShowsAll(target.checked)}
          label={text.allPermissions}
        />
        <span aria-hidden="true">{text.allPermissions}</span>
      </p>
      <div className="table-responsive">
        <table className="table table-sm align-middle">
          <thead>
            <tr>
              <th scope="col">{text.about}</th>
              <th scope="col">{text.permission}</th>
              <th scope="col">{text.why}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((permission, at) => (
              <PermissionRow
                key={permission}
                permission={permission}
                flags={flags}
                isFirst={permission.split(':')[0] !== shown[at - 1]?.split(':')[0]}
              />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function PermissionRow({
  permission,
  flags,
  isFirst,
}: {
  readonly permission: Permission;
  readonly flags: RoleFlags;
  readonly isFirst: boolean;
}) {
  const { about, does } = wordsOf(permission);
  const reasons = reasonsOf(permission, flags);
  const givers = roleFlags.filter((flag) => grants[flag].includes(permission)).map((flag) => flagWords[flag].label);
  const isHeld = reasons.length > 0;
  return (
    <tr>
      <th scope="row">{isFirst ? about : <span className="visually-hidden">{about}</span>}</th>
      <td title={permission} className={isHeld ? undefined : 'muted'}>
        <Icon name={isHeld ? 'check-lg' : 'x-lg'} /> {does}
        {isHeld ? null : <span className="visually-hidden"> ({text.notPermitted})</span>}
      </td>
      <td className="muted">{isHeld ? reasons.join(', ') : text.gives(givers)}</td>
    </tr>
  );
}
