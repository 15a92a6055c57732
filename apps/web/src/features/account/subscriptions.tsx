import { notifications, type Subscription } from '@cerebrate/contract';
import { useState } from 'react';
import { call } from '../../api/index.js';
import { tellFailure } from '../../parts/identity/index.js';
import { toast } from '../../ui/index.js';
import { text } from './text.js';

const mails = ['off', 'now', 'daily'] as const;

/** What one is told, kind by kind (FEATURES MSG-07, SEC-07). */
export function Subscriptions({ subscriptions }: { readonly subscriptions: readonly Subscription[] }) {
  const [chosen, setChosen] = useState(subscriptions);
  const words = text.notifications;
  const choose = async (next: Subscription) => {
    const before = chosen;
    setChosen(chosen.map((one) => (one.kind === next.kind ? next : one)));
    try {
      await call(notifications.subscribe, {
        params: { kind: next.kind },
        body: { bell: next.bell, mail: next.mail },
      });
      toast({ tone: 'ok', text: words.saved });
    } catch (error) {
      setChosen(before);
      tellFailure(error);
    }
  };
  return (
    <>
      <p className="muted">{words.lead}</p>
      <table className="account-subscriptions">
        <thead>
          <tr>
            <th scope="col">{words.kind}</th>
            <th scope="col">{words.bell}</th>
            <th scope="col">{words.mail}</th>
          </tr>
        </thead>
        <tbody>
          {chosen.map((one) => (
            <Row key={one.kind} one={one} onChoose={(next) => void choose(next)} />
          ))}
        </tbody>
      </table>
    </>
  );
}

interface RowProps {
  readonly one: Subscription;
  readonly onChoose: (next: Subscription) => void;
}

function Row({ one, onChoose }: RowProps) {
  const words = text.notifications;
  return (
    <tr>
      <th scope="row">
        {one.label}
        <span className="muted">{one.description}</span>
      </th>
      <td>
        <input
          type="checkbox"
          className="form-check-input"
          aria-label={words.bellOf(one.label)}
          checked={one.bell}
          onChange={(event) => onChoose({ ...one, bell: event.target.checked })}
        />
      </td>
      <td>
        <select
          className="form-select"
          aria-label={words.mailOf(one.label)}
          value={one.mail}
          onChange={(event) => {
            const mail = mails.find((value) => value === event.target.value);
            if (mail) onChoose({ ...one, mail });
          }}
        >
          {mails.map((mail) => (
            <option key={mail} value={mail}>
              {words.mails[mail]}
            </option>
          ))}
        </select>
      </td>
    </tr>
  );
}
