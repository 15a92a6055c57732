import {
  metaTemplates,
  type RightsRows,
  type RoleFlag,
  type User,
  type UserRights,
  userRights,
} from '@cerebrate/contract';
import { useMemo } from 'react';
import { Link } from 'react-router';
import { call } from '../../api/index.js';
import { flagWords, nounLabel, PermissionReasons } from '../../parts/identity/index.js';
import {
  asProblem,
  Chip,
  Chips,
  type Fact,
  Icon,
  KeyValue,
  ProblemNote,
  Skeleton,
  useSettled,
} from '../../ui/index.js';
import { rightsText as text } from './rights-text.js';
import './users.scss';

type RightsUser = Pick<User, 'id' | 'role'>;
type TemplateNames = ReadonlyMap<string, string>;

/** The rights of a user, with names for the templates of fields that have rules of their own. */
async function load(id: number): Promise<{ rights: UserRights; names: TemplateNames }> {
  const rights = await call(userRights.get, { params: { ref: String(id) } });
  const hasFields = Object.values(rights.fields).some((fields) => fields.length > 0);
  const items = hasFields ? (await call(metaTemplates.list, { query: { limit: '500', total: 'false' } })).items : [];
  return { rights, names: new Map(items.map(({ uuid, name }) => [uuid, name])) };
}

/** What a user may do, and why: by records, organisations, roles to give, single fields and permissions (FEATURES USR-15). */
export function Rights({ user }: { readonly user: RightsUser }) {
  const asked = useMemo(() => load(user.id), [user.id]);
  const { value, error } = useSettled(asked);
  if (error !== undefined) return <ProblemNote problem={asProblem(error)} lead={text.failed} />;
  if (!value) return <Skeleton lines={8} label={text.tab} />;
  const { rights, names } = value;
  return (
    <>
      {rights.isActive ? null : (
        <p className="notice-strip" data-tone="attention">
          <Icon name="exclamation-triangle" /> {text.inactive}
        </p>
      )}
      <section className="rights-section">
        <h2>{text.records}</h2>
        <p className="muted">{text.recordsLead}</p>
        <Records rows={rights.rows} />
      </section>
      <section className="rights-section">
        <KeyValue facts={[...reachFacts(rights), ...giveFacts(rights)]} />
      </section>
      <FieldRules fields={rights.fields} names={names} />
      <section>
        <h2>{text.permissions}</h2>
        <PermissionReasons flags={user.role.flags} />
      </section>
    </>
  );
}

/** How many records of each kind the user sees and may change. */
function Records({ rows }: { readonly rows: readonly RightsRows[] }) {
  return (
    <div className="table-responsive">
      <table className="table table-sm align-middle tabular">
        <caption className="visually-hidden">{text.records}</caption>
        <thead>
          <tr>
            <th scope="col">{text.kind}</th>
            <th scope="col">{text.sees}</th>
            <th scope="col">{text.changes}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.noun}>
              <th scope="row">{nounLabel(row.noun)}</th>
              <td>{text.of(row.sees, row.total)}</td>
              <td className={row.mayChange ? undefined : 'muted'}>
                {row.mayChange ? text.of(row.changes, row.total) : text.noChange}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function reachFacts({ everyOrganisation, reach }: UserRights): Fact[] {
  const value = (
    <>
      {everyOrganisation ? <p className="mb-1">{text.everyOrganisation(flagWords[everyOrganisation].label)}</p> : null}
      <ul className="list-unstyled mb-0">
        {reach.map(({ organisation, because, group }) => (
          <li key={`${organisation.id} ${group?.id ?? ''}`} className="d-flex flex-wrap gap-1">
            <Link to={`/organisations/view/${organisation.id}`}>{organisation.name}</Link>
            <span className="muted">{because === 'own' ? text.own : text.group(group?.name ?? '')}</span>
          </li>
        ))}
      </ul>
      {reach.length === 0 && !everyOrganisation ? text.noReach : null}
    </>
  );
  return [{ label: text.reach, value, wide: true }];
}

const givenRoles = (flags: readonly RoleFlag[] | null): string =>
  flags === null ? text.givesNone : text.gives(flags.map((flag) => flagWords[flag].label));

const giveFacts = ({ mayGive }: UserRights): Fact[] => [
  { label: `${text.mayGive}: ${text.giveOwn.toLowerCase()}`, value: givenRoles(mayGive.own), wide: true },
  { label: `${text.mayGive}: ${text.giveGroups.toLowerCase()}`, value: givenRoles(mayGive.groups), wide: true },
];

/** Fields for which a rule of their own holds; nothing where there is none. */
function FieldRules({ fields, names }: { readonly fields: UserRights['fields']; readonly names: TemplateNames }) {
  const facts = (['hidden', 'writable', 'readOnly'] as const)
    .filter((kind) => fields[kind].length > 0)
    .map((kind) => ({
      label: text[kind],
      value: (
        <Chips>
          {fields[kind].map(({ templateUuid, field }) => (
            <Chip key={`${templateUuid} ${field}`}>{`${names.get(templateUuid) ?? templateUuid}: ${field}`}</Chip>
          ))}
        </Chips>
      ),
      wide: true,
    }));
  if (facts.length === 0) return null;
  return (
    <section className="rights-section">
      <h2>{text.fields}</h2>
      <p className="muted">{text.fieldsLead}</p>
      <KeyValue facts={facts} />
    </section>
  );
}
