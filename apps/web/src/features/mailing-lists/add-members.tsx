import { mailingLists } from '@cerebrate/contract';
import { useState } from 'react';
import { call } from '../../api/index.js';
import { tellFailure } from '../../parts/identity/index.js';
import { searchOrganisations } from '../../parts/organisations/organisation-choices.js';
import { searchPeople } from '../../parts/people/person-choices.js';
import { DialogFoot, LabelledPicker, Modal, toast } from '../../ui/index.js';
import { text } from './text.js';

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
        <LabelledPicker
          label={text.members.people}
          values={people}
          source={searchPeople}
          onChange={setPeople}
          autoFocus
        />
        <LabelledPicker
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
