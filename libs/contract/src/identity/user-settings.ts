import * as z from 'zod';
import { endpoint } from '../endpoint.js';
import { Done } from '../shapes.js';
import { SettingValue } from './session.js';

/** Largest setting, as JSON text in UTF-8. */
export const maxSettingBytes = 16_384;

/** A name such as `ui.theme`. */
export const SettingName = z
  .string()
  .regex(
    /^[a-z][a-zA-Z0-9_.-]{0,99}$/,
    "must start with a small letter and hold only letters, digits, '.', '_' and '-', at most 100",
  );

/** Settings under this name and below are large and asked for one by one; all others come with the session. */
export const tableSettings = 'ui.table_setting';

const Params = z.strictObject({ name: SettingName });
export const UserSetting = z.strictObject({ name: z.string(), value: SettingValue }).meta({ id: 'UserSetting' });
export type UserSetting = z.infer<typeof UserSetting>;

/** Any JSON value that is small enough to keep. */
export const NewSettingValue = z.strictObject({
  value: z.unknown().superRefine((value, context) => {
    const fault = settingFault(value);
    if (fault) context.addIssue({ code: 'custom', message: fault });
  }),
});

function settingFault(value: unknown): string | undefined {
  if (value === undefined) return 'is needed';
  const text = jsonText(value);
  if (text === undefined) return 'is nested too deeply';
  if (new TextEncoder().encode(text).length > maxSettingBytes)
    return `must be at most ${maxSettingBytes} bytes of JSON`;
  return /\\u0000|\\ud[89a-f]/.test(text) ? 'has characters that cannot be stored' : undefined;
}

/** The value as JSON; undefined when it is nested deeper than the program's stack. */
function jsonText(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

const topic = 'Account';

/** One's own settings (FEATURES SET-01…03). */
export const userSettings = {
  get: endpoint('GET /user-settings/:name', {
    allow: 'signed-in',
    topic,
    summary: "One of the caller's own settings; its value is null when it was never set",
    params: Params,
    reply: UserSetting,
  }),
  put: endpoint('PUT /user-settings/:name', {
    allow: 'signed-in',
    topic,
    summary: "Keeps one of the caller's own settings",
    params: Params,
    body: NewSettingValue,
    reply: Done,
  }),
};
