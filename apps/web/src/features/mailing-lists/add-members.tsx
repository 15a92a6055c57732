import { mailingLists, search } from '@cerebrate/contract';
import { useState } from 'react';
import { call } from '../../api/index.js';
import { tellFailure } from '../../parts/identity/index.js';
import { searchOrganisations } from '../../parts/organisations/organisation-choices.js';
import { type ChoiceSearch, Modal, TagPicker, toast } from '../../ui/index.js';
import { DialogFoot } from './dialog-foot.js';
import { text } from './text.js';

/** Finds people for a picker by name and address; nothing is offered before something is typed. @throws ProblemError */
const searchPeople: ChoiceSearch = async (q, signal) => {
  if (q === '') return [];
  const { hits } = await call(search.group, { params: { group: 'individuals' }, query: { q, limit: '20' }, signal });
  return hits.flatMap((hit) =>
    hit.kind === 'individual' ? [{ value: String(hit.id), label: hit.name || hit.email, hint: hit.email }] : [],
  );
};

interface AddMembersProps {
  readonly list: { readonly id: number; readonly name: string };
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Adds people, and all people of organisations, to a list (FEATURES MLS-03). */
export function AddMembers({ list, onClose, onDone }: AddMembersProps) {
  const [people, setPeople] = useState<readonly string[]>([]);
  const [organisations, setOrganisations] = useState<readonly string[]>([]);
  const [pending, setPending] = useState(false);
  const isReady = people.length + organisations.length > 0 && !pending;
  const add = async () => {
    setPending(true);
    try {
      const { joined, unchanged } = await call(mailingLists.addMembers, {
        params: { ref: String(list.id) },
        body: { individualIds: people.map(Number), organisationIds: organisations.map(Number) },
      });
      toast({ tone: 'ok', text: text.members.joined(joined, unchanged) });
      onDone();
      onClose();
    } catch (error) {
      tellFailure(error);
    } finally {
      setPending(false);
    }
  };
  const foot = <DialogFoot form="add-members" act={text.members.addAct} isReady={isReady} onClose={onClose} />;
  return (
    <Modal title={text.members.addTitle(list.name)} show onClose={onClose} foot={foot}>
      <form
        id="add-members"
        className="d-flex flex-column gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) void add();
        }}
      >
        <Picked
          id="add-people"
          label={text.members.people}
          values={people}
          source={searchPeople}
          onChange={setPeople}
          first
        />
        <Picked
          id="add-organisations"
          label={text.members.organisations}
          help={text.members.organisationsHelp}
          values={organisations}
          source={searchOrganisations}
          onChange={setOrganisations}
        />
      </form>
    </Modal>
  );
}

interface PickedProps {
  readonly id: string;
  readonly label: string;
  readonly help?: string;
  readonly values: readonly string[];
  readonly source: ChoiceSearch;
  readonly onChange: (values: readonly string[]) => void;
  readonly first?: boolean;
}

function Picked({ id, label, help, values, source, onChange, first = false }: PickedProps) {
  return (
    <div>
      <label className="form-label" htmlFor={id}>
        {label}
      </label>
      <TagPicker
        id={id}
        label={label}
        values={values}
        source={source}
        autoFocus={first}
        {...(help ? { describedBy: `${id}-help` } : {})}
        onChange={(next) => onChange(next)}
      />
      {help ? (
        <div id={`${id}-help`} className="form-text">
          {help}
        </div>
      ) : null}
    </div>
  );
}
