import * as z from 'zod';
import { defineRequestKind, type RequestKind } from './request-kind.js';

const anything = z.record(z.string().max(191), z.unknown());

/**
 * Kinds that peers may send and nobody carries out: the original takes them and fails when they are processed
 * (WIRE-CONTRACT §5.2). They can be read, declined and discarded.
 */
export const keptKinds: readonly RequestKind[] = [
  kept('proposal.edit', 'Proposal', 'ProposalEdit', 'Proposal to change a record', 'info'),
  kept('data.exchange', 'Synchronisation', 'DataExchange', 'Request to exchange data', 'warning'),
  kept('brood.toolInterconnection', 'Brood', 'ToolInterconnection', 'Request to connect tools of a brood', 'info'),
];

function kept(
  id: string,
  scope: string,
  action: string,
  label: string,
  severity: RequestKind['severity'],
): RequestKind {
  return defineRequestKind({
    id,
    scope,
    action,
    label,
    description: 'Is kept and shown; this node carries it out when a later version knows how.',
    severity,
    payload: anything,
    forOrganisations: false,
    title: () => label,
    maySend: () => true,
  });
}
