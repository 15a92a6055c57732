import { type SharingGroup, type SharingGroupConsumerView, sharingGroups } from '@cerebrate/contract';
import { useId, useState } from 'react';
import { call } from '../../api/index.js';
import { organisationChoice, searchOrganisations } from '../../parts/organisations/organisation-choices.js';
import {
  asProblem,
  Badge,
  type Choice,
  Json,
  ProblemNote,
  SearchSelect,
  Skeleton,
  useSettled,
} from '../../ui/index.js';
import { text } from './text.js';
import { useAboutMembers } from './use-about-members.js';

const words = text.consumer;

const roles: readonly { readonly key: keyof typeof words.roles; readonly flags: string }[] = [
  { key: 'sync', flags: 'perm_sync' },
  { key: 'syncAll', flags: 'perm_sync,perm_view_all_orgs' },
  { key: 'full', flags: 'perm_sync,perm_view_all_orgs,perm_community_admin' },
  { key: 'plain', flags: '' },
];

/** What a MISP or another Cerebrate reads of the group, by whose key it holds (FEATURES SGR-03, SGR-05). */
export function ConsumerTab({ group }: { readonly group: SharingGroup }) {
  const id = useId();
  const [organisation, setOrganisation] = useState<Choice | null>(organisationChoice(group.owner));
  const [role, setRole] = useState(0);
  const flags = roles[role]?.flags ?? '';
  const organisationId = organisation?.value;
  const ask = () =>
    call(sharingGroups.consumer, {
      params: { ref: String(group.id) },
      query: { flags, ...(organisationId ? { organisationId } : {}) },
    });
  const asked = useAboutMembers(group, ask, `${flags} ${organisationId ?? ''}`);
  const { value, error } = useSettled(asked);
  return (
    <div className="sharing-consumer">
      <p className="muted">{words.lead}</p>
      <div className="sharing-choices">
        <div>
          <label className="form-label" htmlFor={`${id}-organisation`}>
            {words.organisation}
          </label>
          <SearchSelect
            id={`${id}-organisation`}
            label={words.organisation}
            value={organisation?.value ?? null}
            {...(organisation ? { chosen: organisation } : {})}
            source={searchOrganisations}
            onChange={(_value, choice) => setOrganisation(choice ?? null)}
          />
        </div>
        <div>
          <label className="form-label" htmlFor={`${id}-role`}>
            {words.role}
          </label>
          <select
            id={`${id}-role`}
            className="form-select"
            value={role}
            onChange={(event) => setRole(Number(event.target.value))}
          >
            {roles.map(({ key }, at) => (
              <option key={key} value={at}>
                {words.roles[key]}
              </option>
            ))}
          </select>
        </div>
      </div>
      {error ? <ProblemNote problem={asProblem(error)} /> : value ? <Seen view={value} /> : <Skeleton lines={5} />}
    </div>
  );
}

function Seen({ view }: { readonly view: SharingGroupConsumerView }) {
  const { sees, reason, members, json, mispAccepts } = view;
  return (
    <div aria-live="polite">
      <p>
        <Badge tone={sees ? 'ok' : 'unknown'} icon={sees ? 'check-circle' : 'slash-circle'}>
          {sees ? words.sees : words.seesNot}
        </Badge>{' '}
        {reason}
      </p>
      {sees && !mispAccepts ? (
        <p className="notice-strip" data-tone="attention">
          {words.mispRefuses}
        </p>
      ) : null}
      {members.length > 0 ? (
        <>
          <h2 className="sharing-heading">{words.members}</h2>
          <ul className="sharing-members">
            {members.map(({ uuid, name, extend, inOrganisations }) => (
              <li key={uuid}>
                <span className="cut">
                  {name}
                  {extend ? ` (${words.extend})` : ''}
                </span>
                <span className="muted">{inOrganisations ? words.inOrganisations : words.notInOrganisations}</span>
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {json === null ? null : (
        <details>
          <summary>{words.json}</summary>
          <Json value={JSON.parse(json) as unknown} label={words.json} />
        </details>
      )}
    </div>
  );
}
