import { metaTemplates } from '@cerebrate/contract';
import { useEffect, useState } from 'react';
import { Link } from 'react-router';
import { call, may } from '../../api/index.js';
import { Icon, isAborted } from '../../ui/index.js';
import { text } from './text.js';

interface NewerVersionProps {
  readonly templateId: number | null;
  readonly record: number | undefined;
}

/** Leads whoever manages templates from values of an old version to the newer one (FEATURES MT-11); nothing otherwise. */
export function NewerVersion({ templateId, record }: NewerVersionProps) {
  const [version, setVersion] = useState<number>();
  const asks = templateId !== null && record !== undefined && may('metaTemplate:manage');
  useEffect(() => {
    if (!asks) return;
    const control = new AbortController();
    const look = async () => {
      const query = { isNewest: 'false', total: 'false' };
      const { items } = await call(metaTemplates.list, { query, signal: control.signal });
      setVersion(items.find(({ id }) => id === templateId)?.newest?.templateVersion);
    };
    look().catch((error: unknown) => {
      if (!isAborted(error)) setVersion(undefined);
    });
    return () => control.abort();
  }, [asks, templateId]);
  if (!asks || version === undefined) return null;
  return (
    <div className="notice-strip mb-2" data-tone="info">
      <Icon name="info-circle" />
      <div>
        {text.newer}{' '}
        <Link to={`/metaTemplates/migrateOldMetaTemplateToNewestVersionForEntity/${templateId}/${record}`}>
          {text.migrateTo(version)}
        </Link>
      </div>
    </div>
  );
}
