import {
  type Candidate,
  inbox,
  type OrganisationGuess,
  type RegistrationAdvice,
  RegistrationDecision,
  type RegistrationPayload,
} from '@cerebrate/contract';
import * as z from 'zod';
import { call, ProblemError } from '../../api/index.js';
import { administeredOrganisations, searchAdministered, searchWithoutAccount } from '../../parts/identity/index.js';
import { asProblem, type Choice, FormFor, type FormItem, FormPage, KeyValue } from '../../ui/index.js';
import { text } from './text.js';
import { wishFacts } from './wish-facts.js';

interface ApproveProps {
  readonly id: number;
  readonly wish: RegistrationPayload;
  readonly advice: RegistrationAdvice;
  readonly roles: { readonly choices: readonly Choice[]; readonly usual: string };
}

interface Values {
  individualId?: number | null | undefined;
  firstName?: string | undefined;
  lastName?: string | undefined;
  email?: string | null | undefined;
  position?: string | undefined;
  username?: string | undefined;
  organisationId?: number | null | undefined;
  roleId?: number | string | null | undefined;
  disabled?: boolean | undefined;
}

/** Somebody of the directory is taken as they are; what a new person shall be called is sent. */
const ApprovalForm = z
  .custom<Values>()
  .transform(
    ({
      individualId,
      firstName,
      lastName,
      email,
      position,
      username,
      organisationId,
      roleId,
      disabled = false,
    }): z.input<typeof RegistrationDecision> => ({
      individualId: individualId ?? null,
      ...(individualId ? {} : { firstName, lastName, email: email ?? '', ...(position ? { position } : {}) }),
      username,
      organisationId: organisationId ?? 0,
      ...(roleId ? { roleId: Number(roleId) } : {}),
      disabled,
    }),
  )
  .pipe(RegistrationDecision);

/** Approves a registration: who it is, for which organisation, with which role (FEATURES REG-03; SCREENS §8). */
export function ApproveRegistration({ id, wish, advice, roles }: ApproveProps) {
  const { registration: words } = text;
  const [guess] = mine(advice.organisations);
  const [match] = advice.people.filter(({ email }) => email.toLowerCase() === wish.email.toLowerCase());
  return (
    <FormPage title={words.title} lead={(wish.provider ? words.leadOfProvider : words.lead)(wish.email)}>
      <div className="form-body">
        <KeyValue facts={wishFacts(wish)} />
        <Notices advice={advice} />
      </div>
      <FormFor
        schema={ApprovalForm}
        values={{
          individualId: match?.id ?? null,
          firstName: wish.firstName,
          lastName: wish.lastName,
          email: wish.email,
          position: '',
          username: wish.username,
          organisationId: guess?.id ?? null,
          roleId: roles.usual,
          disabled: false,
        }}
        fields={[...personFields(advice, match), ...accountFields(advice, guess, roles.choices)]}
        submit={words.act}
        back={`/inbox/view/${id}`}
        onSave={async (decision, signal) => {
          try {
            return await call(inbox.accept, { params: { ref: String(id) }, body: { decision }, signal });
          } catch (error) {
            throw ofTheForm(error);
          }
        }}
        onSaved={({ outcome }) => ({
          toast: (wish.provider ? words.doneOfProvider : words.done)(String(outcome?.['username'] ?? '')),
        })}
      />
    </FormPage>
  );
}

/** The suggestions one may follow. */
function mine(guesses: readonly OrganisationGuess[]): readonly OrganisationGuess[] {
  const administered = administeredOrganisations();
  return administered === 'all' ? guesses : guesses.filter(({ id }) => administered.has(id));
}

function Notices({ advice }: { readonly advice: RegistrationAdvice }) {
  const { registration: words } = text;
  return (
    <div className="mt-3">
      <p className="notice-strip" data-tone={advice.confirmedAt ? 'ok' : 'attention'}>
        {advice.confirmedAt ? words.confirmed : words.unconfirmed}
      </p>
      {advice.usernameTaken ? (
        <p className="notice-strip" data-tone="attention">
          {words.usernameTaken}
        </p>
      ) : null}
      {advice.emailTaken ? (
        <p className="notice-strip" data-tone="broken">
          {words.emailTaken}
        </p>
      ) : null}
    </div>
  );
}

const nameOf = ({ firstName, lastName, email }: Candidate): string => `${firstName} ${lastName} (${email})`;
const isNew = (values: Values): boolean => !values.individualId;

function personFields(advice: RegistrationAdvice, match: Candidate | undefined): FormItem<Values>[] {
  const { registration: words } = text;
  const known = advice.people.map(nameOf).join(', ');
  return [
    { heading: words.person, ...(known ? { lead: words.suggested(known) } : {}) },
    {
      name: 'individualId',
      label: words.existing,
      input: 'search',
      numeric: true,
      search: searchWithoutAccount,
      placeholder: words.existingPlaceholder,
      help: match ? words.existingHelp : `${words.existingHelp} ${words.otherAddress}`,
      ...(match ? { chosen: { value: String(match.id), label: nameOf(match) } } : {}),
    },
    { name: 'firstName', label: words.firstName, input: 'text', width: 'half', required: true, when: isNew },
    { name: 'lastName', label: words.lastName, input: 'text', width: 'half', required: true, when: isNew },
    { name: 'email', label: words.email, input: 'email', width: 'half', required: true, when: isNew },
    { name: 'position', label: words.position, input: 'text', width: 'half', when: isNew },
  ];
}

function accountFields(
  advice: RegistrationAdvice,
  guess: OrganisationGuess | undefined,
  roles: readonly Choice[],
): FormItem<Values>[] {
  const { registration: words } = text;
  const likely = mine(advice.organisations)
    .map(({ name, reasons }) => `${name} (${reasons.map((reason) => words.reasons[reason]).join(', ')})`)
    .join('; ');
  return [
    { heading: words.account },
    { name: 'username', label: words.username, input: 'text', required: true },
    {
      name: 'organisationId',
      label: words.organisation,
      input: 'search',
      numeric: true,
      required: true,
      width: 'half',
      search: searchAdministered,
      help: likely ? words.guesses(likely) : words.noGuess,
      ...(guess ? { chosen: { value: String(guess.id), label: guess.name } } : {}),
    },
    { name: 'roleId', label: words.role, input: 'select', choices: roles, width: 'half', required: true },
    { name: 'disabled', label: words.disabled, input: 'switch', help: words.disabledHelp },
  ];
}

/** Faults by the fields of this form: those of the decision, and those of the account that it would make. */
function ofTheForm(error: unknown): unknown {
  if (!(error instanceof ProblemError)) return error;
  const problem = asProblem(error);
  const issues = problem.issues.map((issue) => ({
    ...issue,
    path: issue.path.filter((part) => part !== 'body' && part !== 'decision' && part !== 'individual'),
  }));
  return new ProblemError({ ...problem, detail: problem.detail ?? '', issues });
}
