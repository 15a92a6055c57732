import { NewPasswordInput } from '../../parts/second-factor/index.js';
import { type FieldControl, useFormValues } from '../../ui/index.js';
import { type NewUserValues, wordsAbout } from './user-form.js';

interface AccountPasswordProps {
  readonly control: FieldControl;
  /** Words about an account that is there; those of a new one stand in the form. */
  readonly about?: readonly string[];
}

/** The password an administrator sets, with how good it is (FEATURES USR-09). */
export function AccountPassword({ control, about }: AccountPasswordProps) {
  const values: NewUserValues = useFormValues();
  return <NewPasswordInput control={control} about={about ?? wordsAbout(values)} />;
}
