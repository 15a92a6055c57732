import { NewRegistration, registration } from '@cerebrate/contract';
import { useState } from 'react';
import { Link, type LoaderFunctionArgs, useLoaderData } from 'react-router';
import type * as z from 'zod';
import { call } from '../../api/index.js';
import { FormFor, type FormItem } from '../../ui/index.js';
import { Outcome } from './outcome.js';
import './registration.scss';
import { text } from './text.js';

/** Whether registration is open. @throws ProblemError */
export const loader = ({ request: { signal } }: LoaderFunctionArgs) => call(registration.state, { signal });

const blank = {
  firstName: '',
  lastName: '',
  email: '',
  username: '',
  organisationName: '',
  organisationUuid: '',
  note: '',
  website: '',
};

const fields: readonly FormItem<z.input<typeof NewRegistration>>[] = [
  {
    name: 'firstName',
    label: text.firstName,
    input: 'text',
    width: 'half',
    required: true,
    autoComplete: 'given-name',
  },
  {
    name: 'lastName',
    label: text.lastName,
    input: 'text',
    width: 'half',
    required: true,
    autoComplete: 'family-name',
  },
  {
    name: 'email',
    label: text.email,
    input: 'email',
    required: true,
    help: text.emailHelp,
    blank: 'text',
    autoComplete: 'email',
  },
  {
    name: 'username',
    label: text.username,
    input: 'text',
    required: true,
    help: text.usernameHelp,
    autoComplete: 'username',
  },
  { name: 'organisationName', label: text.organisation, input: 'text', autoComplete: 'organization' },
  {
    name: 'organisationUuid',
    label: text.organisationUuid,
    input: 'text',
    mono: true,
    help: text.organisationUuidHelp,
  },
  { name: 'note', label: text.note, input: 'textarea', rows: 3 },
  { name: 'website', label: text.trap, input: 'custom', render: Trap },
];

/** A stranger asks for an account (FEATURES REG-01). */
export function Component() {
  const { isOpen } = useLoaderData<typeof loader>();
  const [isSent, setSent] = useState(false);
  if (!isOpen) return <Outcome title={text.closed} lead={text.closedLead} />;
  if (isSent) return <Outcome title={text.sent.title} lead={text.sent.body} />;
  return (
    <>
      <title>{text.title}</title>
      <h1>{text.title}</h1>
      <p className="muted">{text.lead}</p>
      <div className="registration">
        <FormFor
          schema={NewRegistration}
          values={blank}
          fields={fields}
          submit={text.submit}
          failed={text.failed}
          onSave={(body, signal) => call(registration.ask, { body, signal })}
          onSaved={() => {
            setSent(true);
            return {};
          }}
        />
      </div>
      <p className="mt-3 mb-0">
        <Link to="/users/login">{text.signIn}</Link>
      </p>
    </>
  );
}

/** Not seen, not reached by keyboard, not read aloud: who fills it in is a program. */
function Trap({
  id,
  value,
  onChange,
}: {
  readonly id: string;
  readonly value: unknown;
  onChange(value: unknown): void;
}) {
  return (
    <input
      id={id}
      type="text"
      className="registration-trap"
      tabIndex={-1}
      autoComplete="off"
      aria-hidden="true"
      value={String(value ?? '')}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
