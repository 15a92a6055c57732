import { classify, type Responsible, type ResponsibleAnswer, responsible } from '@cerebrate/contract';
import { type FormEvent, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { call } from '../../api/index.js';
import { asProblem, Chip, Country, EmptyState, Icon, ProblemNote, Skeleton, useSettled } from '../../ui/index.js';
import { text } from './text.js';

/** What of a text can be looked up by responsibility, as the API asks for it; nothing for words. */
function questionOf(asked: string) {
  const meaning = classify(asked);
  switch (meaning.kind) {
    case 'address':
      return { ip: meaning.address };
    case 'network':
      return { cidr: meaning.net };
    case 'asn':
      return { asn: String(meaning.asn) };
    case 'domain':
      return { domain: meaning.domain };
    default:
      return undefined;
  }
}

/** Who answers for what the address of this page asks (`?for=`); nothing when it asks nothing. */
export function answersFor(asked: string): Promise<Responsible> | undefined {
  const query = questionOf(asked);
  return query && call(responsible, { query: { ...query, limit: '10' } });
}

const listOf = (asked: string): string => `/organisations/index?${new URLSearchParams({ q: asked })}`;

interface LookUpProps {
  readonly asked: string;
  readonly answers: Promise<Responsible> | undefined;
}

/** Asks the directory who answers for an address, a network, an AS number or a domain; words go to the list. */
export function LookUp({ asked, answers }: LookUpProps) {
  const navigate = useNavigate();
  const [typed, setTyped] = useState(asked);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const query = typed.trim();
    if (query !== '') void navigate(questionOf(query) ? `/?${new URLSearchParams({ for: query })}` : listOf(query));
  };
  return (
    <div role="search" aria-label={text.lookUp.title} className="surface home-block">
      <h2>{text.lookUp.title}</h2>
      <form className="home-look-up" onSubmit={submit}>
        <input
          type="text"
          enterKeyHint="search"
          className="form-control"
          aria-label={text.lookUp.label}
          placeholder={text.lookUp.placeholder}
          value={typed}
          maxLength={400}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setTyped(event.target.value)}
        />
        <button type="submit" className="btn btn-primary" disabled={typed.trim() === ''}>
          {text.lookUp.act}
        </button>
      </form>
      <div aria-live="polite">
        {answers !== undefined && answers !== null ? <Answers asked={asked} answers={answers} /> : null}
      </div>
    </div>
  );
}

function Answers({ asked, answers }: { readonly asked: string; readonly answers: Promise<Responsible> }) {
  const { pending, value, error } = useSettled(answers);
  if (pending) return <Skeleton lines={2} label={text.lookUp.title} />;
  if (!value) return <ProblemNote problem={asProblem(error)} lead={text.lookUp.failed} />;
  const list = { label: text.lookUp.list, icon: 'search', to: listOf(asked) } as const;
  if (value.answers.length === 0) return <EmptyState text={text.lookUp.nobody(value.query.value)} action={list} />;
  return (
    <section className="home-answers" aria-label={text.lookUp.closest(value.query.value)}>
      <header>
        <h3>{text.lookUp.closest(value.query.value)}</h3>
        <Link to="/" className="btn btn-ghost btn-icon btn-sm" aria-label={text.lookUp.clear} title={text.lookUp.clear}>
          <Icon name="x-lg" />
        </Link>
      </header>
      <ol>
        {value.answers.map((answer) => (
          <Answer key={answer.organisation.id} answer={answer} />
        ))}
      </ol>
    </section>
  );
}

function Answer({ answer: { organisation, matched, contacts } }: { readonly answer: ResponsibleAnswer }) {
  return (
    <li>
      <span className="home-answer-name">
        <Country code={organisation.country} show="flag" />
        <Link to={`/organisations/view/${organisation.id}`}>{organisation.name}</Link>
      </span>
      <Chip mono title={text.lookUp.by(matched.field)}>
        {matched.value}
      </Chip>
      <span className="home-answer-mail">
        {contacts.emails.map((email) => (
          <a key={email} href={`mailto:${email}`}>
            {email}
          </a>
        ))}
      </span>
    </li>
  );
}
