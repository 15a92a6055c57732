import { type ConsentState, consents, type PublicKind } from '@cerebrate/contract';
import { useEffect, useId, useState } from 'react';
import { call, currentSession } from '../../api/index.js';
import {
  ActionButton,
  asProblem,
  type Problem,
  ProblemNote,
  RelativeTime,
  Skeleton,
  toast,
  useSettled,
} from '../../ui/index.js';
import './consent.scss';
import { PublicFacts } from './public-facts.js';
import { text } from './text.js';

interface ConsentPanelProps {
  readonly kind: PublicKind;
  readonly id: number;
}

/** What strangers see of a record: who agreed, which fields, and how it looks; edited by whoever answers for the record. */
export function ConsentPanel({ kind, id }: ConsentPanelProps) {
  const params = { kind, ref: String(id) };
  const [asked, ask] = useState(() => load(params));
  const { value, error } = useSettled(asked);
  if (error) return <ProblemNote problem={asProblem(error)} lead={text.failed} />;
  if (!value) return <Skeleton label={text.title} lines={4} />;
  const reload = () => ask(load(params));
  const withdraw = async () => {
    await call(consents.withdraw, { params });
    toast({ tone: 'ok', text: text.withdrawn });
    reload();
  };
  return (
    <div className="consent-panel">
      {value.consent ? (
        <p>
          {text.shown(value.consent.agreedBy)} <RelativeTime at={value.consent.agreedAt} />{' '}
          {value.consent.recordedBy ? <span className="muted">{text.recorded(value.consent.recordedBy)}</span> : null}
        </p>
      ) : (
        <p className="muted">{text.none}</p>
      )}
      {value.mayChange ? (
        <Editor key={value.consent?.version ?? 0} state={value} params={params} onSaved={reload} />
      ) : null}
      {value.mayChange && value.consent ? (
        <ActionButton action={{ label: text.withdraw, tone: 'danger', onSelect: () => void withdraw() }} look="plain" />
      ) : null}
    </div>
  );
}

type Params = { readonly kind: PublicKind; readonly ref: string };
const load = (params: Params) => call(consents.get, { params });

interface EditorProps {
  readonly state: ConsentState;
  readonly params: Params;
  readonly onSaved: () => void;
}

function Editor({ state: { consent, offers }, params, onSaved }: EditorProps) {
  const id = useId();
  const person = currentSession()?.user?.individual;
  const [fields, choose] = useState<readonly string[]>(consent?.fields ?? []);
  const [agreedBy, setAgreedBy] = useState(
    consent?.agreedBy ?? `${person?.firstName ?? ''} ${person?.lastName ?? ''}`.trim(),
  );
  const [note, setNote] = useState(consent?.note ?? '');
  const [problem, setProblem] = useState<Problem>();
  const toggle = (field: string, isChosen: boolean) =>
    choose(isChosen ? [...fields, field] : fields.filter((one) => one !== field));
  const save = async () => {
    setProblem(undefined);
    try {
      const body = { fields: [...fields], agreedBy, note: note || null };
      await call(consents.put, { params, body, ...(consent ? { ifMatch: consent.version } : {}) });
      toast({ tone: 'ok', text: text.saved });
      onSaved();
    } catch (error) {
      setProblem(asProblem(error));
    }
  };
  return (
    <div className="consent-editor">
      <Offers offers={offers} fields={fields} onToggle={toggle} />
      <Preview params={params} fields={fields} />
      <div className="consent-who">
        <label htmlFor={`${id}by`}>{text.agreedBy}</label>
        <input
          id={`${id}by`}
          className="form-control"
          value={agreedBy}
          maxLength={191}
          onChange={(event) => setAgreedBy(event.target.value)}
          aria-describedby={`${id}help`}
        />
        <p id={`${id}help`} className="muted">
          {text.agreedByHelp}
        </p>
        <label htmlFor={`${id}note`}>{text.note}</label>
        <textarea
          id={`${id}note`}
          className="form-control"
          rows={2}
          value={note}
          maxLength={2000}
          onChange={(event) => setNote(event.target.value)}
        />
        {problem ? <ProblemNote problem={problem} /> : null}
        <button type="button" className="btn btn-primary mt-2" onClick={() => void save()}>
          {text.agree}
        </button>
      </div>
    </div>
  );
}

interface OffersProps {
  readonly offers: ConsentState['offers'];
  readonly fields: readonly string[];
  readonly onToggle: (field: string, isChosen: boolean) => void;
}

function Offers({ offers, fields, onToggle }: OffersProps) {
  return (
    <fieldset>
      <legend>{text.fields}</legend>
      {offers.map((offer) => (
        <label key={offer.field} className="consent-field">
          <input
            type="checkbox"
            className="form-check-input"
            checked={fields.includes(offer.field)}
            onChange={(event) => onToggle(offer.field, event.target.checked)}
          />
          <span>{offer.label ?? text.labels[offer.field] ?? offer.field}</span>
          <span className="muted cut">{offer.value}</span>
        </label>
      ))}
      <p className="muted">{text.always}</p>
    </fieldset>
  );
}

/** The record as strangers would see it with the fields chosen at the moment. */
function Preview({ params: { kind, ref }, fields }: { readonly params: Params; readonly fields: readonly string[] }) {
  const [asked, ask] = useState<ReturnType<typeof preview>>();
  useEffect(() => {
    const timer = setTimeout(() => ask(preview({ kind, ref }, fields)), 200);
    return () => clearTimeout(timer);
  }, [kind, ref, fields]);
  const { value, error } = useSettled(asked ?? null);
  return (
    <section className="surface consent-preview" aria-label={text.preview}>
      <h2>{text.preview}</h2>
      {error ? <ProblemNote problem={asProblem(error)} lead={text.previewFailed} /> : null}
      {value ? <PublicFacts entry={value} /> : <Skeleton label={text.preview} lines={3} />}
    </section>
  );
}

const preview = (params: Params, fields: readonly string[]) =>
  call(consents.preview, { params, body: { fields: [...fields] } });
