import { type FormEvent, useId, useMemo, useState } from 'react';
import Modal from 'react-bootstrap/Modal';
import { text } from '../../text/en.js';
import { Skeleton } from '../pieces/skeleton.js';
import { useSettled } from '../pieces/use-settled.js';
import type { OpenQuestion } from './confirm.js';

/** The dialog of a question: what will be done to what, and what else it touches. */
export function Question({ question }: { readonly question: OpenQuestion }) {
  const id = useId();
  const { title, body, act, cancel = text.cancel, tone, impact, typed, answer } = question;
  const [word, setWord] = useState('');
  const touched = useSettled(useMemo(() => impact?.() ?? null, [impact]));
  const isReady = !touched.pending && (typed === undefined || word === typed);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isReady) answer(true);
  };
  return (
    <Modal show onHide={() => answer(false)} aria-labelledby={id} centered autoFocus={false} className="confirm">
      <form onSubmit={submit}>
        <Modal.Body>
          <h2 id={id}>{title}</h2>
          {body ? <div className="muted">{body}</div> : null}
          {impact ? (
            <div className="confirm-impact" aria-live="polite">
              {touched.pending ? (
                <Skeleton lines={2} label={text.confirm.impact} />
              ) : touched.error === undefined ? (
                touched.value
              ) : (
                text.confirm.impactFailed
              )}
            </div>
          ) : null}
          {typed === undefined ? null : (
            <label className="d-block mt-3">
              <span className="form-label d-block">
                <span className="mono">{typed}</span>
              </span>
              <input
                className="form-control"
                value={word}
                onChange={(event) => setWord(event.target.value)}
                autoComplete="off"
                spellCheck={false}
              />
            </label>
          )}
        </Modal.Body>
        <Modal.Footer>
          <button type="button" className="btn btn-plain" onClick={() => answer(false)} autoFocus={tone === 'danger'}>
            {cancel}
          </button>
          <button
            type="submit"
            className={`btn ${tone === 'danger' ? 'btn-danger' : 'btn-primary'}`}
            disabled={!isReady}
            autoFocus={tone !== 'danger'}
          >
            {act}
          </button>
        </Modal.Footer>
      </form>
    </Modal>
  );
}
