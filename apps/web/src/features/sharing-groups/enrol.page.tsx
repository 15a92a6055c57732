import { type SharingGroup, type SharingGroupEnrolmentPreview, sharingGroups } from '@cerebrate/contract';
import { useMemo } from 'react';
import { type LoaderFunctionArgs, useLoaderData } from 'react-router';
import * as z from 'zod';
import { call, ProblemError } from '../../api/index.js';
import { searchOrganisations } from '../../parts/organisations/organisation-choices.js';
import { asProblem, type FieldControl, FormFor, FormPage, ProblemNote, TagPicker, useSettled } from '../../ui/index.js';
import { groupAddress } from './pieces.js';
import './sharing-groups.scss';
import { text } from './text.js';

/** The group that gets members. @throws ProblemError 404; 403 when it is another's to change */
export async function loader({ params, request }: LoaderFunctionArgs) {
  const group = await call(sharingGroups.get, { params: { ref: params['ref'] ?? '' }, signal: request.signal });
  if (!group.mayChange) throw new ProblemError({ status: 403, title: '', detail: text.form.noRight });
  return group;
}

const Wanted = z.strictObject({
  organisationIds: z.array(z.string()).min(1, 'is needed: choose at least one organisation').max(500),
  extend: z.boolean(),
});

/** Adds several organisations at once, telling before who would see whom (FEATURES SGR-04). */
export function Component() {
  const group = useLoaderData<typeof loader>();
  const params = { ref: String(group.id) };
  return (
    <FormPage title={text.members.addTitle(group.name)}>
      <FormFor
        schema={Wanted}
        values={{ organisationIds: [], extend: false }}
        fields={[
          {
            name: 'organisationIds',
            label: text.members.organisations,
            input: 'custom',
            required: true,
            help: text.members.organisationsHelp,
            render: (control) => <Newcomers group={group} control={control as FieldControl<string[]>} />,
          },
          { name: 'extend', label: text.members.extend, input: 'switch', help: text.members.extendHelp },
        ]}
        submit={text.members.save}
        back={groupAddress(group)}
        issuePrefix={['body']}
        onSave={({ organisationIds, extend }, signal) =>
          call(sharingGroups.enrol, { params, body: { organisationIds: organisationIds.map(Number), extend }, signal })
        }
        onSaved={({ joined, altered }) => ({ toast: `${text.members.added(joined, altered)}.` })}
      />
    </FormPage>
  );
}

/** The picker of organisations, and under it what their joining would mean. */
function Newcomers({ group, control }: { readonly group: SharingGroup; readonly control: FieldControl<string[]> }) {
  return (
    <>
      <TagPicker
        id={control.id}
        label={control.label}
        onBlur={control.onBlur}
        disabled={control.disabled}
        invalid={control.invalid}
        required={control.required}
        {...(control.describedBy ? { describedBy: control.describedBy } : {})}
        values={control.value}
        source={searchOrganisations}
        onChange={(values) => control.onChange(values)}
      />
      {control.value.length > 0 ? <Preview group={group} ids={control.value} /> : null}
    </>
  );
}

function Preview({ group, ids }: { readonly group: SharingGroup; readonly ids: readonly string[] }) {
  const key = ids.join();
  const asked = useMemo(
    () =>
      call(sharingGroups.preview, {
        params: { ref: String(group.id) },
        body: { organisationIds: key.split(',').map(Number), extend: false },
      }),
    [group.id, key],
  );
  const { value, error } = useSettled(asked);
  if (error) return <ProblemNote problem={asProblem(error)} />;
  return (
    <div className="sharing-preview" aria-live="polite">
      {value ? <Consequences preview={value} /> : <p className="muted m-0">{text.preview.pending}</p>}
    </div>
  );
}

function Consequences({ preview }: { readonly preview: SharingGroupEnrolmentPreview }) {
  const { joining, already, willSee } = preview;
  const names = joining.map(({ organisation }) => organisation.name);
  const members = already.map(({ organisation }) => organisation.name);
  const users = joining.reduce((sum, one) => sum + one.users, 0);
  return (
    <>
      {names.length > 0 ? (
        <p className="m-0">
          {text.preview.joins(names, willSee.members)}
          {willSee.members > 0
            ? `: ${text.preview.names(willSee.names, willSee.members - willSee.names.length)}.`
            : null}{' '}
          <span className="muted">{text.preview.seenBy(users)}</span>
        </p>
      ) : null}
      {members.length > 0 ? <p className="m-0 muted">{text.preview.already(members)}</p> : null}
    </>
  );
}
