/** The words of the auth key pages. */
export const text = {
  title: 'Auth keys',
  lead: 'Programs sign in with a key. A key may do what its user may do.',
  add: 'Add auth key',
  empty: 'No auth key yet.',
  presets: { all: 'All', mine: 'Mine', expired: 'Expired' },
  form: {
    title: 'Add auth key',
    user: 'User',
    userHelp: 'Whoever holds the key acts as this user.',
    comment: 'Comment',
    commentHelp: 'What uses it: the name of the program or host.',
    expires: 'Last day it works',
    expiresHelp: 'Left empty, it never expires. It ends at midnight UTC.',
    create: 'Create auth key',
  },
  made: {
    title: 'The new auth key',
    lead: 'Copy it now: it is shown this once, and nobody can look it up again.',
    key: 'Auth key',
    use: 'Send it with each request:',
    header: (key: string) => `Authorization: ${key}`,
    done: 'I have kept it',
    toast: 'Auth key created.',
  },
} as const;
