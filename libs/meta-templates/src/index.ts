import type { MetaTemplateDefinition } from '@cerebrate/contract';
import constituency from './templates/cerebrate_csirt_constituency.json' with { type: 'json' };
import individualExtended from './templates/cerebrate_individual_extended.json' with { type: 'json' };
import networkPermissions from './templates/csirt_network_permissions.json' with { type: 'json' };
import networkIndividual from './templates/csn_individual.json' with { type: 'json' };
import networkOrganisation from './templates/csn_org.json' with { type: 'json' };
import enisaInventory from './templates/enisa-csirt-inventory.json' with { type: 'json' };
import firstDirectory from './templates/first.json' with { type: 'json' };
import infrastructure from './templates/it_infrastructure_and_services.json' with { type: 'json' };

/**
 * The meta-templates every node ships, in the order the original loads them (file name), so that a fresh node gives
 * them the same ids. Uuids, versions, names and field facts are the original's (WIRE-CONTRACT §8.1); the spec beside
 * this file checks them, so that starting a node need not.
 */
export const shippedTemplates: readonly MetaTemplateDefinition[] = [
  constituency,
  individualExtended,
  networkPermissions,
  networkIndividual,
  networkOrganisation,
  enisaInventory,
  firstDirectory,
  infrastructure,
] as readonly MetaTemplateDefinition[];
