import { factors, type Passkey } from '@cerebrate/contract';
import { type FormEvent, useId, useState } from 'react';
import { useRevalidator } from 'react-router';
import { call } from '../../api/index.js';
import { tellFailure } from '../../parts/identity/index.js';
import { factorText as text } from '../../parts/second-factor/index.js';
import { Modal } from '../../ui/index.js';

/** Gives a passkey another name. */
export function RenamePasskey({ passkey, onDone }: { readonly passkey: Passkey; readonly onDone: () => void }) {
  const id = useId();
  const { revalidate } = useRevalidator();
  const [name, setName] = useState(passkey.name);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    try {
      await call(factors.renamePasskey, { params: { id: passkey.id }, body: { name } });
    } catch (error) {
      return tellFailure(error);
    }
    onDone();
    void revalidate();
  };
  return (
    <Modal title={text.passkeys.renameTitle} show onClose={onDone}>
      <form onSubmit={(event) => void submit(event)}>
        <label className="form-label" htmlFor={id}>
          {text.passkeys.nameLabel}
        </label>
        <div className="enrol-code">
          <input
            id={id}
            className="form-control"
            maxLength={60}
            autoFocus
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <button type="submit" className="btn btn-primary" disabled={name.trim() === ''}>
            {text.passkeys.save}
          </button>
        </div>
      </form>
    </Modal>
  );
}
