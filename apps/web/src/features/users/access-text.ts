/** The words of a user's sessions and second factors. */
export const accessText = {
  title: 'Sign-in',
  factors: 'Second factors',
  sessions: 'Signed-in browsers',
  none: 'None',
  required: 'Asked for by the role',
  yes: 'Yes',
  no: 'No',
  failed: 'It could not be loaded.',
  endAll: 'Sign out everywhere',
  ended: 'Signed out everywhere.',
  reset: {
    button: 'Reset second factors…',
    title: (name: string) => `Remove every second factor of ${name}`,
    body: 'For somebody who lost them. They are signed out everywhere; the next sign-in is by password alone. Make sure that it is really them who asked.',
    act: 'Remove the factors',
    done: 'Second factors removed.',
  },
} as const;
