import { singleSignOn } from '@cerebrate/contract';
import { useEffect, useState } from 'react';
import { call } from '../api/index.js';
import { text } from '../text/en.js';
import { Icon } from '../ui/index.js';

/** Where people look after their account at the provider; nothing while there is none (FEATURES KCL-20). */
export function ProviderAccountLink() {
  const [account, setAccount] = useState<{ url: string; label: string }>();
  useEffect(() => {
    call(singleSignOn.options).then(
      ({ accountUrl, provider }) => accountUrl && provider && setAccount({ url: accountUrl, label: provider.label }),
      // the menu works without it
      () => undefined,
    );
  }, []);
  if (!account) return null;
  return (
    <a href={account.url} className="menu-line" rel="noreferrer" target="_blank">
      <Icon name="box-arrow-up-right" /> {text.shell.providerAccount(account.label)}
    </a>
  );
}
