import { unknownBroodReply, type WireBody, WireRefusal } from '@cerebrate/cerebrate-wire';
import { DomainError } from '../../kernel/index.js';
import type { Objection } from '../../tools/index.js';

/** What the sender of a message about a local tool is told when it is not taken (WIRE-CONTRACT §5.2). */
export function objectionReply(objection: Objection, body: WireBody) {
  const url = String(body['cerebrateURL'] ?? '');
  if (objection === 'incomplete')
    throw new WireRefusal(405, 'Could not create entry: connectorName and cerebrateURL are needed.');
  if (objection === 'unknown-connector')
    throw new WireRefusal(
      404,
      `Error while validating request data: unknown connector \`${String(body['connectorName'])}\``,
    );
  if (objection === 'unknown-brood') return unknownBroodReply(url);
  const reason =
    objection === 'foreign-brood'
      ? `The account of this key does not speak for the brood \`${url}\`: it belongs to another organisation than the brood`
      : 'This connection was cancelled or declined here; ask for it again';
  return { ...unknownBroodReply(url), errors: [reason] };
}

/** What the original says of a processed message about a local tool, by its action (WIRE-CONTRACT §5.3). */
export function processedReply(action: string, origin: string, outcome: Readonly<Record<string, unknown>>) {
  if (action === 'IncomingConnectionRequest') {
    const { reply, isDelivered } = outcome as { reply: Record<string, unknown>; isDelivered: boolean };
    if (isDelivered)
      return { data: reply, success: true, message: `Interconnection for \`${origin}\`'s  created`, errors: [] };
    const errors = reply['errors'] ?? [];
    return { data: reply, success: false, message: `Could not inter-connect \`${origin}\`'s `, errors };
  }
  const message =
    action === 'AcceptedRequest' ? `Interconnection for \`${origin}\`'s  finalised` : `Message of \`${origin}\` noted`;
  return { data: { success: true }, success: true, message, errors: '' };
}

/** What it says when that failed; the message stays to be processed again. Throws on what is no refusal. */
export function unprocessedReply(action: string, origin: string, error: unknown) {
  if (!(error instanceof DomainError)) throw error;
  const message =
    action === 'AcceptedRequest'
      ? `Could not finalise inter-connection for \`${origin}\`'s `
      : `Could not inter-connect \`${origin}\`'s `;
  return { data: [], success: false, message, errors: error.message };
}
