import { encryptionKeys, type InspectedKey } from '@cerebrate/contract';
import { type DragEvent, useEffect, useState } from 'react';
import { call } from '../../api/index.js';
import { KeyBadge } from '../../parts/encryption-keys/index.js';
import { asProblem, type FieldControl, inputProps, isAborted, KeyValue } from '../../ui/index.js';
import { keyFacts } from './key-facts.js';
import { text } from './text.js';

/** How long nobody types before a key is read. */
const rest = 400;

type Reading = { readonly keys: readonly InspectedKey[] } | { readonly fault: string } | 'reading' | undefined;

/** The text of a key: typed, pasted, or dropped as a file; below it what the key says, before it is saved. */
export function KeyTextInput({ control }: { readonly control: FieldControl }) {
  const value = typeof control.value === 'string' ? control.value : '';
  const reading = useReading(value);
  const take = async (file: File | undefined) => {
    if (file) control.onChange(await file.text());
  };
  const onDrop = (event: DragEvent) => {
    if (event.dataTransfer.files.length === 0) return;
    event.preventDefault();
    void take(event.dataTransfer.files[0]);
  };
  return (
    <>
      <textarea
        {...inputProps(control)}
        className="form-control mono"
        rows={8}
        spellCheck={false}
        placeholder={text.form.textPlaceholder}
        value={value}
        onChange={(event) => control.onChange(event.target.value)}
        onBlur={control.onBlur}
        onDrop={onDrop}
      />
      <label className="btn btn-plain btn-sm mt-2">
        {text.form.choose}
        <input
          type="file"
          className="visually-hidden"
          accept=".asc,.pem,.crt,.cer,.txt,.pub"
          onChange={(event) => void take(event.target.files?.[0])}
        />
      </label>
      <div aria-live="polite" className="mt-2">
        <Found reading={reading} />
      </div>
    </>
  );
}

function Found({ reading }: { readonly reading: Reading }) {
  if (reading === undefined) return null;
  if (reading === 'reading') return <p className="muted m-0">{text.form.reading}</p>;
  if ('fault' in reading)
    return (
      <p className="notice-strip m-0" data-tone="attention">
        {reading.fault}
      </p>
    );
  return (
    <section className="surface p-3" aria-label={text.form.found}>
      {reading.keys.slice(0, 3).map((key) => (
        <div key={key.fingerprint}>
          <KeyBadge state={key.state} />
          <KeyValue facts={keyFacts(key)} />
        </div>
      ))}
    </section>
  );
}

function useReading(value: string): Reading {
  const [reading, setReading] = useState<Reading>();
  useEffect(() => {
    if (value.trim() === '') return setReading(undefined);
    const stop = new AbortController();
    const timer = setTimeout(() => {
      setReading('reading');
      call(encryptionKeys.inspect, { body: { text: value }, signal: stop.signal }).then(
        (keys) => setReading({ keys }),
        (error: unknown) =>
          isAborted(error) || setReading({ fault: asProblem(error).issues?.[0]?.message ?? asProblem(error).title }),
      );
    }, rest);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [value]);
  return reading;
}
