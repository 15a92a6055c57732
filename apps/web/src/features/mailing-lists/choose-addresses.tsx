import { type MailingListMember, mailingLists } from '@cerebrate/contract';
import { useId, useState } from 'react';
import { call } from '../../api/index.js';
import { tellFailure } from '../../parts/identity/index.js';
import { DialogFoot, Modal, toast } from '../../ui/index.js';
import { text } from './text.js';

interface ChooseAddressesProps {
  readonly listId: number;
  readonly member: MailingListMember;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

const keyOf = ({ source, id }: { readonly source: string; readonly id: number | null }): string => `${source} ${id}`;

/** Which addresses of a member a list uses. */
export function ChooseAddresses({ listId, member, onClose, onDone }: ChooseAddressesProps) {
  const { individual, addresses } = member;
  const [chosen, setChosen] = useState<readonly string[]>(addresses.filter((one) => one.chosen).map(keyOf));
  const id = useId();
  const idsOf = (source: string) =>
    addresses.flatMap((one) =>
      one.source === source && one.id !== null && chosen.includes(keyOf(one)) ? [one.id] : [],
    );
  const save = async () => {
    try {
      await call(mailingLists.setAddresses, {
        params: { ref: String(listId) },
        body: {
          individualId: individual.id,
          primary: chosen.includes('primary null'),
          addressIds: idsOf('address'),
          metaFieldIds: idsOf('metaField'),
        },
      });
      toast({ tone: 'ok', text: text.members.chosen });
      onDone();
      onClose();
    } catch (error) {
      tellFailure(error);
    }
  };
  const foot = <DialogFoot form={id} act={text.members.save} isReady={chosen.length > 0} onClose={onClose} />;
  return (
    <Modal title={text.members.chooseTitle(individual.name)} show onClose={onClose} foot={foot}>
      <form
        id={id}
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <fieldset>
          <legend className="form-label">{text.members.chooseLead}</legend>
          {addresses.map((one) => (
            <Address
              key={keyOf(one)}
              id={`${id}-${keyOf(one)}`}
              address={one}
              checked={chosen.includes(keyOf(one))}
              onToggle={(isOn) =>
                setChosen(isOn ? [...chosen, keyOf(one)] : chosen.filter((other) => other !== keyOf(one)))
              }
            />
          ))}
        </fieldset>
        {chosen.length === 0 ? <p className="muted mb-0">{text.members.needsOne}</p> : null}
      </form>
    </Modal>
  );
}

interface AddressProps {
  readonly id: string;
  readonly address: MailingListMember['addresses'][number];
  readonly checked: boolean;
  readonly onToggle: (isOn: boolean) => void;
}

function Address({ id, address, checked, onToggle }: AddressProps) {
  return (
    <div className="form-check">
      <input
        id={id}
        type="checkbox"
        className="form-check-input"
        checked={checked}
        onChange={(event) => onToggle(event.target.checked)}
      />
      <label htmlFor={id} className="form-check-label">
        {address.address} <span className="muted">{address.label}</span>
      </label>
    </div>
  );
}
