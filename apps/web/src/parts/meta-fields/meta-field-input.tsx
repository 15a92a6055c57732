import type { TemplateField } from '@cerebrate/contract';
import { type ReactNode, useId, useMemo } from 'react';
import { type Choice, type FieldControl, Icon, TagPicker, useRested, ValuesInput } from '../../ui/index.js';
import { faultsOf, hintOf, rewritten, type ValueFault } from './field-values.js';
import { exact } from './meta-value.js';
import { text } from './text.js';

interface MetaFieldInputProps {
  readonly id: string;
  readonly field: TemplateField;
  readonly texts: readonly string[];
  readonly stored: readonly string[];
  readonly disabled: boolean;
  /** What the server said of these values. */
  readonly refused: readonly ValueFault[];
  readonly onChange: (texts: readonly string[]) => void;
  readonly onBlur: () => void;
  /** Drawn beside the field's name. */
  readonly beside?: ReactNode;
}

/** Beyond this many, one text area is quicker to read, paste into and draw than as many inputs. */
const mostRows = 30;
/** Faults wait until the typing rests, in milliseconds. */
const rest = 400;

/** The input of one field: its kind follows from the field's type, list and number of values; judged as one types. */
export function MetaFieldInput(props: MetaFieldInputProps) {
  const { id, field, texts, beside } = props;
  const faults = useFaults(props);
  const hint = hintOf(field);
  return (
    <div className="form-field">
      <div className="meta-field-label">
        <label className="form-label" htmlFor={id} id={`${id}-label`}>
          {field.field}
        </label>
        {hint.kind || beside ? (
          <span className="muted">
            {hint.kind} {beside}
          </span>
        ) : null}
      </div>
      <InputOf {...props} faults={faults} example={hint.example} />
      <StoredAs field={field} texts={texts} />
    </div>
  );
}

/** The server's faults, and ours on the values that rest. */
function useFaults({ field, texts, stored, refused }: MetaFieldInputProps): ValueFault[] {
  const rested = useRested(texts, rest);
  const found = useMemo(() => faultsOf(field, rested, stored), [field, rested, stored]);
  const own = found.filter(({ at }) => texts[at] === rested[at]);
  return [...own, ...refused.filter(({ at }) => !own.some((fault) => fault.at === at))];
}

type Judged = MetaFieldInputProps & { readonly faults: readonly ValueFault[]; readonly example: string };

function InputOf(props: Judged) {
  const { field, texts } = props;
  const isMany = field.multiple || texts.length > 1;
  if (isMany && field.valuesList.length > 0) return <ManyChoices {...props} />;
  if (isMany) return texts.length > mostRows ? <Area {...props} /> : <Rows {...props} />;
  if (field.valuesList.length > 0)
    return <Select {...props} choices={field.valuesList.map((value) => ({ value, label: value }))} />;
  if (field.meaning === 'boolean') {
    return (
      <Select
        {...props}
        choices={[
          { value: '1', label: text.yes },
          { value: '0', label: text.no },
        ]}
      />
    );
  }
  return <Line {...props} />;
}

const isMono = ({ meaning }: TemplateField): boolean => [...exact].some((one) => one === meaning);

const faultId = (id: string): string => `${id}-fault`;

function Fault({ id, faults }: { readonly id: string; readonly faults: readonly ValueFault[] }) {
  const [first] = faults;
  return first ? (
    <div className="invalid-feedback" id={faultId(id)}>
      <Icon name="exclamation-octagon" /> {first.message}
    </div>
  ) : null;
}

