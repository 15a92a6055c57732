/** The words that inbox and outbox share. */
export const text = {
  section: 'Messages',
  severities: { notice: 'Notice', info: 'Info', warning: 'Warning', danger: 'Danger' },
  states: {
    open: 'Open',
    accepted: 'Accepted',
    declined: 'Declined',
    discarded: 'Discarded',
    waiting: 'Waiting',
    failed: 'Failed',
    sent: 'Sent',
  },
} as const;
