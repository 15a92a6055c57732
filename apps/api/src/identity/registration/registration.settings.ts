import * as z from 'zod';
import { defineSetting, type SettingReader, settings } from '../../kernel/index.js';

/** Whether a setting of a higher room has text; rooms below know it by its id alone. */
function isNamed(read: SettingReader, id: string): boolean {
  const setting = settings.find(id);
  return setting !== undefined && String(read(setting) ?? '') !== '';
}

/** Whether strangers may ask for an account; the original's name for it (WIRE-CONTRACT §9.4). */
export const selfRegistration = settings.add(
  defineSetting({
    id: 'security.registration.self-registration',
    category: 'Security',
    group: 'Registration',
    label: 'Allow self-registration',
    description:
      'Strangers may ask for an account at /register. They confirm their e-mail address first; administrators then decide in the inbox.',
    input: 'switch',
    schema: z.boolean(),
    default: false,
    fault: (isOn, read) =>
      isOn && !(isNamed(read, 'mail.host') && isNamed(read, 'mail.from'))
        ? {
            severity: 'critical',
            message:
              'No e-mail can be sent, so nobody can confirm their address: registration stays closed. Name the SMTP server and the sender.',
          }
        : null,
  }),
);

/** The original's name for it: at most five wishes an address in five minutes (FEATURES REG-04). */
export const floodProtection = settings.add(
  defineSetting({
    id: 'security.registration.floodProtection',
    category: 'Security',
    group: 'Registration',
    label: 'Flood protection',
    description: 'From one network address at most five wishes for an account are taken in five minutes.',
    input: 'switch',
    schema: z.boolean(),
    default: true,
    fault: (isOn, read) =>
      !isOn && read(selfRegistration)
        ? { severity: 'warning', message: 'One address can flood the inbox while self-registration is open.' }
        : null,
  }),
);
