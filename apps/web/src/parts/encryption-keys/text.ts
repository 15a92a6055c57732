/** The words about keys that several features use. */
export const text = {
  states: {
    valid: 'Valid',
    'sign-only': 'Cannot encrypt',
    expired: 'Expired',
    revoked: 'Revoked',
    future: 'Not valid yet',
    unreadable: 'Unreadable',
  },
  types: { pgp: 'PGP', smime: 'S/MIME' },
  title: 'Encryption keys',
  add: 'Add',
  none: 'No key yet.',
  never: 'never expires',
} as const;
