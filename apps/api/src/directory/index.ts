export { AlignmentEntity } from './individuals/alignment.entity.js';
export { IndividualEntity } from './individuals/individual.entity.js';
export { OrgGroupEntity, OrgGroupOrganisationEntity } from './org-groups/org-group.entity.js';
export { OrganisationEntity } from './organisations/organisation.entity.js';
