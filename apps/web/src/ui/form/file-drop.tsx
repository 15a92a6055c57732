import { useState } from 'react';
import { number, text } from '../../text/en.js';
import { Icon } from '../pieces/icon.js';
import type { FieldControl } from './field-spec.js';

interface FileDropProps {
  readonly control: FieldControl;
  /** As the `accept` attribute. */
  readonly accept?: string;
  /** Pasted text becomes a file, too. */
  readonly paste?: boolean;
}

/** Bytes as people read them. */
export function fileSize(bytes: number): string {
  if (bytes < 1024) return `${number(bytes)} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  const step = Math.min(units.length, Math.floor(Math.log2(bytes) / 10));
  return `${(bytes / 1024 ** step).toFixed(step > 1 ? 1 : 0)} ${units[step - 1]}`;
}

/** Takes a file by dropping, pasting or choosing; the field's value is a `File` or null. */
export function FileDrop({ control, accept, paste = true }: FileDropProps) {
  const [isOver, setOver] = useState(false);
  const file = control.value instanceof File ? control.value : undefined;
  const take = (list: FileList | null | undefined) => {
    const first = list?.[0];
    if (first) control.onChange(first);
  };
  return (
    <div
      className="file-drop"
      data-over={isOver || undefined}
      data-invalid={control.invalid || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        if (!control.disabled) take(event.dataTransfer.files);
      }}
      onPaste={(event) => {
        if (!paste || control.disabled) return;
        const pasted = event.clipboardData.getData('text/plain');
        if (event.clipboardData.files.length > 0) take(event.clipboardData.files);
        else if (pasted.trim() !== '') control.onChange(new File([pasted], 'pasted.txt', { type: 'text/plain' }));
        else return;
        event.preventDefault();
      }}
    >
      <Icon name={file ? 'file-earmark-text' : 'file-earmark-arrow-up'} />
      {file ? <span>{text.form.chosenFile(file.name, fileSize(file.size))}</span> : <span className="muted">{text.form.drop} </span>}
      <label className="btn btn-plain btn-sm">
        {text.form.browse}
        <input
          id={control.id}
          type="file"
          className="visually-hidden"
          accept={accept}
          disabled={control.disabled}
          aria-invalid={control.invalid || undefined}
          aria-describedby={control.describedBy}
          onBlur={control.onBlur}
          onChange={(event) => take(event.target.files)}
        />
      </label>
      {file ? (
        <button type="button" className="btn btn-ghost btn-icon btn-sm" aria-label={text.form.clear(control.label)} onClick={() => control.onChange(null)}>
          <Icon name="x-lg" />
        </button>
      ) : null}
    </div>
  );
}
