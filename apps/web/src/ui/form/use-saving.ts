import { useEffect, useRef, useState } from 'react';
import { useBeforeUnload, useBlocker, useNavigate, useRevalidator } from 'react-router';
import { text } from '../../text/en.js';
import { confirm } from '../feedback/confirm.js';
import { toast } from '../feedback/toast.js';
import { useDialog } from '../overlay/modal-route.js';
import { asProblem, isAborted, type Problem } from '../problem.js';

/** Where to go and what to say after saving. Without `to`, a dialog closes and a page goes to the form's `back`. */
export interface AfterSaving {
  readonly to?: string;
  readonly toast?: string;
  readonly undo?: () => Promise<unknown> | unknown;
}

interface SavingOptions<Out, Saved> {
  readonly onSave: (values: Out, signal: AbortSignal) => Promise<Saved>;
  readonly onSaved?: (saved: Saved) => AfterSaving | undefined;
  readonly back?: string;
  readonly onProblem: (problem: Problem) => void;
}

export interface Saving<Out> {
  readonly pending: boolean;
  /** Set when the save failed; issues that belong to fields are told there, too. */
  readonly problem: Problem | undefined;
  /** From here on leaving asks no question. */
  readonly done: { current: boolean };
  save(values: Out): Promise<void>;
}

/** Saves, then leaves: the pages one comes to load anew, so nothing has to be told what changed. */
export function useSaving<Out, Saved>({ onSave, onSaved, back, onProblem }: SavingOptions<Out, Saved>): Saving<Out> {
  const navigate = useNavigate();
  const { revalidate } = useRevalidator();
  const dialog = useDialog();
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const done = useRef(false);
  const control = useRef<AbortController>(undefined);
  useEffect(() => () => control.current?.abort(), []);

  const leave = ({ to, toast: sentence, undo }: AfterSaving) => {
    if (sentence) toast({ tone: 'ok', text: sentence, undo });
    if (to !== undefined) void navigate(to, { replace: true });
    else if (dialog) dialog.close();
    else if (back !== undefined) void navigate(back, { replace: true });
    else {
      done.current = false;
      void revalidate();
    }
  };
  const save = async (values: Out) => {
    control.current = new AbortController();
    setPending(true);
    setProblem(undefined);
    try {
      const saved = await onSave(values, control.current.signal);
      done.current = true;
      leave(onSaved?.(saved) ?? {});
    } catch (error) {
      if (isAborted(error)) return;
      const told = asProblem(error);
      setProblem(told);
      onProblem(told);
    } finally {
      setPending(false);
    }
  };
  return { pending, problem, done, save };
}

/** Asks before changes are lost: on leaving the page within the application, closing the dialog, or closing the tab. */
export function useLeaveGuard(isDirty: boolean, done: { readonly current: boolean }): void {
  const blocker = useBlocker(({ currentLocation, nextLocation }) => {
    const isElsewhere =
      currentLocation.pathname !== nextLocation.pathname || currentLocation.search !== nextLocation.search;
    return isDirty && !done.current && isElsewhere;
  });
  useBeforeUnload((event) => {
    if (isDirty && !done.current) event.preventDefault();
  });
  const asked = useRef(false);
  useEffect(() => {
    if (blocker.state !== 'blocked' || asked.current) return;
    asked.current = true;
    void confirm({
      title: text.form.leave,
      body: text.form.leaveBody,
      act: text.form.leave,
      cancel: text.form.stay,
      tone: 'danger',
    })
      .then((leave) => (leave ? blocker.proceed() : blocker.reset()))
      .finally(() => {
        asked.current = false;
      });
  }, [blocker]);
}
