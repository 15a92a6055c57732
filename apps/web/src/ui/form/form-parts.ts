import { createContext, useContext, useEffect, useId, useMemo } from 'react';
import { type Control, type FieldValues, useWatch } from 'react-hook-form';

/** What the inputs of a form may know of it. */
export interface FormParts {
  readonly control: Control<FieldValues>;
  /** Keeps the form from being saved until it is let go; who asks to save meanwhile has it saved then. */
  hold(by: string): void;
  /** Lets go. `save` false: what was held has come to nothing, so the wish to save has, too. */
  letGo(by: string, save: boolean): void;
}

/** The form around an input; none where an input stands alone. */
export const FormContext = createContext<FormParts | undefined>(undefined);

/** What the inputs of the form around hold now, drawn anew with each change. Throws outside of a form. */
export function useFormValues(): FieldValues {
  const parts = useContext(FormContext);
  if (!parts) throw new Error('there is no form around this');
  return useWatch({ control: parts.control });
}

/** The ways of one input to hold the save of the form around it; without a form they do nothing. */
export function useHold(): { hold(): void; letGo(save: boolean): void } {
  const parts = useContext(FormContext);
  const id = useId();
  useEffect(() => () => parts?.letGo(id, false), [parts, id]);
  return useMemo(() => ({ hold: () => parts?.hold(id), letGo: (save) => parts?.letGo(id, save) }), [parts, id]);
}
