/** The words of notifications. */
export const text = {
  title: 'Notifications',
  lead: 'What you are told, newest first. Choose what that is in your account settings.',
  all: 'All',
  unread: 'Unread',
  readAll: 'Mark all as read',
  readOne: 'Mark as read',
  done: 'All marked as read.',
  empty: 'You have no notification.',
  emptyUnread: 'You have read everything.',
  choose: 'Choose what you are told',
  older: 'Show older ones',
  show: 'Show',
  severity: { info: 'For your information', attention: 'Needs attention', broken: 'Broken' },
  more: (title: string, count: number) => `${title} and ${count} more`,
  subscriptions: { title: 'What you are told' },
} as const;
