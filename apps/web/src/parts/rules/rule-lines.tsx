import type { IndividualRule, OrganisationRule } from '@cerebrate/contract';
import { Chip, Chips } from '../../ui/index.js';
import { ruleLines } from './rule-words.js';
import './rules.scss';

/** A rule to read: one line a condition, indented by its group. */
export function RuleLines({ rule }: { readonly rule: OrganisationRule | IndividualRule }) {
  return (
    <ul className="rule-lines">
      {ruleLines(rule).map((line, at) => (
        // lines have no identity but their place
        <li key={at} style={{ paddingInlineStart: `${line.depth * 20}px` }}>
          <span className={line.values.length > 0 ? 'muted' : ''}>{line.label}</span>
          {line.values.length > 0 ? (
            <Chips>
              {line.values.slice(0, 30).map((value) => (
                <Chip key={value}>{value}</Chip>
              ))}
              {line.values.length > 30 ? <span className="muted">+{line.values.length - 30}</span> : null}
            </Chips>
          ) : null}
        </li>
      ))}
    </ul>
  );
}
