import { type Organisation, OrganisationChanges, organisations } from '@cerebrate/contract';
import { useCallback, useRef, useState } from 'react';
import { type LoaderFunctionArgs, useLoaderData, useRevalidator } from 'react-router';
import { call, ProblemError } from '../../api/index.js';
import { FormFor, FormPage } from '../../ui/index.js';
import { changesKept, conflictOf } from './conflict.js';
import { ConflictDialog, type ConflictEnd, type EditConflict } from './conflict-dialog.js';
import { changeFields } from './form-fields.js';
import { loadOffers } from './form-load.js';
import { text } from './text.js';

/** The organisation to change and what its form offers. @throws ProblemError 403 when it is another's to change */
export async function loader({ params, request }: LoaderFunctionArgs) {
  const [organisation, offers] = await Promise.all([
    call(organisations.get, { params: { ref: params['ref'] ?? '' }, signal: request.signal }),
    loadOffers(request.signal),
  ]);
  if (!organisation.mayChange) throw new ProblemError({ status: 403, title: '', detail: text.form.noRight });
  return { organisation, offers };
}

type Offers = Awaited<ReturnType<typeof loader>>['offers'];

/** Changes an organisation; a change somebody saved meanwhile is shown before anything is lost (FEATURES ORG-06). */
export function Component() {
  const { organisation, offers } = useLoaderData<typeof loader>();
  return (
    <FormPage title={text.form.editTitle(organisation.name)}>
      <EditForm key={`${organisation.id} ${organisation.version}`} organisation={organisation} offers={offers} />
    </FormPage>
  );
}

function EditForm({ organisation, offers }: { readonly organisation: Organisation; readonly offers: Offers }) {
  const { save, dialog } = useCarefulSave(organisation, offers);
  return (
    <>
      <FormFor
        schema={OrganisationChanges}
        values={valuesOf(organisation)}
        fields={changeFields(offers, organisation)}
        send="changed"
        submit={text.form.save}
        back={`/organisations/view/${organisation.id}`}
        issuePrefix={['body']}
        onSave={save}
        onSaved={(saved) => ({ toast: text.form.saved(saved.name) })}
      />
      {dialog}
    </>
  );
}

/** The stored values as the inputs hold them; meta-fields begin with no change. */
const valuesOf = ({ name, country, sector, type, url, contacts, uuid }: Organisation) => ({
  name,
  country,
  sector: sector ?? '',
  type: type ?? '',
  url: url ?? '',
  contacts: contacts ?? '',
  uuid,
  metaFields: [],
});

/** Saves what was changed; when somebody else was faster, asks what to do with both. */
function useCarefulSave(base: Organisation, offers: Offers) {
  const { revalidate } = useRevalidator();
  const [open, setOpen] = useState<{ readonly conflict: EditConflict; readonly end: (end: ConflictEnd) => void }>();
  const known = useRef(base);
  const ask = useCallback(
    (conflict: EditConflict) =>
      new Promise<ConflictEnd>((resolve) => {
        const end = (how: ConflictEnd) => {
          setOpen(undefined);
          resolve(how);
        };
        setOpen({ conflict, end });
      }),
    [],
  );
  const params = { ref: String(base.id) };
  const save = async (changes: OrganisationChanges, signal: AbortSignal): Promise<Organisation> => {
    try {
      return await call(organisations.update, { params, body: changes, ifMatch: known.current.version, signal });
    } catch (error) {
      if (!(error instanceof ProblemError) || error.status !== 412) throw error;
      const theirs = await call(organisations.get, { params, signal });
      const labelOf = (fieldId: number) =>
        offers.templates.flatMap((template) => template.fields).find((field) => field.id === fieldId)?.field ?? '';
      const conflict = conflictOf(known.current, theirs, changes, labelOf);
      const end = await ask(conflict);
      if (end.act === 'overwrite') {
        known.current = theirs;
        return save(changesKept(changes, conflict, end.mine), signal);
      }
      if (end.act === 'load') await revalidate();
      throw error;
    }
  };
  return { save, dialog: open ? <ConflictDialog conflict={open.conflict} onEnd={open.end} /> : null };
}
