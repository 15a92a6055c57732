import type { LocalTool } from '@cerebrate/contract';
import { Link } from 'react-router';
import { ToolHealthBadge, toolText } from '../../parts/tools/index.js';
import { type Column, RelativeTime } from '../../ui/index.js';
import { text } from './text.js';

/** The page of a tool. */
export const addressOfTool = ({ id }: Pick<LocalTool, 'id'>): string => `/localTools/view/${id}`;

/** A tool in a list. */
export const toolColumns: readonly Column<LocalTool>[] = [
  { key: 'id', label: text.columns.id, sort: true, align: 'end', width: '56px', card: 'none', value: ({ id }) => id },
  {
    key: 'name',
    label: text.columns.name,
    sort: true,
    always: true,
    card: 'title',
    value: ({ name }) => name,
    cell: (tool) => <Link to={addressOfTool(tool)}>{tool.name}</Link>,
  },
  {
    key: 'health',
    label: text.columns.health,
    sort: true,
    card: 'fact',
    value: ({ lastCheck }) => (lastCheck ? toolText.health[lastCheck.state] : toolText.unchecked),
    cell: ({ lastCheck }) => <ToolHealthBadge check={lastCheck} />,
  },
  {
    key: 'connector',
    label: text.columns.connector,
    sort: true,
    card: 'fact',
    value: ({ connectorTitle }) => connectorTitle,
    cell: ({ connector, connectorTitle, isUsable }) =>
      isUsable ? <Link to={`/localTools/viewConnector/${connector}`}>{connectorTitle}</Link> : connectorTitle,
  },
  { key: 'version', label: text.columns.version, card: 'none', value: ({ lastCheck }) => lastCheck?.version },
  {
    key: 'exposed',
    label: text.columns.exposed,
    sort: true,
    card: 'none',
    value: ({ exposed }) => (exposed ? text.yes : text.no),
  },
  {
    key: 'connections',
    label: text.columns.connections,
    align: 'end',
    card: 'fact',
    value: ({ connectionCount }) => connectionCount,
  },
  {
    key: 'checked',
    label: text.columns.checked,
    card: 'none',
    cell: ({ lastCheck }) => (lastCheck ? <RelativeTime at={lastCheck.at} /> : null),
  },
  { key: 'description', label: text.columns.description, optional: true, value: ({ description }) => description },
  {
    key: 'modified',
    label: text.columns.modified,
    sort: true,
    optional: true,
    cell: ({ modified }) => <RelativeTime at={modified} />,
  },
];