function Line({ id, field, texts, faults, disabled, example, onChange, onBlur }: Judged) {
  const listId = useId();
  const value = texts[0] ?? '';
  const shared = {
    id,
    disabled,
    value,
    onBlur,
    className: `form-control${faults.length > 0 ? ' is-invalid' : ''}${isMono(field) ? ' mono' : ''}`,
    'aria-invalid': faults.length > 0 || undefined,
    'aria-describedby': faults.length > 0 ? faultId(id) : undefined,
  };
  const isLong = field.type === 'text' && /\n/.test(value);
  const offers = field.saneDefault;
  return (
    <>
      {isLong ? (
        <textarea {...shared} rows={4} onChange={(event) => onChange([event.target.value])} />
      ) : (
        <input
          {...shared}
          type={field.type === 'date' ? 'date' : 'text'}
          placeholder={example}
          autoComplete="off"
          list={offers.length > 0 ? listId : undefined}
          spellCheck={isMono(field) ? false : undefined}
          onChange={(event) => onChange([event.target.value])}
        />
      )}
      {offers.length > 0 ? (
        <datalist id={listId}>
          {offers.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      ) : null}
      <Fault id={id} faults={faults} />
    </>
  );
}

/** One of a list. A value from before the list stays on offer. */
function Select({
  id,
  texts,
  stored,
  faults,
  disabled,
  choices,
  onChange,
  onBlur,
}: Judged & { readonly choices: readonly Choice[] }) {
  const value = texts[0] ?? '';
  const older = stored
    .filter((one) => !choices.some((choice) => choice.value === one))
    .map((one) => ({ value: one, label: one }));
  return (
    <>
      <select
        id={id}
        className={`form-select${faults.length > 0 ? ' is-invalid' : ''}`}
        aria-invalid={faults.length > 0 || undefined}
        aria-describedby={faults.length > 0 ? faultId(id) : undefined}
        disabled={disabled}
        value={value}
        onBlur={onBlur}
        onChange={(event) => onChange(event.target.value === '' ? [] : [event.target.value])}
      >
        <option value="">{text.unset}</option>
        {[...older, ...choices].map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
      <Fault id={id} faults={faults} />
    </>
  );
}

function ManyChoices({ id, field, texts, faults, disabled, onChange, onBlur }: Judged) {
  const choices = useMemo(() => field.valuesList.map((value) => ({ value, label: value })), [field]);
  return (
    <>
      <TagPicker
        id={id}
        label={field.field}
        values={texts}
        source={choices}
        disabled={disabled}
        invalid={faults.length > 0}
        {...(faults.length > 0 ? { describedBy: faultId(id) } : {})}
        placeholder={text.choose}
        onChange={(values) => onChange(values)}
        onBlur={onBlur}
      />
      <Fault id={id} faults={faults} />
    </>
  );
}

function Rows({ id, field, texts, faults, disabled, example, onChange, onBlur }: Judged) {
  const control: FieldControl = {
    id,
    name: id,
    label: field.field,
    value: texts,
    invalid: faults.length > 0,
    describedBy: undefined,
    disabled,
    required: false,
    issues: faults.map(({ at, message }) => ({ path: [at], message })),
    onChange: (values) => onChange(values as string[]),
    onBlur,
  };
  return (
    <ValuesInput
      control={control}
      values={texts}
      addLabel={text.add(field.field)}
      placeholder={example}
      mono={isMono(field)}
      {...(field.saneDefault.length > 0 ? { suggestions: field.saneDefault } : {})}
    />
  );
}

const shownFaults = 5;

/** Many values as lines of one text. */
function Area({ id, field, texts, faults, disabled, onChange, onBlur }: Judged) {
  return (
    <>
      <textarea
        id={id}
        className={`form-control meta-values-area${faults.length > 0 ? ' is-invalid' : ''}${isMono(field) ? ' mono' : ''}`}
        aria-invalid={faults.length > 0 || undefined}
        aria-describedby={`${id}-count${faults.length > 0 ? ` ${faultId(id)}` : ''}`}
        disabled={disabled}
        spellCheck={false}
        value={texts.join('\n')}
        onBlur={onBlur}
        onChange={(event) => onChange(event.target.value.split(/\r?\n/))}
      />
      <div className="form-text" id={`${id}-count`}>
        {text.onePerLine} · {text.countOf(texts.filter((one) => one.trim() !== '').length)}
      </div>
      {faults.length > 0 ? (
        <ul className="meta-faults" id={faultId(id)}>
          {faults.slice(0, shownFaults).map(({ at, message }) => (
            <li key={at}>
              {text.line(at + 1)}: {message}
            </li>
          ))}
          {faults.length > shownFaults ? <li>{text.moreFaults(faults.length - shownFaults)}</li> : null}
        </ul>
      ) : null}
    </>
  );
}

const shownRewritten = 4;

/** What is typed may be stored in another form; whoever types a range sees the networks it becomes. */
function StoredAs({ field, texts }: { readonly field: TemplateField; readonly texts: readonly string[] }) {
  const rested = useRested(texts, rest);
  const stored = useMemo(() => (rested.length > mostRows ? [] : rewritten(field, rested)), [field, rested]);
  if (stored.length === 0 || field.meaning === 'boolean') return null;
  return (
    <div className="form-text" aria-live="polite">
      {text.storedAs(stored.slice(0, shownRewritten), stored.length - Math.min(stored.length, shownRewritten))}
    </div>
  );
}
